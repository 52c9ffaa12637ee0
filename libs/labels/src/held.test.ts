import { expect, test } from 'vitest';

import type { Instant } from '#foundation';
import { END, type NodeId, type RunKey, type StatementSetId } from '#lineage';

import type { Clear, LabelFacts, Writer } from './facts.ts';
import { HeldLabels } from './held.ts';
import type { ShownStatement } from './ways.ts';

// What many runs wrote is found by halving: these took minutes of a processor when each piece was compared with each (2026-11-22).

const RUNS = 12_000;
const [SOURCE, TABLE] = [1 as NodeId, 2 as NodeId];
const COLUMNS = ['a', 'b'];

function at(second: number): Instant {
  return (BigInt(second) * 1_000_000_000n) as Instant;
}

/** All of two columns, from a dataset into the table. */
function copying(source: NodeId): readonly ShownStatement[] {
  const of = { origin: null, source, target: TABLE, targetKind: 'dataset', transformation: null } as const;
  return [
    { ...of, kind: 'flow', sourceColumn: null, targetColumn: null },
    ...COLUMNS.map((column) => ({ ...of, kind: 'column' as const, sourceColumn: column, targetColumn: column })),
  ];
}

/** Runs one after the other, each of which empties the table and writes it anew: out of the source, or, where it `compacts`, all but the first out of itself. */
function overwriting({ compacts }: { readonly compacts: boolean }): LabelFacts {
  const runs = Array.from({ length: RUNS }, (_, index) => index);
  return {
    asOf: at(10 * RUNS + 1_000),
    names: new Map(),
    said: COLUMNS.map((column) => ({
      ...{ node: SOURCE, column, label: 'PHI', from: at(1), to: END },
      by: { kind: 'tag', node: SOURCE, since: at(1) },
    })),
    statements: new Map([
      [1 as StatementSetId, copying(SOURCE)],
      [2 as StatementSetId, copying(TABLE)],
    ]),
    writers: runs.map((index): Writer => {
      const statements = (compacts && index > 0 ? 2 : 1) as StatementSetId;
      return {
        ...{ by: null, runId: null, run: (index + 1) as RunKey, began: at(10 * index + 10), until: undefined },
        events: [{ at: at(10 * index + 15), statements }],
      };
    }),
    clears: runs.map((index): Clear => ({ node: TABLE, began: at(10 * index + 10), ended: at(10 * index + 15) })),
  };
}

test.each([
  { what: 'a table that each run empties and loads anew', compacts: false, steps: 1 },
  { what: 'a table that each run writes out of itself', compacts: true, steps: RUNS },
])('of $what each write is known, and the way', ({ compacts, steps }) => {
  const held = new HeldLabels(overwriting({ compacts }));

  const now = held.bornBy({ node: TABLE, column: 'a' });
  let taken = 0;
  for (let { came } = now[0] ?? { came: undefined }; came !== undefined; { came } = came.before) taken += 1;
  expect([held.isCut, held.everHeldBy(TABLE).length, now.length, taken]).toEqual([false, COLUMNS.length * RUNS, 1, steps]);
});
