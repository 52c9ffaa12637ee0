import { z } from 'zod';

import { EHR_LAB_RESULTS, EHR_PATIENTS, VITALS_RAW } from '../hospital-names.ts';
import { type Chapter, question } from '../question.ts';
import { COLUMN_PARTS, COLUMN_WALK, HEADER, NAME, OWNERS, WALK, WALK_PARTS } from '../shapes.ts';
import { datasetsReached, how, joined, reachedTable } from '../walk-words.ts';
import { cell, counted, doing, listed, place, sentence, unique } from '../words.ts';

const wherePatientsGo = question({
  id: 'where-patient-records-go',
  question: 'Where do patient records go?',
  shows: 'Every dataset that data of the patient table reaches, how many jobs away it lies, and which job wrote it.',
  operation: `query WherePatientRecordsGo($patients: NodeInput!, $asOf: String) {
  lineage(
    root: { dataset: $patients }
    direction: DOWNSTREAM
    asOf: $asOf
  ) {
    ${WALK_PARTS}
  }
}`,
  variables: { patients: EHR_PATIENTS, asOf: null },
  shape: z.object({ lineage: WALK }),
  answer: ({ lineage }) => {
    const places = unique(datasetsReached(lineage).map(({ namespace }) => place(namespace)));
    const says = `They reach ${counted(datasetsReached(lineage).length, 'dataset')} in ${counted(places.length, 'place')}: ${listed(places)}.`;
    return { says, table: reachedTable(lineage, 'downstream') };
  },
});

const whoWouldNotice = question({
  id: 'who-would-notice-silent-monitors',
  question: 'Who would notice if the bedside monitors fell silent?',
  shows: 'The jobs that would run dry, the nearest first, and who answers for them.',
  operation: `query WhoWouldNoticeSilentMonitors(
  $vitals: NodeInput!
  $asOf: String
) {
  lineage(
    root: { dataset: $vitals }
    direction: DOWNSTREAM
    asOf: $asOf
  ) {
    ${HEADER}
    nodes {
      kind depth namespace name
      dataset { owners { name } }
      job { owners { name } }
    }
  }
}`,
  variables: { vitals: VITALS_RAW, asOf: null },
  shape: z.object({
    lineage: z.object({
      nodes: z.array(
        NAME.extend({
          kind: z.string(),
          depth: z.int(),
          dataset: z.object({ owners: OWNERS }).nullable(),
          job: z.object({ owners: OWNERS }).nullable(),
        }),
      ),
    }),
  }),
  answer: ({ lineage: { nodes } }) => {
    const reached = nodes.filter(({ depth }) => depth > 0);
    const rows = reached.map(({ depth, kind, name, namespace, dataset, job }) => {
      const owners = unique([...(dataset?.owners ?? []), ...(job?.owners ?? [])].map((owner) => owner.name));
      return [String(depth), cell(owners), kind.toLowerCase(), place(namespace), name];
    });
    const teams = unique(
      reached.flatMap(({ dataset, job }) => [...(dataset?.owners ?? []), ...(job?.owners ?? [])].map(({ name }) => name)),
    );
    const jobs = reached.filter(({ kind }) => kind === 'JOB').length;
    const says = `${sentence(counted(jobs, 'job'))} would run dry. Those who answer for what they make: ${listed(teams)}.`;
    return { says, table: { titles: ['away', 'answers for it', 'what', 'in', 'name'], rows } };
  },
});

const whoReads = question({
  id: 'who-reads-the-patient-table',
  question: 'Who reads the patient table itself?',
  shows: 'The jobs that read it directly, and what each of them writes.',
  operation: `query WhoReadsThePatientTable(
  $namespace: String
  $name: String
  $asOf: String
) {
  dataset(namespace: $namespace, name: $name, asOf: $asOf) {
    ${HEADER}
    name
    readBy {
      namespace name
      owners { name }
      outputs { namespace name }
    }
  }
}`,
  variables: { ...EHR_PATIENTS, asOf: null },
  shape: z.object({
    dataset: z.object({ name: z.string(), readBy: z.array(NAME.extend({ owners: OWNERS, outputs: z.array(NAME) })) }),
  }),
  answer: ({ dataset: { name, readBy } }) => ({
    says: `${sentence(doing(readBy.length, 'job', 'read'))} ${name}.`,
    table: {
      titles: ['in', 'owners', 'job', 'writes'],
      rows: readBy.map((job) => [
        job.namespace,
        cell(job.owners.map((owner) => owner.name)),
        job.name,
        cell(job.outputs.map((output) => output.name)),
      ]),
    },
  }),
});

const whatDependsOnLactate = question({
  id: 'what-depends-on-a-column',
  question: 'What depends on the lactate value?',
  shows: 'Every column that it flows into or decides about: what breaks when the column changes.',
  operation: `query WhatDependsOnAColumn(
  $table: NodeInput!
  $column: String!
  $asOf: String
) {
  lineage(
    root: { dataset: $table }
    direction: DOWNSTREAM
    granularity: COLUMN
    column: $column
    transformations: ALL
    asOf: $asOf
  ) {
    ${COLUMN_PARTS}
  }
}`,
  variables: { table: EHR_LAB_RESULTS, column: 'lactate', asOf: null },
  shape: z.object({ lineage: COLUMN_WALK }),
  answer: ({ lineage }) => {
    const rows = joined(lineage).map(({ edge, to }) => [
      String(to.depth),
      to.column ?? '(rows)',
      to.name,
      how(edge),
      edge.via?.name ?? '-',
    ]);
    const says = `${sentence(doing(lineage.nodes.filter(({ depth }) => depth > 0).length, 'column', 'depend'))} on it.`;
    return { says, table: { titles: ['away', 'column', 'of', 'how', 'by'], rows } };
  },
});

export const destinations: Chapter = {
  title: 'Where it goes',
  questions: [wherePatientsGo, whoWouldNotice, whoReads, whatDependsOnLactate],
};
