import { expect, test } from 'vitest';

import { type FoundPhi, type FreshInstallation, freshInstallation, mapAll, phiFlows, type PhiPlace } from '#testkit';

import { receiveEvent } from '../receive/receive-event.ts';
import { type FlowPlace, type LabelledPlace, labelledPlaces } from './label-flow.ts';

// Stories of a hospital with known leaks, and what must be found of each, written by another hand. All are told to one Headgate, each in namespaces of its own.

const placed = (story: number, name: string): string => `story ${story} ${name}`;

async function tell({ context, admin }: FreshInstallation): Promise<void> {
  for (const [story, { events }] of phiFlows.entries()) {
    for (const event of events) {
      const body = JSON.stringify(event).replaceAll('"namespace":"', `"namespace":"${placed(story, '')}`);
      await receiveEvent(context, admin, Buffer.from(body));
    }
  }
  await mapAll(context);
}

const words = ({ dataset, column }: PhiPlace): string => `${dataset.namespace}:${dataset.name}${column === null ? '' : `#${column}`}`;

/** A place that only holds what one of its columns holds is told by that column. */
function holdsItself({ path, ...found }: FoundPhi): boolean {
  const last = path.at(-1)?.to;
  return last === undefined || words(last) === words(found);
}

function expected(story: number, found: readonly FoundPhi[]): readonly string[] {
  const named = ({ dataset, column }: PhiPlace): string =>
    words({ dataset: { ...dataset, namespace: placed(story, dataset.namespace) }, column });
  return found
    .filter(holdsItself)
    .map(({ form, isAssumed, path, ...at }) =>
      [named(at), form, isAssumed, ...path.map(({ from, to, job }) => `${named(from)} -> ${named(to)} by ${job?.name}`)].join(', '),
    )
    .sort();
}

function told(places: readonly LabelledPlace[]): readonly string[] {
  const named = ({ node, column }: FlowPlace): string => words({ dataset: node, column });
  return places
    .map(({ dataset, column, label: { form, isAssumed, path } }) => {
      const steps = path.map(({ from, to, by }) => `${named(from)} -> ${named(to)} by ${by?.kind === 'job' ? by.name : undefined}`);
      return [named({ node: dataset, column }), form, isAssumed, ...steps].join(', ');
    })
    .sort();
}

test('every known leak of PHI is found with its way, and nothing clean is marked', async () => {
  await using installation = await freshInstallation();
  await tell(installation);

  for (const [story, { name, asOf, found, clean }] of phiFlows.entries()) {
    const all = await labelledPlaces(installation.context, installation.admin, { label: 'PHI', asOf, first: 500 });
    const ours = all.nodes.filter(({ dataset }) => dataset.namespace.startsWith(placed(story, '')));
    const leaks = ours.filter(({ label }) => !label.isDeclared);
    expect({ name, leaks: told(leaks) }).toEqual({ name, leaks: expected(story, found) });
    const marked = new Set(ours.map(({ dataset, column }) => words({ dataset, column })));
    const isMarked = ({ dataset, column }: PhiPlace): boolean =>
      marked.has(words({ dataset: { ...dataset, namespace: placed(story, dataset.namespace) }, column }));
    expect({ name, marked: clean.filter(isMarked) }).toEqual({ name, marked: [] });
  }
});
