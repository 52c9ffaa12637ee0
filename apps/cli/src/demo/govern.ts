import { setTimeout as sleep } from 'node:timers/promises';

import { z } from 'zod';

import { SECOND_MS } from '#foundation';

import type { Name } from '../../../../prisma/seed/columns.ts';
import { contractText, dropped, guarded, nightWithoutColumn, policyText } from '../../../../prisma/seed/governance.ts';
import { hospitalClaims } from '../../../../prisma/seed/hospital-claims.ts';
import type { DemoServer, Identity } from './demo-server.ts';
import { sendStory } from './send-story.ts';
import type { Claim } from './verdicts.ts';
import { ask, whenMapped, type Window } from './window.ts';

const { asOf } = hospitalClaims;

/** What somebody is shown of one dataset and of one job. */
export interface Sight {
  readonly columns: readonly string[];
  readonly facets: readonly string[];
}

/** What somebody was told does not exist, as the trail has it. */
export interface Refusal {
  readonly principal: string;
  readonly what: string;
  readonly why: string;
}

/** The alert of the column that is gone. */
export interface RaisedAlert {
  readonly id: string;
  readonly dataset: Name;
  readonly column: string;
  readonly expected: string | null;
  readonly since: string | null;
  /** The jobs that read it, directly or behind others, the nearest first. */
  readonly readers: readonly Name[];
}

/** A report as the window gives it. */
export type Report = z.infer<typeof ReportShape>['requestReport'];

export interface Governed {
  readonly sights: Readonly<Record<Exclude<Identity, 'admin'>, Sight>>;
  readonly refusals: readonly Refusal[];
  readonly alerts: readonly RaisedAlert[];
  readonly report: Report;
}

/** Puts a policy and a contract into force, breaks the contract, and asks for what came of it. */
export async function govern(server: DemoServer, signal: AbortSignal): Promise<Governed> {
  const window = (identity: Identity): Window => ({ address: server.address, key: server.identityKeys[identity], signal });
  const admin = window('admin');
  await ask(admin, z.unknown(), {
    query: 'mutation($yaml: String!) { applyPolicy(yaml: $yaml) { version } }',
    variables: { yaml: policyText },
  });
  const sights = { auditor: await sightOf(window('auditor')), engineer: await sightOf(window('engineer')) };
  const refusals = await refusalsOf(window('engineer'), window('auditor'));
  const { requestReport: report } = await ask(window('auditor'), ReportShape, { query: REPORT, variables: { asOf } });

  await applyContract(admin);
  await sendStory([nightWithoutColumn()], { ...server, onAnswer: () => undefined, signal });
  await whenMapped(admin, () => undefined);
  return { sights, refusals, alerts: await raisedAlerts(window('auditor')), report };
}

const AppliedShape = z.object({ applyContract: z.object({ problems: z.array(z.object({ pointer: z.string(), message: z.string() })) }) });

async function applyContract(window: Window): Promise<void> {
  const query = 'mutation($text: String!) { applyContract(text: $text) { problems { pointer message } } }';
  const { problems } = (await ask(window, AppliedShape, { query, variables: { text: contractText } })).applyContract;
  if (problems.length > 0) throw new Error(problems.map(({ pointer, message }) => `${pointer}: ${message}`).join('; '));
}

const SightShape = z.object({
  dataset: z.object({ schema: z.object({ fields: z.array(z.object({ path: z.string() })) }).nullable() }),
  job: z.object({ facets: z.array(z.object({ name: z.string() })) }),
});

const SIGHT = `query($dataset: String!, $datasetSpace: String!, $job: String!, $jobSpace: String!, $asOf: String!) {
  dataset(namespace: $datasetSpace, name: $dataset, asOf: $asOf) { schema { fields { path } } }
  job(namespace: $jobSpace, name: $job, asOf: $asOf) { facets { name } }
}`;

async function sightOf(window: Window): Promise<Sight> {
  const { dataset, job } = guarded;
  const variables = { dataset: dataset.name, datasetSpace: dataset.namespace, job: job.name, jobSpace: job.namespace, asOf };
  const shown = await ask(window, SightShape, { query: SIGHT, variables });
  return { columns: shown.dataset.schema?.fields.map(({ path }) => path) ?? [], facets: shown.job.facets.map(({ name }) => name) };
}

const TrailShape = z.object({
  auditTrail: z.object({
    nodes: z.array(z.object({ principal: z.object({ name: z.string() }), what: z.string(), why: z.string() })),
  }),
});

