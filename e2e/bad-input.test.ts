import { gzipSync } from 'node:zlib';

import { afterAll, afterEach, beforeAll, describe, expect, inject, test } from 'vitest';

import { type DatasetGiven, datasetEvent, jobEvent, runEvent, runId } from './support/events.ts';
import { type Answer, send, sendHalf, sendRaw, type Sending } from './support/http-client.ts';
import { type RunningServer, startServer } from './support/running-server.ts';

// Goal: whatever is sent to the door gets the answer of the table in section 3 of the design, the server lives, and nothing that was kept is lost.
// Method: real HTTP against `headgate serve` in a process of its own; what it kept is read back past it, through the ledger.

const [KIB, MIB] = [2 ** 10, 2 ** 20];
const TIGHT = { EVENT_BYTES_MAX: String(64 * KIB), INTAKE_BYTES_MAX: String(160 * KIB), BODY_IDLE_MS: '1000' };
const TIME = '2026-01-05T10:00:00Z';

const checkout = inject('checkout');
let server: RunningServer;
/** As the other, but for its limits. */
let tight: RunningServer;
/** May speak for every namespace, and for those that begin with `own`. */
let anyone: { readonly id: string; readonly key: string };
let restricted: { readonly id: string; readonly key: string };

beforeAll(async () => {
  [server, tight] = await Promise.all([startServer(checkout), startServer(checkout, TIGHT)]);
  anyone = await server.emitter('anyone', ['*']);
  restricted = await server.emitter('restricted', ['own*']);
});

afterEach(async () => {
  for (const each of [server, tight])
    expect((await send(each.address, { method: 'GET', path: '/health' })).status, each.complaint()).toBe(200);
});

afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await tight[Symbol.asyncDispose]();
});

/** Sends as the emitter that may say anything. */
function post(body: Sending['body'], headers: Record<string, string> = {}, path = '/api/v1/lineage'): Promise<Answer> {
  return send(server.address, {
    path,
    headers: { 'content-type': 'application/json', authorization: `Bearer ${anyone.key}`, ...headers },
    ...(body === undefined ? {} : { body }),
  });
}

function postBatch(body: string | Buffer, headers: Record<string, string> = {}): Promise<Answer> {
  return post(body, headers, '/api/v1/lineage/batch');
}

function postTight(body: Sending['body'], headers: Record<string, string> = {}): Promise<Answer> {
  return send(tight.address, {
    headers: { authorization: `Bearer ${tight.adminKey}`, ...headers },
    ...(body === undefined ? {} : { body }),
  });
}

/** An event like no other. */
let unique = 0;
function event(more: Partial<Parameters<typeof runEvent>[0]> = {}): string {
  unique += 1;
  return JSON.stringify(runEvent({ time: TIME, run: runId(unique), inputs: ['raw'], ...more }));
}

const UUID = expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/) as string;

interface Refusal {
  readonly code: string;
  readonly message: string;
  readonly quarantine?: string;
  readonly problems?: readonly { readonly pointer: string; readonly message: string }[];
}

function refusalIn({ json }: Answer): Refusal {
  return json as Refusal; // each test holds it against what it must be
}

/** The answer names where the body is kept, the body is kept there byte for byte, and both tell the same problems. */
async function expectQuarantined(
  answer: Answer,
  kept: { status: number; code: string; because: string; bytes: Buffer; sender?: string },
): Promise<readonly string[]> {
  const { code, message, quarantine, problems = [] } = refusalIn(answer);
  expect({ status: answer.status, code, quarantine }, answer.text).toEqual({ status: kept.status, code: kept.code, quarantine: UUID });
  expect(message).toContain(`\`headgate quarantine show ${String(quarantine)} --remote\``); // what to do
  expect(message.includes(`\`headgate quarantine redrive ${String(quarantine)} --remote\``)).toBe(kept.because === 'refused');
  const there = await server.quarantined(String(quarantine));
  expect(there.bytes.equals(kept.bytes)).toBe(true);
  expect({ ...there, bytes: 0 }).toEqual({ because: kept.because, problems, sender: kept.sender ?? anyone.id, bytes: 0 });
  return problems.map(({ pointer }) => pointer);
}

/** Asks what would become of a body, and holds that nothing of it was kept. */
async function dryRun(body: Sending['body'], headers: Record<string, string> = {}): Promise<Answer> {
  const before = await server.size();
  const answer = await post(body, headers, '/api/v1/lineage?dryRun=true');
  expect(await server.size()).toBe(before);
  return answer;
}

