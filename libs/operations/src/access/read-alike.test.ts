import { expect, test } from 'vitest';

import type { JsonObject } from '#record';
import { countingStatements, type FreshInstallation, freshInstallation, given, mapAll, person, type SentStatement } from '#testkit';

import { acknowledgeAlert } from '../alert/acknowledge-alert.ts';
import { findAlert, listAlerts } from '../alert/find-alert.ts';
import { ringBell } from '../alert/ring-bell.ts';
import { findDataset, findDatasets } from '../ask/find-dataset.ts';
import { findJob, findJobs } from '../ask/find-job.ts';
import { findRun, findRuns } from '../ask/find-run.ts';
import { listEvents } from '../ask/list-events.ts';
import { listDatasets, listJobs } from '../ask/list-nodes.ts';
import { listRuns } from '../ask/list-runs.ts';
import { publicId } from '../ask/public-id.ts';
import { runRef } from '../ask/run.ts';
import { searchGraph } from '../ask/search-graph.ts';
import type { Context, Principal } from '../context.ts';
import { applyContract } from '../contract/apply-contract.ts';
import { findContract } from '../contract/find-contract.ts';
import { denialsWritten } from '../denials.ts';
import { receiveEvent } from '../receive/receive-event.ts';
import * as scoped from '../scoped.ts';
import { classification } from '../trace/label-flow.ts';
import { traceLineage } from '../trace/trace-lineage.ts';
import { applyPolicy } from './apply-policy.ts';
import { decideAccess, decideAll, type DecisionQuestion } from './decide.ts';
import { whoCould } from './who-could.ts';

// Goal: of what is hidden no more, and no less, is read than of what was never there, whatever names it.

const FACET = { _producer: 'https://example.com/p', _schemaURL: 'https://openlineage.io/spec/facets/1-0-0/Some.json' };
const PLACES = 12;
const dataset = (name: string) => ({ namespace: 'db', name });
const job = (name: string) => ({ namespace: 'etl', name });
const runId = (place: number): string => `0197ad${String(place).padStart(2, '0')}-7a0d-7527-9f8a-000000000000`;

/** Datasets of one shape, `hr.0`, `open.1`, `hr.2` and on, each by a run of a job of its own, out of the one before it that is as open. */
async function givenGraph({ context, admin }: FreshInstallation): Promise<void> {
  for (let place = 0; place < PLACES; place += 1) {
    const area = place % 2 === 0 ? 'hr' : 'open';
    const from = dataset(`${area}.${place - 2}`);
    const fields = ['id', 'salary'].map((name) => ({ name, type: 'text' }));
    const columns = Object.fromEntries(fields.map(({ name }) => [name, { inputFields: [{ ...from, field: name }] }]));
    const event: JsonObject = {
      ...{ eventTime: `2026-03-01T00:00:${10 + place}Z`, eventType: 'COMPLETE', producer: 'https://example.com/p' },
      ...{ run: { runId: runId(place) }, job: job(`${area}.load_${place}`), inputs: [from] },
      outputs: [
        {
          ...dataset(`${area}.${place}`),
          facets: {
            schema: { ...FACET, fields },
            tags: { ...FACET, tags: [{ key: 'team', value: 'ward' }] },
            columnLineage: { ...FACET, fields: columns },
          },
        },
      ],
    };
    expect((await receiveEvent(context, admin, Buffer.from(JSON.stringify(event)))).kind).toBe('recorded');
  }
  await mapAll(context);
}

const POLICY = `
name: hr
rules:
  - { effect: deny, roles: [engineer], on: { namespace: db, name: "hr.*" } }
  - { effect: deny, roles: [engineer], on: { jobs: ["hr.*"] } }
  - { effect: deny, roles: [engineer], on: { columns: [salary, bonus] } }
  - { effect: deny, roles: [engineer], on: { tag: secret } }`;

/** Promises a column that is hidden, and one that is not; neither is there. */
const CONTRACT = `
apiVersion: v3.1.0
kind: DataContract
id: pay
version: 1.0.0
customProperties: [{ property: headgateNamespace, value: db }]
schema:
  - name: open.3
    properties: [{ name: bonus, logicalType: string }, { name: grade, logicalType: string }]
`;

/** The alert of each column that the contract promises, by column. */
async function givenAlerts({ context, admin }: FreshInstallation): Promise<ReadonlyMap<string, string>> {
  expect(await applyContract(context, admin, { text: CONTRACT })).toMatchObject({ kind: 'recorded' });
  await mapAll(context);
  while ((await ringBell(context)).hasMore);
  await mapAll(context);
  const { nodes } = await listAlerts(context, admin, { first: 10 });
  return new Map(nodes.map(({ id, column }) => [column, id]));
}

/** What is asked about: of the hidden what is there and kept from the asker, of the absent what nobody ever told of. */
interface Sought {
  readonly dataset: string;
  readonly job: string;
  readonly run: string;
  readonly column: string;
  readonly alert: string;
  readonly contract: string;
}

type Asking = (context: Context, who: Principal, sought: Sought) => Promise<unknown>;

