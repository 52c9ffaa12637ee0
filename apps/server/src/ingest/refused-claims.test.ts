import { expect, test } from 'vitest';

import { applyAccess, makeKey } from '#operations';
import type { NewKey } from '#store';
import { type FreshInstallation, freshInstallation, mapAll, widened } from '#testkit';

import { peopleServer } from '../../testkit/people-server.ts';

// Goal: what a bound emitter may not claim is refused by each way in, and whose namespace it is sees that by each way to ask. Method: a real server over HTTP,
// one emitter that may write to the lake alone, and two teams.

const [LAKE, EHR] = ['s3://lake-raw', 'postgres://ehr:5432'];

const writing = (job: string, ...namespaces: readonly string[]): string =>
  JSON.stringify({
    ...{ eventTime: '2026-03-01T00:00:00Z', eventType: 'COMPLETE', run: { runId: '0198c3a0-0000-7000-8000-000000000001' } },
    ...{ job: { namespace: 'etl', name: job }, producer: 'https://example.org/p', schemaURL: 'x' },
    outputs: namespaces.map((namespace) => ({ namespace, name: `${job} writes` })),
  });

interface Answer {
  readonly status: number;
  readonly json: unknown;
}

interface Caller {
  readonly id: string;
  readonly prefix: string;
  ask(path: string, body?: string): Promise<Answer>;
  graphql(query: string): Promise<unknown>;
}