/** A dry run said what then became of the body. */
function expectForetold(dry: Answer, { status, json }: Answer): void {
  const { problems = [], warnings = [] } = json as { problems?: readonly unknown[]; warnings?: readonly object[] };
  const told = { status, problems, warnings: warnings.map((warning) => ({ ...warning, message: expect.any(String) as string })) };
  expect({ status: dry.status, json: dry.json }).toMatchObject({ status: 200, json: told });
}

describe('what is not JSON is answered 400 and kept byte for byte', () => {
  const gzipped = gzipSync(event());
  const GZIP = { 'content-encoding': 'gzip' };
  const cases: readonly (readonly [name: string, bytes: Buffer, headers?: Record<string, string>])[] = [
    ['an empty body', Buffer.alloc(0)],
    ['a text', Buffer.from('hello')],
    ['an event that ends too early', Buffer.from(event().slice(0, -10))],
    ['an event with a brace too many', Buffer.from(`${event()}}`)],
    ['bytes that are not UTF-8', Buffer.concat([Buffer.from('{"eventTime":"'), Buffer.of(0xff, 0xfe), Buffer.from('"}')])],
    ['a surrogate in UTF-8 bytes', Buffer.concat([Buffer.from('{"a":"'), Buffer.of(0xed, 0xa0, 0x80), Buffer.from('"}')])],
    ['a million brackets that nobody closes', Buffer.from('['.repeat(1_000_000))],
    ['a gzip that is cut off', gzipped.subarray(0, -20), GZIP],
    ['a gzip with a changed byte', Buffer.from(gzipped.map((byte, index) => (index === 40 ? byte ^ 0xff : byte))), GZIP],
    ['a text that is called gzip', Buffer.from('hello'), GZIP],
    ['an event that is called gzip and is not', Buffer.from(event()), GZIP],
    ['an event in an encoding that is not read here', Buffer.from(event()), { 'content-encoding': 'br' }],
  ];

  test.each(cases.map(([name, bytes, headers = {}]) => [name, bytes, headers] as const))('%s', async (_name, bytes, headers) => {
    const dry = await dryRun(bytes, headers);
    const before = await server.size();

    const answer = await post(bytes, headers);

    expectForetold(dry, answer);
    const pointers = await expectQuarantined(answer, { status: 400, code: 'BODY_UNREADABLE', because: 'unreadable', bytes });
    expect(pointers).toEqual(['']);
    expect(await server.size()).toBe(before + 1n); // kept once, and as nothing else
  });
});

test('a gzip of what is not JSON is kept as it was before it was zipped', async () => {
  const bytes = Buffer.from('{"eventTime":');

  const answer = await post(gzipSync(bytes), { 'content-encoding': 'gzip' });

  await expectQuarantined(answer, { status: 400, code: 'BODY_UNREADABLE', because: 'unreadable', bytes });
});

