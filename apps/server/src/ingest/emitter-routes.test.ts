import { gzipSync } from 'node:zlib';

import { expect, test } from 'vitest';

import { DAY_MS, MIB } from '#foundation';
import { readStatus } from '#operations';
import { freshInstallation, widened } from '#testkit';

import { doorAlone } from './door-alone.ts';

const eventOf = (namespace: string, name: string): string =>
  JSON.stringify({
    ...{ eventTime: '2026-03-01T00:00:00Z', eventType: 'COMPLETE', run: { runId: '0198c3a0-0000-7000-8000-000000000001' } },
    ...{ job: { namespace, name }, inputs: [{ namespace: 'db', name: 'raw' }], producer: 'https://example.org/p', schemaURL: 'x' },
  });

interface Answer {
  readonly status: number;
  readonly json: unknown;
}

/** Asks the door at an address with a key. */
function asking(address: string, key: string) {
  return async (
    path: string,
    { body, headers = {} }: { readonly body?: string | Buffer; readonly headers?: object } = {},
  ): Promise<Answer> => {
    const method = body === undefined ? 'GET' : 'POST';
    const sent = body === undefined ? {} : { body: typeof body === 'string' ? body : new Uint8Array(body) };
    const response = await fetch(`${address}${path}`, { method, headers: { authorization: `Bearer ${key}`, ...headers }, ...sent });
    return { status: response.status, json: await response.json() };
  };
}

test('a dry run is answered 200 with what the event would be answered, and counts nothing', async () => {
  await using installation = await freshInstallation();
  await using door = await doorAlone(installation);
  const { context, principals, admin } = installation;
  const now = context.clock.now();
  const emitter = asking(door.address, (await principals.create({ kind: 'emitter', name: 'spark', namespaces: ['etl'] }, now)).key);
  const dry = '/api/v1/lineage?dryRun=true';
  const names = { known: [], kept: [], deleted: [] };

  expect(await emitter(dry, { body: eventOf('etl', 'load') })).toEqual({
    status: 200,
    json: {
      ...{ dryRun: true, outcome: 'accepted', status: 201, duplicateOf: null, warnings: [], redacted: [], keptOut: [] },
      ...{ because: null, problems: [] },
      understood: {
        ...{ kind: 'run', eventType: 'COMPLETE', eventTime: '2026-03-01T00:00:00Z', runId: '0198c3a0-0000-7000-8000-000000000001' },
        ...{ job: { namespace: 'etl', name: 'load' }, producer: 'https://example.org/p', runFacets: names, jobFacets: names, outputs: [] },
        inputs: [{ namespace: 'db', name: 'raw', facets: names, useFacets: names }],
      },
    },
  });
  expect(await emitter(dry, { body: eventOf('other', 'load') })).toMatchObject({
    status: 200,
    json: { outcome: 'quarantined', status: 403, because: 'refused', problems: [{ pointer: '/job/namespace' }] },
  });
  expect(await emitter(dry, { body: gzipSync('{').subarray(0, 8), headers: { 'content-encoding': 'gzip' } })).toMatchObject({
    status: 200,
    json: { outcome: 'quarantined', status: 400, because: 'unreadable', understood: null },
  });
  const batch = `[${eventOf('etl', 'a')},${eventOf('etl', 'a')},{}]`;
  expect(await emitter('/api/v1/lineage/batch?dryRun=true', { body: batch })).toMatchObject({
    status: 200,
    json: {
      summary: { received: 3, accepted: 1, duplicates: 1, quarantined: 1 },
      events: [{ outcome: 'accepted' }, { outcome: 'duplicate', duplicateOf: { index: 0 } }, { outcome: 'quarantined', status: 422 }],
    },
  });
  expect(await emitter('/api/v1/lineage/batch?dryRun=true', { body: '{}' })).toMatchObject({ status: 200, json: { because: 'unusable' } });
  expect(await emitter(dry, { body: Buffer.alloc(2 * MIB) })).toMatchObject({ status: 413 });
  for (const odd of ['dryRun=yes', 'dryRun', 'dry_run=1', 'dryRun=true&dryRun=false'])
    expect(await emitter(`/api/v1/lineage?${odd}`, { body: eventOf('etl', 'load') })).toMatchObject({
      status: 400,
      json: { code: 'BAD_REQUEST' },
    });
  expect(await asking(door.address, 'hg')(dry, { body: eventOf('etl', 'load') })).toMatchObject({ status: 401 });

  await door.refusals.flush();
  const status = await readStatus(context, admin, {});
  expect(status.refusals).toMatchObject([{ reason: 'IDENTITY_UNKNOWN', count: 1n }]); // a stranger is counted, a dry run is not
  expect(status.recorded).toBe(0n);
  expect((await emitter('/api/v1/lineage?dryRun=false', { body: eventOf('etl', 'load') })).status).toBe(201);
  expect(await emitter(dry, { body: eventOf('etl', 'load') })).toMatchObject({
    json: { outcome: 'duplicate', duplicateOf: { position: '0' } },
  });
});

