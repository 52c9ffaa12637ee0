import { afterAll, beforeAll, expect, test } from 'vitest';

import { DAY_MS } from '#foundation';
import {
  auditTrail,
  issueSignInLink,
  listReadings,
  listReports,
  makeKey,
  openEngagement,
  type Principal,
  receiveEvent,
  requestReport,
} from '#operations';
import { evidenceFiles, readPublicKey, verifyEvidence } from '#reports';
import { type FreshInstallation, freshInstallation, given, mapAll, unzipped } from '#testkit';

import { type PeopleServer, peopleServer } from '../testkit/people-server.ts';

// Goal: a report is handed out at the door to whom the operation gives it, and to nobody else. Method: a server over HTTP; a session, keys, and what other sites can send.

const FACET = { _producer: 'https://example.test', _schemaURL: 'https://example.test/facet.json' };
const EVENT = {
  ...{ eventTime: '2026-03-01T00:00:00Z', producer: 'https://example.test' },
  dataset: {
    ...{ namespace: 's3://heart', name: 'beats' },
    facets: { tags: { ...FACET, tags: [{ key: 'phi', value: 'true', field: 'mrn' }] } },
  },
};
const PATH = '/api/v1/reports/HIPAA_EPHI_MAP';
const THEN = '?asOf=2026-04-01T00:00:00Z&knownAt=1';
const OURS = { 'headgate-csrf': '1' };

let fresh: FreshInstallation;
let server: PeopleServer;
beforeAll(async () => {
  fresh = await freshInstallation();
  server = await peopleServer(fresh, {});
  await receiveEvent(fresh.context, fresh.admin, Buffer.from(JSON.stringify(EVENT)));
  await mapAll(fresh.context);
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await fresh[Symbol.asyncDispose]();
});

type Headers = Readonly<Record<string, string>>;

async function keyOf(name: string, wish: Partial<Parameters<typeof makeKey>[2]> = {}): Promise<Headers> {
  const { context, admin, principals } = fresh;
  const { key } = await makeKey(context, admin, { principals, kind: 'person', name, namespaces: [], roles: [], ...wish });
  return { authorization: `Bearer ${key}` };
}

async function sessionOf(name: string): Promise<Headers> {
  const { token } = await issueSignInLink(fresh, fresh.admin, name);
  const body = new URLSearchParams({ token });
  const response = await fetch(`${server.address}/signin`, { method: 'POST', redirect: 'manual', body });
  return { cookie: given(response.headers.get('set-cookie')?.split(';')[0]) };
}

const send = (path: string, headers: Headers, init: RequestInit = {}): Promise<Response> =>
  fetch(server.address + path, { method: 'POST', headers, ...init });

async function bytesOf(response: Response): Promise<Buffer> {
  return Buffer.from(await response.arrayBuffer());
}

/** The ids of all reports on record. */
async function recorded(): Promise<readonly string[]> {
  await mapAll(fresh.context);
  return (await listReports(fresh.context, fresh.admin)).nodes.map(({ id }) => id);
}

/** Status, code and sentence of a refusal. */
async function told(...sent: Parameters<typeof send>): Promise<string> {
  const response = await send(...sent);
  const { code, message } = (await response.json()) as Readonly<Record<'code' | 'message', string>>;
  return `${response.status} ${code} ${message}`;
}

test('an auditor saves the report that the operation makes, by key and by session alike, and it verifies', async () => {
  const auditor = await keyOf('audrey', { roles: ['auditor'] });
  const audrey: Principal = { ...fresh.admin, kind: 'person', name: 'audrey', roles: ['auditor'] };
  const made = await requestReport(fresh.context, audrey, { kind: 'HIPAA_EPHI_MAP', asOf: '2026-04-01T00:00:00Z', knownAt: '1' });

  const answer = await send(PATH + THEN, auditor);
  const zip = await bytesOf(answer);
  const bySession = await send(PATH + THEN, { ...(await sessionOf('audrey')), ...OURS });

  const named = (name: string): string | null => answer.headers.get(name);
  expect([answer.status, named('content-type'), named('content-disposition')]).toEqual([
    ...[200, 'application/zip', `attachment; filename="HIPAA_EPHI_MAP-${made.id}.zip"`],
  ]);
  expect([named('cache-control'), named('x-content-type-options')]).toEqual(['no-store', 'nosniff']);
  expect(await bytesOf(bySession)).toEqual(zip);
  const folder = `HIPAA_EPHI_MAP-${made.id}/`;
  const files = new Map([...unzipped(zip)].map(([name, bytes]) => [name.replace(folder, ''), bytes]));
  expect([...files].map(([name, bytes]) => [name, bytes.toString()])).toEqual(evidenceFiles(made));
  expect(verifyEvidence(files, { key: given(readPublicKey(made.publicKey)) })).toMatchObject({ flaws: [], signer: { state: 'TRUSTED' } });
  expect((await recorded()).filter((id) => id === made.id)).toEqual([made.id]);
});