describe('JSON that cannot be used is answered 422 with every problem and kept byte for byte', () => {
  const deep = (levels: number): string => `${'['.repeat(levels)}${']'.repeat(levels)}`;
  const facets = (count: number): string => Array.from({ length: count }, (_, index) => `"f${index}":{}`).join();
  const runWith = (more: object): string => JSON.stringify({ ...runEvent({ time: TIME, run: runId(0) }), ...more });
  const cases: readonly (readonly [string, string, readonly string[]])[] = [
    ['an array', '[]', ['']],
    ['a number', '17', ['']],
    ['a string', '"event"', ['']],
    ['null', 'null', ['']],
    ['an empty object', '{}', ['/eventTime', '']],
    ['10,000 levels', `{"a":${deep(10_000)}}`, ['']],
    ['a million brackets', deep(500_000), ['']],
    [
      '100,000 facets',
      runWith({ run: {} }).replace('"run":{}', `"run":{"runId":"${runId(0)}","facets":{${facets(100_000)}}}`),
      ['/run/facets'],
    ],
    ['10,001 datasets', runWith({ inputs: Array.from({ length: 10_001 }, (_, index) => ({ namespace: 'db', name: `t${index}` })) }), ['']],
    [
      'a run without any identity',
      runWith({ run: {}, job: {}, eventTime: null }),
      ['/eventTime', '/job/namespace', '/job/name', '/run/runId'],
    ],
    ['half a surrogate pair in a name', runWith({ job: { namespace: 'etl', name: 'a\ud800' } }), ['/job/name']],
    ['a NUL in the namespace of an input', runWith({ inputs: [{ namespace: 'a\0', name: 'b' }] }), ['/inputs/0/namespace']],
    ['a NUL in a runId', runWith({ run: { runId: 'a\0' } }), ['/run/runId']],
    ['a runId of 10,000 characters', runWith({ run: { runId: 'r'.repeat(10_000) } }), ['/run/runId']],
    ['the year 10000', runWith({ eventTime: '10000-01-01T00:00:00Z' }), ['/eventTime']],
    ['the year 0', runWith({ eventTime: '0000-12-31T23:59:59Z' }), ['/eventTime']],
    ['a time before the year 1 by its zone', runWith({ eventTime: '0001-01-01T00:00:00+01:00' }), ['/eventTime']],
    ['a time after the year 9999 by its zone', runWith({ eventTime: '9999-12-31T23:59:59-01:00' }), ['/eventTime']],
    ['the thirtieth of February', runWith({ eventTime: '2026-02-30T00:00:00Z' }), ['/eventTime']],
    ['a name that only a prototype has', '{"eventTime":"2026-01-05T10:00:00Z","__proto__":{"job":{"namespace":"a","name":"b"}}}', ['']],
  ];

  test.each(cases)('%s', async (_name, text, pointers) => {
    const dry = await dryRun(text);

    const answer = await post(text);

    expectForetold(dry, answer);
    const told = await expectQuarantined(answer, { status: 422, code: 'EVENT_INVALID', because: 'unusable', bytes: Buffer.from(text) });
    expect([...told].sort()).toEqual([...pointers].sort());
  });
});

test('a claim outside the sender’s namespaces is answered 403, kept, and not folded', async () => {
  const text = JSON.stringify(runEvent({ time: TIME, namespace: 'other', run: runId(0), outputs: ['claimed'] }));

  const dry = await dryRun(text, { authorization: `Bearer ${restricted.key}` });
  const answer = await post(text, { authorization: `Bearer ${restricted.key}` });
  const owned = await post(event({ namespace: 'own/etl' }), { authorization: `Bearer ${restricted.key}` });

  expectForetold(dry, answer);
  const told = await expectQuarantined(answer, {
    status: 403,
    code: 'ACCESS_DENIED',
    because: 'refused',
    bytes: Buffer.from(text),
    sender: restricted.id,
  });
  expect(told).toEqual(['/job/namespace']);
  expect(owned.status).toBe(201);
});

/** Sends, preferring to wait, until the answer says that what was sent is in the graph: one answer waits three seconds at most. */
async function mapped(text: string, path = '/api/v1/lineage'): Promise<Answer> {
  for (;;) {
    const answer = await post(text, { prefer: 'respond-async, wait=3' }, path);
    expect(answer.headers['headgate-mapped']).toMatch(/^(true|false)$/);
    if (answer.headers['headgate-mapped'] === 'true') return answer;
  }
}