test('an event of which a part cannot be read is recorded, and the answer names the part in a sentence', async () => {
  await using installation = await freshInstallation();
  await using door = await doorAlone(installation);
  const { context, principals } = installation;
  const emitter = asking(
    door.address,
    (await principals.create({ kind: 'emitter', name: 'spark', namespaces: ['etl'] }, context.clock.now())).key,
  );
  const event = JSON.parse(eventOf('etl', 'load')) as { readonly inputs: readonly object[] };
  const schema = { _producer: 'p', _schemaURL: 's', fields: 'oops' };
  const body = JSON.stringify({ ...event, inputs: event.inputs.map((input) => ({ ...input, facets: { schema } })) });

  const warning = {
    ...{ code: 'FACET_NOT_UNDERSTOOD', pointer: '/inputs/0/facets/schema/fields' },
    message: 'a list is needed here; this part is kept in the event, not in the graph',
  };
  expect(await emitter('/api/v1/lineage?dryRun=true', { body })).toMatchObject({ status: 200, json: { status: 201, warnings: [warning] } });
  expect(await emitter('/api/v1/lineage', { body })).toMatchObject({ status: 201, json: { position: '0', warnings: [warning] } });
});

test('an emitter sees and redrives what of its own is in quarantine, and nothing of others', async () => {
  await using installation = await freshInstallation();
  await using door = await doorAlone(installation);
  const { context, principals } = installation;
  const now = context.clock.now();
  const { id, key } = await principals.create({ kind: 'emitter', name: 'spark', namespaces: ['etl'] }, now);
  const [own, other] = [
    asking(door.address, key),
    asking(door.address, (await principals.create({ kind: 'emitter', name: 'flink', namespaces: ['etl'] }, now)).key),
  ];
  const admin = asking(door.address, (await principals.create({ kind: 'admin', name: 'root', namespaces: [] }, now)).key);
  const refused = (await own('/api/v1/lineage', { body: eventOf('other', 'load') })).json as { quarantine: string };
  await own('/api/v1/lineage', { body: '{' });
  await other('/api/v1/lineage', { body: '[' });
  const one = `/api/v1/quarantine/${refused.quarantine}`;
  const shown = { id: refused.quarantine, position: '0', because: 'refused', sender: id, senderName: 'spark', redrivenTo: null };
  const counted = async (ask: typeof own, question = ''): Promise<number> =>
    ((await ask(`/api/v1/quarantine${question}`)).json as { items: readonly unknown[] }).items.length;

  expect(await own('/api/v1/quarantine?open=true&because=refused')).toMatchObject({ status: 200, json: { items: [shown], next: null } });
  const first = (await own('/api/v1/quarantine?first=1')).json as { next: string };
  expect(await own(`/api/v1/quarantine?first=1&after=${first.next}`)).toMatchObject({ json: { items: [shown], next: null } });
  expect(await own(one)).toMatchObject({ status: 200, json: { ...shown, body: { text: eventOf('other', 'load'), base64: null } } });
  expect([await counted(own), await counted(other), await counted(admin), await counted(admin, '?sender=flink')]).toEqual([2, 1, 3, 1]);
  expect(await own('/api/v1/quarantine?sender=flink')).toMatchObject({ status: 403 });
  expect(await own('/api/v1/quarantine?form=1&open=1')).toEqual({
    status: 400,
    json: { code: 'BAD_REQUEST', message: 'open must be true or false; form is not asked for here.' },
  });
  const absent = '0198c3a0-0000-4000-8000-00000000000b';
  const notThere = {
    code: 'NOT_FOUND',
    message: `There is nothing in quarantine as ${absent}; \`headgate quarantine list\` names what there is.`,
  };
  for (const path of ['', '/redrive']) {
    const sending = path === '' ? {} : { body: '' };
    expect(await own(`/api/v1/quarantine/${absent}${path}`, sending)).toEqual({ status: 404, json: notThere });
    const hidden = await other(`${one}${path}`, sending);
    expect(JSON.stringify(hidden).replace(refused.quarantine, absent)).toBe(JSON.stringify({ status: 404, json: notThere }));
  }

  expect(await own(`${one}/redrive`, { body: '' })).toMatchObject({ status: 403, json: { quarantine: refused.quarantine } });
  await widened(installation, key.slice(0, 11), 'other');
  expect(await own(`${one}/redrive`, { body: '', headers: { 'content-type': 'application/json' } })).toMatchObject({
    status: 201,
    json: { position: '7', duplicate: false },
  });
  expect(await own(`${one}/redrive`, { body: '' })).toMatchObject({ status: 201, json: { position: '7', duplicate: true } });
  expect(await own('/api/v1/arrivals?from=0&first=100')).toMatchObject({
    json: {
      sender: { id, name: 'spark' },
      ...{ next: '8', size: '9' },
      arrivals: [
        {
          position: '0',
          outcome: 'quarantined',
          quarantine: refused.quarantine,
          because: 'refused',
          understood: { job: { namespace: 'other' } },
        },
        { position: '1', outcome: 'quarantined', because: 'unreadable', understood: null },
        { position: '7', outcome: 'accepted', redrives: refused.quarantine, understood: { kind: 'run', inputs: [{ name: 'raw' }] } },
      ],
    },
  });
  expect(await own('/api/v1/arrivals?wait=31')).toMatchObject({ status: 400 });
  expect(door.logged).toEqual([]);
});

