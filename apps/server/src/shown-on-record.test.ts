import { randomBytes } from 'node:crypto';
import { inspect } from 'node:util';

import { expect, test } from 'vitest';

import { DAY_MS } from '#foundation';
import * as operations from '#operations';
import { freshInstallation, type FreshInstallation, given, mapAll } from '#testkit';

import {
  type CalledAbout,
  type CalledOperation,
  NEEDED,
  operationCalls,
  peopled,
  type PeopledInstallation,
  type Persona,
  RUN,
} from '../testkit/operation-calls.ts';

// Goal: no operation forgets to say in the trail that it showed protected data. Method: two datasets with random names are PHI, and are spoken of wherever an answer may tell of one. Each
// operation, also one that comes later, is called by those of an engineer, an auditor and an administrator who may, from an address of its own; each name that its answer holds
// stands in an entry from that address. Of what reads it is also said why an answer names nothing, so that no call is a call of nothing.

/** Answers that hold a name without an entry that something was shown, and why. */
const RECORDED_OTHERWISE: Readonly<Record<string, string>> = {
  auditTrail: 'that the trail was read is an entry by itself',
  listReadings: 'the words of who asked under an engagement; each question is an entry by itself, and what was shown then',
  ...{ dryRunBatch: 'what the asker says himself', dryRunEvent: 'what the asker says himself' },
  listPolicies: 'the words of a policy, which say nothing of whether there is such a dataset',
  listPolicyChanges: 'the words of a policy, as above',
  listStandings: 'the words of an access file, as above',
  showQuarantined: 'bytes in quarantine are not looked into (docs/decisions/0022)',
};

/** What reads and names no dataset, and why. */
const NAMES_NONE: Readonly<Record<string, string>> = {
  ...{ digestGraph: 'digests', examine: 'findings about the ledger', readStatus: 'numbers', whoAmI: 'the asker' },
  ...{ findEngagement: 'namespaces', listEngagements: 'namespaces', listNamespaces: 'namespaces', listEnforcement: 'namespaces' },
  ...{ listBrokenGlasses: 'people', readKeys: 'keys', senderCalled: 'a principal', listRoutes: 'teams', reportEnforcement: 'a time' },
  ...{ listJobs: 'jobs', listRuns: 'runs and jobs', listRetractions: 'runs, digests and senders', listReports: 'digests' },
  ...{ proveEntry: 'a leaf, and digests', showCheckpoint: 'digests', showTile: 'digests', showLog: 'digests', takeCosigned: 'a size' },
  listQuarantine: 'problems, by where they stand',
};

/** By whom what they may call is called, from one of whom nothing is hidden; what none of them may, by all who may. */
const READERS: readonly Persona[] = ['engineer', 'auditor', 'admin'];

/** That an answer to somebody holds a word. */
interface Named {
  readonly operation: string;
  readonly persona: Persona;
  readonly word: string;
}

const PHI = randomBytes(8).toString('hex');
const COPY = randomBytes(8).toString('hex');
const ALIAS = 'zzz';
const OTHER_RUN = '0197ad84-7a0d-7527-9f8a-000000000002';
const CONTRACT = (id: string): string => `
apiVersion: v3.1.0
kind: DataContract
id: ${id}
version: 1.0.0
customProperties: [{ property: headgateNamespace, value: db }]
schema: [{ name: "${PHI}", properties: [{ name: gone, logicalType: string }] }]
`;
const POLICY = (name: string, role: string): string => `name: ${name}\nrules: [{ effect: deny, roles: [${role}], on: { name: "${PHI}" } }]`;
const FACET = { _producer: 'https://example.com/p', _schemaURL: 'https://openlineage.io/spec/facets/1-1-1/SomeFacet.json' };
const TAGS = { ...FACET, tags: [{ key: 'phi' }] };
const schemaOf = (...names: readonly string[]) => ({ ...FACET, fields: names.map((name) => ({ name, type: 'text' })) });