/** The first of them asks for the hidden column by its name, the second looks into the trail. The graph that is asked stands a moment behind the record. */
async function refusalsOf(engineer: Window, auditor: Window): Promise<readonly Refusal[]> {
  const query = `query($dataset: NodeInput!, $column: String!, $asOf: String!) {
    lineage(root: { dataset: $dataset }, column: $column, granularity: COLUMN, asOf: $asOf) { nodes { id } }
  }`;
  const { namespace, name } = guarded.dataset;
  await ask(engineer, z.unknown(), { query, variables: { dataset: { namespace, name }, column: guarded.hidden[0], asOf } });
  const trail = '{ auditTrail(kinds: [DECISION], outcome: DENIED) { nodes { principal { name } what why } } }';
  const look = async (): Promise<readonly Refusal[]> =>
    (await ask(auditor, TrailShape, { query: trail })).auditTrail.nodes.map((each) => ({ ...each, principal: each.principal.name }));
  return untilSome(look, auditor.signal);
}

const AlertsShape = z.object({
  alerts: z.object({
    nodes: z.array(
      z.object({
        id: z.string(),
        dataset: z.object({ namespace: z.string(), name: z.string() }),
        column: z.string(),
        expected: z.string().nullable(),
        since: z.string().nullable(),
      }),
    ),
  }),
});
const ReadersShape = z.object({
  alert: z.object({ readers: z.object({ jobs: z.array(z.object({ namespace: z.string(), name: z.string() })) }) }),
});

async function raisedAlerts(window: Window): Promise<readonly RaisedAlert[]> {
  const query = '{ alerts(states: [OPEN]) { nodes { id dataset { namespace name } column expected since } } }';
  const nodes = await untilSome(async () => (await ask(window, AlertsShape, { query })).alerts.nodes, window.signal);
  return Promise.all(nodes.map(async (alert) => ({ ...alert, readers: await readersOf(window, alert.id) })));
}

/** What comes behind comes within a second or two. */
const COMING_MS_MAX = 15 * SECOND_MS;
const LOOK_MS = 100;

/** Looks until there is something, or long enough. */
async function untilSome<Item>(look: () => Promise<readonly Item[]>, signal: AbortSignal): Promise<readonly Item[]> {
  const start = performance.now();
  for (;;) {
    const found = await look();
    if (found.length > 0 || performance.now() - start > COMING_MS_MAX) return found;
    await sleep(LOOK_MS, undefined, { signal });
  }
}

async function readersOf(window: Window, id: string): Promise<readonly Name[]> {
  const query = 'query($id: ID!) { alert(id: $id) { readers { jobs { namespace name } } } }';
  return (await ask(window, ReadersShape, { query, variables: { id } })).alert.readers.jobs;
}

const ReportShape = z.object({
  requestReport: z.object({
    id: z.string(),
    digest: z.string(),
    json: z.string(),
    html: z.string(),
    signature: z.string(),
    publicKey: z.string(),
    fingerprint: z.string(),
  }),
});
const REPORT =
  'mutation($asOf: String!) { requestReport(kind: HIPAA_EPHI_MAP, asOf: $asOf) { id digest json html signature publicKey fingerprint } }';

/** What must be true of it, by the story. */
export function governanceClaims({ sights, refusals, alerts }: Governed, isWhole: boolean): readonly Claim[] {
  const secrets = [...guarded.hidden.map((column) => `the column ${column}`), 'the facet sql'];
  const seen = ({ columns, facets }: Sight): readonly string[] => [
    ...columns.map((column) => `the column ${column}`),
    ...facets.map((facet) => `the facet ${facet}`),
  ];
  const found =
    (lines: readonly string[]): (() => Promise<readonly string[]>) =>
    () =>
      Promise.resolve(lines);
  return [
    {
      claim: 'The auditor sees the record number of patients and the query of a job, and the engineer does not',
      expected: secrets.map((secret) => `auditor: ${secret}`),
      found: found(
        (['auditor', 'engineer'] as const).flatMap((who) =>
          seen(sights[who])
            .filter((line) => secrets.includes(line))
            .map((line) => `${who}: ${line}`),
        ),
      ),
    },
    {
      claim: 'What the engineer asked for by name and was not shown stands in the trail',
      expected: [`column ${guarded.hidden[0]} of ${guarded.dataset.namespace} ${guarded.dataset.name}`],
      found: found(refusals.map(({ what }) => what)),
    },
    {
      claim: 'The missing column opens one alert, which names the two jobs that it hurts',
      expected: [`${dropped.dataset.name} ${dropped.column}`, ...dropped.hurts.map(({ name }) => `hurts ${name}`)],
      found: found(
        alerts.flatMap(({ dataset, column, readers }) => [`${dataset.name} ${column}`, ...readers.map(({ name }) => `hurts ${name}`)]),
      ),
    },
    { claim: 'The report on the disk is whole, and signed by this Headgate', expected: ['true'], found: found([String(isWhole)]) },
  ];
}
