import { expect, test } from 'vitest';

import { parseInstant, type Instant } from '#foundation';

import type { FoundPhi, PhiPlace } from './phi-flow-words.ts';
import { phiFlows } from './phi-flows.ts';
import { recordedHistory } from './recorded-history.ts';
import { referenceLabels, type RefLabel } from './reference-labels.ts';
import type { Place } from './reference-label-facts.ts';

/** What the reference says of a story: all its labels of the level PHI. */
function phiOf(flow: (typeof phiFlows)[number]): readonly RefLabel[] {
  const { entries } = recordedHistory(flow.events.map((body) => ({ kind: 'event', body: JSON.stringify(body), emitter: 'airflow' })));
  const asOf = parseInstant(flow.asOf)?.instant ?? (0n as Instant);
  return referenceLabels(entries, { asOf, knownAt: entries.length }).filter(({ label }) => label === 'PHI');
}

function asFound({ dataset, column, form, isAssumed, path }: RefLabel): FoundPhi {
  return { dataset, column, form, isAssumed, path: path.map(({ from, to, job }) => ({ from: asPlace(from), to: asPlace(to), job })) };
}

function asPlace({ node: { namespace, name }, column }: Place): PhiPlace {
  return { dataset: { namespace, name }, column };
}

function sorted(all: readonly FoundPhi[]): readonly string[] {
  return all
    .map((one) => JSON.stringify([one.dataset.namespace, one.dataset.name, one.column, one.form, one.isAssumed, one.path], null, 1))
    .sort();
}

test.each(phiFlows)('$name', (flow) => {
  const phi = phiOf(flow);

  const undeclared = phi.filter(({ isDeclared }) => !isDeclared).map(asFound);
  expect(sorted(undeclared)).toEqual(sorted(flow.found));
  const marked = phi.map(({ dataset, column }) => JSON.stringify({ dataset, column }));
  expect(flow.clean.filter((place) => marked.includes(JSON.stringify(place)))).toEqual([]);
});

test('there are leaks to be found and graphs without any', () => {
  expect(phiFlows.filter(({ found }) => found.length > 0).length).toBeGreaterThanOrEqual(12);
  expect(phiFlows.filter(({ found }) => found.length === 0).length).toBeGreaterThanOrEqual(2);
  expect(new Set(phiFlows.map(({ name }) => name)).size).toBe(phiFlows.length);
});
