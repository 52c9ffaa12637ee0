import { gzipSync } from 'node:zlib';

import { expect, test } from 'vitest';

import { MIB } from '#foundation';
import { applyAccess, applyPolicy, makeKey, receiveEvent, revokeKey } from '#operations';
import { freshInstallation, given, mapAll } from '#testkit';

import { windowApp } from '../testkit/window-app.ts';
import { authenticate } from './authenticate.ts';
import { doorAlone } from './ingest/door-alone.ts';

const dataset = (name: string) => ({ namespace: 'db', name });

test('many questions are answered alike over REST and GraphQL, each by itself, and what asks nothing is told why', async () => {
  await using installation = await freshInstallation();
  await using door = await doorAlone(installation);
  const { context, admin, principals } = installation;
  const schema = {
    ...{ _producer: 'https://example.com/p', _schemaURL: 'https://openlineage.io/spec/facets/1-1-1/SchemaDatasetFacet.json' },
    fields: [{ name: 'name' }, { name: 'ssn' }],
  };
  const about = { ...dataset('patients'), facets: { schema } };
  const event = { eventTime: '2026-03-01T00:00:00Z', producer: 'https://example.com/p', dataset: about };
  await receiveEvent(context, admin, Buffer.from(JSON.stringify(event)));
  await applyPolicy(context, admin, {
    text: `name: p
rules:
  - { effect: allow, roles: [gateway], on: { name: "*" } }
  - { effect: allow, roles: [analyst], action: read, on: { name: "*" } }
  - { effect: deny, roles: [analyst], action: read, on: { columns: [ssn] } }`,
  });
  await mapAll(context);
  const make = (name: string, ...roles: string[]) =>
    principals.create({ kind: 'person', name, namespaces: [], roles }, context.clock.now());
  const [{ id, key }, ann] = [await make('trino', 'gateway'), await make('ann', 'analyst')];
  const emitter = await principals.create({ kind: 'emitter', name: 'spark', namespaces: ['*'] }, context.clock.now());
  const call = async (body: string | Uint8Array<ArrayBuffer>, headers: Readonly<Record<string, string>> = {}) => {
    const sent = { authorization: `Bearer ${key}`, ...headers };
    const response = await fetch(`${door.address}/api/v1/decide`, { method: 'POST', headers: sent, body });
    return { status: response.status, position: response.headers.get('headgate-position'), json: (await response.json()) as object };
  };
  const questions = [
    { who: 'ann', action: 'read', dataset: dataset('patients'), columns: ['name', 'ssn'] },
    { who: 'ann', action: 'read', dataset: { name: 'patients' }, purpose: 'audit' },
    { who: 'ann', action: 'read', dataset: dataset('absent') },
  ];

  const rest = await call(JSON.stringify({ questions }));
  expect(rest).toMatchObject({
    ...{ status: 200, position: '1' },
    json: {
      ...{ knownAt: '2', completeness: 'PARTIAL', reasons: [{ code: 'ACCESS_SCOPED' }] },
      decisions: [
        {
          ...{ allowed: false, rule: { policy: 'p', version: '1', rule: 3 }, who: { id: ann.id, name: 'ann' }, action: 'read' },
          ...{ dataset: dataset('patients'), purpose: null, enforcement: 'NOT_KNOWN' },
          columns: [
            { column: 'name', allowed: true, rule: null },
            { column: 'ssn', allowed: false, rule: { policy: 'p', version: '1', rule: 3 } },
          ],
        },
        { allowed: true, rule: null, purpose: 'audit', columns: [] },
        { allowed: false, error: { code: 'NOT_FOUND' } },
      ],
    },
  });

  const asker = { id, kind: 'person', name: 'trino', namespaces: [], roles: ['gateway'] } as const;
  const app = await windowApp({ context, authenticate: () => Promise.resolve(asker), introspection: false, log: () => undefined });
  const query = `query ($questions: [AccessQuestion!]!) { decideMany(questions: $questions) { header { knownAt } nodes {
    decision { isAllowed policy version rule why purpose enforcement rules { rule } columns { column isAllowed policy version rule why } } problem { code message } } } }`;
  const variables = { questions: questions.map((each) => ({ ...each, action: 'READ' })) };
  const payload = { query, variables };
  const asked = await app.inject({ method: 'POST', url: '/graphql', headers: { authorization: 'Bearer x' }, payload });
  await app.close();
  interface Told {
    readonly decision: (Rule & { readonly columns: readonly (Rule & { readonly column: string })[] }) | null;
    readonly problem: object | null;
  }
  interface Rule {
    readonly isAllowed: boolean;
    readonly policy: string | null;
    readonly version: string | null;
    readonly rule: number | null;
    readonly why: string;
  }
  const { data } = asked.json<{ readonly data: { readonly decideMany: { readonly nodes: readonly Told[] } } }>();
  const verdict = ({ isAllowed, policy, version, rule, why }: Rule) => ({
    ...{
      allowed: isAllowed,
      rule: policy === null ? null : { policy, version, rule },
      why: expect.stringContaining(why.slice(0, 20)) as string,
    },
  });
  expect((rest.json as { readonly decisions: readonly object[] }).decisions).toMatchObject(
    data.decideMany.nodes.map(({ decision, problem }) =>
      decision === null
        ? { allowed: false, error: problem }
        : { ...verdict(decision), columns: decision.columns.map(({ column, ...each }) => ({ column, ...verdict(each) })) },
    ),
  );

  const told = async (...sent: Parameters<typeof call>): Promise<string> => {
    const { status, json } = await call(...sent);
    const { code, message } = json as { readonly code: string; readonly message: string };
    return `${status} ${code} ${message}`;
  };
  const one = given(questions[2]);
  expect(await told('nonsense')).toMatch(/^400 BODY_UNREADABLE Send the questions as JSON/);
  expect(await told(gzipSync('[]').subarray(0, 9) as Uint8Array<ArrayBuffer>, { 'content-encoding': 'gzip' })).toMatch(
    /^400 BODY_UNREADABLE/,
  );
  expect(await told(JSON.stringify({ questions: [one], dryRun: true }))).toBe(
    '400 BAD_REQUEST The body has "dryRun", which nothing is called.',
  );
  expect(await told(JSON.stringify({ questions: [{ ...one, action: 'drop', whom: 'x' }] }))).toMatch(
    /^400 BAD_REQUEST questions\[0\]\.action must be see, read or write; questions\[0\] has "whom"/,
  );
  expect(await told(JSON.stringify({ questions: [{ ...one, dataset: { namespace: 'db' } }] }))).toMatch(/questions\[0\]\.dataset must be/);
  expect(await told(JSON.stringify({ questions: [] }))).toMatch(/^400 BAD_REQUEST questions must ask something/);
  expect(await told(JSON.stringify({ questions: Array.from({ length: 101 }, () => one) }))).toMatch(
    /^400 BAD_REQUEST questions may be 100/,
  );
  expect(await told(' '.repeat(MIB + 1))).toMatch(/^413 BODY_TOO_LARGE A call may be 1048576 bytes/);
  expect(await told(JSON.stringify({ questions: [one], atLeast: '99' }).replace('"99"', '"x"'))).toMatch(
    /^400 BAD_REQUEST atLeast must be/,
  );
  expect(await told(JSON.stringify({ questions: [one] }), { authorization: `Bearer ${emitter.key}` })).toMatch(/^403 ACCESS_DENIED/);
  expect(await told(JSON.stringify({ questions: [one] }), { authorization: 'Bearer hg_nobody' })).toMatch(/^401 IDENTITY_UNKNOWN/);
  for (const method of ['GET', 'OPTIONS']) expect((await fetch(`${door.address}/api/v1/decide`, { method })).status).toBe(405);
  expect(door.logged).toEqual([]);
});

