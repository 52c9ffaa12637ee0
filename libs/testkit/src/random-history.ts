import { INSTANT_MIN, parseInstant } from '#foundation';

import type { Name } from '#lineage';
import type { Retraction, Setting } from '#lineage';
import { diceOf, type Dice } from './dice.ts';
import { randomEvent, respelled, someTime, type Cast } from './random-event.ts';

/** One thing that is sent to a ledger, in order. Bodies are OpenLineage JSON as a producer would write it. */
export type HistoryStep =
  | { readonly kind: 'event'; readonly body: string; readonly emitter: string }
  /** `of` counts the event steps of the whole history from 0, also those still to come; the caller knows their digests. */
  | { readonly kind: 'retract-events'; readonly id: string; readonly of: readonly number[] }
  | { readonly kind: 'retraction'; readonly retraction: Retraction }
  | { readonly kind: 'setting'; readonly setting: Setting }
  /** Texts are JSON. One that is in force already is not recorded again. */
  | { readonly kind: 'policy'; readonly text: string }
  | { readonly kind: 'contract'; readonly text: string }
  /** What an access file says of one logical dataset. */
  | { readonly kind: 'bodies'; readonly logical: string; readonly bodies: readonly Name[] };

export type EventStep = Extract<HistoryStep, { kind: 'event' }>;

/** Few of everything, so that all meets all. Jobs and datasets share names; UTF-8 and UTF-16 order differ for two datasets. */
const DATASETS: readonly Name[] = [
  { namespace: 'db', name: 'a' },
  { namespace: 'db', name: 'b' },
  { namespace: 'db', name: '\uff5e' },
  { namespace: 'db', name: '\u{1f600}' },
  { namespace: 'lake', name: 'a' },
];
const JOBS: readonly Name[] = ['db', 'etl'].flatMap((namespace) => ['a', 'load', 'load.step'].map((name) => ({ namespace, name })));
const RUN_IDS = ['0198c3a0-0000-7000-8000-00000000000a', '0198c3a0-0000-7000-8000-00000000000b', 'manual run 3'];
const EMITTERS = ['airflow', 'spark'];

/** Where runs begin: the default window of 30 days from one to the next is met exactly, missed by a day, and passed. */
const RUN_HOME_DAYS = [0, 0, 29, 30, 31, 60, 61, 90, 91];
const WINDOW_DAYS = [1, 7, 29, 30, 45];

const EVENTS_SHARE = 0.75;
const DUPLICATES_SHARE = 0.06;
const RULINGS = ['events', 'run', 'emitter', 'reinstate', 'window', 'window', 'window', 'alias', 'alias', 'retired'] as const;

/** A history of `size` steps, the same for the same seed: every rule of the fold is met, and most of its edges. */
export function randomHistory(seed: number, size: number): readonly HistoryStep[] {
  const dice = diceOf(seed);
  const homes = new Map(JOBS.flatMap((job) => RUN_IDS.map((id) => [JSON.stringify([job, id]), dice.pick(RUN_HOME_DAYS)])));
  const homeOf = (job: Name, runId: string) => homes.get(JSON.stringify([job, runId])) ?? 0;
  // Not all jobs at once: two or three that meet often find more than six that seldom do.
  const cast = { jobs: dice.some(JOBS, { least: 1, most: 3 }), datasets: DATASETS, runIds: RUN_IDS, homeOf };

  const events: EventStep[] = [];
  while (events.length < Math.max(1, Math.round(size * EVENTS_SHARE))) {
    const isDuplicate = events.length > 0 && dice.chance(DUPLICATES_SHARE);
    events.push(isDuplicate ? duplicateOf(dice, dice.pick(events)) : eventStep(dice, { ...cast, times: events.map(timeOf) }));
  }
  const rulings = Array.from({ length: size - events.length }, (_, index) =>
    rulingStep(dice, { ...cast, times: events.map(timeOf) }, { index, eventsCount: events.length }),
  );
  return interleaved(dice, inSomeOrder(dice, events), rulings);
}

