import { expect, test } from 'vitest';

import type { Instant } from '#foundation';
import { FORMS, type StoredLabel } from '#labels';
import { BEGINNING, END, type NodeId, type NodeName } from '#lineage';
import { KeptLabels } from '#store';
import {
  diceOf,
  type FreshInstallation,
  freshInstallation,
  type HistoryStep,
  mapAll,
  randomLabelledHistory,
  recordedHistory,
  recordHistory,
  referenceHeld,
  type RefHeldStretch,
} from '#testkit';

import { keepLabels } from '../keep-labels.ts';

// Goal: what is kept, wherever turns are cut, is what 0016 says that places hold, at all times of the world and as it was believed at each size of the ledger.
// Method: random histories in which labels, masks, overwrites, late events and rulings meet; kept in turns of random size, and again in turns as large as they
// come. Each size of both is compared with a reference by another hand.

const HISTORIES = 40;
const SIZE = 24;
/** More than a history has. */
const ALL = 5_000n;
/** The one that the migration makes. */
const PLACE = { tenant: 1, generation: 1 };

interface Kept {
  readonly names: ReadonlyMap<NodeId, NodeName>;
  readonly labels: readonly StoredLabel[];
}

/** What is kept, as it is believed at each size up to the last. */
async function keptIn({ context }: FreshInstallation, sizes: number): Promise<readonly Kept[]> {
  return context.database.snapshot(async (session) => {
    const rows = await session.rows`select node.id, node.kind, node.namespace, node.name from hot.node as node`;
    const names = new Map(
      rows.map((row) => {
        const { kind, namespace, name } = row as { readonly kind: number; readonly namespace: string; readonly name: string };
        return [Number(row['id']) as NodeId, { kind: kind === 1 ? 'dataset' : 'job', namespace, name } as const];
      }),
    );
    const kept: Kept[] = [];
    for (let size = 1; size <= sizes; size += 1)
      kept.push({ names, labels: await new KeptLabels(session, PLACE).of([...names.keys()], BigInt(size)) });
    return kept;
  });
}

/** At each instant the pairs of a place and level that no other is above, whether said or come. */
function asHeld({ names, labels }: Kept): readonly string[] {
  const isAbove = (one: StoredLabel, other: StoredLabel): boolean => {
    const [left, right] = [FORMS.indexOf(one.form), FORMS.indexOf(other.form)];
    return left <= right && (!one.isAssumed || other.isAssumed) && (left < right || one.isAssumed !== other.isAssumed);
  };
  const pieces = labels.flatMap((label) => {
    const alike = labels.filter((other) => other.node === label.node && other.column === label.column && other.label === label.label);
    const cuts = [...new Set(alike.flatMap(({ from, to }) => [from, to]))].toSorted((one, other) => (one < other ? -1 : 1));
    const steps = cuts.flatMap((from, index) => {
      const to = cuts[index + 1];
      return to !== undefined && label.from <= from && to <= label.to ? [{ from, to }] : [];
    });
    return steps
      .filter(({ from }) => !alike.some((other) => other.from <= from && from < other.to && isAbove(other, label)))
      .map((step) => ({ ...label, ...step }));
  });
  const byPair = new Map<string, { from: Instant; to: Instant }[]>();
  for (const { node, column, label, form, isAssumed, from, to } of pieces) {
    const key = JSON.stringify([names.get(node), column, label, form, isAssumed]);
    byPair.set(key, [...(byPair.get(key) ?? []), { from, to }]);
  }
  return [...byPair].flatMap(([key, steps]) => joined(steps).map(({ from, to }) => `${key} ${from} ${to}`)).toSorted();
}

function joined(
  steps: readonly { readonly from: Instant; readonly to: Instant }[],
): readonly { readonly from: Instant; readonly to: Instant }[] {
  const inOrder = steps.toSorted((one, other) => (one.from < other.from ? -1 : 1));
  return inOrder.reduce<readonly { readonly from: Instant; readonly to: Instant }[]>((done, step) => {
    const last = done.at(-1);
    if (last === undefined || last.to < step.from) return [...done, step];
    return [...done.slice(0, -1), { from: last.from, to: step.to > last.to ? step.to : last.to }];
  }, []);
}

function referenceWords({ node: { kind, namespace, name }, column, level, form, isAssumed, from, to }: RefHeldStretch): string {
  return `${JSON.stringify([{ kind, namespace, name }, column, level, form, isAssumed])} ${from ?? BEGINNING} ${to ?? END}`;
}

/** What the reference says that is held, at each size. */
function referenceOf(history: readonly HistoryStep[]): readonly (readonly string[])[] {
  const { entries } = recordedHistory(history);
  return entries.map((_, before) =>
    referenceHeld(entries, { knownAt: before + 1 })
      .map(referenceWords)
      .toSorted(),
  );
}

/** What is kept at each size, from nothing, in turns of some numbers of entries. */
async function keptInTurns(
  installation: FreshInstallation,
  sizes: number,
  entriesMax: () => bigint,
): Promise<readonly (readonly string[])[]> {
  const { context } = installation;
  await context.database.transaction((session) => session.send('delete from hot.label; delete from hot.label_head'));
  for (let hasMore = true; hasMore;) ({ hasMore } = await keepLabels(context, entriesMax()));
  return (await keptIn(installation, sizes)).map(asHeld);
}

const CASES = [false, true].flatMap((withSaid) => Array.from({ length: HISTORIES }, (_, seed) => ({ seed, withSaid })));

