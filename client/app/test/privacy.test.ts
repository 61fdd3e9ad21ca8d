import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { disclosedBy } from '../fixture/disclosure.js';
import { FixturePrivacy } from '../fixture/privacy.js';
import { PrivacyWatch } from '../src/store/privacy-watch.js';
import { policy } from '../src/words/policy.js';
import { privacy } from '../src/words/privacy.js';

const DAY_MS = 86_400_000;

async function looking(site: FixturePrivacy): Promise<PrivacyWatch> {
  const watch = new PrivacyWatch(site, () => () => undefined);
  watch.start();
  await new Promise((resolve) => setImmediate(resolve));
  return watch;
}

describe('what administrators see of what the site keeps of people', () => {
  it('shows what the site says after each change, the audit trail too', async () => {
    const watch = await looking(new FixturePrivacy('some'));
    assert.equal(watch.privacy?.audit.length, 3);
    const [held] = watch.privacy.holds;
    await watch.lift('person', held?.subject ?? '');
    assert.deepEqual(watch.privacy.holds, []);
    assert.equal(watch.privacy.audit[0]?.act, 'hold-lifted');
    await watch.hold('person', held?.subject ?? '');
    assert.equal(watch.privacy.holds.length, 1);
    const [aged] = watch.privacy.ownAges;
    await watch.keepFor(aged?.conversation ?? '', undefined);
    await watch.keepFor(aged?.conversation ?? '', DAY_MS);
    assert.deepEqual(
      watch.privacy.audit.slice(0, 3).map(({ act }) => act),
      ['age-set', 'age-unset', 'hold-set'],
    );
    await watch.preview();
    assert.equal(watch.privacy.retention.preview?.state, 'done');
    await watch.earlier();
    assert.equal(watch.privacy.before, undefined);
    assert.equal(watch.privacy.audit.length, 7);
  });

  it('is a closed door for everybody else', async () => {
    const watch = await looking(new FixturePrivacy('refused'));
    assert.equal(watch.unheard, 'forbidden');
    assert.equal(watch.privacy, undefined);
  });

  it('says what was done, also by and about whoever is erased', () => {
    const entry = { at: 0, actor: 'a', actorName: undefined, keptForMs: undefined };
    const about = { kind: 'person', id: 'b', name: undefined } as const;
    assert.equal(
      privacy.act({ ...entry, act: 'hold-set', about }),
      'An erased person put an erased person on hold',
    );
    const talk = { kind: 'conversation', id: 'c', name: 'Tea' } as const;
    assert.match(
      privacy.act({ ...entry, actorName: 'Ruth', act: 'age-set', about: talk, keptForMs: DAY_MS }),
      /Ruth.* let .*Tea.* keep 1 day$/,
    );
  });

  it('has a policy that says what is so at this site, and nothing of what is not', async () => {
    const many = policy(await disclosedBy('relays').disclosure());
    const alone = policy(await disclosedBy('alone').disclosure());
    assert.match(many, /Responsible for this service is Harbour Cooperative/);
    assert.match(many, /wss:\/\/relay-2\.harbour\.example/);
    assert.match(many, /Rooms .*90 days at most/);
    assert.match(many, /media servers/);
    assert.match(many, /text of messages is encrypted there/);
    assert.doesNotMatch(alone, /encrypted/);
    assert.match(alone, /Responsible for this service is \[to be filled in\]/);
    assert.match(alone, /Rooms .*Until you delete it, or have yourself erased/);
    assert.doesNotMatch(alone, /TURN|media servers|wss:/);
    for (const text of [many, alone]) {
      assert.doesNotMatch(text, /undefined|NaN|\[object/);
    }
  });
});
