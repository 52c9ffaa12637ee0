import { compareUtf8, sortedUtf8 } from '#foundation';

import type { MapDataset } from './ephi-map.ts';
import { type EphiFacts, placeText, type Unknown } from './facts.ts';
import type { Found } from './inventory.ts';

/** Everything that keeps the map from being whole, by code and message; `about` by names. What is not known is never shown as safe. */
export function unknownOf(
  { datasets, unknown }: EphiFacts,
  { found, datasets: shown }: { readonly found: Found; readonly datasets: readonly MapDataset[] },
): readonly Unknown[] {
  const untagged = datasets.filter(({ tags, ruled }) => tags.length + ruled.length === 0);
  const own: readonly Unknown[] = [
    {
      code: 'NO_COLUMN_LINEAGE',
      message:
        'These datasets were made from ones that hold ePHI, and nobody tells which columns flowed: all of their columns may hold it. Column lineage of the jobs that write them would tell.',
      about: found.assumed.map(({ place }) => placeText(place)),
    },
    {
      code: 'MASKING_NOT_TOLD',
      message:
        'These columns are carried on, and how their values are changed is not told; they are counted as unmasked. Transformations in the column lineage would tell.',
      about: found.edges.filter(({ source, isUntold }) => source.kind === 'column' && isUntold).map(({ source }) => placeText(source)),
    },
    {
      code: 'OWNER_NOT_KNOWN',
      message: 'Nobody says who owns these datasets, which hold ePHI or may hold it. An ownership facet would tell.',
      about: shown.filter(({ owners }) => owners.length === 0).map(({ namespace, name }) => `${namespace} ${name}`),
    },
    {
      code: 'EVIDENCE_MISSING',
      message: 'The events that showed these edges cannot be named any more; the edges are shown without evidence.',
      about: found.edges
        .filter(({ evidence }) => evidence === null)
        .map(({ source, target }) => `${placeText(source)} to ${placeText(target)}`),
    },
    {
      code: 'NOT_TAGGED',
      message:
        'These datasets carry no tags at all, and no policy and no contract says what they are, so that nobody says whether they hold ePHI of their own. Tags would tell.',
      about: untagged.map(({ namespace, name }) => `${namespace} ${name}`),
    },
    {
      code: 'SCHEMA_NOT_KNOWN',
      message:
        'These datasets are said to be PHI as a whole and have no schema, so that their columns are not known. A schema facet would tell.',
      about: found.ways
        .filter(
          ({ candidate, root }) => candidate.basis === 'WHOLE' && datasets.some((each) => isNamed(each, root) && each.columns.length === 0),
        )
        .map(({ root }) => `${root.namespace} ${root.name}`),
    },
  ];
  const some = own.filter(({ about }) => about.length > 0);
  return merged([...some, ...unknown]);
}

function isNamed(left: { readonly namespace: string; readonly name: string }, right: typeof left): boolean {
  return left.namespace === right.namespace && left.name === right.name;
}

/** One entry for each code and message, with everything that it is about, each once. */
function merged(all: readonly Unknown[]): readonly Unknown[] {
  const found = new Map<string, Unknown>();
  for (const { code, message, about } of all) {
    const key = JSON.stringify([code, message]);
    found.set(key, { code, message, about: sortedUtf8(new Set([...(found.get(key)?.about ?? []), ...about])) });
  }
  return [...found.values()].sort((left, right) => compareUtf8(left.code, right.code) || compareUtf8(left.message, right.message));
}