describe('what is odd and has an identity is answered 201, comes back as it was spelled, and stops no map', () => {
  const dataset = (given: DatasetGiven): string => JSON.stringify(datasetEvent(TIME, given));
  const snapshot = (windowDuration: number, time = TIME): string => {
    const jobType = { emissionPattern: { eventContentMode: 'COMPLETE_SNAPSHOT', windowDuration } };
    return event({ time, job: `snapshot ${windowDuration}`, jobFacets: { jobType } });
  };
  const cases: readonly (readonly [string, () => string])[] = [
    [
      'half a surrogate pair in facets',
      () => dataset({ name: 'odd 1', facets: { odd: { 'a\ud800': '\udfff', list: ['\ud83d', '\ud83d\ude00'] }, '\ud800': {} } }),
    ],
    ['a NUL in facets and their names', () => dataset({ name: 'odd 2', facets: { odd: { 'a\0': '\0' }, 'b\0': {} } })],
    [
      'keys that prototypes have',
      () =>
        dataset({
          name: 'odd 3',
          facets: JSON.parse(
            '{"__proto__":{"__proto__":{"isAdmin":true}},"constructor":{"prototype":{}},"toString":{"a":1}}',
          ) as object as Record<string, never>,
        }),
    ],
    [
      'names that prototypes have',
      () =>
        JSON.stringify(
          runEvent({
            time: TIME,
            namespace: '__proto__',
            job: 'constructor',
            run: '__proto__',
            inputs: [{ namespace: '__proto__', name: 'toString' }],
          }),
        ),
    ],
    ['the last nanosecond of the year 9999', () => event({ job: 'odd 9', time: '9999-12-31T23:59:59.999999999Z' })],
    ['the first nanosecond of the year 1', () => event({ job: 'odd 10', time: '0001-01-01T00:00:00.000000001Z' })],
    ['a snapshot whose window begins before the year 1', () => snapshot(100_000_000_000)],
    ['a snapshot whose window no calendar holds', () => snapshot(1e300)],
    ['a snapshot in the year 1', () => snapshot(10, '0001-01-01T00:00:00Z')],
    ['a name of 100,000 characters', () => dataset({ name: `odd ${'ñ'.repeat(100_000)}` })],
    ['a facet whose name has 20,000 characters', () => dataset({ name: 'odd 4', facets: { ['ñ'.repeat(20_000)]: {} } })],
    [
      'numbers that no double holds',
      () =>
        dataset({ name: 'odd 5', facets: { odd: { a: 'n1', b: 'n2', c: 'n3' } } })
          .replace('"n1"', '1e400')
          .replace('"n2"', '-0.0')
          .replace('"n3"', '1'.repeat(5_000)),
    ],
    ['a key that stands twice', () => dataset({ name: 'odd 6' }).replace('{"eventTime"', '{"eventTime":"no time","eventTime"')],
    [
      'values of the wrong kind in every place',
      () =>
        '{"eventTime":"2026-01-05","eventType":7,"producer":[],"schemaURL":{},"run":{"runId":"odd","facets":[]},"job":{"namespace":"etl","name":"odd 7","facets":"none"},"inputs":{"a":1},"outputs":[null,1,[],{"name":"no namespace"}]}',
    ],
    [
      'a job that knows nothing but its name',
      () => JSON.stringify({ ...jobEvent({ time: TIME, job: 'odd 8' }), inputs: null, outputs: null, producer: 'not a URI' }),
    ],
  ];

  test.each(cases)('%s', async (_name, make) => {
    const text = make();
    const dry = await dryRun(text);

    const answer = await post(text);
    await mapped(text);

    expectForetold(dry, answer);
    expect(answer.status, answer.text).toBe(201);
    const { position } = answer.json as { position: string };
    const [entry] = await server.entriesFrom(position, 1);
    expect(entry?.frame?.form === 'json' && entry.frame.text === text).toBe(true);
    expect(await server.setAside()).toEqual([]);
  });
});

describe('a body over the limit is answered 413, and nothing of it is kept', () => {
  const large = Buffer.alloc(128 * KIB, ' ');
  const cases: readonly (readonly [string, Sending['body'], Record<string, string>?])[] = [
    ['with its length said', large],
    ['in chunks', Array.from({ length: 16 }, () => large.subarray(0, 8 * KIB))],
    ['much over it, in chunks', Array.from({ length: 20 }, () => Buffer.alloc(MIB, ' '))],
    ['as a gzip that is small', gzipSync(Buffer.alloc(64 * MIB)), { 'content-encoding': 'gzip' }],
    ['as a gzip in chunks', [gzipSync(Buffer.alloc(MIB))], { 'content-encoding': 'gzip' }],
  ];

  test.each(cases.map(([name, body, headers = {}]) => [name, body, headers] as const))('%s', async (_name, body, headers) => {
    const before = await tight.size();

    const answer = await postTight(body, headers);

    expect(answer.status, answer.text).toBe(413);
    expect(refusalIn(answer)).toEqual({
      code: 'BODY_TOO_LARGE',
      message: expect.stringContaining('65536 bytes after gunzip; split it') as string,
    });
    expect(await tight.size()).toBe(before);
    expect((await postTight(event())).status).toBe(201); // and its bytes are given back
  });

  test('a body just within it is taken, also when it comes as a gzip that is no smaller', async () => {
    const noise = (seed: number): string =>
      Array.from({ length: 7_000 }, (_, index) => Math.imul(index + seed, 2_654_435_761) >>> 0).join('');
    const text = event({ runFacets: { noise: { noise: noise(1).slice(0, 60 * KIB) } } });

    const [plain, gzipped] = [
      await postTight(text),
      await postTight(gzipSync(text.replace('raw', 'raw too')), { 'content-encoding': 'gzip' }),
    ];

    expect(gzipSync(text).length + text.length).toBeGreaterThan(64 * KIB);
    expect([plain.status, gzipped.status]).toEqual([201, 201]);
  });
});

