import { html, type TemplateResult } from 'lit';

import { text } from '../../messages.js';
import { count, duration, joined, micros, perSecond, type Measure } from '../../model/measure.js';
import { LIMITS, socketsOf, type History, type Series } from '../../model/overview.js';
import { extremes } from '../../model/spark.js';
import type { Overview } from '@sealmesh/sdk';
import '../../parts/sparkline.js';

/** One number, large, what belongs to it, and how it has been. */
interface Card {
  readonly name: string;
  readonly big: Measure | undefined;
  readonly note: string;
  readonly series: Series;
  readonly floor: number;
  readonly say: (value: number) => string;
  readonly bad?: boolean;
}

export function renderCards(overview: Overview, history: History): TemplateResult {
  return html`<div class="cards">
    ${cardsOf(overview, history).map((card) => renderCard(card, history))}
  </div>`;
}

function renderCard(card: Card, history: History): TemplateResult {
  const { name, big, note, series, floor, say, bad = false } = card;
  const values = history.series(series);
  const seen = extremes(values);
  const label =
    seen === undefined
      ? text.admin.noLine(name)
      : text.admin.line(name, say(seen.now), say(seen.least), say(seen.most));
  return html`<section class="card ${bad ? 'bad' : ''}" data-card=${series}>
    <h3>${name}</h3>
    <p class="big ${bad ? 'bad' : ''}">
      ${big === undefined ? text.admin.unknown : html`${big.value} <small>${big.unit}</small>`}
    </p>
    <p class="note">${note}</p>
    <sm-sparkline .values=${values} .floor=${floor} .label=${label}></sm-sparkline>
  </section>`;
}

function cardsOf(overview: Overview, history: History): readonly Card[] {
  return [
    socketsCard(overview),
    outboxCard(overview),
    commitCard(overview),
    deliveriesCard(history),
    countedCard(history, 'resyncs', text.admin.resyncs, text.admin.resyncsNote),
    countedCard(history, 'slowCloses', text.admin.slowCloses, text.admin.slowClosesNote),
  ];
}

const plain = (value: number, unit = ''): Measure => ({ value: count(value), unit });

function socketsCard(overview: Overview): Card {
  const { mesh } = overview;
  const sockets = socketsOf(overview);
  const nodes = (mesh?.nodes.length ?? 0) + (mesh?.links.length ?? 0);
  return {
    name: text.admin.sockets,
    big: sockets === undefined ? undefined : plain(sockets),
    note: mesh === undefined ? text.admin.away : text.admin.onNodes(nodes),
    series: 'sockets',
    floor: 4,
    say: count,
  };
}

function outboxCard({ outbox }: Overview): Card {
  const rows = outbox?.rows;
  return {
    name: text.admin.outbox,
    big: rows && duration(rows.oldestAgeMs),
    note: rows === undefined ? text.admin.away : text.admin.waiting(rows.waiting),
    series: 'outboxAgeMs',
    floor: 2_000,
    say: (ms) => joined(duration(ms)),
    bad: (rows?.oldestAgeMs ?? 0) > LIMITS.outboxAgeMs,
  };
}

function commitCard({ database }: Overview): Card {
  const commits = database?.commits;
  const idle = commits === undefined || commits.commits === 0;
  return {
    name: text.admin.commits,
    big: idle ? undefined : micros(commits.medianMicros),
    note:
      database === undefined
        ? text.admin.away
        : idle
          ? text.admin.noCommits(database.engine)
          : text.admin.commitNote(
              joined(micros(database.commits.p99Micros)),
              database.commits.commits,
              database.engine,
            ),
    series: 'commitMicros',
    floor: 5_000,
    say: (value) => joined(micros(value)),
    bad: database?.state === 'down' || (commits?.p99Micros ?? 0) > LIMITS.commitP99Micros,
  };
}

function deliveriesCard(history: History): Card {
  const rate = history.samples.at(-1)?.deliveriesPerSecond;
  return {
    name: text.admin.deliveries,
    big: rate === undefined ? undefined : { value: perSecond(rate), unit: text.admin.perSecond },
    note: text.admin.deliveriesNote,
    series: 'deliveriesPerSecond',
    floor: 5,
    say: (value) => `${perSecond(value)} ${text.admin.perSecond}`,
  };
}

function countedCard(
  history: History,
  series: 'resyncs' | 'slowCloses',
  name: string,
  note: string,
): Card {
  const known = history.series(series).some((value) => value !== undefined);
  return {
    name,
    big: known ? plain(history.sum(series), text.admin.inSpan(history.spanSeconds)) : undefined,
    note,
    series,
    floor: 5,
    say: count,
  };
}
