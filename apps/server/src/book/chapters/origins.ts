import { z } from 'zod';

import { LAST_AUDIT, SEPSIS_ALERTS, SEPSIS_OUTCOMES, SEPSIS_RISK } from '../hospital-names.ts';
import { type Chapter, question } from '../question.ts';
import { COLUMN_PARTS, COLUMN_WALK, HEADER, NAME, WALK, WALK_PARTS } from '../shapes.ts';
import { datasetsReached, how, joined, reachedTable } from '../walk-words.ts';
import { cell, counted, keyOf, listed, place, sentence, time } from '../words.ts';

const whatFedTheReport = question({
  id: 'what-fed-the-march-report',
  question: 'What fed the March report?',
  shows: 'Every dataset from which data flowed into the report, how many jobs away it lies, and which job read it.',
  operation: `query WhatFedTheMarchReport($report: NodeInput!, $asOf: String) {
  lineage(
    root: { dataset: $report }
    direction: UPSTREAM
    asOf: $asOf
  ) {
    ${WALK_PARTS}
  }
}`,
  variables: { report: SEPSIS_OUTCOMES, asOf: null },
  shape: z.object({ lineage: WALK }),
  answer: ({ lineage }) => {
    const datasets = datasetsReached(lineage);
    const furthest = Math.max(0, ...datasets.map(({ depth }) => depth));
    const says = `${sentence(counted(datasets.length, 'dataset'))} fed ${lineage.nodes[0]?.name ?? 'it'}, the furthest ${counted(furthest, 'job')} away.`;
    return { says, table: reachedTable(lineage, 'upstream') };
  },
});

const whereTheScoreComesFrom = question({
  id: 'where-the-risk-score-comes-from',
  question: 'Where does the risk score in the report come from?',
  shows: 'Column by column, only where a value came from a value: from the report back to the bedside monitors and the laboratory.',
  operation: `query WhereTheRiskScoreComesFrom(
  $report: NodeInput!
  $column: String!
  $asOf: String
) {
  lineage(
    root: { dataset: $report }
    direction: UPSTREAM
    granularity: COLUMN
    column: $column
    transformations: DIRECT
    asOf: $asOf
  ) {
    ${COLUMN_PARTS}
  }
}`,
  variables: { report: SEPSIS_OUTCOMES, column: 'risk_score', asOf: null },
  shape: z.object({ lineage: COLUMN_WALK }),
  answer: ({ lineage }) => {
    const steps = joined(lineage);
    const fed = new Set(steps.map(({ to }) => to.id));
    const sources = lineage.nodes.filter(({ id, depth }) => depth > 0 && !fed.has(id));
    const begins = `It begins in ${counted(sources.length, 'column')}: ${listed(sources.map(({ column, name }) => `${column ?? 'rows'} of ${name}`))}.`;
    const says = sources.length === 0 ? 'Nothing is known that it comes from.' : begins;
    const rows = steps.map(({ edge, from, to }) => [to.column ?? '(rows)', to.name, from.column ?? '(rows)', from.name, how(edge)]);
    return { says, table: { titles: ['column', 'of', 'comes from', 'of', 'how'], rows } };
  },
});

const EVIDENCE = z.object({
  firstSeen: z.string(),
  lastSeen: z.string(),
  count: z.int(),
  emitters: z.array(z.object({ name: z.string().nullable() })),
});

const whatShowsIt = question({
  id: 'which-events-show-what-fed-the-alerts',
  question: 'Which events show what fed the sepsis alerts?',
  shows:
    'For each step into the alerts: how many events show it, when the first and the last of them happened, and who sent them. Their commitments are in the data.',
  operation: `query WhichEventsShowWhatFedTheAlerts(
  $alerts: NodeInput!
  $depth: Int!
  $asOf: String
) {
  lineage(
    root: { dataset: $alerts }
    direction: UPSTREAM
    depth: $depth
    asOf: $asOf
  ) {
    ${HEADER}
    nodes { id name }
    edges {
      source target kind origin
      evidence { firstSeen lastSeen count commitments emitters { name } }
    }
  }
}`,
  variables: { alerts: SEPSIS_ALERTS, depth: 1, asOf: null },
  shape: z.object({
    lineage: z.object({
      nodes: z.array(z.object({ id: z.string(), name: z.string() })),
      edges: z.array(z.object({ source: z.string(), target: z.string(), kind: z.string(), evidence: EVIDENCE.nullable() })),
    }),
  }),
  answer: ({ lineage: { nodes, edges } }) => {
    const names = new Map(nodes.map(({ id, name }) => [id, name]));
    const rows = edges.map(({ source, target, kind, evidence }) => [
      names.get(source) ?? '-',
      names.get(target) ?? '-',
      kind.toLowerCase(),
      String(evidence?.count ?? 0),
      time(evidence?.firstSeen ?? null),
      time(evidence?.lastSeen ?? null),
      cell(evidence?.emitters.flatMap(({ name }) => name ?? []) ?? []),
    ]);
    const says = `${sentence(counted(rows.length, 'step'))}, each shown by events that can be opened by their commitments.`;
    return { says, table: { titles: ['from', 'to', 'kind', 'events', 'first', 'last', 'sent by'], rows } };
  },
});