test('what was answered 401 or 413 is counted, by sender where it is known', async () => {
  const { id, key } = await tight.emitter('a sender of too much', ['*']);
  const [large, json] = [Buffer.alloc(128 * KIB, ' '), { 'content-type': 'application/json' }];
  await send(tight.address, { path: '/api/v1/lineage', headers: { ...json, authorization: `Bearer ${key}` }, body: large });
  await send(tight.address, { path: '/api/v1/lineage', headers: { ...json, authorization: 'Bearer hg_a-strangers-word' }, body: event() });

  const query = '{ status { refusals { reason count sender { id name } } } }';
  const refusals = async (): Promise<unknown> => {
    const headers = { ...json, authorization: `Bearer ${tight.adminKey}` };
    const { text } = await send(tight.address, { path: '/graphql', headers, body: JSON.stringify({ query }) });
    return (JSON.parse(text) as { readonly data: { readonly status: { readonly refusals: unknown } } }).data.status.refusals; // as the query says
  };

  const sender = { id, name: 'a sender of too much' };
  await expect.poll(refusals, { timeout: 20_000 }).toContainEqual({ reason: 'BODY_TOO_LARGE', count: 1, sender });
  expect(await refusals()).toContainEqual({ reason: 'IDENTITY_UNKNOWN', count: expect.any(Number) as number, sender: null });
});

describe('who has no key is answered 401, and nothing is kept', () => {
  const other = (key: string): string => `${key.slice(0, -1)}${key.endsWith('A') ? 'B' : 'A'}`;
  const cases: readonly (readonly [string, () => Record<string, string>])[] = [
    ['without a key', () => ({})],
    ['with a key that nobody holds', () => ({ authorization: `Bearer hg_nobody00_${'n'.repeat(43)}` })],
    ['with a key that differs in its last character', () => ({ authorization: `Bearer ${other(anyone.key)}` })],
    ['with a key that is none', () => ({ authorization: 'Bearer hg' })],
    ['with a key in the wrong place', () => ({ authorization: `Basic ${anyone.key}` })],
  ];

  test.each(cases)('%s', async (_name, headers) => {
    const before = await server.size();

    for (const path of ['/api/v1/lineage', '/api/v1/lineage/batch']) {
      const answer = await send(server.address, { path, headers: headers(), body: event() });

      expect(answer.status, answer.text).toBe(401);
      expect(answer.headers['www-authenticate']).toBe('Bearer');
      expect(refusalIn(answer)).toEqual({
        code: 'IDENTITY_UNKNOWN',
        message: expect.stringMatching(/Send a key: |ask an administrator/) as string,
      });
    }
    expect(await server.size()).toBe(before);
  });
});

test.each([
  ['GET', '/api/v1/lineage', 405],
  ['PUT', '/api/v1/lineage', 405],
  ['OPTIONS', '/api/v1/lineage', 405],
  ['OPTIONS', '/api/v1/lineage/batch', 405],
  ['DELETE', '/api/v1/lineage/batch', 405],
  ['POST', '/api/v1/linage', 404],
  ['POST', '/api/v1/lineage/', 404],
  ['POST', '/api/v2/lineage', 404],
] as const)('%s %s is answered %i, with the place where events go', async (method, path, status) => {
  const answer = await send(server.address, { method, path, headers: { authorization: `Bearer ${anyone.key}` }, body: event() });

  expect(answer.status, answer.text).toBe(status);
  expect(refusalIn(answer)).toMatchObject({
    code: status === 405 ? 'BAD_REQUEST' : 'NOT_FOUND',
    message: expect.stringContaining('POST /api/v1/lineage') as string,
  });
  expect(answer.headers.allow).toBe(status === 405 ? 'POST' : undefined);
});

