import { expect, test } from 'vitest';

import { DAY_MS, type Instant } from '#foundation';
import { given } from '#testkit';

import type { RunEventType } from '../event.ts';
import type { NodeId, RunKey, StatementId, StatementSetId } from './counted-event.ts';
import { ObservedLane } from './observed-lane.ts';
import { Past } from './past.ts';
import { END, type StoredInterval } from './timeline.ts';

// Goal: section 4 of the fold by example: when the observed edges of one job hold.
// Method: one job's events are told in the order of their coming. Times are days, a statement is a letter that is also the dataset it touches, a set of
// statements is a word. The window is 30 days. Where the store holds nothing from before, its answers are left out: the lane then goes on with nothing.

const JOB = 1 as NodeId;
const WINDOW = 30n * BigInt(DAY_MS) * 1_000_000n;

const day = (number: number): Instant => (BigInt(number) * BigInt(DAY_MS) * 1_000_000n) as Instant;
const dayOf = (instant: Instant): number | 'on' => (instant === END ? 'on' : Number(instant / BigInt(DAY_MS) / 1_000_000n));

/** Letters and words as the ids that the fold works with, and back. */
const statement = (letter: string): StatementId => letter.charCodeAt(0) as StatementId;
const dataset = (letter: string): NodeId => letter.charCodeAt(0) as NodeId;
const setOf = (word: string): StatementSetId => Number.parseInt(word, 36) as StatementSetId;
const membersOf = (set: StatementSetId): readonly StatementId[] => Array.from(set.toString(36), (letter) => statement(letter));

interface Told {
  readonly day: number;
  readonly run: number;
  readonly type?: RunEventType;
  /** Absent: the event names no datasets. */
  readonly shows?: string;
  /** A COMPLETE_SNAPSHOT, of what its run showed in so many days before it. */
  readonly snapshotDays?: number;
}

/** The lane of one job while a batch is folded, as GraphFold leads it. */
class JobTold {
  private readonly began = new Map<RunKey, Instant>();
  private readonly drops = new Map<StatementId, Instant[]>();
  private readonly lane: ObservedLane;

  constructor({ since = 0, past = new Past() }: { readonly since?: number; readonly past?: Past } = {}) {
    this.lane = new ObservedLane(
      { speaker: JOB, since: day(since), completions: [], hasSnapshots: false, touched: [] },
      {
        past,
        members: membersOf,
        has: (set, one) => membersOf(set).includes(one),
        ends: (one) => [JOB, one as number as NodeId],
        began: (run) => this.began.get(run),
        cuts: (one) => this.drops.get(one) ?? [],
      },
      WINDOW,
    );
  }

  tell(...events: readonly Told[]): this {
    for (const { day: at, run: number, type = 'COMPLETE', shows, snapshotDays } of events) {
      const [time, run] = [day(at), number as RunKey];
      const statements = shows === undefined ? undefined : setOf(shows);
      const snapshotFrom = snapshotDays === undefined ? undefined : day(at - snapshotDays);
      const before = this.began.get(run);
      this.began.set(run, before === undefined || time < before ? time : before);
      this.lane.add({ time, digest: `${number} ${at}`, run, type, statements, snapshotFrom }, before);
    }
    return this;
  }

  drop(letter: string, at: number): this {
    this.drops.set(statement(letter), [day(at)]);
    this.lane.cut(dataset(letter), day(at));
    return this;
  }

  /** The days from which until which each edge holds. */
  get edges(): unknown {
    const held = [...this.lane.edges].map(([one, { intervals }]) => [
      String.fromCharCode(one),
      intervals.map(({ from, to }) => [dayOf(from), dayOf(to)]),
    ]);
    return Object.fromEntries(held) as unknown;
  }

  /** What is written of an edge when the ledger has `size` entries. */
  written(letter: string, size: bigint): unknown {
    this.lane.settle(size);
    const timeline = given(this.lane.edges.get(statement(letter)));
    timeline.finish();
    return { closed: timeline.closed, opened: timeline.opened.map(({ from, to }) => [dayOf(from), dayOf(to)]) };
  }
}

test('two runs with different datasets are both seen', () => {
  const job = new JobTold().tell({ day: 1, run: 1, shows: 'a' }, { day: 2, run: 2, shows: 'b' });

  expect(job.edges).toEqual({ a: [[1, 'on']], b: [[2, 'on']] });
});

test('an event that names no datasets takes nothing away, not even a START after the COMPLETE', () => {
  const job = new JobTold().tell({ day: 1, run: 1, shows: 'a' }, { day: 2, run: 1, type: 'START' }, { day: 3, run: 2, type: 'FAIL' });

  expect(job.edges).toEqual({ a: [[1, 'on']] });
});

