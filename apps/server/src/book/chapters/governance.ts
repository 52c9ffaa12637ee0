import { z } from 'zod';

import { type Chapter, question } from '../question.ts';
import { HEADER, NAME } from '../shapes.ts';
import { cell, counted, listed, more, place, sentence, time, unique } from '../words.ts';

const PAGE_INFO = z.object({ hasNextPage: z.boolean() });
const BY = z.object({ name: z.string().nullable() });
const FINDING = z.object({ column: z.string().nullable(), expected: z.string().nullable(), found: z.string().nullable() });

const doContractsHold = question({
  id: 'do-contracts-hold',
  question: 'Do the tables keep what their contracts promise?',
  shows: 'What each contract comes to for each of its datasets: PASS, FAIL, or UNKNOWN, which is never PASS.',
  operation: `query DoContractsHold($first: Int!, $asOf: String) {
  contracts(first: $first, asOf: $asOf) {
    ${HEADER}
    nodes {
      id name version
      verdicts {
        dataset { namespace name }
        outcome
        findings { kind column expected found }
        since
        evidence { commitment }
      }
    }
    pageInfo { hasNextPage }
  }
}`,
  variables: { first: 50, asOf: '2026-04-02T06:00:00Z' },
  shape: z.object({
    contracts: z.object({
      pageInfo: PAGE_INFO,
      nodes: z.array(
        z.object({
          id: z.string(),
          verdicts: z.array(z.object({ dataset: NAME, outcome: z.string(), since: z.string().nullable(), findings: z.array(FINDING) })),
        }),
      ),
    }),
  }),
  answer: ({ contracts: { nodes, pageInfo } }) => {
    const verdicts = nodes.flatMap(({ id, verdicts: some }) => some.map((verdict) => ({ id, ...verdict })));
    const kept = verdicts.filter(({ outcome }) => outcome === 'PASS').length;
    return {
      says:
        nodes.length === 0
          ? 'No contract is in force.'
          : `${sentence(counted(nodes.length, 'contract'))} in force; of ${counted(verdicts.length, 'dataset')} ${kept} keep${kept === 1 ? 's' : ''} all that was promised${more(pageInfo)}.`,
      table: {
        titles: ['contract', 'dataset', 'in', 'comes to', 'because of', 'since'],
        rows: verdicts.map(({ id, dataset, outcome, findings, since }) => [
          ...[id, dataset.name, place(dataset.namespace), outcome],
          cell(findings.map(({ column, expected, found }) => `${column ?? 'schema'}: ${found ?? 'nothing'} for ${expected ?? 'any type'}`)),
          time(since),
        ]),
      },
    };
  },
});

const whatIsBroken = question({
  id: 'which-promises-are-broken',
  question: 'Which promises are broken just now?',
  shows: 'The alerts that are not resolved, and whether somebody has seen them. Whom one of them hurts: alert(id) { readers }.',
  operation: `query WhichPromisesAreBroken($states: [AlertState!], $first: Int!, $asOf: String) {
  alerts(states: $states, first: $first, asOf: $asOf) {
    ${HEADER}
    nodes {
      id state kind contract
      dataset { namespace name }
      column expected found since openedAt
      evidence { commitment }
    }
    pageInfo { hasNextPage }
  }
}`,
  variables: { states: ['OPEN', 'ACKNOWLEDGED'], first: 50, asOf: null },
  shape: z.object({
    alerts: z.object({
      pageInfo: PAGE_INFO,
      nodes: z.array(
        FINDING.extend({ state: z.string(), contract: z.string(), dataset: NAME, column: z.string(), since: z.string().nullable() }),
      ),
    }),
  }),
  answer: ({ alerts: { nodes, pageInfo } }) => ({
    says: `${sentence(counted(nodes.length, 'promise'))} ${nodes.length === 1 ? 'is' : 'are'} broken${more(pageInfo)}.`,
    table: {
      titles: ['column', 'of', 'promised', 'found', 'by contract', 'since', 'state'],
      rows: nodes.map(({ column, dataset, expected, found, contract, since, state }) => [
        ...[column, dataset.name, expected ?? 'any type', found ?? 'nothing', contract],
        ...[time(since), state.toLowerCase()],
      ]),
    },
  }),
});

