import { expect, test } from 'vitest';

import { HOUR_MS, MINUTE_MS, SECOND_MS } from '#foundation';
import { countingStatements, freshInstallation, mapAll, person, refusal } from '#testkit';

import type { Context, Principal } from '../context.ts';
import { receiveEvent } from '../receive/receive-event.ts';
import { applyPolicy } from './apply-policy.ts';
import { auditTrail } from './audit-trail.ts';
import { decideAccess, decideAll } from './decide.ts';
import { revokeKey } from './keys.ts';
import { listEnforcement } from './list-enforcement.ts';
import { reportEnforcement } from './report-enforcement.ts';
import { whatCould } from './what-could.ts';
import { whoCould } from './who-could.ts';

const SYMLINK = { _producer: 'https://example.com/p', _schemaURL: 'https://openlineage.io/spec/facets/1-0-1/SymlinksDatasetFacet.json' };
/** `ehr`: one of one name. `lake`: one that hive calls otherwise. `vault`: the gateway does not see it. */
const EVENT = {
  ...{ eventType: 'COMPLETE', eventTime: '2026-03-01T00:00:00Z', producer: 'https://example.com/p' },
  ...{ run: { runId: '0198c3a0-0000-7000-8000-000000000001' }, job: { namespace: 'etl', name: 'load' }, inputs: [] },
  outputs: [
    { namespace: 'ehr', name: 'patients' },
    { namespace: 'vault', name: 'letters' },
    {
      ...{ namespace: 'lake', name: 'patients' },
      facets: { symlinks: { ...SYMLINK, identifiers: [{ namespace: 'hive', name: 'patients', type: 'TABLE' }] } },
    },
  ],
};
const POLICY = `name: p
rules:
  - { effect: allow, roles: [gateway], on: { namespace: "ehr" } }
  - { effect: allow, roles: [gateway], on: { namespace: "lake" } }
  - { effect: allow, roles: [gateway], on: { namespace: "hive" } }
  - { effect: allow, roles: [engineer], action: read, on: { name: "*" } }
  - { effect: deny, roles: [auditor], on: { namespace: "vault" } }`;

/** A graph, a gateway that comes by its key, and a clock that goes when it is told to. */
async function guarded() {
  const installation = await freshInstallation();
  const { admin } = installation;
  let now = Date.now() + MINUTE_MS;
  const context: Context = { ...installation.context, clock: { now: () => new Date(now) } };
  await receiveEvent(context, admin, Buffer.from(JSON.stringify(EVENT)));
  await applyPolicy(context, admin, { text: POLICY });
  await mapAll(context);
  const made = await person(installation, 'trino', 'gateway');
  const gateway = { ...made, keyPrefix: made.prefix };
  const report = (told: object = {}, who: Principal = gateway) =>
    reportEnforcement(context, who, { system: 'trino', namespaces: ['ehr'], actions: ['read'], forSeconds: 60, ...told });
  const go = (ms: number): Date => new Date((now += ms));
  const enforcement = async (namespace: string, name = 'patients', asOf?: Date): Promise<readonly string[]> => {
    const question = { who: 'eddie', action: 'read', dataset: { namespace, name }, asOf: asOf?.toISOString() } as const;
    const { enforcement: kind, enforcedBy } = await decideAccess(context, admin, question);
    return [kind, ...enforcedBy.map(({ system, by }) => `${system} by ${by.name}`)];
  };
  await person(installation, 'eddie', 'engineer');
  return {
    ...installation,
    context,
    installation,
    gateway,
    report,
    go,
    enforcement,
    [Symbol.asyncDispose]: () => installation[Symbol.asyncDispose](),
  };
}

const NOBODY = ['not known'];
const TRINO = ['reported', 'trino by trino'];