test('a report is made for nobody but auditors and administrators, and the denial is on record', async () => {
  const [engineer, emitter, nobody] = [
    await keyOf('eddie', { roles: ['engineer'] }),
    await keyOf('spark', { kind: 'emitter', namespaces: ['*'] }),
    await keyOf('norma'),
  ];
  const decider = await keyOf('trino', { kind: 'admin', scopes: ['decide'] });
  const before = await recorded();

  const denied = '403 ACCESS_DENIED Only an auditor or an administrator may ask for a report.';
  for (const headers of [engineer, emitter, nobody, { ...(await sessionOf('eddie')), ...OURS }])
    expect(await told(PATH, headers)).toBe(denied);
  expect(await told(PATH, decider)).toMatch(/^403 ACCESS_DENIED Your key has the scope decide, and this needs the scope ask\./);
  expect(await told(PATH, {})).toBe('401 IDENTITY_UNKNOWN Send a key: Authorization: Bearer hg_...');
  expect(await told(PATH, { authorization: 'Bearer hg_nobody' })).toMatch(/^401 IDENTITY_UNKNOWN/);
  expect(await told(PATH, { cookie: 'headgate_session=guessed', ...OURS })).toMatch(/^401 IDENTITY_UNKNOWN Your session is over/);

  expect(await recorded()).toEqual(before);
  const { nodes } = await auditTrail(fresh.context, fresh.admin, { outcome: 'denied', alsoUnmapped: true });
  expect(nodes.flatMap(({ why }) => why)).toContain('Only an auditor or an administrator may ask for a report.');
});

test('by a session a report is made for our own pages alone, and recorded for no other site', async () => {
  await keyOf('ada', { kind: 'admin' });
  const session = await sessionOf('ada');
  const before = await recorded();
  const times = '?asOf=2026-04-02T00:00:00Z';

  expect(await told(PATH + times, session)).toMatch(/^403 ACCESS_DENIED .* send the header Headgate-Csrf: 1/); // a form of another port
  for (const foreign of [{ 'sec-fetch-site': 'cross-site' }, { 'sec-fetch-site': 'same-site' }, { origin: 'https://evil.example' }])
    expect(await told(PATH + times, { ...session, ...OURS, ...foreign })).toMatch(/^403 ACCESS_DENIED Another site sent this\./);
  const got = await send(PATH + times, { ...session, ...OURS }, { method: 'GET' }); // a link, an image
  expect([got.status, got.headers.get('allow'), await got.json()]).toMatchObject([405, 'POST', { code: 'BAD_REQUEST' }]);
  expect(await recorded()).toEqual(before);

  expect((await send(PATH + times, { ...session, ...OURS, 'sec-fetch-site': 'same-origin' })).status).toBe(200);
  expect((await recorded()).length).toBe(before.length + 1);
});

test('who asks wrongly is told what to do', async () => {
  const auditor = await keyOf('alan', { roles: ['auditor'] });

  expect(await told('/api/v1/reports/TAXES', auditor)).toBe('404 NOT_FOUND There is no such report; ask for HIPAA_EPHI_MAP.');
  expect(await told(`${PATH}?asOf=yesterday`, auditor)).toMatch(/^400 BAD_REQUEST asOf must be/);
  expect(await told(`${PATH}?knownAt=99`, auditor)).toMatch(/^400 BAD_REQUEST/);
  expect(await told(`${PATH}?asOf=`, auditor)).toBe('400 BAD_REQUEST asOf must not be empty.');
  expect(await told(`${PATH}?asOf=2026-04-01T00:00:00Z&asOf=2026-04-02T00:00:00Z`, auditor)).toBe(
    '400 BAD_REQUEST asOf must be said once.',
  );
  expect(await told(`${PATH}?as-of=2026-04-01T00:00:00Z`, auditor)).toBe('400 BAD_REQUEST as-of is not asked for here.');
  expect(await told(PATH, auditor, { body: new URLSearchParams({ asOf: '2026-04-01T00:00:00Z' }) })).toMatch(
    /^400 BAD_REQUEST A report is not asked for in a body\. Send no body; the times stand in the address: POST /,
  );
  expect(await told(PATH, { ...auditor, 'headgate-at-least': 'x' })).toMatch(/^400 BAD_REQUEST atLeast must be/);
  expect(server.logged).toEqual([]);
});

test('who is engaged is given a report within the scope, and it is a reading of the engagement', async () => {
  const olga = await keyOf('olga');
  const { context, admin } = fresh;
  const until = new Date(Date.now() + DAY_MS).toISOString();
  await openEngagement(context, admin, { name: 'soc2', who: ['olga'], scope: ['db'], purpose: 'soc2', why: 'w', until });

  const files = unzipped(await bytesOf(await send(PATH, olga)));

  const texts = [...files.values()].map(String).join('\n');
  expect(texts).toContain('auditor of the engagement soc2');
  expect(texts).not.toContain('s3://heart');
  const { nodes } = await listReadings(context, admin, { name: 'soc2', alsoUnmapped: true });
  expect(nodes.flatMap(({ asked }) => asked.map(({ operation }) => operation))).toEqual(['report']);
});