describe('what is no HTTP is answered by a code and what to do, and nothing of it is kept', () => {
  const begun = (): string => `POST /api/v1/lineage HTTP/1.1\r\nHost: headgate\r\nAuthorization: Bearer ${anyone.key}\r\n`;
  const lengths = 'Content-Length: 5\r\nContent-Length: 6\r\n\r\n{}   ';
  const told = { status: 400, code: 'BAD_REQUEST', says: 'send the request again, with one Content-Length or in whole chunks' };
  const cases: readonly (readonly [string, () => string, typeof told])[] = [
    ['words', () => 'hello\r\n\r\n', told],
    ['two lengths', () => `${begun()}${lengths}`, told],
    ['a chunk without a size', () => `${begun()}Transfer-Encoding: chunked\r\n\r\nZZ\r\n`, told],
    [
      'headers of 20,000 bytes',
      () => `${begun()}X-Long: ${'x'.repeat(20_000)}\r\n\r\n`,
      { status: 431, code: 'LIMIT_EXCEEDED', says: '16384 bytes' },
    ],
  ];

  test.each(cases)('%s', async (_name, make, { status, code, says }) => {
    const before = await server.size();

    const answer = await sendRaw(server.address, make());

    expect(answer.split(' ')[1]).toBe(String(status));
    expect(JSON.parse(answer.slice(answer.indexOf('\r\n\r\n')))).toEqual({ code, message: expect.stringContaining(says) as string });
    expect(await server.size()).toBe(before);
  });
});

describe('a sender that stops half way', () => {
  const headers = (length: number) => ({
    authorization: `Bearer ${tight.adminKey}`,
    'content-type': 'application/json',
    'content-length': String(length),
  });

  test('is told to send it again, and holds nothing', async () => {
    const before = await tight.size();
    await using half = await sendHalf(tight.address, headers(60 * KIB));
    await half.write(Buffer.alloc(50 * KIB, ' '));

    const answer = await half.answer();

    expect(answer).toMatch(/^HTTP\/1.1 503 .*\r\nretry-after: 1\r\n/is);
    expect(answer).toContain('"code":"BUSY"');
    expect(answer).toContain('send it again');
    expect((await postTight(Buffer.alloc(60 * KIB, ' '))).status).toBe(400); // it is read whole: the bytes of the other are given back
    expect(await tight.size()).toBe(before + 1n);
  });

  test('and hangs up leaves no trace, and holds nothing', async () => {
    const before = await tight.size();
    for (let sender = 0; sender < 10; sender += 1) {
      await using half = await sendHalf(tight.address, headers(60 * KIB));
      await half.write(Buffer.alloc(50 * KIB, ' '));
      half.hangUp();
    }

    const answer = await untilNotBusy(() => postTight(event({ job: 'after those who hung up' })));

    expect(answer.status).toBe(201);
    expect(await tight.size()).toBe(before + 1n);
  });

  test('holds up nobody else', async () => {
    await using half = await sendHalf(server.address, { authorization: `Bearer ${anyone.key}`, 'content-length': '1000' });
    await half.write(Buffer.from('{"eventTime":'));

    expect((await post(event())).status).toBe(201);
    expect((await postBatch(`[${event()}]`)).status).toBe(200);
  });
});

test('past what may be in memory a sender is answered 503 with Retry-After, and is heard when it comes again', async () => {
  const before = await tight.size();
  const headers = { authorization: `Bearer ${tight.adminKey}`, 'content-length': String(60 * KIB) };
  await using one = await sendHalf(tight.address, headers);
  await using other = await sendHalf(tight.address, headers);
  for (const half of [one, other]) await half.write(Buffer.alloc(59 * KIB, ' '));
  const padded = (): string => event({ runFacets: { padding: { padding: 'x'.repeat(50 * KIB) } } });

  const first = await untilBusy(() => postTight(padded()));
  for (const half of [one, other]) half.hangUp();
  const text = padded();
  const later = await untilNotBusy(() => postTight(text));

  expect(first.headers['retry-after']).toBe('1');
  expect(refusalIn(first)).toEqual({ code: 'BUSY', message: expect.stringContaining('send it again') as string });
  expect(later.status).toBe(201);
  const { position } = later.json as { position: string };
  expect(BigInt(position)).toBeGreaterThanOrEqual(before);
  expect(await tight.entriesFrom(position, 1)).toMatchObject([{ frame: { form: 'json', text } }]);
});

/** What was written to a socket is in the server's memory a moment later. */
async function untilBusy(sending: () => Promise<Answer>): Promise<Answer> {
  for (;;) {
    const answer = await sending();
    if (answer.status === 503) return answer;
  }
}