test('what a system reports is told of what it guards by each of its names, and of what its gateway sees', async () => {
  await using world = await guarded();
  const { context, admin, report, enforcement } = world;
  expect(await enforcement('ehr')).toEqual(NOBODY);

  await report({ namespaces: ['ehr', 'lake', 'vault'] });
  expect(await Promise.all(['ehr', 'lake'].map((namespace) => enforcement(namespace)))).toEqual([TRINO, NOBODY]);
  expect(await enforcement('vault', 'letters')).toEqual(NOBODY);
  await report({ system: 'spark', namespaces: ['h*'] });
  expect(await enforcement('lake')).toEqual(['reported', 'spark by trino', 'trino by trino']);
  const dataset = { namespace: 'ehr', name: 'patients' };
  const { decisions } = await decideAll(context, admin, {
    questions: (['see', 'read', 'write'] as const).map((action) => ({ who: 'eddie', action, dataset })),
  });
  expect(decisions.map((each) => (each instanceof Error ? each : each.enforcement))).toEqual(['headgate', 'reported', 'not known']);
  expect(await whoCould(context, admin, { action: 'read', dataset })).toMatchObject({
    enforcement: 'reported',
    enforcedBy: [{ system: 'trino' }],
  });
  const could = async (first: number) => (await whatCould(context, admin, { who: 'eddie', action: 'read', first })).enforcement;
  expect([await could(1), await could(10)]).toEqual(['reported', 'not known']); // ehr alone; with what nobody guards
});

test('a report is believed until it ends, is taken back, or its key is revoked; and a past date is told what was reported then', async () => {
  await using world = await guarded();
  const { context, admin, principals, gateway, report, go, enforcement } = world;
  const at = (): Date => context.clock.now();

  await report();
  const first = at();
  go(59 * SECOND_MS);
  expect(await enforcement('ehr')).toEqual(TRINO);
  go(SECOND_MS);
  const gap = at();
  expect(await enforcement('ehr')).toEqual(NOBODY);
  go(SECOND_MS);
  await report();
  const second = at();
  go(30 * SECOND_MS);
  const back = await report({ forSeconds: 0 });
  expect(await enforcement('ehr')).toEqual(NOBODY);
  expect(Number((back.until ?? 0n) - (back.since ?? 0n))).toBe(30 * 1e9);
  expect(await report({ forSeconds: 0 })).toEqual({ system: 'trino', since: null, until: null });

  const third = go(SECOND_MS);
  await report({ namespaces: ['*'], forSeconds: 600 });
  expect(await enforcement('ehr')).toEqual(TRINO);
  const revoked = go(SECOND_MS);
  await revokeKey(context, admin, { principals, prefix: gateway.prefix });
  expect(await enforcement('ehr')).toEqual(NOBODY);
  go(SECOND_MS);
  const then = async (time: Date) => (await enforcement('ehr', 'patients', time)).length > 1;
  expect([await then(first), await then(gap), await then(second), await then(third), await then(revoked)]).toEqual([
    true,
    false,
    true,
    true,
    false,
  ]);
});

test('a report that goes on is in the ledger when it begins, changes or ends, and once an hour', async () => {
  await using world = await guarded();
  const { context, admin, report, go } = world;
  const entries = async (): Promise<readonly string[]> => {
    const { nodes } = await auditTrail(context, admin, { action: 'report enforcement', alsoUnmapped: true, first: 100 });
    return nodes.map(({ why }) => /^It (begins|goes on|tells no more)/.exec(why ?? '')?.[1] ?? '').toReversed();
  };

  for (let minute = 0; minute < 90; minute += 1) {
    await report();
    go(30 * SECOND_MS);
    await report({ forSeconds: 90 });
    go(30 * SECOND_MS);
  }
  expect(await entries()).toEqual(['begins', 'goes on']);
  await report({ actions: ['write', 'read'] });
  await report({ actions: ['read', 'write', 'read'] });
  await report({ forSeconds: 0 });
  expect(await entries()).toEqual(['begins', 'goes on', 'begins', 'tells no more']);
  expect((await listEnforcement(context, admin)).nodes).toEqual([]);
});