const thenAndNow = question({
  id: 'what-fed-the-report-then-and-now',
  question: 'What fed the report in March, and what feeds it now?',
  shows: 'The same question at two times: what came in since, and what is no longer used.',
  operation: `query WhatFedTheReportThenAndNow(
  $report: NodeInput!
  $then: String!
  $asOf: String
) {
  then: lineage(root: { dataset: $report }, asOf: $then) {
    ${WALK_PARTS}
  }
  now: lineage(root: { dataset: $report }, asOf: $asOf) {
    ${WALK_PARTS}
  }
}`,
  variables: { report: SEPSIS_OUTCOMES, then: LAST_AUDIT, asOf: null },
  shape: z.object({ then: WALK, now: WALK }),
  answer: (data) => {
    const [then, now] = [datasetsReached(data.then), datasetsReached(data.now)];
    const [before, after] = [new Set(then.map(keyOf)), new Set(now.map(keyOf))];
    const rows = [
      ...then.filter((each) => !after.has(keyOf(each))).map(({ name, namespace }) => ['no longer', name, place(namespace)]),
      ...now.filter((each) => !before.has(keyOf(each))).map(({ name, namespace }) => ['new', name, place(namespace)]),
      ...now.filter((each) => before.has(keyOf(each))).map(({ name, namespace }) => ['then and now', name, place(namespace)]),
    ];
    return {
      says: `${sentence(counted(then.length, 'dataset'))} then, ${now.length} now.`,
      table: { titles: ['', 'dataset', 'in'], rows },
    };
  },
});

const FacetOf = z.looseObject({ datasetVersion: z.string().optional() });

const whichModel = question({
  id: 'which-model-scored-the-patients',
  question: 'Which model scored the patients on a day, and what did it learn from?',
  shows: 'The version of the model that was in force on the day, the job that trained it, and the data of that training.',
  operation: `query WhichModelScoredThePatients(
  $namespace: String
  $name: String
  $asOf: String
) {
  dataset(namespace: $namespace, name: $name, asOf: $asOf) {
    ${HEADER}
    name
    facets(names: ["version"]) { content since }
    writtenBy { namespace name latestRuns { state began ended } }
  }
  lineage(
    root: { dataset: { namespace: $namespace, name: $name } }
    direction: UPSTREAM
    depth: 1
    asOf: $asOf
  ) {
    ${HEADER}
    nodes { kind depth namespace name }
  }
}`,
  variables: { ...SEPSIS_RISK, asOf: '2026-03-28T00:00:00Z' },
  shape: z.object({
    dataset: z.object({
      name: z.string(),
      facets: z.array(z.object({ content: FacetOf, since: z.string() })),
      writtenBy: z.array(
        NAME.extend({ latestRuns: z.array(z.object({ state: z.string(), began: z.string(), ended: z.string().nullable() })) }),
      ),
    }),
    lineage: z.object({ nodes: z.array(NAME.extend({ kind: z.string(), depth: z.int() })) }),
  }),
  answer: ({ dataset: { name, facets, writtenBy }, lineage }) => {
    const [version] = facets;
    const sources = lineage.nodes.filter(({ kind, depth }) => kind === 'DATASET' && depth > 0).map((each) => each.name);
    const which =
      version === undefined ? 'no version' : `version ${version.content.datasetVersion ?? '-'}, in force since ${time(version.since)}`;
    const rows = writtenBy.flatMap((job) =>
      job.latestRuns.map(({ state, began, ended }) => [job.name, time(began), time(ended), state.toLowerCase()]),
    );
    const says = `${name}: ${which}. It learnt from ${listed(sources)}.`;
    return { says, table: { titles: ['trained by', 'began', 'ended', 'state'], rows } };
  },
});

export const origins: Chapter = {
  title: 'Where it came from',
  questions: [whatFedTheReport, whereTheScoreComesFrom, whatShowsIt, thenAndNow, whichModel],
};