async function untilNotBusy(sending: () => Promise<Answer>): Promise<Answer> {
  for (;;) {
    const answer = await sending();
    if (answer.status !== 503) return answer;
  }
}

describe('the contract of the standard’s clients', () => {
  const chunks = (bytes: Buffer): readonly Buffer[] => [bytes.subarray(0, 10), bytes.subarray(10, 200), bytes.subarray(200)];
  const gzip = { 'content-encoding': 'gzip' };
  const cases: readonly (readonly [string, (text: string) => Sending['body'], Record<string, string>?])[] = [
    ['plain, with its length', (text) => text],
    ['plain, in chunks', (text) => chunks(Buffer.from(text))],
    ['gzip, with its length', (text) => gzipSync(text), gzip],
    ['gzip, in chunks', (text) => chunks(gzipSync(text)), gzip],
    ['gzip in capitals', (text) => gzipSync(text), { 'content-encoding': 'GZIP' }],
    ['of two gzip members', (text) => Buffer.concat([gzipSync(text.slice(0, 50)), gzipSync(text.slice(50))]), gzip],
    ['with a charset', (text) => text, { 'content-type': 'application/json; charset=utf-8', accept: 'application/json' }],
    ['of an unknown type', (text) => text, { 'content-type': 'text/plain' }],
    ['after a byte order mark', (text) => `\ufeff${text}`],
  ];

  const sendings = cases.map(([name, encode, headers = {}]) => [name, encode, headers] as const);
  test.each(sendings)('an event %s is answered 201 with a JSON body, after it is stored', async (_name, encode, headers) => {
    const text = event();

    const answer = await post(encode(text), headers, '/api/v1/lineage?timeout=5000'); // some clients append parameters

    const { position } = answer.json as { position: string };
    const [entry] = await server.entriesFrom(position, 1);
    expect(answer.status, answer.text).toBe(201);
    expect(answer.headers['content-type']).toMatch(/^application\/json/);
    expect(answer.headers['headgate-position']).toBe(position);
    expect(answer.json).toMatchObject({ duplicate: false, commitment: entry?.commitment.toString('hex') });
    expect(entry?.frame).toMatchObject({ form: 'json', text });
  });

  test('an event that comes again, in any spelling, is answered 201 with the position and the commitment of the first', async () => {
    const text = event();
    const parsed = JSON.parse(text) as Record<string, unknown>;
    const sorted = JSON.stringify(Object.fromEntries(Object.entries(parsed).sort()), null, 2);

    const first = await post(text);
    const before = await server.size();
    const again = [await post(text), await post(gzipSync(text), gzip), await post(sorted)];

    expect(first.json).toMatchObject({ duplicate: false });
    for (const each of again) {
      expect(each.status).toBe(201);
      expect(each.json).toEqual({ ...(first.json as object), duplicate: true });
      expect(each.headers['headgate-position']).toBe(first.headers['headgate-position']);
    }
    expect(await server.size()).toBe(before);
  });

  test('a sender that prefers to wait is answered when its event is in the graph, and others are not kept waiting', async () => {
    const text = event({ job: 'waited for', inputs: ['waited for'] });

    const [waited, hasty] = [await mapped(text), await post(event())];

    expect(waited.status).toBe(201);
    expect(await server.datasets()).toContain('db / waited for');
    expect(hasty.headers['headgate-mapped']).toBeUndefined();
  });
});

