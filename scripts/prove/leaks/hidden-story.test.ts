import { expect, test } from 'vitest';

import type { FacetPlace } from '#openlineage';
import { isObject, type JsonObject, type JsonValue } from '#record';
import { diceOf, EDGE_MEMBERS, PLAIN_MEMBERS, standardMembers } from '#testkit';

import { hiddenJobs } from './hidden-jobs.ts';
import { hiddenStory } from './hidden-story.ts';

// Goal: no member of a facet of the standard is left out of what the crawl looks for. Method: each that is neither on the list of plain ones (which are shown to
// everybody, each for a reason) nor on that of edges must hold a word that is looked for, in an event of a story.

/** Where hidden words stand, as `placesIn` writes it; each name also as that of a column. */
function wordsIn(value: JsonValue, path: string, words: ReadonlySet<string>): readonly string[] {
  if (Array.isArray(value)) return (value as readonly JsonValue[]).flatMap((each) => wordsIn(each, `${path}[]`, words));
  if (isObject(value))
    return Object.entries(value).flatMap(([key, member]) => {
      if (key === 'left' || key === 'right') return wordsIn(member ?? null, path, words);
      return [key, '*'].flatMap((step) => wordsIn(member ?? null, `${path}.${step}`, words));
    });
  return [...words].some((word) => JSON.stringify(value).includes(word)) ? [path] : [];
}

/** What carries facets in an event, by where it carries them. */
function carriersIn(event: JsonObject): readonly (readonly [FacetPlace, JsonValue | undefined])[] {
  const of = (value: JsonValue | undefined, key: string): JsonValue | undefined => (isObject(value) ? value[key] : undefined);
  const datasets = ['inputs', 'outputs', 'dataset'].flatMap((key) => event[key] ?? []);
  return [
    ['run', of(event['run'], 'facets')],
    ['job', of(event['job'], 'facets')],
    ...datasets.flatMap((dataset) =>
      (['facets', 'inputFacets', 'outputFacets'] as const).map(
        (key) => [{ facets: 'dataset', inputFacets: 'input', outputFacets: 'output' }[key] as FacetPlace, of(dataset, key)] as const,
      ),
    ),
  ];
}

test('every member of the standard that is not plain holds a word that is looked for', () => {
  const told = new Set(
    [hiddenStory, hiddenJobs].flatMap((storyOf) => {
      const { tokens, events } = storyOf(diceOf(1), 2);
      const words = new Set(tokens.values());
      return events.flatMap((event) =>
        carriersIn(JSON.parse(event) as JsonObject).flatMap(([place, facets]) =>
          Object.entries(isObject(facets) ? facets : {}).flatMap(([name, facet]) => wordsIn(facet ?? null, `${place} ${name}`, words)),
        ),
      );
    }),
  );
  const isTold = (place: string): boolean =>
    [...told].some((each) => each === place || each.startsWith(`${place}.`) || each.startsWith(`${place}[`));

  const members = standardMembers().flatMap(({ kind, path }) => (kind === 'flag' ? [] : [path])); // yes and no are no values
  const sought = members.filter((path) => !PLAIN_MEMBERS.has(path) && !EDGE_MEMBERS.has(path));

  expect(sought.length).toBeGreaterThan(300);
  expect(sought.filter((path) => !isTold(path))).toEqual([]);
  expect([...EDGE_MEMBERS].filter((path) => !members.includes(path))).toEqual([]);
});

test('operators decide in every way about what is hidden, and a logical dataset has bodies that nothing else hides', () => {
  const [data, jobs] = [hiddenStory(diceOf(1), 1), hiddenJobs(diceOf(1), 1)];
  const verbs = ({ rulings }: typeof data): readonly string[] =>
    [...new Set(rulings.commands.map((args) => args.slice(0, args[0] === 'settings' && args[1] === 'alias' ? 3 : 2).join(' ')))].filter(
      (verb) => !verb.startsWith('reinstate'),
    );
  const hides = ({ tokens, rulings }: typeof data): readonly boolean[] =>
    rulings.commands.map((args) => args.some((each) => [...tokens.values()].includes(each)));

  expect(verbs(data)).toEqual(['retract run', 'retire dataset', 'settings alias join', 'settings alias part', 'settings lineage-window']);
  expect(verbs(jobs)).toEqual(['retire job', 'settings lineage-window', 'retract run']);
  expect(hides(jobs).every(Boolean)).toBe(true);
  expect(hides(data).filter((isHidden) => !isHidden)).toHaveLength(1); // the window of a job: none is hidden in this story
  const bodies = JSON.parse(data.rulings.accessFile ?? '{}') as {
    readonly datasets: Record<string, readonly { readonly namespace: string }[]>;
  };
  expect(Object.values(bodies.datasets)).toMatchObject([[{ namespace: 'db' }, { namespace: 'etl' }]]);
  expect(jobs.rulings.accessFile).toBeUndefined();
});