test('an edge ends when a run completes that began more than the window after its last sighting', () => {
  const job = new JobTold().tell({ day: 1, run: 1, shows: 'a' });

  job.tell({ day: 31, run: 2, type: 'START' }, { day: 35, run: 2, shows: 'b' });
  expect(job.edges).toEqual({ a: [[1, 'on']], b: [[35, 'on']] });

  job.tell({ day: 32, run: 3, type: 'START' }, { day: 36, run: 3, type: 'FAIL', shows: 'b' });
  expect(job.edges).toEqual({ a: [[1, 'on']], b: [[35, 'on']] });

  job.tell({ day: 37, run: 3, shows: 'b' });
  expect(job.edges).toEqual({ a: [[1, 37]], b: [[35, 'on']] });
});

test('an edge that lapsed begins anew when it is shown again', () => {
  const job = new JobTold().tell({ day: 1, run: 1, shows: 'a' }, { day: 40, run: 2, shows: 'b' }, { day: 50, run: 3, shows: 'a' });

  expect(job.edges).toEqual({
    a: [
      [1, 40],
      [50, 'on'],
    ],
    b: [[40, 'on']],
  });
});

test('a sighting that comes late keeps the edge from lapsing', () => {
  const job = new JobTold().tell({ day: 1, run: 1, shows: 'a' }, { day: 40, run: 2, shows: 'b' });

  job.tell({ day: 20, run: 3, shows: 'a' });

  expect(job.edges).toEqual({ a: [[1, 'on']], b: [[40, 'on']] });
});

test('a run of which a late START says that it began in time gives back what its end had ended', () => {
  const job = new JobTold().tell({ day: 1, run: 1, shows: 'a' }, { day: 40, run: 2, shows: 'b' });
  expect(job.edges).toEqual({ a: [[1, 40]], b: [[40, 'on']] });

  job.tell({ day: 30, run: 2, type: 'START' });

  expect(job.edges).toEqual({ a: [[1, 'on']], b: [[40, 'on']] });
});

test('a COMPLETE_SNAPSHOT replaces what its own run showed within its window, and nothing else', () => {
  const job = new JobTold().tell(
    { day: 1, run: 1, type: 'RUNNING', shows: 'ab' },
    { day: 8, run: 1, type: 'RUNNING', shows: 'ac' },
    { day: 8, run: 2, type: 'RUNNING', shows: 'd' },
  );

  job.tell({ day: 10, run: 1, type: 'RUNNING', shows: 'a', snapshotDays: 5 });

  expect(job.edges).toEqual({ a: [[1, 'on']], b: [[1, 'on']], c: [], d: [[8, 'on']] });
});

test('what touches a dataset that was dropped ends then, and begins anew with its next sighting', () => {
  const job = new JobTold().tell({ day: 1, run: 1, shows: 'ab' }, { day: 9, run: 2, shows: 'a' });

  job.drop('a', 5);

  expect(job.edges).toEqual({
    a: [
      [1, 5],
      [9, 'on'],
    ],
    b: [[1, 'on']],
  });
});

interface Questions<Question, Answer> {
  readonly open: readonly Question[];
  answer(question: Question, answer: Answer): void;
}

function answerOpen<Question, Answer>(questions: Questions<Question, Answer>, answerOf: (question: Question) => Answer): void {
  for (const question of questions.open) questions.answer(question, answerOf(question));
}

test('an edge from before the batch is asked for until all is known, and its row is closed when a run ends it', () => {
  const past = new Past();
  const stored: StoredInterval<true> = { from: day(1), to: END, value: true, row: 7n };
  const folded = (): JobTold => new JobTold({ since: 40, past }).tell({ day: 40, run: 2, shows: 'b' });

  folded();
  const asked = past.lapses.open;
  // What a store knows in which run 1 showed `a` on day 1, and then nothing came.
  for (let rounds = 0; rounds < 4; rounds += 1) {
    answerOpen(past.lapses, () => [setOf('a')]);
    answerOpen(past.expiries, () => END);
    answerOpen(past.edges, (edge) => (edge.statement === statement('a') ? [stored] : []));
    answerOpen(past.following, () => []);
    folded();
  }
  const job = folded();

  expect(asked).toEqual([{ speaker: JOB, at: day(40), from: undefined, until: day(10), window: WINDOW }]);
  expect(Object.values(past).flatMap((questions: Questions<unknown, unknown>) => questions.open)).toEqual([]);
  expect(job.edges).toEqual({ a: [[1, 40]], b: [[40, 'on']] });
  expect(job.written('a', 9n)).toEqual({ closed: [{ row: 7n, knownTo: 9n }], opened: [[1, 40]] });
});
