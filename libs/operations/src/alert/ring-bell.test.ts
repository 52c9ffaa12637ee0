import { expect, test } from 'vitest';

import { DAY_MS, type Failure } from '#foundation';
import { type FreshInstallation, freshInstallation, given, person, refusal } from '#testkit';

import { applyAccess } from '../access/apply-access.ts';
import { applyPolicy } from '../access/apply-policy.ts';
import { auditTrail } from '../access/audit-trail.ts';
import { openEngagement } from '../access/open-engagement.ts';
import { applyContract } from '../contract/apply-contract.ts';
import { findContract, listContracts } from '../contract/find-contract.ts';
import type { Context, Principal } from '../context.ts';
import { Mapper } from '../map/project-entries.ts';
import { replay } from '../map/replay.ts';
import { receiveEvent } from '../receive/receive-event.ts';
import { acknowledgeAlert } from './acknowledge-alert.ts';
import type { Alert } from './alert.ts';
import { findAlert, listAlerts } from './find-alert.ts';
import { findReaders } from './find-readers.ts';
import { ringBell } from './ring-bell.ts';

type Json = Readonly<Record<string, unknown>>;

const emitter: Principal = { id: '00000000-0000-4000-8000-00000000000e', kind: 'emitter', name: 'a test', namespaces: ['*'], roles: [] };
const facet = (value: Json): Json => ({ _producer: 'https://example.test', _schemaURL: 'https://example.test/f.json', ...value });
const schema = (...columns: readonly string[]): Json => ({ schema: facet({ fields: columns.map((name) => ({ name, type: 'text' })) }) });
/** `made` is computed from a column of another dataset. */
const from = (made: string, name: string, field: string): Json => ({
  columnLineage: facet({ fields: { [made]: { inputFields: [{ namespace: 'db', name, field }] } } }),
});

interface Told {
  readonly at: string;
  readonly inputs?: readonly string[];
  readonly outputs: Readonly<Record<string, Json>>;
}

async function ran({ context }: FreshInstallation, job: string, { at, inputs = [], outputs }: Told): Promise<void> {
  const event = {
    ...{ eventType: 'COMPLETE', eventTime: at, producer: 'https://example.test' },
    schemaURL: 'https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent',
    run: {
      runId: `0198c3a0-0000-7000-8000-${Buffer.from(job + at)
        .toString('hex')
        .slice(-12)}`,
    },
    job: { namespace: 'nightly', name: job },
    inputs: inputs.map((name) => ({ namespace: 'db', name })),
    outputs: Object.entries(outputs).map(([name, facets]) => ({ namespace: 'db', name, facets })),
  };
  const received = await receiveEvent(context, emitter, Buffer.from(JSON.stringify(event)));
  if (received.kind !== 'recorded') throw new Error(JSON.stringify(received.problems));
}

/** Maps all that is recorded, and rings the bell until it has heard all of it. Gives how many steps were recorded. */
async function ring(context: Context): Promise<number> {
  let steps = 0;
  const mapper = new Mapper(context);
  while ((await mapper.projectEntries()) > 0);
  for (let hasMore = true; hasMore;) {
    const turn = await ringBell(context);
    steps += turn.recorded;
    hasMore = turn.hasMore;
  }
  while ((await mapper.projectEntries()) > 0); // the steps themselves
  return steps;
}

const CONTRACT = `
apiVersion: v3.1.0
kind: DataContract
id: vitals-contract
version: 1.0.0
customProperties: [{ property: headgateNamespace, value: db }]
schema:
  - name: vitals
    properties: [{ name: patient, logicalType: string }, { name: heart_rate, logicalType: string }]
`;

/** A dataset that keeps its promise, and two jobs in a row that read one of its columns; a third reads the other one. */
async function givenPromise(installation: FreshInstallation): Promise<void> {
  const applied = await applyContract(installation.context, installation.admin, { text: CONTRACT });
  expect(applied).toMatchObject({ kind: 'recorded', isNew: true });
  await ran(installation, 'load', { at: '2026-03-01T00:00:00Z', outputs: { vitals: schema('patient', 'heart_rate') } });
  const score = { ...schema('risk'), ...from('risk', 'vitals', 'heart_rate') };
  await ran(installation, 'score', { at: '2026-03-01T01:00:00Z', inputs: ['vitals'], outputs: { scores: score } });
  const report = { ...schema('worst'), ...from('worst', 'scores', 'risk') };
  await ran(installation, 'report', { at: '2026-03-01T02:00:00Z', inputs: ['scores'], outputs: { ward_report: report } });
  const census = { ...schema('who'), ...from('who', 'vitals', 'patient') };
  await ran(installation, 'census', { at: '2026-03-01T03:00:00Z', inputs: ['vitals'], outputs: { census } });
}

const dropped = (installation: FreshInstallation, at: string): Promise<void> =>
  ran(installation, 'load', { at, outputs: { vitals: schema('patient') } });