test('a column is masked alike over REST and GraphQL, and what is no mask is told what is', async () => {
  await using installation = await freshInstallation();
  await using door = await doorAlone(installation);
  const { context, admin, principals } = installation;
  const schema = {
    ...{ _producer: 'https://example.com/p', _schemaURL: 'https://openlineage.io/spec/facets/1-1-1/SchemaDatasetFacet.json' },
    fields: [{ name: 'id' }, { name: 'ssn' }],
  };
  const about = { ...dataset('patients'), facets: { schema } };
  const event = { eventTime: '2026-03-01T00:00:00Z', producer: 'https://example.com/p', dataset: about };
  await receiveEvent(context, admin, Buffer.from(JSON.stringify(event)));
  await applyPolicy(context, admin, {
    text: `name: p
rules:
  - { effect: allow, roles: [gateway], on: { name: "*" } }
  - { effect: allow, roles: [analyst], action: read, on: { name: "*" } }
  - { effect: mask, how: hash, roles: [analyst], on: { columns: [ssn] } }`,
  });
  await mapAll(context);
  const make = (name: string, role: string) =>
    principals.create({ kind: 'person', name, namespaces: [], roles: [role] }, context.clock.now());
  const [trino, audrey] = [await make('trino', 'gateway'), await make('audrey', 'auditor')];
  await make('ann', 'analyst');
  const call = async (question: object, { key } = trino): Promise<unknown> => {
    const body = JSON.stringify({ questions: [question] });
    return (await fetch(`${door.address}/api/v1/decide`, { method: 'POST', headers: { authorization: `Bearer ${key}` }, body })).json();
  };
  const question = { who: 'ann', action: 'read', dataset: dataset('patients'), columns: ['id', 'ssn'] };
  const rule = { policy: 'p', version: '1', rule: 3 };

  const denied = {
    decisions: [{ allowed: false, rule, columns: [{ allowed: true }, { column: 'ssn', allowed: false, mask: null, rule }] }],
  };
  for (const masks of [{}, { masks: [] }, { masks: ['partial'] }]) expect(await call({ ...question, ...masks })).toMatchObject(denied);
  expect(await call({ ...question, masks: ['redact'] })).toMatchObject({
    decisions: [
      {
        ...{ allowed: true, rule: null, why: expect.stringMatching(/ Masked: ssn \(redact\)\.$/) as string },
        columns: [
          { column: 'id', allowed: true, mask: null, rule: null },
          {
            column: 'ssn',
            allowed: true,
            mask: 'redact',
            rule,
            why: expect.stringMatching(/alone \(hash\), and redact is stricter/) as string,
          },
        ],
      },
    ],
  });
  expect(await call({ ...question, masks: ['hash'] }, audrey)).toMatchObject({
    decisions: [
      {
        allowed: true,
        rules: [
          { effect: 'allow', how: null },
          { effect: 'mask', how: 'hash', rule, columns: ['ssn'] },
        ],
      },
    ],
  });
  expect(await call({ ...question, masks: ['blur'] })).toMatchObject({
    message: 'questions[0].masks[0] must be one of partial, hash, redact.',
  });
  expect(await call({ ...question, masks: 'hash' })).toMatchObject({
    message: 'questions[0].masks must be a list of partial, hash, redact.',
  });

  const auditor = { id: audrey.id, kind: 'person', name: 'audrey', namespaces: [], roles: ['auditor'] } as const;
  const app = await windowApp({ context, authenticate: () => Promise.resolve(auditor), introspection: false, log: () => undefined });
  const asked = async (query: string): Promise<unknown> =>
    (await app.inject({ method: 'POST', url: '/graphql', headers: { authorization: 'Bearer x' }, payload: { query } })).json();
  const args = 'who: "ann", action: READ, dataset: {namespace: "db", name: "patients"}';
  expect(
    await asked(`{
      decide(${args}, column: "ssn", masks: [REDACT, PARTIAL]) { isAllowed columns { mask policy rule } rules { effect how rule } }
      bare: decide(${args}, column: "ssn") { isAllowed policy rule columns { mask } }
      decideMany(questions: [{${args}, columns: ["id", "ssn"], masks: [HASH]}]) { nodes { decision { isAllowed columns { mask } } } }
      whoCould(dataset: {namespace: "db", name: "patients"}, column: "ssn", action: READ) { who { name mask } }
      policies { nodes { rules { effect how actions columns } } }
    }`),
  ).toEqual({
    data: {
      decide: {
        ...{ isAllowed: true, columns: [{ mask: 'REDACT', policy: 'p', rule: 3 }] },
        rules: [
          { effect: 'ALLOW', how: null, rule: 2 },
          { effect: 'MASK', how: 'HASH', rule: 3 },
        ],
      },
      bare: { isAllowed: false, policy: 'p', rule: 3, columns: [{ mask: null }] },
      decideMany: { nodes: [{ decision: { isAllowed: true, columns: [{ mask: null }, { mask: 'HASH' }] } }] },
      whoCould: { who: [{ name: 'ann', mask: 'HASH' }] },
      policies: {
        nodes: [
          {
            rules: [
              { effect: 'ALLOW', how: null, actions: ['see'], columns: null },
              { effect: 'ALLOW', how: null, actions: ['read'], columns: null },
              { effect: 'MASK', how: 'HASH', actions: ['read'], columns: ['ssn'] },
            ],
          },
        ],
      },
    },
  });
  await app.close();
  expect(door.logged).toEqual([]);
});

