import type { JsonObject } from '#record';

import { facet } from './hidden-words.ts';

/** What is declared of lineage, and from what: a hidden column of a seen dataset, and a hidden dataset. */
export interface Declared {
  readonly word: (what: string) => string;
  readonly index: number;
  readonly column: JsonObject;
  readonly dataset: JsonObject;
}

/** A dataset, and then a job, say by a `lineage` facet what came from where, with words about each step. */
export function declared({ word, index, column, dataset }: Declared): readonly JsonObject[] {
  const from = (source: JsonObject, what: string): JsonObject => ({
    ...{ ...source, type: 'DATASET' },
    transformations: [{ type: 'DIRECT', subtype: 'TRANSFORMATION', description: word(`words about ${what}`) }],
  });
  const lineage = (of: string): JsonObject => ({
    inputs: [from(dataset, `a hidden dataset in the lineage of ${of}`), from(column, `a hidden column in the lineage of ${of}`)],
    fields: {
      a: {
        inputs: [from(column, `a hidden column in the lineage of a column of ${of}`)],
        transformationDescription: word(`how a column of ${of} came about`),
        note: word(`a value beside the lineage of ${of}`),
      },
    },
  });
  const at = (minute: number): JsonObject => ({ eventTime: `2026-03-09T00:0${minute}:00Z`, producer: 'https://example.com/p' });
  const entries = [{ namespace: 'db', name: `listed${index}`, type: 'DATASET', ...lineage('what a job lists') }];
  return [
    { ...at(1), dataset: { namespace: 'db', name: `declared${index}`, facets: { lineage: facet(lineage('what a dataset declares')) } } },
    { ...at(2), job: { namespace: 'etl', name: `declare${index}`, facets: { lineage: facet({ entries }) } } },
  ];
}