const mended = (installation: FreshInstallation, at: string): Promise<void> =>
  ran(installation, 'load', { at, outputs: { vitals: schema('patient', 'heart_rate') } });

async function only({ context, admin }: FreshInstallation): Promise<Alert> {
  const { nodes } = await listAlerts(context, admin, {});
  expect(nodes.length).toBe(1);
  return given(nodes[0]);
}

const lifeOf = ({ history }: Alert): readonly string[] => history.map(({ event, state, byName }) => `${event} ${state} ${String(byName)}`);

test('the alert of a dropped column is opened once, acknowledged, resolved by the next good event, and opened again; a rebuild says nothing', async () => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  await givenPromise(installation);
  expect(await ring(context)).toBe(0);
  expect((await findContract(context, admin, { id: 'vitals-contract' })).contract.outcome).toBe('PASS');

  await dropped(installation, '2026-03-02T00:00:00Z');
  await dropped(installation, '2026-03-02T00:00:00Z');
  await dropped(installation, '2026-03-03T00:00:00Z');
  expect(await ring(context)).toBe(1);
  const opened = await only(installation);
  const { contract } = await findContract(context, admin, { id: 'vitals-contract' });
  expect(opened).toMatchObject({
    state: 'open',
    column: 'heart_rate',
    kind: 'column-missing',
    dataset: { namespace: 'db', name: 'vitals' },
  });
  expect(opened.evidence).toEqual(given(contract.verdicts[0]).evidence);
  expect(contract).toMatchObject({ outcome: 'FAIL', verdicts: [{ findings: [{ kind: 'column-missing', column: 'heart_rate' }] }] });

  const readers = given((await findReaders(context, admin, { alert: opened })) ?? undefined);
  expect(readers.jobs.map(({ name }) => name)).toEqual(['score', 'report']);
  expect(readers.columns.map(({ dataset, column, depth }) => `${depth} ${dataset.name}.${String(column)}`)).toEqual([
    '1 scores.risk',
    '2 ward_report.worst',
  ]);

  expect(await acknowledgeAlert(context, admin, { id: opened.id, note: 'we know' })).toMatchObject({ state: 'acknowledged' });
  await dropped(installation, '2026-03-03T12:00:00Z');
  expect(await ring(context)).toBe(0);
  await mended(installation, '2026-03-04T00:00:00Z');
  expect(await ring(context)).toBe(1);
  await dropped(installation, '2026-03-02T06:00:00Z'); // late: the present is good
  expect(await ring(context)).toBe(0);
  await expect(acknowledgeAlert(context, admin, { id: opened.id })).rejects.toThrow('The alert is resolved');
  await dropped(installation, '2026-03-05T00:00:00Z');
  expect(await ring(context)).toBe(1);

  const again = await only(installation);
  expect(lifeOf(again)).toEqual([
    'found open Headgate',
    'acknowledged acknowledged null',
    'mended resolved Headgate',
    'found open Headgate',
  ]);
  expect(again.history[1]).toMatchObject({ note: 'we know', by: admin.id, evidence: [] });
  expect(given(again.history[0]).evidence).toEqual(opened.evidence);
  expect(given(again.history[2]).evidence.map(({ position }) => position)).toEqual([given(again.history[2]).position - 1n, 0n]);
  const then = await findAlert(context, admin, { id: opened.id, knownAt: (given(again.history[2]).position + 1n).toString() });
  expect([then.alert.state, again.state]).toEqual(['resolved', 'open']);
  expect((await listAlerts(context, admin, { states: ['resolved'] })).nodes).toEqual([]);

  await replay(context, admin);
  expect(await ring(context)).toBe(0);
});

test('what happened while nobody rang is heard in its order, and a crash between act and position says nothing twice', async () => {
  await using installation = await freshInstallation();
  const { context } = installation;
  await givenPromise(installation);
  await dropped(installation, '2026-03-02T00:00:00Z');
  await mended(installation, '2026-03-03T00:00:00Z');
  await ran(installation, 'load', { at: '2026-03-04T00:00:00Z', outputs: { vitals: schema('other') } });
  await expect(ring(crashingAfter(context, 2))).rejects.toThrow('the process is gone');

  expect(await ring(context)).toBe(2);
  await context.database.transaction((session) => session.rows`update hot.bell_head as head set heard = 0`);
  expect(await ring(context)).toBe(0);

  const { nodes } = await listAlerts(context, installation.admin, {});
  expect(nodes.map((alert) => [alert.column, lifeOf(alert)]).toSorted()).toEqual([
    ['heart_rate', ['found open Headgate', 'mended resolved Headgate', 'found open Headgate']],
    ['patient', ['found open Headgate']],
  ]);
});

/** A context whose process ends once so many entries were recorded. */
function crashingAfter(context: Context, count: number): Context {
  let left = count;
  const record: Context['recorder']['record'] = (entry) => {
    if (left === 0) throw new Error('the process is gone');
    left -= 1;
    return context.recorder.record(entry);
  };
  return { ...context, recorder: Object.assign(Object.create(context.recorder) as Context['recorder'], { record }) };
}

