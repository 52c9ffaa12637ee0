import { expect, test } from 'vitest';

import { INSTANT_MAX } from '#foundation';
import { isLevel } from '#labels';
import {
  diceOf,
  freshInstallation,
  given,
  mapAll,
  randomLabelledHistory,
  recordedHistory,
  recordHistory,
  referenceLabels,
  type FreshInstallation,
} from '#testkit';

import { keepLabels } from './keep-labels.ts';

// Goal: what is kept turn by turn, wherever turns are cut, is what 0016 says of all that is known.
// Method: random histories in which labels, masks, overwrites, late events and rulings meet; kept in turns of random size, kept at once, and the reference by another hand.

const HISTORIES = 40;
const SIZE = 18;

interface KeptRow {
  readonly kind: number;
  readonly namespace: string;
  readonly name: string;
  readonly field: string | null;
  readonly level: string;
  readonly form: string;
  readonly assumed: boolean;
  readonly stretch: string;
  readonly is_now: boolean;
}

async function keptRows({ context }: FreshInstallation): Promise<readonly KeptRow[]> {
  const rows = await context.database.snapshot(
    (session) => session.rows`
      select node.kind, node.namespace, node.name, kept.field, (array['PUBLIC', 'INTERNAL', 'CONFIDENTIAL', 'PII', 'PHI'])[kept.level] as level,
             (array['plain', 'pseudonymised', 'inferred'])[kept.form] as form, kept.assumed,
             concat_ws(' ', kept.said, kept.valid_from::text, kept.valid_from_ns, kept.valid_to::text, kept.valid_to_ns) as stretch,
             kept.valid_to = 'infinity' as is_now
      from hot.label as kept join hot.node as node on node.tenant = kept.tenant and node.generation = kept.generation and node.id = kept.node
      where kept.known_to = 9223372036854775807 order by 1, 2, 3, 4, 5, 6, 7, 8`,
  );
  return rows as unknown as readonly KeptRow[]; // as the statement names them
}

async function keepAll({ context }: FreshInstallation, sizeOfTurn: () => bigint): Promise<void> {
  let turn = await keepLabels(context, sizeOfTurn());
  while (turn === 'behind') turn = await keepLabels(context, sizeOfTurn());
  expect(turn).toBe('caught up');
}

/** What reading a place tells now, of what is kept of it, of what is around it and within. */
function readNow(rows: readonly KeptRow[], place: { readonly namespace: string; readonly name: string; readonly column: string | null }) {
  const isRead = (field: string | null): boolean =>
    field === null ||
    place.column === null ||
    field === place.column ||
    field.startsWith(`${place.column}.`) ||
    place.column.startsWith(`${field}.`);
  const held = rows.filter(
    (row) => row.kind === 1 && row.is_now && row.namespace === place.namespace && row.name === place.name && isRead(row.field),
  );
  return [...new Set(held.map(({ level, form, assumed }) => `${level} ${form} ${assumed}`))].sort();
}

const FORMS = ['plain', 'pseudonymised', 'inferred'];

/** Those that no other of the same level is above. */
function strongest(words: readonly string[]): readonly string[] {
  const all = words.map((word) => word.split(' '));
  const isAbove = (one: readonly string[], other: readonly string[]): boolean =>
    one[0] === other[0] &&
    FORMS.indexOf(given(one[1])) <= FORMS.indexOf(given(other[1])) &&
    (one[2] === 'false' || other[2] === 'true') &&
    one.join(' ') !== other.join(' ');
  return all.filter((each) => !all.some((other) => isAbove(other, each))).map((each) => each.join(' '));
}

test.each(Array.from({ length: HISTORIES }, (_, seed) => seed))(
  'labels kept in turns are those that the page tells: history %i',
  async (seed) => {
    await using installation = await freshInstallation();
    const { context, admin } = installation;
    const history = randomLabelledHistory(seed, SIZE);
    await recordHistory(context, admin, history);
    await mapAll(context);
    const dice = diceOf(seed);

    await keepAll(installation, () => BigInt(1 + dice.below(4)));
    const inTurns = await keptRows(installation);
    await context.database.transaction((session) => session.send('delete from hot.label; delete from hot.label_head'));
    await keepAll(installation, () => 1_000_000n);
    expect(inTurns).toEqual(await keptRows(installation));

    const { entries } = recordedHistory(history);
    const byPlace = new Map<string, string[]>();
    for (const { dataset, column, label, form, isAssumed } of referenceLabels(entries, { asOf: INSTANT_MAX, knownAt: entries.length })) {
      if (!isLevel(label)) continue;
      const key = JSON.stringify({ ...dataset, column });
      byPlace.set(key, [...(byPlace.get(key) ?? []), `${label} ${form} ${isAssumed}`]);
    }
    for (const [key, expected] of byPlace) {
      const place = JSON.parse(key) as Parameters<typeof readNow>[1];
      expect({ place, labels: strongest(readNow(inTurns, place)).toSorted() }).toEqual({ place, labels: expected.toSorted() });
    }
  },
);
