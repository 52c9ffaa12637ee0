import { z } from 'zod';

import { type Chapter, question } from '../question.ts';
import { HEADER, NAME, OWNERS } from '../shapes.ts';
import { cell, counted, listed, more, place, sentence, time } from '../words.ts';

const BEGAN = z.object({ began: z.string(), ended: z.string().nullable() });

const whatFailed = question({
  id: 'which-runs-failed',
  question: 'Which runs failed?',
  shows: 'The runs that ended with an error, the latest first, and what their jobs write: what may be stale.',
  operation: `query WhichRunsFailed($first: Int!, $asOf: String) {
  runs(state: FAIL, first: $first, asOf: $asOf) {
    ${HEADER}
    nodes {
      began ended runId
      job { namespace name outputs { namespace name } }
    }
    pageInfo { hasNextPage endCursor }
  }
}`,
  variables: { first: 20, asOf: null },
  shape: z.object({
    runs: z.object({
      nodes: z.array(BEGAN.extend({ job: NAME.extend({ outputs: z.array(NAME) }) })),
      pageInfo: z.object({ hasNextPage: z.boolean() }),
    }),
  }),
  answer: ({ runs: { nodes, pageInfo } }) => ({
    says: `${sentence(counted(nodes.length, 'run'))} failed${more(pageInfo)}.`,
    table: {
      titles: ['began', 'ended', 'in', 'job', 'writes'],
      rows: nodes.map(({ began, ended, job }) => [
        time(began),
        time(ended),
        job.namespace,
        job.name,
        cell(job.outputs.map(({ name }) => name)),
      ]),
    },
  }),
});

const whyFailed = question({
  id: 'why-did-the-last-run-fail',
  question: 'Why did the last run fail?',
  shows: 'What the producer of the last run that failed said of its error, and by which run it was started.',
  operation: `query WhyDidTheLastRunFail(
  $namespace: String
  $namePrefix: String
  $asOf: String
) {
  runs(
    state: FAIL
    namespace: $namespace
    namePrefix: $namePrefix
    first: 1
    asOf: $asOf
  ) {
    ${HEADER}
    nodes {
      began ended runId
      job { namespace name }
      parent { job { name } }
      facets(names: ["errorMessage"]) { content }
    }
  }
}`,
  variables: { namespace: null, namePrefix: null, asOf: null },
  shape: z.object({
    runs: z.object({
      nodes: z.array(
        BEGAN.extend({
          job: NAME,
          parent: z.object({ job: z.object({ name: z.string() }) }).nullable(),
          facets: z.array(z.object({ content: z.looseObject({ message: z.string().optional() }) })),
        }),
      ),
    }),
  }),
  answer: ({ runs: { nodes } }) => {
    const [run] = nodes;
    if (run === undefined) return { says: 'No run failed.' };
    const message = run.facets.flatMap(({ content }) => content.message ?? []);
    const started = run.parent === null ? '' : `, started by ${run.parent.job.name},`;
    const said = message.length === 0 ? 'Its producer did not say why.' : `Its producer says: ${listed(message)}`;
    return { says: `${run.job.name}${started} ran from ${time(run.began)} to ${time(run.ended)} and failed. ${said}` };
  },
});

const whatRuns = question({
  id: 'which-jobs-are-running',
  question: 'Which jobs are running?',
  shows: 'The runs that began and have not told of an end: streams that never end, and batches that hang.',
  operation: `query WhichJobsAreRunning($first: Int!, $asOf: String) {
  runs(state: RUNNING, first: $first, asOf: $asOf) {
    ${HEADER}
    nodes {
      began
      job { namespace name processingType integration }
    }
  }
}`,
  variables: { first: 50, asOf: null },
  shape: z.object({
    runs: z.object({
      nodes: z.array(
        z.object({ began: z.string(), job: NAME.extend({ processingType: z.string().nullable(), integration: z.string().nullable() }) }),
      ),
    }),
  }),
  answer: ({ runs: { nodes } }) => ({
    says: `${sentence(counted(nodes.length, 'run'))} ${nodes.length === 1 ? 'goes' : 'go'} on.`,
    table: {
      titles: ['since', 'kind', 'by', 'in', 'job'],
      rows: nodes.map(({ began, job }) => [
        time(began),
        job.processingType?.toLowerCase() ?? '-',
        job.integration?.toLowerCase() ?? '-',
        job.namespace,
        job.name,
      ]),
    },
  }),
});

const howTheNightsWent = question({
  id: 'how-did-the-last-nights-go',
  question: 'How did the last nights go?',
  shows: 'The last ten runs of the nightly job, the latest first, and how each ended.',
  operation: `query HowDidTheLastNightsGo(
  $namespace: String
  $name: String
  $asOf: String
) {
  job(namespace: $namespace, name: $name, asOf: $asOf) {
    ${HEADER}
    name
    owners { name }
    latestRuns { began ended state }
  }
}`,
  variables: { namespace: 'airflow', name: 'nightly_clinical', asOf: null },
  shape: z.object({ job: z.object({ name: z.string(), owners: OWNERS, latestRuns: z.array(BEGAN.extend({ state: z.string() })) }) }),
  answer: ({ job: { name, owners, latestRuns } }) => {
    const well = latestRuns.filter(({ state }) => state === 'COMPLETE').length;
    return {
      says: `Of the last ${counted(latestRuns.length, 'run')} of ${name}, ${well} ended well. It is of ${listed(owners.map((owner) => owner.name))}.`,
      table: {
        titles: ['began', 'ended', 'state'],
        rows: latestRuns.map((run) => [time(run.began), time(run.ended), run.state.toLowerCase()]),
      },
    };
  },
});

const whatScoringDoes = question({
  id: 'what-does-the-scoring-job-do',
  question: 'What does the sepsis scoring read and write?',
  shows: 'One job: what kind it is, its inputs and its outputs.',
  operation: `query WhatDoesTheScoringJobDo(
  $namespace: String
  $name: String
  $asOf: String
) {
  job(namespace: $namespace, name: $name, asOf: $asOf) {
    ${HEADER}
    name
    processingType
    inputs { namespace name }
    outputs { namespace name }
  }
}`,
  variables: { namespace: 'flink-jobs', name: 'sepsis-scoring', asOf: null },
  shape: z.object({
    job: z.object({ name: z.string(), processingType: z.string().nullable(), inputs: z.array(NAME), outputs: z.array(NAME) }),
  }),
  answer: ({ job: { name, processingType, inputs, outputs } }) => ({
    says: `${name} (${processingType?.toLowerCase() ?? 'of no known kind'}) reads ${counted(inputs.length, 'dataset')} and writes ${outputs.length}.`,
    table: {
      titles: ['', 'dataset', 'in'],
      rows: [
        ...inputs.map((input) => ['reads', input.name, place(input.namespace)]),
        ...outputs.map((output) => ['writes', output.name, place(output.namespace)]),
      ],
    },
  }),
});

export const runs: Chapter = {
  title: 'Runs and jobs',
  questions: [whatFailed, whyFailed, whatRuns, howTheNightsWent, whatScoringDoes],
};
