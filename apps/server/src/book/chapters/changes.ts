import { z } from 'zod';

import { LAST_AUDIT, TOPIC_LAB_RESULTS } from '../hospital-names.ts';
import { type Chapter, question } from '../question.ts';
import { HEADER, NAME, OWNERS } from '../shapes.ts';
import { cell, counted, keyOf, place, sentence, time } from '../words.ts';

const SCHEMA = z.object({ fields: z.array(z.object({ path: z.string(), type: z.string().nullable() })) }).nullable();
const DATASETS = z.object({ nodes: z.array(NAME.extend({ schema: SCHEMA, owners: OWNERS })) });
const JOBS = z.object({ nodes: z.array(NAME) });
type Dataset = z.infer<typeof DATASETS>['nodes'][number];
type Line = readonly [change: string, what: string, place: string, name: string];

const sinceTheAudit = question({
  id: 'what-changed-since-the-last-audit',
  question: 'What changed since the last audit?',
  shows:
    'Datasets and jobs that came or went, columns that came, went or changed their type, and owners, between two times of the world. With knownThen also what was recorded only later.',
  operation: `query WhatChangedSinceTheLastAudit(
  $lastAudit: String!
  $knownThen: String
  $asOf: String
) {
  datasetsThen: datasets(
    first: 200
    asOf: $lastAudit
    knownAt: $knownThen
  ) {
    ${HEADER}
    nodes {
      namespace name
      schema { fields { path type } }
      owners { name }
    }
  }
  datasetsNow: datasets(first: 200, asOf: $asOf) {
    ${HEADER}
    nodes {
      namespace name
      schema { fields { path type } }
      owners { name }
    }
  }
  jobsThen: jobs(
    first: 200
    asOf: $lastAudit
    knownAt: $knownThen
  ) {
    ${HEADER}
    nodes { namespace name }
  }
  jobsNow: jobs(
    first: 200
    asOf: $asOf
  ) {
    ${HEADER}
    nodes { namespace name }
  }
}`,
  variables: { lastAudit: LAST_AUDIT, knownThen: null, asOf: null },
  shape: z.object({ datasetsThen: DATASETS, datasetsNow: DATASETS, jobsThen: JOBS, jobsNow: JOBS }),
  answer: ({ datasetsThen, datasetsNow, jobsThen, jobsNow }) => {
    const before = new Map(datasetsThen.nodes.map((each) => [keyOf(each), each]));
    const lines: readonly Line[] = [
      ...cameAndWent(datasetsThen.nodes, datasetsNow.nodes, 'dataset'),
      ...cameAndWent(jobsThen.nodes, jobsNow.nodes, 'job'),
      ...datasetsNow.nodes.flatMap((now) => {
        const then = before.get(keyOf(now));
        return then === undefined ? [] : within(then, now);
      }),
    ];
    return { says: `${sentence(counted(lines.length, 'change'))}.`, table: { titles: ['change', 'what', 'in', 'name'], rows: lines } };
  },
});

type Name = z.infer<typeof NAME>;

function cameAndWent(then: readonly Name[], now: readonly Name[], what: string): readonly Line[] {
  const [before, after] = [new Set(then.map(keyOf)), new Set(now.map(keyOf))];
  return [
    ...then.filter((each) => !after.has(keyOf(each))).map(({ namespace, name }): Line => ['gone', what, place(namespace), name]),
    ...now.filter((each) => !before.has(keyOf(each))).map(({ namespace, name }): Line => ['new', what, place(namespace), name]),
  ];
}