/** The events that tell of both: a column is copied, and then gone. */
const EVENTS: readonly object[] = [
  {
    ...{ eventTime: '2026-03-01T01:00:00Z', eventType: 'COMPLETE', producer: 'https://example.com/p' },
    ...{ run: { runId: RUN }, job: { namespace: 'etl', name: 'load' } },
    inputs: [{ namespace: 'db', name: PHI, facets: { schema: schemaOf('id', 'gone'), tags: TAGS } }],
    outputs: [
      {
        ...{ namespace: 'db', name: COPY },
        facets: {
          schema: schemaOf('gone'),
          tags: TAGS,
          columnLineage: { ...FACET, fields: { gone: { inputFields: [{ namespace: 'db', name: PHI, field: 'gone' }] } } },
        },
      },
    ],
  },
  {
    ...{ eventTime: '2026-03-01T02:00:00Z', eventType: 'COMPLETE', producer: 'https://example.com/p' },
    ...{ run: { runId: OTHER_RUN }, job: { namespace: 'etl', name: 'other' }, inputs: [{ namespace: 'db', name: PHI }] },
    outputs: [{ namespace: 'db', name: COPY }],
  },
  {
    ...{ eventTime: '2026-03-01T03:00:00Z', producer: 'https://example.com/p' },
    dataset: { namespace: 'db', name: PHI, facets: { schema: schemaOf('id') } },
  },
];

/** A graph that tells of both, and what else names the first: a contract and its alert, a policy and a draft of another, an alias, a reading, a retraction. */
async function spokenOf(
  installation: FreshInstallation,
  { people }: PeopledInstallation,
  sender: operations.Principal,
): Promise<CalledAbout> {
  const { context, admin } = installation;
  const positions: string[] = [];
  for (const event of EVENTS) {
    const received = await operations.receiveEvent(context, sender, Buffer.from(JSON.stringify(event)));
    positions.push(received.kind === 'recorded' ? String(received.position) : 'none');
  }
  await operations.applyContract(context, admin, { text: CONTRACT('promise') });
  await operations.applyPolicy(context, admin, { text: POLICY('wards', 'ward') });
  await operations.draftPolicy(context, people.author, { text: POLICY('drafted', 'ward') });
  const [retracted] = await operations.retract(context, admin, {
    ...{ what: { kind: 'run', job: { namespace: 'etl', name: 'other' }, runId: OTHER_RUN }, why: 'a test' },
  });
  const pair = [PHI, ALIAS].map((name) => ({ namespace: 'db', name }));
  await operations.setAlias(context, admin, { pair: [given(pair[0]), given(pair[1])], joined: true });
  const engagement = { who: ['group:acme'], scope: ['db'], purpose: 'audit', why: 'a test' };
  const logical = `datasets: { patients: [{ namespace: db, name: "${PHI}" }] }`;
  await operations.applyAccess(context, admin, { text: logical, isPruning: false, isDryRun: false });
  await operations.openEngagement(context, admin, {
    ...{ ...engagement, name: 'engaged', until: new Date(Date.now() + DAY_MS).toISOString() },
  });
  await mapAll(context);
  while ((await operations.ringBell(context)).hasMore);
  await mapAll(context);
  await operations.logUpTo(context);
  await operations.findDataset(context, { ...people.nobody, groups: ['acme'] }, { dataset: { namespace: 'db', name: PHI } });

  const { run } = await operations.findRun(context, admin, { run: { runId: RUN } });
  return {
    ...{ name: PHI, policy: POLICY('engineers', 'engineer'), contract: CONTRACT('other'), contractId: 'promise', engagement: 'engaged' },
    ...{
      alert: given((await operations.listAlerts(context, admin, {})).nodes[0]),
      runs: [run.id],
      days: 30,
      retiredAt: '2026-04-01T00:00:00Z',
      ...{ position: given(positions[0]), glass: '0' },
    },
    retraction: given(retracted).retraction,
  };
}

