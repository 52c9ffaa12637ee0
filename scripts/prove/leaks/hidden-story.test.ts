import { expect, test } from 'vitest';

import { type FacetPlace, VALUE_FORMS, type ValueForm } from '#openlineage';
import { isObject, type JsonObject, type JsonValue } from '#record';
import { diceOf } from '#testkit';

import { hiddenJobs } from './hidden-jobs.ts';
import { hiddenStory } from './hidden-story.ts';

// Goal: no place of a facet where a value may stand is left out of what the crawl looks for. Method: the places are those that may be kept out (docs/decisions/0024), told from their forms;
// each must hold a word that is looked for, in an event of a story.

const PLACES: readonly FacetPlace[] = ['run', 'job', 'dataset', 'input', 'output'];

/** Where a form has values: `[]` for an item, `*` for a column. A condition within a condition has those of conditions. */
function placesIn(form: ValueForm, path: string, around: readonly ValueForm[] = []): readonly string[] {
  switch (form.kind) {
    case 'kept':
    case 'facets':
      return [];
    case 'value':
      return [path];
    case 'narrowed':
      return placesIn(form.of, path, around);
    case 'list':
      return placesIn(form.of, `${path}[]`, around);
    case 'columns':
      return placesIn(form.of, `${path}.*`, around);
    case 'object':
      return around.includes(form)
        ? []
        : [...form.members].flatMap(([key, member]) => placesIn(member, `${path}.${key}`, [...around, form]));
  }
}

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

test('every place of the standard where a value may stand holds a word that is looked for', () => {
  const told = new Set(
    [hiddenStory, hiddenJobs].flatMap((storyOf) => {
      const { tokens, events } = storyOf(diceOf(1), 1);
      const words = new Set(tokens.values());
      return events.flatMap((event) =>
        carriersIn(JSON.parse(event) as JsonObject).flatMap(([place, facets]) =>
          Object.entries(isObject(facets) ? facets : {}).flatMap(([name, facet]) => wordsIn(facet ?? null, `${place} ${name}`, words)),
        ),
      );
    }),
  );

  const places = PLACES.flatMap((place) =>
    Object.entries(VALUE_FORMS[place]).flatMap(([name, form]) => placesIn(form, `${place} ${name}`)),
  );
  const isTold = (place: string): boolean =>
    [...told].some((each) => each === place || each.startsWith(`${place}.`) || each.startsWith(`${place}[`));

  expect(places.length).toBeGreaterThan(70);
  expect(places.filter((place) => !isTold(place))).toEqual([]);
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