test('a person sends nothing, whatever its key was once granted; an administrator speaks for all', async () => {
  await using installation = await freshInstallation();
  await using door = await doorAlone(installation);
  const { context, principals } = installation;
  const now = context.clock.now();
  const send = async (kind: 'person' | 'admin', roles: readonly string[]): Promise<Answer> => {
    const { key } = await principals.create({ kind, name: `${kind} ${roles.join()}`, namespaces: [], roles }, now);
    await widened(installation, key.slice(0, 11), '*');
    return asking(door.address, key)('/api/v1/lineage', { body: eventOf('etl', 'load') });
  };
  for (const role of ['engineer', 'auditor'])
    expect(await send('person', [role])).toMatchObject({
      status: 403,
      json: {
        code: 'ACCESS_DENIED',
        problems: [{ pointer: '/job/namespace', message: `person ${role} is a person; only emitters and administrators send events` }],
      },
    });
  expect(await send('admin', [])).toMatchObject({ status: 201 });
});

// Goal: who has a key is told before it ends, and afterwards why it is turned away. Method: keys with different ends, over HTTP.
test('the last two weeks of a key are told with each answer, and its end with a 401 that says what to do', async () => {
  await using installation = await freshInstallation();
  await using door = await doorAlone(installation);
  const { principals, context, admin } = installation;
  const now = context.clock.now();
  const keyEnding = async (name: string, days: number) => {
    const expiresAt = new Date(now.getTime() + days * DAY_MS);
    return { expiresAt, ...(await principals.create({ kind: 'emitter', name, namespaces: ['etl'], expiresAt }, now)) };
  };
  const [late, soon, over] = [await keyEnding('late', 15), await keyEnding('soon', 13), await keyEnding('over', -1)];
  const send = (key: string, path: string, body: string) =>
    fetch(`${door.address}${path}`, { method: 'POST', headers: { authorization: `Bearer ${key}` }, body });
  const expires = (answer: Response): string | null => answer.headers.get('headgate-key-expires');

  const [event, batch] = [eventOf('etl', 'load'), `[${eventOf('etl', 'a')}]`];
  expect(expires(await send(late.key, '/api/v1/lineage', event))).toBeNull();
  for (const [path, body] of Object.entries({ lineage: event, 'lineage/batch': batch, 'lineage?dryRun=true': event }))
    expect(expires(await send(soon.key, `/api/v1/${path}`, body))).toBe(soon.expiresAt.toISOString());
  expect(expires(await send(soon.key, '/api/v1/lineage', eventOf('other', 'load')))).toBe(soon.expiresAt.toISOString());

  const refused = await send(over.key, '/api/v1/lineage', event);
  const { code, message } = (await refused.json()) as Readonly<Record<'code' | 'message', string>>;
  expect([refused.status, code]).toEqual([401, 'IDENTITY_UNKNOWN']);
  expect(message).toBe(
    `The key expired at ${over.expiresAt.toISOString()}. Use the one that came after it; an administrator makes one with \`headgate keys rotate ${over.key.slice(0, 11)}\`.`,
  );
  await door.refusals.flush();
  expect((await readStatus(context, admin, {})).refusals).toMatchObject([{ reason: 'IDENTITY_UNKNOWN', senderName: 'over', count: 1n }]);
});