async function caller(
  { context, admin, principals }: FreshInstallation,
  address: string,
  wanted: Omit<NewKey, 'namespaces'> & Partial<NewKey>,
): Promise<Caller> {
  const { id, key, prefix } = await makeKey(context, admin, { principals, namespaces: [], ...wanted });
  const ask = async (path: string, body?: string): Promise<Answer> => {
    const headers = { authorization: `Bearer ${key}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }) };
    const sent = body === undefined ? {} : { method: 'POST', body };
    const response = await fetch(`${address}${path}`, { headers, ...sent });
    return { status: response.status, json: await response.json() };
  };
  return { id, prefix, ask, graphql: async (query) => (await ask('/graphql', JSON.stringify({ query }))).json };
}

const LOADS = { kind: 'emitter', name: 'loads', namespaces: ['etl'], binding: { outputs: ['s3://lake*'] } } as const;
const REFUSED = { pointer: '/outputs/1/namespace', message: expect.stringContaining(EHR) as unknown };
const quarantineOf = ({ json }: Answer): string => (json as { readonly quarantine: string }).quarantine;

test('what a key may not write is refused alone, within a batch, in a dry run and when it is redriven, and each is in quarantine', async () => {
  await using installation = await freshInstallation();
  await using server = await peopleServer(installation, {});
  const { context } = installation;
  const loads = await caller(installation, server.address, LOADS);
  const root = await caller(installation, server.address, { kind: 'admin', name: 'root' });
  const [good, bad] = [writing('a', LAKE), writing('b', LAKE, EHR)];
  const found = async (): Promise<unknown> => {
    await mapAll(context);
    return root.graphql('{ search(text: "writes") { nodes { node { name } } } }');
  };

  const alone = await loads.ask('/api/v1/lineage', bad);
  const batch = await loads.ask('/api/v1/lineage/batch', `[${good},${writing('c', LAKE, EHR)},${writing('d', LAKE)}]`);
  const dry = await loads.ask('/api/v1/lineage?dryRun=true', bad);
  const redriven = await loads.ask(`/api/v1/quarantine/${quarantineOf(alone)}/redrive`, '');

  expect(alone).toMatchObject({ status: 403, json: { code: 'ACCESS_DENIED', problems: [REFUSED] } });
  expect(batch).toMatchObject({
    status: 200,
    json: {
      status: 'partial_success',
      summary: { received: 3, successful: 2, failed: 1 },
      failed_events: [{ index: 1, retriable: false }],
    },
  });
  expect(dry).toMatchObject({ status: 200, json: { outcome: 'quarantined', status: 403, because: 'refused', problems: [REFUSED] } });
  expect(redriven).toMatchObject({ status: 403, json: { quarantine: quarantineOf(alone), problems: [REFUSED] } });
  const kept = { because: 'refused', senderName: 'loads', problems: [REFUSED], redrivenTo: null };
  const page = await loads.ask('/api/v1/quarantine');
  expect(page).toMatchObject({ status: 200, json: { items: [kept, { ...kept, id: quarantineOf(alone) }], next: null } });
  expect(await found()).toEqual({ data: { search: { nodes: [{ node: { name: 'a writes' } }, { node: { name: 'd writes' } }] } } });

  await widened(installation, loads.prefix, EHR);
  expect(await loads.ask(`/api/v1/quarantine/${quarantineOf(alone)}/redrive`, '')).toMatchObject({ status: 201 });
  expect(await loads.ask('/api/v1/quarantine?open=true')).toMatchObject({ json: { items: [{ problems: [REFUSED] }] } });
});

test('a refused claim is shown to the people of the team that owns the namespace, over REST and GraphQL, and to nobody else', async () => {
  await using installation = await freshInstallation();
  await using server = await peopleServer(installation, {});
  const { context, admin } = installation;
  const loads = await caller(installation, server.address, LOADS);
  const owner = await caller(installation, server.address, { kind: 'person', name: 'olga' });
  const other = await caller(installation, server.address, { kind: 'person', name: 'otto' });
  const text = `teams: { ehr: { owns: ["postgres://ehr*"], members: { engineer: [olga] } }, heart: { owns: ["s3://heart*"], members: { engineer: [otto] } } }`;
  await applyAccess(context, admin, { text, isPruning: false, isDryRun: false });
  const id = quarantineOf(await loads.ask('/api/v1/lineage', writing('b', 'kafka://icu', EHR)));
  await loads.ask('/api/v1/lineage', writing('c', 'kafka://icu'));
  await mapAll(context);
  const claim = { pointer: '', message: expect.stringContaining(EHR) as unknown }; // where it stands would tell what stands beside it
  const shown = { id, because: 'refused', senderName: 'loads', sender: loads.id, problems: [claim] };
  const LIST = '{ quarantine { nodes { id because sender { name } problems { pointer message } } } }';
  const one = (of: string): string => `{ quarantined(id: "${of}") { id text problems { pointer } } }`;
  const redrive = (of: string): string => `mutation { redriveQuarantined(id: "${of}") { position } }`;

  expect(await owner.ask('/api/v1/quarantine')).toMatchObject({ status: 200, json: { items: [shown], next: null } });
  expect(await owner.ask(`/api/v1/quarantine/${id}`)).toMatchObject({
    status: 200,
    json: { ...shown, body: { text: null, base64: null } },
  });
  expect(await owner.graphql(LIST)).toEqual({
    data: { quarantine: { nodes: [{ id, because: 'REFUSED', sender: { name: 'loads' }, problems: [claim] }] } },
  });
  expect(await owner.graphql(one(id))).toEqual({
    data: { quarantined: { id, text: null, problems: [{ pointer: '' }] } },
  });
  expect(JSON.stringify([await owner.ask('/api/v1/quarantine'), await owner.ask(`/api/v1/quarantine/${id}`)])).not.toMatch(/kafka|writes/);
  expect(await other.ask('/api/v1/quarantine')).toEqual({ status: 200, json: { items: [], next: null } });
  expect(await other.graphql(LIST)).toEqual({ data: { quarantine: { nodes: [] } } });

  // who owns may not send it again; to him as to who may not see it, it reads as what is not there
  const absent = '0198c3a0-0000-4000-8000-00000000000b';
  const notThere = await other.ask(`/api/v1/quarantine/${absent}/redrive`, '');
  const alike = (answer: unknown): unknown => JSON.parse(JSON.stringify(answer).replaceAll(id, absent));
  expect(notThere).toMatchObject({ status: 404, json: { code: 'NOT_FOUND' } });
  for (const asker of [owner, other]) {
    expect(alike(await asker.ask(`/api/v1/quarantine/${id}/redrive`, ''))).toEqual(notThere);
    expect(alike(await asker.graphql(redrive(id)))).toEqual(await asker.graphql(redrive(absent)));
  }
  expect(alike(await other.ask(`/api/v1/quarantine/${id}`))).toEqual(await other.ask(`/api/v1/quarantine/${absent}`));
  expect(alike(await other.graphql(one(id)))).toEqual(await other.graphql(one(absent)));
});