test('a job, and facets of jobs and datasets, are asked about alike over REST and GraphQL', async () => {
  await using installation = await freshInstallation();
  await using door = await doorAlone(installation);
  const { context, admin, principals } = installation;
  const job = { namespace: 'etl', name: 'hr.review' };
  const told = { eventTime: '2026-03-01T00:00:00Z', eventType: 'COMPLETE', producer: 'https://example.com/p', run: { runId: 'a' } };
  await receiveEvent(context, admin, Buffer.from(JSON.stringify({ ...told, job, outputs: [dataset('patients')] })));
  await applyPolicy(context, admin, {
    text: `name: p
rules:
  - { effect: deny, roles: [engineer], on: { facets: [sql] } }
  - { effect: deny, roles: [engineer], on: { columns: [ssn] } }
  - { effect: deny, roles: [engineer], on: { jobs: ["hr.*"] }, until: "2026-01-01T00:00:00Z" }`,
  });
  await mapAll(context);
  const make = (name: string, role: string) =>
    principals.create({ kind: 'person', name, namespaces: [], roles: [role] }, context.clock.now());
  const [aud] = [await make('aud', 'auditor'), await make('eve', 'engineer')];
  const questions = [
    { who: 'eve', action: 'see', job },
    { who: 'eve', action: 'see', job: { name: 'review' }, facets: ['sql', 'jobType', 'lines'] },
    { who: 'eve', action: 'see', dataset: dataset('patients'), facets: ['schema'] },
    { who: 'eve', action: 'see', dataset: dataset('patients') },
    { who: 'eve', action: 'read', job },
    { who: 'eve', action: 'see' },
  ];
  const rule = { policy: 'p', version: '1', rule: 1 };

  const headers = { authorization: `Bearer ${aud.key}` };
  const sent = (body: object) => fetch(`${door.address}/api/v1/decide`, { method: 'POST', headers, body: JSON.stringify(body) });
  const rest = (await (await sent({ questions })).json()) as { readonly decisions: readonly object[] };
  expect(rest).toMatchObject({
    decisions: [
      { allowed: true, job, columns: [], columnsDiffer: false, enforcement: 'HEADGATE', rules: [{ effect: 'allow', rule: null }] },
      {
        ...{ allowed: false, rule, job, why: expect.stringMatching(/^Of the facet sql: Rule 1 of the policy p/) as string },
        facets: [
          { facet: 'sql', whole: false, allowed: false, rule },
          { facet: 'jobType', whole: false, allowed: true, rule: null },
          { facet: 'lines', whole: false, allowed: false, rule: null, why: expect.stringMatching(/so it is withheld\.$/) as string },
        ],
        rules: [
          { effect: 'allow', rule: null, facets: ['sql', 'jobType', 'lines'] },
          { effect: 'deny', rule, facets: ['sql'] },
        ],
      },
      { allowed: true, dataset: dataset('patients'), facets: [{ facet: 'schema', whole: false, allowed: true }] },
      { allowed: true, dataset: dataset('patients'), columnsDiffer: true },
      { allowed: false, error: { code: 'BAD_REQUEST', message: 'Data alone is read and written; ask whether a job is seen.' } },
      { allowed: false, error: { code: 'BAD_REQUEST', message: 'Ask about a dataset or about a job: name one of the two.' } },
    ],
  });
  expect(rest.decisions.map((each) => ['dataset' in each, 'job' in each, 'facets' in each])).toEqual([
    [false, true, false],
    [false, true, true],
    [true, false, true],
    [true, false, false],
    [false, false, false],
    [false, false, false],
  ]);
  const wrong = await sent({ questions: [{ action: 'see', job: { namespace: 'etl' } }] });
  expect(await wrong.json()).toMatchObject({ message: 'questions[0].job must be {"namespace", "name"}, {"name"} or {"id"}.' });

  const auditor = { id: aud.id, kind: 'person', name: 'aud', namespaces: [], roles: ['auditor'] } as const;
  const app = await windowApp({ context, authenticate: () => Promise.resolve(auditor), introspection: false, log: () => undefined });
  const args = 'who: "eve", job: {namespace: "etl", name: "hr.review"}';
  const query = `{
    decide(${args}, facet: "sql") { isAllowed policy version rule dataset { name } job { namespace name } column facets { facet isAllowed isWhole policy rule } rules { effect facets } }
    decideMany(questions: [{${args}, facets: ["jobType"]}, {who: "eve", dataset: {name: "patients"}}]) { nodes { decision { isAllowed columnsDiffer job { name } dataset { name } facets { facet isWhole why } } } }
    whoCould(job: {namespace: "etl", name: "hr.review"}) { job { name } dataset { name } column facet who { name isWhole } }
    facet: whoCould(job: {namespace: "etl", name: "hr.review"}, facet: "jobType") { column facet who { name isWhole } }
    jobs: whatCould(who: "eve", kind: JOB) { kind name action nodes { __typename name ... on Job { description } } edges { cursor node { name } } pageInfo { hasNextPage } enforcement }
    datasets: whatCould(who: "eve") { kind nodes { __typename namespace name } }
  }`;
  const asked = await app.inject({ method: 'POST', url: '/graphql', headers: { authorization: 'Bearer x' }, payload: { query } });
  await app.close();
  expect(asked.json()).toEqual({
    data: {
      decide: {
        ...{ isAllowed: false, ...rule, dataset: null, job, column: null },
        facets: [{ facet: 'sql', isAllowed: false, isWhole: false, policy: 'p', rule: 1 }],
        rules: [
          { effect: 'ALLOW', facets: ['sql'] },
          { effect: 'DENY', facets: ['sql'] },
        ],
      },
      decideMany: {
        nodes: [
          {
            decision: {
              ...{ isAllowed: true, columnsDiffer: false, job: { name: 'hr.review' }, dataset: null },
              facets: [{ facet: 'jobType', isWhole: false, why: expect.stringMatching(/without what may name/) as string }],
            },
          },
          { decision: { isAllowed: true, columnsDiffer: true, job: null, dataset: { name: 'patients' }, facets: [] } },
        ],
      },
      whoCould: {
        ...{ job: { name: 'hr.review' }, dataset: null, column: null, facet: null },
        who: ['aud', 'eve'].map((name) => ({ name, isWhole: null })),
      },
      facet: {
        ...{ column: null, facet: 'jobType' },
        who: [
          { name: 'aud', isWhole: true },
          { name: 'eve', isWhole: false },
        ],
      },
      jobs: {
        ...{ kind: 'JOB', name: 'eve', action: 'SEE', enforcement: 'HEADGATE', pageInfo: { hasNextPage: false } },
        nodes: [{ __typename: 'Job', name: 'hr.review', description: null }],
        edges: [{ cursor: expect.any(String) as string, node: { name: 'hr.review' } }],
      },
      datasets: { kind: 'DATASET', nodes: [{ __typename: 'Dataset', ...dataset('patients') }] },
    },
  });
  expect(door.logged).toEqual([]);
});

