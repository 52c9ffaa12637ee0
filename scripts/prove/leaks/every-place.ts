import type { FacetPlace } from '#openlineage';
import type { JsonObject, JsonValue } from '#record';
import { EXAMPLE_COLUMN, type MemberKind, PLAIN_MEMBERS, standardFacet, standardMembers } from '#testkit';

import { facet, type Words } from './hidden-words.ts';

/** Of these the graph is made: what they name stands in the stories, where it is hidden. */
const GRAPH = new Set([
  ...['dataset schema', 'dataset tags', 'dataset columnLineage', 'dataset lineage', 'dataset symlinks', 'dataset lifecycleStateChange'],
  ...['job lineage', 'run parent', 'run parentRun'],
]);

/** What everybody sees of the event: names of a dataset and of a job. */
export const EVERY_PLACE = 'everything';

/**
 * A run with all facets of the standard, of all that may carry facets, made from their forms: a word in each member that is not on the list of plain ones, and beside
 * them. What it reads has one column, which is hidden.
 */
export function everyPlace(words: Words): JsonObject {
  const facets = facetsOf(words);
  const tags = facet({ tags: [{ key: 'classification', value: 'PHI', field: EXAMPLE_COLUMN }] });
  return {
    ...{ eventTime: '2026-03-01T00:00:00Z', eventType: 'COMPLETE', producer: 'https://example.com/p' },
    run: { runId: '0197ad84-7a0d-7527-9f8a-200000000000', facets: facets('run') },
    job: { namespace: 'etl', name: EVERY_PLACE, facets: facets('job') },
    inputs: [{ namespace: 'db', name: EVERY_PLACE, facets: { ...facets('dataset'), tags }, inputFacets: facets('input') }],
    outputs: [{ namespace: 'db', name: `${EVERY_PLACE}-read`, outputFacets: facets('output') }],
  };
}

function facetsOf(words: Words): (place: FacetPlace) => JsonObject {
  const given = (path: string, kind: MemberKind): JsonValue => {
    if (kind === 'flag') return !path.endsWith('._deleted'); // a facet with it is none
    const isPlain = PLAIN_MEMBERS.has(path);
    if (kind === 'number') return isPlain ? 1 : words.number(`what is in ${path}`);
    if (isPlain) return kind === 'time' ? '2026-03-01T00:00:00Z' : 'x';
    return words.of(`what is in ${path}`);
  };
  const members = standardMembers();
  return (place) => {
    const names = new Set(members.flatMap((member) => (member.place === place ? [member.facet] : [])));
    const told = [...names].filter((name) => !GRAPH.has(`${place} ${name}`));
    const beside = (name: string): JsonObject => ({ beside: words.of(`what is beside ${place} ${name}`) });
    return Object.fromEntries(told.map((name) => [name, { ...standardFacet({ place, facet: name }, given), ...beside(name) }]));
  };
}
