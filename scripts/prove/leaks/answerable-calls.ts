import { setTimeout as after } from 'node:timers/promises';

import { given } from '#testkit';

import type { Asking } from './asking.ts';

/** What exists in a story, to ask with. */
export interface Existing {
  readonly now: string;
  /** Ids. */
  readonly dataset: string;
  readonly job: string;
  readonly run: string;
  /** Who was refused. */
  readonly sender: string;
  readonly commitment: string;
  /** Of an event. */
  readonly eventCommitment: string;
  readonly alert: string;
  readonly contract: string;
  readonly quarantined: string;
  /** The id of a report, and where a version of a policy and an entry of the trail stand; all of it in the log. */
  readonly report: string;
  readonly policy: string;
  readonly decision: string;
}

/** What stands first of each. */
export async function existingIn(asking: Asking, of: Pick<Existing, 'alert' | 'contract' | 'quarantined'>): Promise<Existing> {
  const idOf = async (question: string, name = 'id'): Promise<string> =>
    given(new RegExp(`"${name}":"([^"]+)"`).exec(await asking.asAdmin(question))?.[1]);
  return {
    ...of,
    now: new Date().toISOString(),
    dataset: await idOf(`{ dataset(${DATASET}) { id } }`),
    job: await idOf(`{ job(${JOB}) { id } }`),
    run: await idOf(`{ run(${RUN}, job: { ${JOB} }) { id } }`),
    sender: await idOf('{ quarantine { nodes { sender { id } } } }'),
    commitment: await idOf('{ event(position: "1") { commitment } }', 'commitment'),
    eventCommitment: await idOf(`{ events(run: { ${RUN}, job: { ${JOB} } }, first: 1) { nodes { commitment } } }`, 'commitment'),
    policy: await idOf('{ policies { nodes { version } } }', 'version'),
    decision: await idOf('{ auditTrail(kinds: [DECISION], first: 1) { nodes { position } } }', 'position'),
    report: await loggedReport(asking),
  };
}

/** The id of a report, once it is in the log. */
async function loggedReport(asking: Asking): Promise<string> {
  const made = await asking.asAdmin('mutation { requestReport(kind: HIPAA_EPHI_MAP) { id } }');
  const id = given(/"id":"([^"]+)"/.exec(made)?.[1]);
  while ((await asking.ask('admin', `{ proof(of: { report: "${id}" }) { position } }`)).isRefused) await after(LOOK_MS);
  return id;
}

const LOOK_MS = 100;
const DATASET = 'namespace: "db", name: "patients0"';
const JOB = 'namespace: "etl", name: "load0"';
const RUN = 'runId: "0197ad84-7a0d-7527-9f8a-000000000000"';
const node = (named: string): string => `{ ${named} }`;

/** A root field and what it is given. */
export type Call = readonly [root: string, given: string];

/** Calls of root fields that an administrator is answered, each also with its times; each argument is in one. */
export function answerableCalls(existing: Existing): readonly Call[] {
  const times = `asOf: "2030-01-01T00:00:00Z", knownAt: "${existing.now}", atLeast: "0"`;
  const calls = [...aboutGraph(existing), ...aboutAccess(), ...aboutWork(existing)];
  return calls.flatMap(([root, said]): Call[] => [
    [root, said === '' ? times : `${said}, ${times}`],
    [root, said],
  ]);
}