test('who reports is bounded, and is told what cannot be used', async () => {
  await using world = await guarded();
  const { installation, admin, report, go } = world;
  const engineer = await person(installation, 'erin', 'engineer');
  for (const who of [engineer, admin])
    expect(await refusal(report({}, who))).toBe(
      'ACCESS_DENIED: Only who has the role gateway everywhere may report that a system heeds what Headgate decides.',
    );
  expect(await refusal(report({ forSeconds: 86_401, actions: ['see'] }))).toBe(
    'BAD_REQUEST: The report cannot be used: actions.0 is read or write; forSeconds is a day, 86400, at most.',
  );

  for (let system = 0; system < 20; system += 1) await report({ system: `s${system}`, forSeconds: 600 });
  expect(await refusal(report({ system: 'one more' }))).toMatch('LIMIT_EXCEEDED: You may report 20 systems at once');
  for (let change = 0; change < 40; change += 1) await report({ system: 's0', namespaces: [`n${change}`], forSeconds: 600 });
  expect(await refusal(report({ system: 's0' }))).toMatch('BUSY: What you report began or changed 60 times within an hour');
  expect(await report({ system: 's1', forSeconds: 30 })).toMatchObject({ system: 's1' });
  go(HOUR_MS);
  expect(await report({ system: 's0' })).toMatchObject({ system: 's0' });
});

test('auditors are told who reports what, and of namespaces nothing where some are hidden from them', async () => {
  await using world = await guarded();
  const { context, admin, installation, report } = world;
  const auditor = await person(installation, 'audrey', 'auditor');
  await report({ namespaces: ['vault'], actions: ['write', 'read'] });
  await report({ system: 'spark' });

  const [all, narrowed] = [await listEnforcement(context, admin), await listEnforcement(context, auditor)];
  expect(all.nodes.map(({ system, by, actions, namespaces }) => ({ system, by: by.name, actions, namespaces }))).toEqual([
    { system: 'spark', by: 'trino', actions: ['read'], namespaces: ['ehr'] },
    { system: 'trino', by: 'trino', actions: ['read', 'write'], namespaces: ['vault'] },
  ]);
  expect(narrowed.nodes.map(({ system, namespaces }) => [system, namespaces])).toEqual([
    ['spark', null],
    ['trino', null],
  ]);
  const { nodes, pageInfo } = await listEnforcement(context, admin, { first: 1 });
  const next = await listEnforcement(context, admin, { first: 1, after: pageInfo.endCursor });
  expect([...nodes, ...next.nodes].map(({ system }) => system)).toEqual(['spark', 'trino']);
  const trail = await auditTrail(context, auditor, { action: 'report enforcement', alsoUnmapped: true });
  expect(JSON.stringify(trail, (_key, value: unknown) => (typeof value === 'bigint' ? String(value) : value))).not.toContain('vault');
});

// The clock of the server that is told may be ahead of that of the database.
test.each([0, HOUR_MS])(
  'what was not reported yet at a size of the ledger is not known there, by a clock that is %i ms ahead',
  async (ahead) => {
    await using world = await guarded();
    const { admin, gateway, installation } = world;
    const context: Context = { ...installation.context, clock: { now: () => new Date(Date.now() + ahead) } };
    const ask = (knownAt?: bigint) =>
      decideAccess(context, admin, {
        who: 'eddie',
        action: 'read',
        dataset: { namespace: 'ehr', name: 'patients' },
        knownAt: knownAt?.toString(),
      });
    const { knownAt } = (await ask()).header;
    await reportEnforcement(context, gateway, { system: 'trino', namespaces: ['ehr'], actions: ['read'], forSeconds: 60 });
    await mapAll(context);

    const now = await ask();
    expect([now.enforcement, (await ask(knownAt)).enforcement]).toEqual(['reported', 'not known']);
    expect((await ask(now.header.knownAt)).enforcement).toBe('reported');
  },
);

// Goal: what a gateway may not see reads like what is not there, also to whoever claims to guard it. Method: the statements of both questions are counted.
test('a gateway learns nothing of what is hidden from it by reporting it', async () => {
  await using world = await guarded();
  const { context, gateway, report } = world;
  await report({ namespaces: ['vault', 'absent'] });
  const asked = async (namespace: string) => {
    const { counted, statements } = countingStatements(context);
    const question = { who: 'eddie', action: 'read', dataset: { namespace, name: 'letters' } } as const;
    return { answer: await refusal(decideAccess(counted, gateway, question)), statements };
  };
  await asked('absent'); // the rules are compiled once
  const [hidden, absent] = [await asked('vault'), await asked('absent')];
  expect(hidden.answer.replaceAll('vault', 'absent')).toBe(absent.answer);
  expect(hidden.statements).toEqual(absent.statements);
  expect(hidden.statements.join(' ')).toContain('hot.enforcement');
  expect(hidden.answer).toMatch(/^NOT_FOUND/);
});
