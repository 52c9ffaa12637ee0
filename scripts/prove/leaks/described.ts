import type { JsonObject } from '#record';

import { facet } from './hidden-words.ts';

// Facets of which some members are shown to everybody: a word beside those, in those that are withheld, and in what is cut off.

/** Of a dataset with hidden columns. */
export function describedDataset(word: (what: string) => string): JsonObject {
  return {
    documentation: facet({ description: word('the description of a dataset'), sample: word('a value beside a description') }),
    ownership: facet({ owners: [{ name: 'Ward 3', type: 'STEWARD', seen: word('a value beside an owner') }] }),
    storage: facet({ storageLayer: 'heap', fileFormat: 'none', first: { row: word('a value beside the storage') } }),
    version: facet({ datasetVersion: '7', changed: [word('a value beside a version')] }),
    dataSource: facet({
      name: `ehr;patient=${word('a parameter of the name of a source')}`,
      uri: `postgres://ehr/main?mrn=${word('a parameter of a source')}`,
      probe: word('a value beside a source'),
    }),
    datasetType: facet({ datasetType: 'TABLE', subType: '', example: word('a value beside a type') }),
  };
}

/** Of a job that is seen. */
export function describedJob(word: (what: string) => string): JsonObject {
  return {
    documentation: facet({ description: word('the description of a job'), sample: word('a value beside the description of a job') }),
    jobType: facet({ processingType: 'BATCH', integration: 'SQL', jobType: 'QUERY', last: word('a value beside the type of a job') }),
    ownership: facet({ owners: [{ name: 'Ward 3' }], seen: word('a value beside the owners of a job') }),
    sourceCodeLocation: facet({
      ...{ type: 'git', url: `https://example.com/x/mrn=${word('a value in the path of source code')}/y` },
      repoUrl: `https://example.com/x#${word('a value behind the place of a repository')}`,
      seen: word('a value beside the place of source code'),
    }),
    tags: facet({
      tags: [{ key: 'nightly', value: word('the value of a tag of a job'), source: 'x', seen: word('a value beside a tag of a job') }],
    }),
  };
}