function aboutGraph({ dataset, job, ...one }: Existing): readonly Call[] {
  return [
    ...(['dataset', 'job'] as const).flatMap((kind): Call[] => [
      [kind, kind === 'dataset' ? DATASET : JOB],
      [kind, `id: "${kind === 'dataset' ? dataset : job}"`],
    ]),
    ['datasets', 'namespace: "db", namePrefix: "p", first: 5'],
    ['jobs', 'namespace: "etl", namePrefix: "l", first: 5'],
    ['run', `${RUN}, job: ${node(JOB)}`],
    ['run', `id: "${one.run}"`],
    ['runs', `job: ${node(JOB)}, state: COMPLETE, first: 5`],
    ['runs', 'namespace: "etl", namePrefix: "l", first: 5'],
    ['namespaces', 'first: 5'],
    ['search', 'text: "load", kind: JOB, first: 5'],
    ['search', 'text: "patients", first: 5'],
    [
      'lineage',
      `root: { dataset: ${node(DATASET)} }, direction: BOTH, depth: 5, granularity: COLUMN, column: "id", transformations: ALL, first: 50`,
    ],
    ['lineage', `root: { dataset: ${node(DATASET)} }, direction: BOTH, depth: 5, first: 50`],
    ['lineage', `root: { job: ${node(JOB)} }, direction: BOTH, granularity: JOB`],
    ['lineage', `root: { job: { id: "${job}" } }, direction: BOTH, granularity: JOB`],
    ['lineage', `root: { run: { ${RUN}, job: ${node(JOB)} } }, direction: BOTH, granularity: RUN`],
    ['lineage', `root: { id: "${dataset}" }, direction: BOTH`],
    ['events', 'from: "0", to: "5", first: 5'],
    ['events', `run: { ${RUN} }, first: 5`],
    ['events', `run: { id: "${one.run}" }, first: 5`],
    ['events', `job: ${node(JOB)}, first: 5`],
    ['event', 'position: "1"'],
    ['event', `commitment: "${one.commitment}"`],
    ['quarantine', 'because: UNUSABLE, open: true, first: 5'],
    ['quarantine', `sender: "${one.sender}", first: 5`],
    ['quarantine', 'first: 5'],
    ['quarantined', `id: "${one.quarantined}"`],
    ...proved(one),
  ];
}

function proved({ eventCommitment, report, policy, decision }: Omit<Existing, 'dataset' | 'job'>): readonly Call[] {
  return [
    ['proof', `of: { event: "${eventCommitment}" }, open: true`],
    ['proof', `of: { report: "${report}" }, open: true`],
    ['proof', `of: { policy: "${policy}" }, open: true`],
    ['proof', `of: { decision: "${decision}" }, open: true`],
    ['proof', 'of: { position: "0" }, open: true'],
  ];
}

function aboutAccess(): readonly Call[] {
  return [
    ['graphDigest', ''],
    ['log', ''],
    ['status', ''],
    ['policies', ''],
    [
      'auditTrail',
      'kinds: [DECISION], action: "see", outcome: DENIED, since: "2020-01-01T00:00:00Z", until: "2030-01-01T00:00:00Z", first: 5',
    ],
    ['auditTrail', 'principal: "engineer", thing: "patients0", first: 5'],
    ['whoCould', `dataset: ${node(DATASET)}, column: "id", action: READ, purpose: "x"`],
    ['whoCould', `job: ${node(JOB)}, facet: "sql", action: SEE`],
    ['whatCould', 'who: "engineer", kind: DATASET, action: SEE, first: 5'],
    ['whatCould', 'kind: DATASET, action: READ, purpose: "x", first: 5'],
    ['decide', `who: "engineer", dataset: ${node(DATASET)}, column: "id", action: READ, purpose: "x", masks: [HASH]`],
    ['decide', `job: ${node(JOB)}, facet: "sql", action: SEE`],
    [
      'decideMany',
      `questions: [{ who: "engineer", action: READ, dataset: ${node(DATASET)}, columns: ["id"], purpose: "x", masks: [HASH] }, { action: SEE, job: ${node(JOB)}, facets: ["sql"] }]`,
    ],
  ];
}

function aboutWork(one: Existing): readonly Call[] {
  return [
    ['alert', `id: "${one.alert}"`],
    ['alerts', 'states: [OPEN], first: 1'],
    ['contract', `id: "${one.contract}"`],
    ['contracts', 'first: 1'],
    ['enforcement', 'first: 5'],
    ['engagements', 'first: 5'],
    ['engagement', 'name: "audit"'],
    ['brokenGlasses', 'isOwed: true, first: 5'],
    ['keys', 'unusedDays: 1, first: 5'],
    ['keys', 'expiringDays: 1, first: 5'],
    ['keys', 'first: 5'],
    ['classification', `dataset: ${node(DATASET)}, column: "id"`],
    ['classification', `dataset: ${node(DATASET)}`],
    ['labelled', 'label: "PHI", isDeclared: true, first: 5'],
    ['labelled', 'label: "PHI", first: 5'],
    ['policyChanges', 'states: [APPROVED], policy: "half", first: 5'],
    ['policyChanges', 'position: "1", first: 5'],
    ['policyPreview', 'of: { yaml: "name: x\\nrules: []" }, days: 1'],
    ['reports', 'first: 5'],
    ['teams', 'first: 5'],
    ['whoami', ''],
  ];
}