test('an alert is meant by the beginning of its id, where no other that one may see begins so', async () => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  const engineer: Principal = { ...emitter, kind: 'person', namespaces: [], roles: ['engineer'] };
  await givenPromise(installation);
  await dropped(installation, '2026-03-02T00:00:00Z');
  await ring(context);
  const { id } = await only(installation);
  const beginning = id.slice(0, 8);

  for (const called of [beginning, beginning.toUpperCase(), id.slice(0, 17), id])
    expect((await findAlert(context, admin, { id: called })).alert.id).toBe(id);
  for (const called of [id.slice(0, 7), `${id}0`, '', '%', `${id.slice(0, 8)}\0`])
    await expect(findAlert(context, admin, { id: called })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  expect(await acknowledgeAlert(context, engineer, { id: beginning })).toMatchObject({ id, state: 'acknowledged' });

  await ran(installation, 'load', { at: '2026-03-03T00:00:00Z', outputs: { vitals: schema('other') } });
  await ring(context);
  const ids = (await listAlerts(context, admin, {})).nodes.map((alert) => alert.id);
  expect(ids.length).toBe(2);
  for (const asked of [findAlert, acknowledgeAlert]) {
    const failure = given((await asked(context, admin, { id: beginning }).catch((error: unknown) => error)) as Failure);
    expect(failure.code).toBe('AMBIGUOUS');
    expect((failure.details['candidates'] as readonly { id: string }[]).map((each) => each.id).toSorted()).toEqual(ids.toSorted());
  }

  await applyPolicy(context, admin, { text: 'name: p\nrules: [{effect: deny, roles: [engineer], on: {columns: [heart_rate]}}]' });
  expect((await findAlert(context, engineer, { id: beginning })).alert.column).toBe('patient');
  await expect(acknowledgeAlert(context, engineer, { id })).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

test('an alert is there for those alone who may see its column, and a contract for those from whom no names are hidden', async () => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  const engineer: Principal = { ...emitter, kind: 'person', namespaces: [], roles: ['engineer'] };
  const auditor: Principal = { ...engineer, roles: ['auditor'] };
  await givenPromise(installation);
  await dropped(installation, '2026-03-02T00:00:00Z');
  await ring(context);
  const text = 'name: p\nrules: [{effect: deny, roles: [engineer], on: {columns: ["*"]}}]';
  await applyPolicy(context, admin, { text });

  const shown = async (who: Principal): Promise<readonly number[]> => [
    (await listAlerts(context, who, {})).nodes.length,
    (await listContracts(context, who, {})).nodes.length,
  ];

  expect(await shown(auditor)).toEqual([1, 1]);
  expect(await shown(engineer)).toEqual([0, 0]);
});

test('an alert is acknowledged by whoever looks after its namespace, and by no auditor, of the house or of an engagement', async () => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  await givenPromise(installation);
  await dropped(installation, '2026-03-02T00:00:00Z');
  await ring(context);
  const { id } = await only(installation);
  const [olga, aud, bea, eve] = [
    await person(installation, 'olga'),
    await person(installation, 'aud', 'auditor'),
    await person(installation, 'bea'),
    await person(installation, 'eve'),
  ];
  const until = new Date(Date.now() + DAY_MS).toISOString();
  await openEngagement(context, admin, { name: 'soc2', who: ['olga'], scope: ['db'], purpose: 'p', why: 'w', until });
  const text = `teams:
  vitals: { owns: [db], members: { engineer: [bea], auditor: [eve] } }
  lab: { owns: [lab], members: { engineer: [eve, olga] } }`;
  await applyAccess(context, admin, { text, isPruning: false, isDryRun: false });

  for (const auditor of [olga, aud, eve]) {
    expect((await findAlert(context, auditor, { id })).alert.id).toBe(id);
    expect(await refusal(acknowledgeAlert(context, auditor, { id }))).toMatch('ACCESS_DENIED: Only whoever looks after db may acknowledge');
  }
  expect((await only(installation)).state).toBe('open');
  const denied = await auditTrail(context, admin, { outcome: 'denied', thing: 'acknowledge an alert', alsoUnmapped: true });
  expect(denied.nodes.map(({ by }) => by)).toEqual([eve.id, aud.id, olga.id]);

  expect(await acknowledgeAlert(context, bea, { id, note: 'the vendor knows' })).toMatchObject({ state: 'acknowledged' });
  const [seen, ...others] = (await auditTrail(context, admin, { action: 'acknowledge alert', alsoUnmapped: true })).nodes;
  expect([seen, others]).toMatchObject([{ by: bea.id, outcome: 'done', why: 'the vendor knows' }, []]);
  expect(given(seen).decisions.flatMap(({ names }) => names)).toEqual([`alert ${id}`, 'column heart_rate of db vitals']);
});