/** What reads, of that which refuses nobody for who he is: what others sent, and what the asker sends. */
function sentCalls({ context }: FreshInstallation, id: string): Readonly<Record<string, CalledOperation>> {
  const may = READERS;
  const waiting = { ...context, arrivalWait: new operations.ArrivalWait(context) };
  const [event] = EVENTS.map((each) => Buffer.from(JSON.stringify(each)));
  return {
    dryRunBatch: { may, call: (who) => operations.dryRunBatch(context, who, Buffer.from(JSON.stringify(EVENTS))) },
    dryRunEvent: { may, call: (who) => operations.dryRunEvent(context, who, given(event)) },
    listArrivals: { may, call: (who) => operations.listArrivals(waiting, who, { from: 0n }) },
    listQuarantine: { may, call: (who) => operations.listQuarantine(context, who, {}) },
    showQuarantined: { may, call: (who) => operations.showQuarantined(context, who, { id, alsoUnmapped: true }) },
    whoAmI: { may, call: (who) => operations.whoAmI(context, who) },
  };
}

/** The words that an answer holds, also within a public id. */
function wordsIn(answer: unknown): readonly string[] {
  const text = inspect(answer, { depth: 30, maxArrayLength: null, maxStringLength: null });
  const idOf = (name: string): string => operations.publicId({ kind: 'dataset', namespace: 'db', name });
  return [PHI, COPY].filter((word) => text.includes(word) || text.includes(idOf(word)));
}

/** The names in all entries of the trail that say that something was shown or allowed, by address and who asked. */
async function shownOnRecord({ context, admin }: FreshInstallation): Promise<ReadonlyMap<string, readonly string[]>> {
  const shown = new Map<string, readonly string[]>();
  let after: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof operations.auditTrail>> = await operations.auditTrail(context, admin, {
      ...{ outcome: 'allowed', kinds: ['decision'], alsoUnmapped: true, first: 500, after },
    });
    for (const { from, by, decisions } of page.nodes) {
      const key = `${String(from?.address)} ${by}`;
      shown.set(key, [...(shown.get(key) ?? []), ...decisions.flatMap(({ names }) => names)]);
    }
    after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
  } while (after !== null);
  return shown;
}

test('each answer that names protected data stands in the trail, with what it names and who asked', async () => {
  await using installation = await freshInstallation();
  const { context, admin, principals } = installation;
  const emitter = { kind: 'emitter', name: 'loader', namespaces: ['*'], roles: [] } as const;
  const { id: by, prefix: emitterKey } = await operations.makeKey(context, admin, { principals, ...emitter });
  const world = { ...(await peopled(installation)), emitterKey };
  const about = await spokenOf(installation, world, { id: by, ...emitter });
  const unread = await operations.receiveEvent(context, admin, Buffer.from(`{ "job": "${PHI}" }`));
  const from = (address: string): FreshInstallation => ({ ...installation, context: { ...context, from: { door: 'graphql', address } } });
  const callsFrom = (address: string) => ({
    ...operationCalls(from(address), world, about),
    ...sentCalls(from(address), unread.kind === 'quarantined' ? unread.id : ''),
  });
  const reading = [...new Set([...NEEDED.ask, ...NEEDED.decide, ...Object.keys(sentCalls(installation, ''))])];

  const answers = new Map<string, readonly Named[]>();
  for (const operation of [...reading, ...NEEDED.manage]) {
    const { may, call } = given(callsFrom(operation)[operation]);
    const readers = may.filter((persona) => READERS.includes(persona));
    for (const persona of readers.length > 0 ? readers : may) {
      const answer = await call(world.people[persona]).catch(() => undefined);
      const named = wordsIn(answer).map((word): Named => ({ operation, persona, word }));
      if (answer !== undefined) answers.set(operation, [...(answers.get(operation) ?? []), ...named]);
    }
  }

  const onRecord = await shownOnRecord(installation);
  const isForgotten = ({ operation, persona, word }: Named): boolean =>
    !(onRecord.get(`${operation} ${world.people[persona].id}`) ?? []).some((name) => name.endsWith(`db ${word}`));
  const forgetting = [...answers].filter(([, named]) => named.some(isForgotten)).map(([operation]) => operation);
  expect(forgetting.toSorted()).toEqual(Object.keys(RECORDED_OTHERWISE).toSorted());
  const namingNone = reading.filter((operation) => answers.get(operation)?.length === 0);
  expect(namingNone.toSorted()).toEqual(Object.keys(NAMES_NONE).toSorted());
  expect(reading.filter((operation) => !answers.has(operation))).toEqual([]);
});