// Goal: asking for decisions is within the quota of what is asked, whichever door it comes by.
// Method: a clock that stands still. One question costs 8 members beside it and 19 of its own, each column 8 more.
test('who has asked for more decisions than a minute holds is answered 503 before the questions are read, by either door; others are answered', async () => {
  await using installation = await freshInstallation();
  const { admin, principals } = installation;
  const clock = { time: new Date('2026-03-01T12:00:00Z'), now: () => clock.time };
  const context = { ...installation.context, clock };
  await using door = await doorAlone({ context, principals });
  const rules = Array.from({ length: 40 }, () => '  - { effect: allow, roles: [analyst], action: [see, read], on: { name: "*" } }');
  await applyPolicy(context, admin, { text: ['name: p', 'rules:', ...rules].join('\n') });
  await receiveEvent(
    context,
    admin,
    Buffer.from(JSON.stringify({ eventTime: '2026-03-01T00:00:00Z', producer: 'https://example.com/p', dataset: dataset('patients') })),
  );
  await mapAll(context);
  const person = async (name: string, role: string) => {
    const { id, key } = await principals.create({ kind: 'person', name, namespaces: [], roles: [role] }, clock.time);
    const call = async (body: string): Promise<readonly [number, string | null, unknown]> => {
      const headers = { authorization: `Bearer ${key}` };
      const response = await fetch(`${door.address}/api/v1/decide`, { method: 'POST', headers, body });
      return [response.status, response.headers.get('retry-after'), await response.json()];
    };
    return { call, principal: { id, kind: 'person', name, namespaces: [], roles: [role] } as const };
  };
  const [trino, spark, eve] = [await person('trino', 'analyst'), await person('spark', 'analyst'), await person('eve', 'auditor')];
  const text = 'quotas: { trino: { query_cost_per_minute: 60 }, eve: { query_cost_per_minute: 60 } }';
  await applyAccess(context, admin, { text, isPruning: false, isDryRun: false });
  const one = JSON.stringify({ questions: [{ action: 'read', dataset: dataset('patients') }] });
  const many = JSON.stringify({
    questions: Array.from({ length: 3 }, () => ({ action: 'read', dataset: dataset('patients'), columns: ['a'] })),
  });

  expect((await trino.call(one))[0]).toBe(200);
  expect((await trino.call(one))[0]).toBe(200);
  const [status, after, json] = await trino.call(many); // 6 of 60 are left: it is let in, and owed
  expect([status, after, json]).toMatchObject([200, null, { decisions: [{ allowed: true }, { allowed: true }, { allowed: true }] }]);
  const refused = [
    503,
    '60',
    {
      code: 'BUSY',
      message:
        'trino may ask for 60 fields a minute, and asked for more. Ask again in 84 s; an administrator raises query_cost_per_minute in the access file.',
      quota: { quota: 'query_cost_per_minute', limit: 60, of: 'key', name: 'trino', fitsAt: '2026-03-01T12:01:24.000Z' },
    },
  ];
  expect(await trino.call(one)).toEqual(refused);
  expect(await trino.call('not JSON')).toEqual(refused);
  const app = await windowApp({
    context,
    authenticate: () => Promise.resolve(trino.principal),
    introspection: false,
    log: () => undefined,
  });
  const payload = { query: '{ whoami { name } }' };
  const asked = await app.inject({ method: 'POST', url: '/graphql', headers: { authorization: 'Bearer x' }, payload });
  await app.close();
  expect([asked.statusCode, asked.headers['retry-after']]).toEqual([503, '60']);
  expect((await spark.call(many))[0]).toBe(200);

  // An auditor is told every rule that met, which nobody knows before: what that is more is owed.
  const told = await eve.call(JSON.stringify({ questions: [{ who: 'trino', action: 'read', dataset: dataset('patients') }] }));
  expect(told).toMatchObject([200, null, { decisions: [{ rules: { length: 40 } }] }]);
  expect((await eve.call(one)).slice(0, 2)).toEqual([503, '60']);
  clock.time = new Date('2026-03-01T12:01:24Z');
  expect([(await trino.call(one))[0], (await eve.call(one))[0]]).toEqual([200, 503]);
});