function decided(question: (sought: Sought) => Omit<DecisionQuestion, 'action'>, action: DecisionQuestion['action'] = 'see'): Asking {
  return (context, who, sought) => decideAll(context, who, { questions: [{ action, ...question(sought) }] });
}

/** Every operation that is called with the name of a thing by somebody from whom something is hidden, and how it may be named. */
const ASKINGS: Readonly<Record<string, Readonly<Record<string, Asking>>>> = {
  findDataset: {
    'in full': (context, who, sought) => findDataset(context, who, { dataset: dataset(sought.dataset) }),
    'by a short name': (context, who, sought) => findDataset(context, who, { dataset: { name: sought.dataset } }),
    'by its id': (context, who, sought) =>
      findDataset(context, who, { dataset: { id: publicId({ kind: 'dataset', ...dataset(sought.dataset) }) } }),
    'of earlier': (context, who, sought) =>
      findDataset(context, who, { dataset: dataset(sought.dataset), asOf: '2026-06-01T00:00:00Z', knownAt: String(PLACES) }),
  },
  findDatasets: {
    'by id': (context, who, sought) => findDatasets(context, who, { ids: [publicId({ kind: 'dataset', ...dataset(sought.dataset) })] }),
  },
  listDatasets: {
    'by prefix': (context, who, sought) => listDatasets(context, who, { namespace: 'db', namePrefix: sought.dataset }),
  },
  findJob: {
    'in full': (context, who, sought) => findJob(context, who, { job: job(sought.job) }),
    'by a short name': (context, who, sought) => findJob(context, who, { job: { name: sought.job } }),
  },
  findJobs: { 'by id': (context, who, sought) => findJobs(context, who, { ids: [publicId({ kind: 'job', ...job(sought.job) })] }) },
  listJobs: { 'by prefix': (context, who, sought) => listJobs(context, who, { namespace: 'etl', namePrefix: sought.job }) },
  findRun: {
    'in full': (context, who, sought) => findRun(context, who, { run: { runId: sought.run } }),
    'by its beginning': (context, who, sought) => findRun(context, who, { run: { runId: sought.run.slice(0, 8) } }),
  },
  findRuns: { 'by id': (context, who, sought) => findRuns(context, who, { ids: [runRef(job(sought.job), sought.run).id] }) },
  listRuns: { 'of a job': (context, who, sought) => listRuns(context, who, { job: job(sought.job) }) },
  listEvents: {
    'of a run': (context, who, sought) => listEvents(context, who, { run: { runId: sought.run } }),
    'of a job': (context, who, sought) => listEvents(context, who, { job: job(sought.job) }),
  },
  searchGraph: { 'by a name': (context, who, sought) => searchGraph(context, who, { text: sought.dataset }) },
  traceLineage: {
    'from a dataset': (context, who, sought) =>
      traceLineage(context, who, { root: { dataset: dataset(sought.dataset) }, direction: 'both' }),
    'from a job': (context, who, sought) =>
      traceLineage(context, who, { root: { job: job(sought.job) }, direction: 'both', granularity: 'JOB' }),
    'from a run': (context, who, sought) => traceLineage(context, who, { root: { run: { runId: sought.run } }, direction: 'both' }),
    'from a column': (context, who, sought) =>
      traceLineage(context, who, {
        ...{ root: { dataset: dataset('open.5') }, column: sought.column, granularity: 'COLUMN', direction: 'both' },
      }),
  },
  decideAccess: {
    'on a dataset': (context, who, sought) => decideAccess(context, who, { dataset: dataset(sought.dataset), action: 'read' }),
  },
  decideAll: {
    'on a dataset': decided((sought) => ({ dataset: dataset(sought.dataset) }), 'read'),
    'on a column': decided((sought) => ({ dataset: dataset('open.5'), columns: [sought.column] }), 'read'),
    'on a facet': decided((sought) => ({ dataset: dataset(sought.dataset), facets: ['schema'] })),
    'on a job': decided((sought) => ({ job: job(sought.job) })),
  },
  whoCould: {
    'see a dataset': (context, who, sought) => whoCould(context, who, { dataset: dataset(sought.dataset), action: 'see' }),
    'see a job': (context, who, sought) => whoCould(context, who, { job: job(sought.job), action: 'see' }),
  },
  classification: { 'of a dataset': (context, who, sought) => classification(context, who, { dataset: dataset(sought.dataset) }) },
  findAlert: {
    'by its id': (context, who, sought) => findAlert(context, who, { id: sought.alert }),
    'by its beginning': (context, who, sought) => findAlert(context, who, { id: sought.alert.slice(0, 28) }),
  },
  acknowledgeAlert: { 'by its id': (context, who, sought) => acknowledgeAlert(context, who, { id: sought.alert }) },
  findContract: { 'by its id': (context, who, sought) => findContract(context, who, { id: sought.contract }) },
};

/** Of these, what auditors alone may ask. */
const OF_AUDITORS: readonly string[] = ['whoCould', 'classification'];