const whoMayNotSee = question({
  id: 'who-may-not-see-what',
  question: 'Who may not see what?',
  shows: 'The rules in force, and who made them. For auditors and administrators: a rule names what it hides.',
  operation: `query WhoMayNotSeeWhat($asOf: String, $knownAt: String) {
  policies(asOf: $asOf, knownAt: $knownAt) {
    ${HEADER}
    nodes {
      name version appliedAt
      appliedBy { name }
      rules { effect how roles actions namespace name tag columns facets jobs owner purpose from until }
    }
  }
}`,
  variables: { asOf: null, knownAt: null },
  shape: z.object({
    policies: z.object({
      nodes: z.array(
        z.object({
          name: z.string(),
          appliedBy: BY,
          rules: z.array(
            z.object({
              effect: z.string(),
              how: z.string().nullable(),
              roles: z.array(z.string()),
              actions: z.array(z.string()),
              namespace: z.string().nullable(),
              name: z.string().nullable(),
              tag: z.string().nullable(),
              columns: z.array(z.string()).nullable(),
              facets: z.array(z.string()).nullable(),
              jobs: z.array(z.string()).nullable(),
              owner: z.string().nullable(),
              purpose: z.array(z.string()).nullable(),
              from: z.string().nullable(),
              until: z.string().nullable(),
            }),
          ),
        }),
      ),
    }),
  }),
  answer: ({ policies: { nodes } }) => ({
    says:
      nodes.length === 0
        ? 'No policy is in force: built-in roles see everything, other roles nothing.'
        : `${sentence(counted(nodes.flatMap(({ rules }) => rules).length, 'rule'))} in force, made by ${listed(unique(nodes.flatMap(({ appliedBy }) => appliedBy.name ?? [])))}.`,
    table: {
      titles: ['policy', 'roles', 'may', 'what', 'of', 'tagged', 'only'],
      rows: nodes.flatMap(({ name, rules }) =>
        rules.map((rule) => [
          ...[name, cell(rule.roles), mayOf(rule)],
          whatOf(rule),
          cell([rule.namespace, rule.name].flatMap((each) => each ?? [])),
          rule.tag ?? '-',
          boundsOf(rule),
        ]),
      ),
    },
  }),
});

/** What a rule lets its roles do. */
function mayOf({
  effect,
  how,
  actions,
}: {
  readonly effect: string;
  readonly how: string | null;
  readonly actions: readonly string[];
}): string {
  const may = actions.join(', ');
  if (effect === 'MASK') return `${may} masked (${how?.toLowerCase() ?? '-'})`;
  return effect === 'DENY' ? `not ${may}` : may;
}

interface RuleBounds {
  readonly owner: string | null;
  readonly purpose: readonly string[] | null;
  readonly from: string | null;
  readonly until: string | null;
}

/** What else a rule asks for before it counts. */
function boundsOf({ owner, purpose, from, until }: RuleBounds): string {
  const bounds = [
    ...(owner === null ? [] : [`owner ${owner}`]),
    ...(purpose === null ? [] : [`for ${purpose.join(', ')}`]),
    ...(from === null ? [] : [`from ${from}`]),
    ...(until === null ? [] : [`until ${until}`]),
  ];
  return bounds.length === 0 ? '-' : bounds.join(', ');
}

function whatOf({ columns, facets, jobs }: Readonly<Record<'columns' | 'facets' | 'jobs', readonly string[] | null>>): string {
  const named = (kind: string, names: readonly string[] | null): readonly string[] => (names ?? []).map((each) => `${kind} ${each}`);
  const parts = [...named('column', columns), ...named('facet', facets), ...named('job', jobs)];
  return parts.length === 0 ? 'datasets and jobs' : parts.join(', ');
}

const whoDecided = question({
  id: 'who-decided-what',
  question: 'Who decided what, and what was denied to whom?',
  shows: 'The trail of what administrators did and what was denied, newest first. For auditors and administrators.',
  operation: `query WhoDecidedWhat($principal: String, $kinds: [TrailKind!], $first: Int!, $asOf: String) {
  auditTrail(principal: $principal, kinds: $kinds, first: $first, asOf: $asOf) {
    ${HEADER}
    nodes {
      recordedAt commitment
      principal { name }
      action what outcome why count
    }
    pageInfo { hasNextPage }
  }
}`,
  variables: { principal: null, kinds: null, first: 50, asOf: null },
  shape: z.object({
    auditTrail: z.object({
      pageInfo: PAGE_INFO,
      nodes: z.array(z.object({ principal: BY, action: z.string(), what: z.string(), outcome: z.string() })),
    }),
  }),
  answer: ({ auditTrail: { nodes, pageInfo } }) => ({
    says: `${sentence(counted(nodes.length, 'act'))}, the newest first${more(pageInfo)}.`,
    table: {
      titles: ['who', 'did', 'what', 'and it was'],
      rows: nodes.map(({ principal, action, what, outcome }) => [principal.name ?? '-', action, what, outcome.toLowerCase()]),
    },
  }),
});

const whichReports = question({
  id: 'which-reports-were-made',
  question: 'Which reports were made and signed?',
  shows: 'Every report, about which time and from how much; asking the same again gives the same bytes.',
  operation: `query WhichReportsWereMade($first: Int!, $asOf: String) {
  reports(first: $first, asOf: $asOf) {
    ${HEADER}
    nodes { id kind asOf knownAt digest fingerprint recordedAt requestedBy { name } }
    pageInfo { hasNextPage }
  }
}`,
  variables: { first: 50, asOf: null },
  shape: z.object({
    reports: z.object({
      pageInfo: PAGE_INFO,
      nodes: z.array(z.object({ kind: z.string(), asOf: z.string(), knownAt: z.string(), requestedBy: BY })),
    }),
  }),
  answer: ({ reports: { nodes, pageInfo } }) => ({
    says: `${sentence(counted(nodes.length, 'report'))}${more(pageInfo)}.`,
    table: {
      titles: ['report', 'as of', 'from entries', 'asked for by'],
      rows: nodes.map(({ kind, asOf, knownAt, requestedBy }) => [kind, time(asOf), knownAt, requestedBy.name ?? '-']),
    },
  }),
});

export const governance: Chapter = {
  title: 'Promises, access and evidence',
  questions: [doContractsHold, whatIsBroken, whoMayNotSee, whoDecided, whichReports],
};