function eventStep(dice: Dice, cast: Cast): EventStep {
  return { kind: 'event', body: JSON.stringify(randomEvent(dice, cast)), emitter: dice.pick(EMITTERS) };
}

export function duplicateOf(dice: Dice, { body, emitter }: EventStep): EventStep {
  const words = dice.chance(0.5) ? body : respelled(body);
  return { kind: 'event', body: words, emitter: dice.chance(0.8) ? emitter : dice.pick(EMITTERS) };
}

function timeOf({ body }: EventStep): string {
  return (JSON.parse(body) as { eventTime: string }).eventTime; // every event that is made has one
}

/** As they were thrown, by time, or by time with some that are late. */
export function inSomeOrder(dice: Dice, steps: readonly EventStep[]): readonly HistoryStep[] {
  const lateShare = dice.pick([0, 0.2, 1]);
  const thrown = steps.map((step) => ({ step, time: parseInstant(timeOf(step))?.instant ?? INSTANT_MIN, isLate: dice.chance(lateShare) }));
  const inTime = thrown
    .filter(({ isLate }) => !isLate)
    .sort((left, right) => (left.time < right.time ? -1 : left.time > right.time ? 1 : 0));
  const late = thrown.filter(({ isLate }) => isLate);
  return interleaved(dice, stepsOf(inTime), stepsOf(late));
}

function stepsOf(thrown: readonly { readonly step: EventStep }[]): readonly EventStep[] {
  return thrown.map(({ step }) => step);
}

/** Both lists in their own order, the second strewn over the first. */
export function interleaved(dice: Dice, steps: readonly HistoryStep[], others: readonly HistoryStep[]): readonly HistoryStep[] {
  const left = [...steps];
  const right = [...others];
  const mixed: HistoryStep[] = [];
  while (left.length + right.length > 0) {
    const next = dice.below(left.length + right.length) < left.length ? left.shift() : right.shift();
    if (next !== undefined) mixed.push(next);
  }
  return mixed;
}

function rulingStep(dice: Dice, cast: Cast, { index, eventsCount }: Record<'index' | 'eventsCount', number>): HistoryStep {
  const id = `ruling-${index}`;
  const why = 'a test';
  switch (dice.pick(RULINGS)) {
    case 'events': {
      const of = Array.from({ length: dice.pick([1, 1, 2, 3]) }, () => dice.below(eventsCount));
      return { kind: 'retract-events', id, of };
    }
    case 'run': {
      const runId = dice.pick(cast.runIds);
      const run = { job: dice.pick(cast.jobs), runId: dice.chance(0.2) ? runId.toUpperCase() : runId };
      return { kind: 'retraction', retraction: { retraction: id, run, why } };
    }
    case 'emitter': {
      const [from, to] = [dice.chance(0.1) ? null : someTime(dice, cast), dice.chance(0.1) ? null : someTime(dice, cast)];
      return { kind: 'retraction', retraction: { retraction: id, emitter: dice.pick(EMITTERS), from, to, why } };
    }
    case 'reinstate': // of an earlier ruling, or of one still to come
      return { kind: 'retraction', retraction: { reinstate: `ruling-${dice.below(index + 3)}`, why } };
    case 'window': {
      const job = dice.chance(0.4) ? null : dice.pick(cast.jobs);
      return { kind: 'setting', setting: { setting: 'lineage-window', job, days: dice.pick(WINDOW_DAYS) } };
    }
    case 'alias': {
      const few = cast.datasets.slice(0, 3); // so that a pair is ruled on again
      const pair = [dice.pick(few), dice.pick(few)] as const;
      return { kind: 'setting', setting: { setting: 'alias', pair, joined: dice.chance(0.6) } };
    }
    case 'retired': {
      const node = dice.chance(0.5)
        ? ({ kind: 'job', ...dice.pick(cast.jobs) } as const)
        : ({ kind: 'dataset', ...dice.pick(cast.datasets) } as const);
      return { kind: 'setting', setting: { setting: 'retired', node, at: dice.chance(0.3) ? null : someTime(dice, cast) } };
    }
  }
}
