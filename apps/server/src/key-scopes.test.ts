import { inspect } from 'node:util';

import { expect, test } from 'vitest';

import { type Scope, SCOPES } from '#access';
import { Failure } from '#foundation';
import * as operations from '#operations';
import { makeKey, type Principal } from '#operations';
import { freshInstallation, given } from '#testkit';

import { NEEDED, OF_THE_SERVER, SIGNING_IN } from '../testkit/operation-calls.ts';
import { windowApp } from '../testkit/window-app.ts';
import { authenticate } from './authenticate.ts';
import { doorAlone } from './ingest/door-alone.ts';

const EVENT = JSON.stringify({
  ...{ eventTime: '2026-03-01T00:00:00Z', eventType: 'COMPLETE', producer: 'https://example.com/p' },
  ...{ run: { runId: '0197ad84-7a0d-7527-9f8a-000000000001' }, job: { namespace: 'etl', name: 'load' }, outputs: [] },
});
const DECIDE = JSON.stringify({ questions: [{ action: 'see', dataset: { namespace: 'db', name: 'patients' } }] });

test('at each door a key with scopes is let do what lies within them, and told which it lacks', async () => {
  await using installation = await freshInstallation();
  await using door = await doorAlone(installation);
  const { context, admin, principals } = installation;
  const app = await windowApp({
    ...{ context, principals, introspection: false, log: () => undefined },
    authenticate: ({ headers }) => authenticate(principals, headers.authorization),
  });
  const keyOf = async (scope: Scope): Promise<string> =>
    (await makeKey(context, admin, { principals, kind: 'admin', name: `for ${scope}`, namespaces: [], scopes: [scope] })).key;
  const keys = { send: await keyOf('send'), ask: await keyOf('ask'), decide: await keyOf('decide'), manage: await keyOf('manage') };
  const rest = (method: string, path: string, body?: string) => async (key: string) => {
    const response = await fetch(`${door.address}${path}`, { method, headers: { authorization: `Bearer ${key}` }, body: body ?? null });
    const { message = '' } = (await response.json().catch(() => ({}))) as { message?: string };
    return response.status === 403 ? message : 'let in';
  };
  const graphql = (query: string) => async (key: string) => {
    const answer = await app.inject({ method: 'POST', url: '/graphql', headers: { authorization: `Bearer ${key}` }, payload: { query } });
    const { errors = [] } = answer.json<{ errors?: readonly { message: string; extensions: { code: string } }[] }>();
    return errors.find(({ extensions }) => extensions.code === 'ACCESS_DENIED')?.message ?? 'let in';
  };
  const doors: readonly (readonly [Scope, (key: string) => Promise<string>])[] = [
    ['send', rest('POST', '/api/v1/lineage', EVENT)],
    ['send', rest('POST', '/api/v1/lineage/batch', `[${EVENT}]`)],
    ['send', rest('POST', '/api/v1/lineage?dryRun=true', EVENT)],
    ['send', graphql('mutation { redriveQuarantined(id: "x") { position } }')],
    ['ask', rest('GET', '/api/v1/arrivals')],
    ['ask', rest('GET', '/api/v1/quarantine')],
    ['ask', graphql('{ datasets { nodes { name } } }')],
    ['ask', graphql('{ keys { nodes { prefix scopes } } }')],
    ['decide', rest('POST', '/api/v1/decide', DECIDE)],
    ['decide', graphql('{ decide(dataset: { name: "patients" }) { isAllowed dataset { id namespace name } } }')],
    ['manage', graphql('mutation { revokeKey(prefix: "hg_absent00") { prefix } }')],
    ['manage', graphql('mutation { rotateKey(called: "absent", graceSeconds: 0) { prefix } }')],
  ];

  for (const [index, [needed, ask]] of doors.entries())
    for (const scope of ['send', 'ask', 'decide', 'manage'] as const) {
      const refused = `Your key has the scope ${scope}, and this needs the scope ${needed}. Use another key, or ask who gave you this one.`;
      expect([index, scope, await ask(keys[scope])]).toEqual([index, scope, scope === needed ? 'let in' : refused]);
    }
  const whoami = { query: '{ whoami { scopes } }' };
  const told = await app.inject({ method: 'POST', url: '/graphql', headers: { authorization: `Bearer ${keys.decide}` }, payload: whoami });
  expect(told.json()).toEqual({ data: { whoami: { scopes: ['DECIDE'] } } });
  const create = `mutation { createKey(name: "ann", kind: PERSON, roles: ["engineer"], scopes: [MANAGE, ASK]) { scopes prefix } }`;
  const made = await app.inject({
    method: 'POST',
    url: '/graphql',
    headers: { authorization: `Bearer ${keys.manage}` },
    payload: { query: create },
  });
  expect(given(made.json<{ errors?: readonly { message: string }[] }>().errors?.[0]).message).toBe(
    'Your key has the scope manage, and so no key that it makes has another.',
  );
  await app.close();
});

/** A failure as the asker reads it. */
async function failureOf(work: Promise<unknown>): Promise<unknown> {
  const error = await work.catch((thrown: unknown) => thrown);
  return error instanceof Failure ? { code: error.code, message: error.message } : error;
}

/** Any key may be used for it. */
const ANY_KEY = 'whoAmI';

// Goal: a key with scopes may be used for nothing beyond them, whoever holds it, and each refusal is on record. Method: each operation is called by an administrator
// whose key has all other scopes, and by somebody without roles whose key has that scope alone; what is sent along is nothing, for it is not looked at before.
test('every operation refuses a key without its scope', async () => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  const nobody: Principal = { ...admin, id: context.randomness.uuid(), kind: 'person', name: 'nobody', roles: [] };
  const functions = Object.entries(operations).filter(([, each]) => typeof each === 'function' && !/^class /.test(each.toString()));
  const every = new Map(functions as [string, (...args: readonly unknown[]) => unknown][]);
  expect([...Object.values(NEEDED).flat(), ANY_KEY, ...SIGNING_IN, ...OF_THE_SERVER].toSorted()).toEqual([...every.keys()].toSorted());
  const called = async (operation: string, who: Principal): Promise<unknown> =>
    failureOf(Promise.resolve().then(() => given(every.get(operation))({ ...installation, ...context }, who, Buffer.from('{}'))));

  for (const needed of SCOPES)
    for (const operation of NEEDED[needed]) {
      const others = SCOPES.filter((scope) => scope !== needed);
      const refused = await called(operation, { ...admin, scopes: others });
      const message = `Your key has the scopes ${others.join(' and ')}, and this needs the scope ${needed}. Use another key, or ask who gave you this one.`;
      expect([operation, refused]).toEqual([operation, { code: 'ACCESS_DENIED', message }]);
      const admitted = await called(operation, { ...nobody, scopes: [needed] });
      expect([operation, inspect(admitted)]).toEqual([operation, expect.not.stringContaining('needs the scope')]);
    }
  for (const scope of SCOPES) expect(await operations.whoAmI(context, { ...admin, scopes: [scope] })).toMatchObject({ scopes: [scope] });

  const { nodes } = await operations.auditTrail(context, admin, { action: 'use key', outcome: 'denied', alsoUnmapped: true, first: 500 });
  const denied = nodes.flatMap(({ decisions }) => decisions.flatMap(({ names }) => names));
  const recorded = SCOPES.flatMap((scope) => NEEDED[scope]).filter((operation) => operation !== 'examine'); // it works without a ledger to write to
  expect(denied.toSorted()).toEqual(recorded.toSorted());
});
