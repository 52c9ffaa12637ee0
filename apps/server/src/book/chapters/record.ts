import { z } from 'zod';

import { type Chapter, question } from '../question.ts';
import { HEADER } from '../shapes.ts';
import { cell, counted, doing, listed, sentence, time, unique } from '../words.ts';

const SENDER = z.object({ name: z.string().nullable() });

const whatCouldNotBeUsed = question({
  id: 'what-could-not-be-used',
  question: 'What came in and could not be used?',
  shows: 'What waits in quarantine, who sent it, and every reason; nothing of it is in the graph, and nothing of it is lost.',
  operation: `query WhatCouldNotBeUsed($first: Int!, $asOf: String) {
  quarantine(open: true, first: $first, asOf: $asOf) {
    ${HEADER}
    nodes {
      id because
      problems { pointer message }
      receivedAt
      sender { name }
      byteLength
    }
  }
}`,
  variables: { first: 20, asOf: null },
  shape: z.object({
    quarantine: z.object({
      nodes: z.array(
        z.object({ because: z.string(), sender: SENDER, problems: z.array(z.object({ pointer: z.string(), message: z.string() })) }),
      ),
    }),
  }),
  answer: ({ quarantine: { nodes } }) => ({
    says: `${sentence(doing(nodes.length, 'thing', 'wait'))} in quarantine.`,
    table: {
      titles: ['sent by', 'because', 'problems'],
      rows: nodes.map(({ because, sender, problems }) => [
        sender.name ?? '-',
        because.toLowerCase(),
        problems.map(({ pointer, message }) => (pointer === '' ? message : `${pointer}: ${message}`)).join('; '),
      ]),
    },
  }),
});

const whatWasTakenOut = question({
  id: 'what-secrets-were-taken-out',
  question: 'Which secrets were taken out before anything was stored?',
  shows: 'The events of one job from which a password or token was removed, and where it stood.',
  operation: `query WhatSecretsWereTakenOut(
  $job: NodeInput!
  $first: Int!
  $asOf: String
) {
  events(job: $job, first: $first, asOf: $asOf) {
    ${HEADER}
    nodes { position redacted sender { name } }
  }
}`,
  variables: { job: { namespace: 'change-capture', name: 'ehr.0' }, first: 100, asOf: null },
  shape: z.object({ events: z.object({ nodes: z.array(z.object({ redacted: z.array(z.string()), sender: SENDER })) }) }),
  answer: ({ events: { nodes } }) => {
    const redacted = nodes.filter((event) => event.redacted.length > 0);
    const pointers = unique(redacted.flatMap((event) => event.redacted));
    return {
      says: `${sentence(counted(redacted.length, 'event'))} of ${nodes.length} had a secret in them; none was stored.`,
      table: {
        titles: ['where it stood', 'events', 'sent by'],
        rows: pointers.map((pointer) => {
          const held = redacted.filter((event) => event.redacted.includes(pointer));
          return [pointer, String(held.length), cell(unique(held.flatMap(({ sender }) => sender.name ?? [])))];
        }),
      },
    };
  },
});

const whichEvents = question({
  id: 'which-events-tell-of-the-report',
  question: 'Which events tell of the reports?',
  shows: 'The record itself, newest first by event time: every event of the job, as it was recorded.',
  operation: `query WhichEventsTellOfTheReport(
  $job: NodeInput!
  $first: Int!
  $asOf: String
) {
  events(job: $job, first: $first, asOf: $asOf) {
    ${HEADER}
    nodes {
      position commitment kind outcome recordedAt
      sender { name }
      warnings { code message }
      json
    }
  }
}`,
  variables: { job: { namespace: 'airflow', name: 'quality.monthly_report' }, first: 20, asOf: null },
  shape: z.object({
    events: z.object({
      nodes: z.array(
        z.object({
          sender: SENDER,
          warnings: z.array(z.object({ code: z.string() })),
          json: z.looseObject({ eventTime: z.string(), eventType: z.string().optional() }).nullable(),
        }),
      ),
    }),
  }),
  answer: ({ events: { nodes } }) => ({
    says: `${sentence(counted(nodes.length, 'event'))}, sent by ${listed(unique(nodes.flatMap(({ sender }) => sender.name ?? [])))}.`,
    table: {
      titles: ['event time', 'type', 'remarks'],
      rows: nodes.map(({ json, warnings }) => [
        time(json?.eventTime ?? null),
        json === null ? 'not shown' : (json.eventType?.toLowerCase() ?? 'declared'),
        cell(unique(warnings.map(({ code }) => code))),
      ]),
    },
  }),
});

const howIsHeadgate = question({
  id: 'how-is-headgate',
  question: 'How is Headgate doing?',
  shows: 'How much it holds, whether the graph is behind the record, and what was turned away at the door.',
  operation: `query HowIsHeadgate($asOf: String) {
  status(asOf: $asOf) {
    ${HEADER}
    recorded
    mapped
    lagMs
    datasets
    jobs
    runs
    quarantined
    refusals { reason count sender { name } last }
  }
}`,
  variables: { asOf: null },
  shape: z.object({
    status: z.object({
      ...{
        recorded: z.string(),
        mapped: z.string(),
        lagMs: z.int(),
        datasets: z.int(),
        jobs: z.int(),
        runs: z.int(),
        quarantined: z.int(),
      },
      refusals: z.array(z.object({ count: z.int() })),
    }),
  }),
  answer: ({ status }) => {
    const isBehind = status.mapped !== status.recorded;
    const turnedAway = status.refusals.reduce((sum, { count }) => sum + count, 0);
    return {
      says: isBehind ? `The graph is ${status.lagMs} ms behind the record.` : 'All that is recorded is in the graph.',
      table: {
        titles: ['what', 'how many'],
        rows: [
          ['recorded', status.recorded],
          ['in the graph', status.mapped],
          ['datasets', String(status.datasets)],
          ['jobs', String(status.jobs)],
          ['runs', String(status.runs)],
          ['in quarantine', String(status.quarantined)],
          ['turned away at the door', String(turnedAway)],
        ],
      },
    };
  },
});

const sameGraph = question({
  id: 'is-it-the-same-graph',
  question: 'Do two Headgates hold the same graph?',
  shows:
    'The digest of all facts: the same events give the same digest, in any order. It reads everything, so only administrators may ask.',
  operation: `query IsItTheSameGraph($knownAt: String) {
  graphDigest(knownAt: $knownAt) {
    ${HEADER}
    digest
  }
}`,
  variables: { knownAt: null },
  shape: z.object({ graphDigest: z.object({ digest: z.string() }) }),
  answer: ({ graphDigest: { digest } }) => ({ says: `Its digest is ${digest}. Another Headgate with this digest holds the same facts.` }),
});

export const record: Chapter = {
  title: 'The record',
  questions: [whatCouldNotBeUsed, whatWasTakenOut, whichEvents, howIsHeadgate, sameGraph],
};