/** Every other operation, by why nothing that is hidden can be named to it. */
const NAMELESS: Readonly<Record<string, string>> = {
  'it names nothing, or filters by what is no name': `auditTrail labelledPlaces listAlerts listBrokenGlasses listContracts listEnforcement listEngagements listNamespaces listPolicies
    listPolicyChanges listQuarantine listReports listStandings readStatus requestReport`,
  'it names people, keys, teams or policies, which are not hidden by rules': `approvePolicy bindKey breakGlass draftPolicy endGlass grantBounds listRoutes makeKey previewPolicy readKeys
    rejectPolicy reviewGlass revokeKey rollbackPolicy rotateKey routeSecret applyAccess reportEnforcement whatCould`,
  'it names an engagement, which is told to its own people, auditors and administrators': 'findEngagement listReadings',
  'it names an entry of the ledger: that there is one is told to everybody, and its body to those from whom nothing is hidden':
    'showEvent proveEntry proveThing',
  'it names a part of the log, which holds no names': 'showCheckpoint showLog showTile takeCosigned',
  'it names what is in quarantine by a random id, or by whom it was sent': 'listArrivals redriveQuarantined showQuarantined',
  'it asks findDataset and traceLineage about an alert that was found': 'findReaders',
  'it says what it is given': 'dryRunBatch dryRunEvent quarantineUnread receiveBatch receiveEvent',
  'administrators alone, from whom nothing is hidden': `applyContract applyPolicy digestGraph endEngagement endLeakedKey listRetractions listSettings makeTrialKey openEngagement
    previewContract previewReinstatement previewRetirement previewRetraction recordRuling declareRestored reinstate replay retireNode retract senderCalled setAlias setLineageWindow`,
};

test('each operation is among those by which hidden things are asked for, or it is said why it need not be', () => {
  const nameless = Object.values(NAMELESS).flatMap((names) => names.split(/\s+/));

  expect([...Object.keys(ASKINGS), ...nameless].toSorted()).toEqual(Object.keys(scoped).toSorted());
});

test('of what is hidden and of what is absent the same statements run and as many rows come back, whatever operation names it', async () => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  await givenGraph(installation);
  const alerts = await givenAlerts(installation);
  const engineer = await person(installation, 'eve', 'engineer');
  const auditor = await person(installation, 'ada', 'engineer', 'auditor'); // from whom the same is hidden
  await applyPolicy(context, admin, { text: POLICY });
  await mapAll(context);
  const bonus = given(alerts.get('bonus'));
  const hidden: Sought = { dataset: 'hr.4', job: 'hr.load_4', run: runId(4), column: 'salary', alert: bonus, contract: 'pay' };
  const absent: Sought = {
    ...{ dataset: 'hr.4x', job: 'hr.load_4x', run: '0197ad55-7a0d-7527-9f8a-000000000000', column: 'salaries' },
    ...{ alert: bonus.replaceAll(/[0-9a-f]/g, (digit) => (digit === '7' ? '3' : '7')), contract: 'pays' },
  };
  const sentFor = async (who: Principal, sought: Sought, ask: Asking): Promise<readonly SentStatement[]> => {
    const { counted, sent } = countingStatements(context);
    await ask(counted, who, sought).catch(() => undefined);
    await denialsWritten(context);
    return sent;
  };
  const sentForAll = async (sought: Sought): Promise<Readonly<Record<string, readonly SentStatement[]>>> => {
    const all: Record<string, readonly SentStatement[]> = {};
    for (const [operation, askings] of Object.entries(ASKINGS)) {
      const who = OF_AUDITORS.includes(operation) ? auditor : engineer;
      for (const [how, ask] of Object.entries(askings)) all[`${operation} ${how}`] = await sentFor(who, sought, ask);
    }
    return all;
  };

  await sentForAll(absent); // the rules are read once
  const [ofHidden, ofAbsent] = [await sentForAll(hidden), await sentForAll(absent)];

  expect(ofHidden).toEqual(ofAbsent);
  for (const [name, sent] of Object.entries(ofHidden)) expect([name, sent.length > 2]).toEqual([name, true]);
});

test('where there is one dataset, and it is hidden, it is read for every name that is absent, whatever its hash', async () => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  const event = { eventTime: '2026-03-01T00:00:00Z', producer: 'https://example.com/p', dataset: { ...dataset('hr.pay'), facets: {} } };
  expect((await receiveEvent(context, admin, Buffer.from(JSON.stringify(event)))).kind).toBe('recorded');
  await mapAll(context);
  const engineer = await person(installation, 'eve', 'engineer');
  await applyPolicy(context, admin, { text: POLICY });
  await mapAll(context);
  const sentFor = async (name: string): Promise<readonly SentStatement[]> => {
    const { counted, sent } = countingStatements(context);
    await decideAll(counted, engineer, { questions: [{ action: 'read', dataset: dataset(name) }] });
    await denialsWritten(context);
    return sent;
  };

  await sentFor('hr.none'); // the rules are read once
  const ofHidden = await sentFor('hr.pay');
  for (let index = 0; index < 12; index += 1) expect(await sentFor(`hr.${index}`)).toEqual(ofHidden);
});