test.each(CASES)(
  'labels kept in turns are those that places hold: history $seed, said by policies and contracts, too: $withSaid',
  async ({ seed, withSaid }) => {
    await using installation = await freshInstallation();
    const { context, admin } = installation;
    const history = randomLabelledHistory(seed, SIZE, { withSaid });
    await recordHistory(context, admin, history);
    await mapAll(context);
    const dice = diceOf(seed);
    const reference = referenceOf(history);

    expect(await keptInTurns(installation, reference.length, () => BigInt(1 + dice.below(4)))).toEqual(reference);
    expect(await keptInTurns(installation, reference.length, () => ALL)).toEqual(reference);
  },
);

// Fixed bugs, as histories of few steps: `p` is PHI, and what is declared of a job or a dataset, or shown by a run, is taken back or another stands in its place.

const PRODUCED = { producer: 'https://example.com/p' };
const FACET = { _producer: 'https://example.com/p', _schemaURL: 'https://openlineage.io/spec/facets/1-0-0/Some.json' };
const named = (name: string) => ({ namespace: 'lake', name });
const step = (day: number, body: object): HistoryStep => ({
  ...{ kind: 'event', emitter: 'airflow' },
  body: JSON.stringify({ ...PRODUCED, eventTime: `2026-03-0${day}T00:00:00Z`, ...body }),
});
const phi = (column?: string): HistoryStep =>
  step(1, {
    dataset: { ...named('p'), facets: { tags: { ...FACET, tags: [{ key: 'PHI', ...(column === undefined ? {} : { field: column }) }] } } },
  });
const declares = (day: number, outputs: readonly string[], job = 'k'): HistoryStep =>
  step(day, { job: { namespace: 'etl', name: job }, inputs: [named('x')], outputs: outputs.map(named) });
const isOf = (day: number, name: string, from: string | null): HistoryStep => {
  const columnLineage =
    from === null ? { ...FACET, _deleted: true } : { ...FACET, fields: { id: { inputFields: [{ ...named(from), field: 'id' }] } } };
  return step(day, { dataset: { ...named(name), facets: { columnLineage } } });
};
const runOf = (day: number, number: number, more: object): HistoryStep =>
  step(day, {
    eventType: 'COMPLETE',
    run: { runId: `0198c3a0-0000-7000-8000-00000000000${number}` },
    job: { namespace: 'etl', name: 'w' },
    ...more,
  });
const copies = (day: number): HistoryStep => runOf(day, 1, { inputs: [named('p')], outputs: [named('x')] });
const shows = (day: number, column: string, eventType = 'RUNNING'): HistoryStep => {
  const columnLineage = { ...FACET, fields: { [column]: { inputFields: [{ ...named('p'), field: column }] } } };
  return runOf(day, 2, { eventType, inputs: [named('p')], outputs: [{ ...named('x'), facets: { columnLineage } }] });
};
const takenBack = (id: string, ...of: readonly number[]): HistoryStep => ({ kind: 'retract-events', id, of });
const reinstated: HistoryStep = { kind: 'retraction', retraction: { reinstate: 'r1', why: 'it was right' } };
const TIES = [0, 1, 2, 3, 4, 5]; // which of two digests is the greater depends on the name

const HISTORIES_OF_DECLARATIONS: readonly (readonly [string, readonly HistoryStep[]])[] = [
  ['another stands in its place', [phi(), copies(4), declares(2, ['a']), declares(3, ['b'])]],
  ['one that says nothing stands in its place', [phi(), copies(4), declares(2, ['a']), declares(3, [])]],
  ['that of a dataset is deleted', [phi(), copies(4), isOf(2, 'a', 'x'), isOf(3, 'a', null)]],
  ['one comes late, in between', [phi(), copies(6), declares(2, ['a']), declares(5, ['b']), declares(3, ['c'])]],
  ['one in between is taken back', [phi(), copies(6), declares(2, ['a']), declares(3, ['c']), takenBack('r1', 3), declares(5, ['b'])]],
  [
    'two are taken back',
    [phi(), copies(6), declares(2, ['a']), declares(3, ['c']), declares(5, ['b']), takenBack('r1', 3), takenBack('r2', 4)],
  ],
  [
    'one that was in between is taken back later',
    [phi(), copies(6), declares(2, ['a']), declares(5, ['b']), declares(3, ['c']), takenBack('r1', 3)],
  ],
  ...TIES.map(
    (tie) => [`two of one instant ${tie}`, [phi(), copies(6), declares(2, ['a'], `k${tie}`), declares(2, ['b'], `k${tie}`)]] as const,
  ),
  ...TIES.map(
    (tie) => [`two of a dataset of one instant ${tie}`, [phi(), copies(6), isOf(2, `a${tie}`, 'x'), isOf(2, `a${tie}`, null)]] as const,
  ),
  ...TIES.map(
    (tie) =>
      [
        `one of two of one instant is taken back ${tie}`,
        [phi(), copies(6), declares(2, ['b'], `k${tie}`), declares(2, ['a'], `k${tie}`), takenBack('r1', 2)],
      ] as const,
  ),
  [
    'a run shows again what did not count for a while',
    [phi('name'), shows(2, 'id', 'START'), shows(3, 'name'), takenBack('r1', 2), shows(4, 'name'), reinstated],
  ],
];

test.each(HISTORIES_OF_DECLARATIONS)('labels kept in turns of any size are those that places hold where %s', async (_, history) => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  await recordHistory(context, admin, history);
  await mapAll(context);
  const reference = referenceOf(history);

  for (const entriesMax of [1n, 2n, 3n, 4n, ALL])
    expect(await keptInTurns(installation, reference.length, () => entriesMax), `in turns of ${entriesMax}`).toEqual(reference);
});
