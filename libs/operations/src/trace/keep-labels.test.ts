import { expect, test } from 'vitest';

import type { Instant } from '#foundation';
import { FORMS, type StoredLabel } from '#labels';
import { BEGINNING, END, type NodeId, type NodeName } from '#lineage';
import { KeptLabels } from '#store';
import {
  diceOf,
  type FreshInstallation,
  freshInstallation,
  labelAll,
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
    const { entries } = recordedHistory(history);
    const reference = entries.map((_, before) =>
      referenceHeld(entries, { knownAt: before + 1 })
        .map(referenceWords)
        .toSorted(),
    );

    for (let hasMore = true; hasMore;) ({ hasMore } = await keepLabels(context, BigInt(1 + dice.below(4))));
    expect((await keptIn(installation, entries.length)).map(asHeld)).toEqual(reference);

    await context.database.transaction((session) => session.send('delete from hot.label; delete from hot.label_head'));
    await labelAll(context);
    expect((await keptIn(installation, entries.length)).map(asHeld)).toEqual(reference);
  },
);
