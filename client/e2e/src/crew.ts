import assert from 'node:assert/strict';

import type { Page } from 'playwright-core';

import { ApiUser, expect, newId, objects, text } from './api.js';
import type { Caller } from './caller.js';
import { GroupPhone } from './groupPhone.js';

/** One of a group, and what she does in its call. */
export class Member {
  readonly caller: Caller;
  readonly phone: GroupPhone;

  constructor(caller: Caller) {
    this.caller = caller;
    this.phone = new GroupPhone(caller.window.page);
  }

  get page(): Page {
    return this.caller.window.page;
  }
}

/** A group of all these, made by somebody who takes no part and can bring in others. */
export async function groupOf(
  origin: string,
  names: readonly string[],
): Promise<(name: string) => Promise<void>> {
  const maker = await ApiUser.guest(origin, 'Maker');
  const idOf = async (name: string): Promise<string> => {
    const found = await maker.ask('GET', `/users?prefix=${encodeURIComponent(name)}`);
    const [user] = objects(expect(found, 200).body, 'users');
    assert.ok(user, name);
    return text(user, 'id');
  };
  const members = await Promise.all(names.map(idOf));
  const group = await maker.create({ kind: 'group', title: 'Crew', members });
  return async (name) => {
    const user = await idOf(name);
    const brought = await maker.ask('POST', `/conversations/${group}/members`, {
      users: [user],
      clientId: newId(),
    });
    expect(brought, 200);
  };
}