describe('a batch', () => {
  const recorded = (text: string, duplicate = false) => ({
    position: expect.stringMatching(/^\d+$/) as string,
    commitment: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
    duplicate,
    warnings: [],
    text,
  });

  test('of nothing is taken', async () => {
    const answer = await postBatch('[]');

    expect(answer.status).toBe(200);
    expect(answer.headers['headgate-position']).toBeUndefined();
    expect(answer.json).toMatchObject({
      status: 'success',
      summary: { received: 0, successful: 0, failed: 0, retriable: 0, non_retriable: 0 },
      failed_events: [],
      events: [],
    });
  });

  test('of good, repeated, bad and refused events says what became of each', async () => {
    const [first, second] = [event({ namespace: 'own' }), event({ namespace: 'own' })];
    const bad = '{"eventTime" : "yesterday"}';
    const refused = event({ namespace: 'other' });
    const deep = `${'['.repeat(10_000)}${']'.repeat(10_000)}`;

    const answer = await postBatch(`[${first},\n ${first}, ${bad} ,${refused},${deep},null,${second}]`, {
      authorization: `Bearer ${restricted.key}`,
    });

    const {
      events,
      failed_events: failed,
      ...rest
    } = answer.json as { events: readonly ({ position: string } | null)[]; failed_events: readonly { quarantine: string }[] };
    expect(answer.status, answer.text).toBe(200);
    expect(rest).toEqual({ status: 'partial_success', summary: { received: 7, successful: 3, failed: 4, retriable: 0, non_retriable: 4 } });
    expect(failed).toMatchObject([
      { index: 2, retriable: false, quarantine: UUID, reason: expect.stringContaining('/eventTime') as string },
      { index: 3, retriable: false, quarantine: UUID, reason: expect.stringContaining('/job/namespace') as string },
      { index: 4, retriable: false, quarantine: UUID, reason: expect.stringContaining('10000 deep') as string },
      { index: 5, retriable: false, quarantine: UUID, reason: expect.stringContaining('an event is a JSON object') as string },
    ]);
    const without = (text: string, duplicate = false) => ({ ...recorded(text, duplicate), text: undefined });
    expect(events).toEqual([without(first), without(first, true), null, null, null, null, without(second)]);
    expect(events[1]?.position).toBe(events[0]?.position);
    expect(answer.headers['headgate-position']).toBe(String(Math.max(Number(events[0]?.position), Number(events[6]?.position))));
    const kept = await Promise.all(failed.map(async ({ quarantine }) => (await server.quarantined(quarantine)).bytes.toString()));
    expect(kept).toEqual([bad, refused, deep, 'null']);
  });

  test.each([
    ['that is no JSON', '[{"eventTime":', { status: 400, code: 'BODY_UNREADABLE', because: 'unreadable' }],
    ['that is empty', '', { status: 400, code: 'BODY_UNREADABLE', because: 'unreadable' }],
    ['that is one event', '{"eventTime":"2026-01-05T10:00:00Z"}', { status: 422, code: 'EVENT_INVALID', because: 'unusable' }],
  ] as const)('%s is kept whole', async (_name, text, kept) => {
    const answer = await postBatch(text);

    expect(await expectQuarantined(answer, { ...kept, bytes: Buffer.from(text) })).toEqual(['']);
  });

  test('that is called gzip and is not is kept whole', async () => {
    const text = `[${event()}]`;

    const answer = await postBatch(text, { 'content-encoding': 'gzip' });

    await expectQuarantined(answer, { status: 400, code: 'BODY_UNREADABLE', because: 'unreadable', bytes: Buffer.from(text) });
  });

  test('of more events than one may hold is answered 400 with the number that it may', async () => {
    const before = await server.size();

    const answer = await postBatch(`[${Array.from({ length: 10_001 }, () => '{}').join()}]`);

    expect(answer.status).toBe(400);
    expect(refusalIn(answer)).toEqual({ code: 'LIMIT_EXCEEDED', message: expect.stringContaining('10000 events; split it') as string });
    expect(await server.size()).toBe(before);
  });

  test('of 2,000 events is recorded whole', async () => {
    const texts = Array.from({ length: 2_000 }, () => event());
    const before = await server.size();

    const answer = await postBatch(gzipSync(`[${texts.join()}]`), { 'content-encoding': 'gzip' });

    const { summary, events } = answer.json as { summary: object; events: readonly { position: string }[] };
    const positions = events.map(({ position }) => BigInt(position));
    const kept = await server.entriesFrom(String(before), 2_000);
    const textAt = new Map(kept.map(({ position, frame }) => [position, frame?.form === 'json' ? frame.text : undefined]));
    expect(answer.status).toBe(200);
    expect(summary).toMatchObject({ received: 2_000, successful: 2_000 });
    expect(positions.map((position) => textAt.get(position))).toEqual(texts);
    expect(await server.size()).toBe(before + 2_000n);
  });

  test('is waited for when its sender prefers so', async () => {
    const text = `[${event({ inputs: ['first of two'] })},${event({ inputs: ['second of two'] })}]`;

    const answer = await mapped(text, '/api/v1/lineage/batch');

    expect(answer.status).toBe(200);
    expect(await server.datasets()).toEqual(expect.arrayContaining(['db / first of two', 'db / second of two']));
  });
});