/** What changed in a dataset that was there both times. A schema that only came to be known is one change. */
function within(then: Dataset, now: Dataset): readonly Line[] {
  const where = [place(now.namespace), now.name] as const;
  const owners: Line[] =
    cell(then.owners.map(({ name }) => name)) === cell(now.owners.map(({ name }) => name)) ? [] : [['changed', 'owners', ...where]];
  if (then.schema === null || now.schema === null)
    return [...(then.schema === now.schema ? [] : [[then.schema === null ? 'new' : 'gone', 'schema', ...where] as const]), ...owners];
  const typesThen = new Map(then.schema.fields.map(({ path, type }) => [path, type]));
  const typesNow = new Map(now.schema.fields.map(({ path, type }) => [path, type]));
  const columns = [...new Set([...typesThen.keys(), ...typesNow.keys()])].flatMap((path): readonly Line[] => {
    const [before, after] = [typesThen.get(path), typesNow.get(path)];
    if (before === after) return [];
    return [[before === undefined ? 'new' : after === undefined ? 'gone' : 'changed', `column ${path}`, ...where]];
  });
  return [...columns, ...owners];
}

const howColumnsChanged = question({
  id: 'how-the-columns-changed',
  question: 'How did the columns of the laboratory’s topic change?',
  shows: 'The columns at two times, and since when the present ones hold.',
  operation: `query HowTheColumnsChanged(
  $namespace: String
  $name: String
  $then: String!
  $asOf: String
) {
  then: dataset(
    namespace: $namespace
    name: $name
    asOf: $then
  ) {
    ${HEADER}
    schema { fields { path type } }
  }
  now: dataset(
    namespace: $namespace
    name: $name
    asOf: $asOf
  ) {
    ${HEADER}
    name
    schema { fields { path type } }
    facets(names: ["schema"]) { since }
  }
}`,
  variables: { ...TOPIC_LAB_RESULTS, then: '2026-03-30T00:00:00Z', asOf: null },
  shape: z.object({
    then: z.object({ schema: SCHEMA }),
    now: z.object({ name: z.string(), schema: SCHEMA, facets: z.array(z.object({ since: z.string() })) }),
  }),
  answer: ({ then, now }) => {
    const before = new Map(then.schema?.fields.map(({ path, type }) => [path, type]));
    const after = new Map(now.schema?.fields.map(({ path, type }) => [path, type]));
    const rows = [...new Set([...after.keys(), ...before.keys()])].map((path) => {
      const change = !before.has(path) ? 'new' : !after.has(path) ? 'gone' : before.get(path) === after.get(path) ? 'as before' : 'changed';
      return [path, before.get(path) ?? '-', after.get(path) ?? '-', change];
    });
    const since =
      now.facets
        .map((facet) => facet.since)
        .sort()
        .at(-1) ?? null;
    const changes = rows.filter((row) => row[3] !== 'as before').length;
    return {
      says: `${sentence(counted(changes, 'change'))}; ${now.name} has had its present columns since ${time(since)}.`,
      table: { titles: ['column', 'then', 'now', ''], rows },
    };
  },
});

const KNOWN = z.object({ datasets: z.int(), jobs: z.int(), runs: z.int(), header: z.object({ knownAt: z.string() }) });

const whatWasKnown = question({
  id: 'what-was-known-at-the-beginning',
  question: 'What did Headgate know when it had recorded a hundred entries?',
  shows: 'The same world, asked about at an earlier size of the ledger and now: what was believed then stays answerable.',
  operation: `query WhatWasKnownAtTheBeginning($knownAt: String!, $asOf: String) {
  then: status(
    knownAt: $knownAt
    asOf: $asOf
  ) {
    ${HEADER}
    datasets
    jobs
    runs
  }
  now: status(asOf: $asOf) { ${HEADER} datasets jobs runs }
}`,
  variables: { knownAt: '100', asOf: null },
  shape: z.object({ then: KNOWN, now: KNOWN }),
  answer: ({ then, now }) => ({
    says: `From ${then.header.knownAt} entries it knew ${counted(then.datasets, 'dataset')}; from ${now.header.knownAt} it knows ${now.datasets}.`,
    table: {
      titles: ['', `from ${then.header.knownAt}`, `from ${now.header.knownAt}`],
      rows: (['datasets', 'jobs', 'runs'] as const).map((what) => [what, String(then[what]), String(now[what])]),
    },
  }),
});

export const changes: Chapter = { title: 'What changed', questions: [sinceTheAudit, howColumnsChanged, whatWasKnown] };
