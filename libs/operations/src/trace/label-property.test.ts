import { expect, test } from 'vitest';

import { formatInstant, type Instant } from '#foundation';
import {
  diceOf,
  type Dice,
  freshInstallation,
  given,
  mapAll,
  randomLabelledHistory,
  recordedHistory,
  recordHistory,
  referenceLabels,
  type RefLabel,
} from '#testkit';

import { listDatasets } from '../ask/list-nodes.ts';
import { classification, type FlowLabel } from './label-flow.ts';

// Goal: the labels of every place are those of docs/decisions/0016, at any two times, with a way as short as any.
// Method: random histories in which labels, masks, overwrites and late tags meet; the reference, written from the page by another hand, at random times.

const HISTORIES = 30;
const SIZE = 18;
const TIMES_EACH = 4;

/** In words; of several ways as short those count alike that wrote the same places at the same times. */
function expected(labels: readonly RefLabel[]): readonly string[] {
  return labels
    .map(({ label, form, isAssumed, isDeclared, path }) => {
      const steps = path.map(({ to, at }) => `${to.node.name}.${to.column} ${formatInstant(at)}`);
      return [label, form, isAssumed, isDeclared, ...steps].join(', ');
    })
    .sort();
}

function told(labels: readonly FlowLabel[]): readonly string[] {
  return labels
    .map(({ label, form, isAssumed, isDeclared, path }) => {
      const steps = path.map(({ to, at }) => `${to.node.name}.${to.column} ${formatInstant(at)}`);
      return [label, form, isAssumed, isDeclared, ...steps].join(', ');
    })
    .sort();
}

function someTimes(
  dice: Dice,
  entries: ReturnType<typeof recordedHistory>['entries'],
): readonly { readonly asOf: Instant; readonly knownAt: number }[] {
  const times = entries.flatMap((entry) => (entry.kind === 'event' ? [entry.event.time] : []));
  return Array.from({ length: TIMES_EACH }, (_, index) => ({
    asOf: dice.pick(times),
    knownAt: index % 2 === 0 ? entries.length : 1 + dice.below(entries.length),
  }));
}

const CASES = [false, true].flatMap((withSaid) => Array.from({ length: HISTORIES }, (_, seed) => ({ seed, withSaid })));

test.each(CASES)(
  'labels flow as the page says: history $seed, said by policies and contracts, too: $withSaid',
  async ({ seed, withSaid }) => {
    await using installation = await freshInstallation();
    const { context, admin } = installation;
    const history = randomLabelledHistory(seed, SIZE, { withSaid });
    await recordHistory(context, admin, history);
    await mapAll(context);
    const { entries } = recordedHistory(history);

    for (const { asOf, knownAt } of someTimes(diceOf(seed), entries)) {
      const question = { asOf: formatInstant(asOf), knownAt: String(knownAt) };
      const { nodes: there } = await listDatasets(context, admin, { ...question, first: 500 });
      const byPlace = new Map<string, RefLabel[]>();
      for (const label of referenceLabels(entries, { asOf, knownAt })) {
        const key = JSON.stringify([label.dataset, label.column]);
        byPlace.set(key, [...(byPlace.get(key) ?? []), label]);
      }
      for (const labels of byPlace.values()) {
        const { dataset, column } = given(labels[0]);
        if (!there.some(({ namespace, name }) => namespace === dataset.namespace && name === dataset.name)) continue; // what is not there is in no answer
        const answer = await classification(context, admin, { dataset, column, ...question });
        expect({ dataset, column, ...question, labels: told(answer.labels) }).toEqual({
          dataset,
          column,
          ...question,
          labels: expected(labels),
        });
      }
    }
  },
);