test('a gateway reports over REST and GraphQL that it heeds answers, which say so at both, and loses that with its key', async () => {
  await using installation = await freshInstallation();
  await using door = await doorAlone(installation);
  const { context, admin, principals } = installation;
  const event = { eventTime: '2026-03-01T00:00:00Z', producer: 'https://example.com/p', dataset: dataset('patients') };
  await receiveEvent(context, admin, Buffer.from(JSON.stringify(event)));
  await applyPolicy(context, admin, { text: `name: p\nrules:\n  - { effect: allow, roles: [gateway], on: { name: "*" } }` });
  await mapAll(context);
  const { key, prefix } = await makeKey(context, admin, { principals, kind: 'person', name: 'trino', namespaces: [], roles: ['gateway'] });
  const auditor = await makeKey(context, admin, { principals, kind: 'person', name: 'audrey', namespaces: [], roles: ['auditor'] });
  const rest = async (path: string, body: object | string, by = key) => {
    const sent = {
      method: 'POST',
      headers: { authorization: `Bearer ${by}` },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    };
    const response = await fetch(`${door.address}/api/v1/${path}`, sent);
    return { status: response.status, json: (await response.json()) as object };
  };
  const app = await windowApp({
    ...{ context, introspection: false, log: () => undefined },
    authenticate: ({ headers }) => authenticate(principals, headers.authorization),
  });
  const graphql = async (query: string, by = auditor.key) =>
    (await app.inject({ method: 'POST', url: '/graphql', headers: { authorization: `Bearer ${by}` }, payload: { query } })).json<object>();
  const report = { system: 'trino', namespaces: ['db'], actions: ['read'], forSeconds: 600 };
  const question = { questions: [{ who: 'audrey', action: 'read', dataset: dataset('patients') }] };
  const whoCould = '{ whoCould(dataset: { name: "patients" }, action: READ) { enforcement enforcedBy { system by { name } } } }';
  const listed = '{ enforcement { nodes { system by { name } actions namespaces } } }';

  expect(await rest('enforcement', report)).toMatchObject({
    status: 200,
    json: { system: 'trino', since: expect.stringMatching(/Z$/) as string, until: expect.stringMatching(/Z$/) as string },
  });
  expect(await rest('decide', question)).toMatchObject({
    json: { decisions: [{ enforcement: 'REPORTED', enforcedBy: [{ system: 'trino', by: { name: 'trino' } }] }] },
  });
  const reported = { enforcement: 'REPORTED', enforcedBy: [{ system: 'trino', by: { name: 'trino' } }] };
  expect(await graphql(whoCould)).toEqual({ data: { whoCould: reported } });
  const again =
    'mutation { reportEnforcement(system: "trino", namespaces: ["db"], actions: [WRITE, READ], forSeconds: 60) { system since until } }';
  expect(await graphql(again, key)).toMatchObject({ data: { reportEnforcement: { system: 'trino' } } });
  const nodes = [{ system: 'trino', by: { name: 'trino' }, actions: ['READ', 'WRITE'], namespaces: ['db'] }];
  expect(await graphql(listed)).toEqual({ data: { enforcement: { nodes } } });
  expect(await rest('enforcement', { ...report, forSeconds: -1, more: 1 })).toMatchObject({
    ...{ status: 400, json: { message: 'The body has "more", which nothing is called.' } },
  });
  expect(await rest('enforcement', '{')).toMatchObject({ status: 400, json: { code: 'BODY_UNREADABLE' } });
  expect(await rest('enforcement', ' '.repeat(MIB))).toMatchObject({
    ...{ status: 413, json: { message: expect.stringMatching('^A report may be 262144 bytes') as string } },
  });
  const got = await fetch(`${door.address}/api/v1/enforcement`);
  expect([got.status, got.headers.get('allow'), await got.json()]).toEqual([
    ...[405, 'POST'],
    { code: 'BAD_REQUEST', message: expect.stringContaining('use POST. Send the report as JSON') as string },
  ]);
  expect(await rest('enforcement', report, auditor.key)).toMatchObject({ status: 403 });

  await revokeKey(context, admin, { principals, prefix });
  expect(await graphql(whoCould)).toEqual({ data: { whoCould: { enforcement: 'NOT_KNOWN', enforcedBy: [] } } });
  expect(await graphql(listed)).toEqual({ data: { enforcement: { nodes: [] } } });
  await app.close();
});
