import { getIntrospectionQuery, type IntrospectionQuery } from 'graphql';
import { serverAudits } from 'graphql-http';
import { afterAll, afterEach, beforeAll, describe, expect, inject, test } from 'vitest';

import { datasetEvent, runEvent } from './support/events.ts';
import { type Answer, send } from './support/http-client.ts';
import { type RunningServer, startServer } from './support/running-server.ts';
import { questionsOfTexts } from './support/schema-questions.ts';

// Goal: the window keeps to GraphQL over HTTP, and whatever is asked of it, by whomever, ends in a sentence that says what to do; the server lives.
// Method: real HTTP against `headgate serve` in a process of its own: the audits of the standard, then a table of attacks, as strangers and as an engineer.

const QUESTION = '{ datasets { nodes { name } } }';
const JSON_TYPE = { 'content-type': 'application/json' };

let server: RunningServer;
let engineer: string;

beforeAll(async () => {
  server = await startServer(inject('checkout'));
  ({ key: engineer } = await server.person('an engineer', ['engineer']));
  const headers = { ...JSON_TYPE, authorization: `Bearer ${server.adminKey}`, prefer: 'wait' };
  for (const name of ['patients', 'visits', 'wards'])
    await send(server.address, { headers, body: JSON.stringify(datasetEvent('2026-01-05T10:00:00Z', name)) });
});

afterEach(async () => {
  const { status, json } = await ask({ query: QUESTION });
  expect([status, server.isAlive(), server.complaint()]).toEqual([200, true, '']);
  expect(json).toEqual({ data: { datasets: { nodes: ['patients', 'visits', 'wards'].map((name) => ({ name })) } } });
});

afterAll(async () => {
  await server[Symbol.asyncDispose]();
});

type Headers = Readonly<Record<string, string>>;

/** Sends a body to `/graphql`, as the engineer unless the headers say otherwise. */
function post(body: string | Buffer, headers: Headers = {}): Promise<Answer> {
  return send(server.address, { path: '/graphql', headers: { ...JSON_TYPE, authorization: `Bearer ${engineer}`, ...headers }, body });
}

function ask(question: object, headers: Headers = {}): Promise<Answer> {
  return post(JSON.stringify(question), headers);
}

/** The codes and sentences of an answer's errors. */
function errorsOf({ json }: Answer): readonly { readonly message: string; readonly extensions?: { readonly code?: string } }[] {
  return (json as { readonly errors?: readonly { readonly message: string }[] } | undefined)?.errors ?? [];
}

/** What stands in no answer: stacks, files, statements, and what Apollo says for lack of a sentence. */
const INSIDES = /stacktrace|node_modules|\.[jt]s:\d|\bat .+\(|select .+ from|hot\.|Syntax Error: Query|Internal server error/i;

describe('the audits of GraphQL over HTTP', () => {
  const fetchFn: typeof fetch = (input, init) =>
    fetch(input, { ...init, headers: { 'apollo-require-preflight': 'yes', authorization: `Bearer ${engineer}`, ...headersIn(init) } });
  const audits = serverAudits({ url: () => `${server.address}/graphql`, fetchFn });

  test('there are the 61 of the version that is installed', () => {
    expect(audits).toHaveLength(61);
  });

  test('every one is met, also those that only may be', async () => {
    const results = await Promise.all(audits.map((audit) => audit.fn()));

    expect(results.flatMap((result) => (result.status === 'ok' ? [] : [`${result.status}: ${result.name}: ${result.reason}`]))).toEqual([]);
  });
});

function headersIn(init: RequestInit | undefined): Record<string, string> {
  return Object.fromEntries(new Headers(init?.headers).entries());
}

describe('strangers', () => {
  const STRANGERS: Readonly<Record<string, Headers>> = {
    'without a key': { authorization: '' },
    'with a key of nobody': { authorization: `Bearer hg_nobodyxx_${'n'.repeat(43)}` },
    'with a key that is none': { authorization: 'Bearer ../../etc/passwd' },
    'with another scheme': { authorization: 'Basic YWRtaW46YWRtaW4=' },
    'with a session of nobody': { authorization: '', cookie: `headgate_session=${'n'.repeat(43)}` },
    'with a key of 7,000 characters': { authorization: `Bearer hg_${'n'.repeat(7_000)}` },
  };
  const BODIES: readonly string[] = [
    JSON.stringify({ query: '{ __schema { types { name } } }' }),
    JSON.stringify({ query: '{ statu { mapped } }' }),
    JSON.stringify({ query: '{' }),
    JSON.stringify([{ query: QUESTION }]),
    '{ "not a JSON',
    '',
  ];

  test.each(Object.entries(STRANGERS))('%s: one answer, whatever they ask', async (_who, headers) => {
    const answers: Answer[] = [];
    for (const body of BODIES) answers.push(await post(body, headers));

    expect(answers.map(({ status, headers }) => [status, headers['www-authenticate']])).toEqual(BODIES.map(() => [401, 'Bearer']));
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    const [first] = answers;
    expect(first?.text).not.toMatch(/did you mean|status|__schema|Query/i);
    expect(first?.text).not.toMatch(INSIDES);
    expect(first === undefined ? [] : errorsOf(first)).toMatchObject([{ extensions: { code: 'IDENTITY_UNKNOWN' } }]);
  });

  test('by GET and by other methods: the same', async () => {
    for (const method of ['GET', 'PUT', 'DELETE', 'PATCH']) {
      const { status, text } = await send(server.address, {
        method,
        path: `/graphql?query=${encodeURIComponent('{ __schema { types { name } } }')}`,
      });
      expect([method, status], text).toEqual([method, 401]);
      expect(text).not.toMatch(INSIDES);
    }
  });
});

const ID = 'MQ';
const many = (count: number, of: (index: number) => string): string => Array.from({ length: count }, (_, index) => of(index)).join(' ');
const levels = (count: number, inner: string): string => `${'{ upstream { root { dataset '.repeat(count)}${inner}${' } } }'.repeat(count)}`;
const nestedJson = (count: number): string => `${'{"a":'.repeat(count)}1${'}'.repeat(count)}`;
const text = (query: string, more: object = {}): string => JSON.stringify({ query, ...more });
const FIRST = 'query ($first: Int) { datasets(first: $first) { nodes { name } } }';
const PICK = 'query ($id: ID) { dataset(id: $id) { name } }';

interface Attack {
  readonly body: string | Buffer;
  readonly headers?: Headers;
  /** 400 unless it says otherwise; 200 is for a field that fails when it is asked, whose error stands beside the answers of others. */
  readonly status?: number;
  readonly says: RegExp;
}

const ATTACKS: Readonly<Record<string, Attack>> = {
  '10,000 aliases, past the words': {
    body: text(`{ ${many(10_000, (index) => `a${index}: __typename`)} }`),
    says: /may have 4000 words; ask in several/,
  },
  'a few hundred aliases': {
    body: text(`{ ${many(300, (index) => `a${index}: status { mapped }`)} }`),
    says: /40 aliases; ask in several/,
  },
  'aliases in fragments': {
    body: text(`{ ...f } fragment f on Query { ${many(300, (index) => `a${index}: status { mapped }`)} }`),
    says: /40 aliases; ask in several/,
  },
  'a deep question': { body: text(`{ dataset(id: "x") ${levels(20, '{ name }')} }`), says: /nest 16 fields; ask in two/ },
  'a deep question in fragments': {
    body: text(
      `{ dataset(id: "x") { ...f0 } } ${many(20, (index) => `fragment f${index} on Dataset { upstream { root { dataset { ...f${index + 1} } } } }`)} fragment f20 on Dataset { name }`,
    ),
    says: /nest 16 fields; ask in two/,
  },
  'a fragment that names itself': { body: text('{ ...f } fragment f on Query { ...f }'), says: /Cannot spread fragment "f" within itself/ },
  'fragments in a circle': {
    body: text('{ ...f } fragment f on Query { ...g } fragment g on Query { ...h } fragment h on Query { ...f }'),
    says: /Cannot spread fragment "f" within itself via "g", "h"/,
  },
  'fragments that double, forty times': {
    body: text(
      `{ ...f0 } ${many(40, (index) => `fragment f${index} on Query { ...f${index + 1} ...f${index + 1} }`)} fragment f40 on Query { status { mapped } }`,
    ),
    says: /at most hold 100000; ask for smaller/,
  },
  'a fragment that is not there': { body: text('{ ...f }'), says: /Unknown fragment "f"/ },
  'several questions in a list': {
    body: JSON.stringify(Array.from({ length: 50 }, () => ({ query: QUESTION }))),
    says: /Send one operation in each request/,
  },
  'an empty list': { body: '[]', says: /Send one operation in each request/ },
  'huge variables': { body: text(PICK, { variables: { id: 'x'.repeat(2 ** 20) } }), status: 413, says: /1048576 bytes/ },
  '100,000 words': { body: text(`{ ${'a '.repeat(100_000)} }`), says: /4000 words; ask in several/ },
  '100,000 brackets': { body: text('{a'.repeat(50_000)), says: /4000 words; ask in several/ },
  '3,900 brackets': { body: text('{a'.repeat(1_900)), says: /Syntax Error/ },
  '3,900 lists in an argument': {
    body: text(`{ dataset(id: ${'['.repeat(3_900)}`),
    says: /nests too deeply to be read; ask in several|Syntax Error/,
  },
  'many directives': { body: text(`{ status { mapped ${'@include(if: true) '.repeat(500)} } }`), says: /40 directives; leave some out/ },
  'directives that are not there': { body: text(`{ status ${'@nothing '.repeat(39)} { mapped } }`), says: /Unknown directive "@nothing"/ },
  'a field of 100,000 letters': { body: text(`{ ${'a'.repeat(100_000)} }`), says: /Cannot query field/ },
  'an operation of 100,000 letters': { body: text(`query ${'a'.repeat(100_000)} { nothing }`), says: /Cannot query field/ },
  'a name of an operation that is not there, of 100,000 letters': {
    body: text(QUESTION, { operationName: 'a'.repeat(100_000) }),
    says: /Unknown operation/,
  },
  'bytes that are no UTF-8, in the question': {
    body: Buffer.concat([Buffer.from('{"query":"{ '), Buffer.from([0xff, 0xfe, 0xc0]), Buffer.from(' }"}')]),
    says: /Syntax Error/,
  },
  'bytes that are no UTF-8, outside of text': { body: Buffer.from([0xff, 0xfe, 0x7b]), says: /Send the question as JSON/ },
  'another encoding': {
    body: Buffer.from(text(QUESTION), 'utf16le'),
    headers: { 'content-type': 'application/json; charset=utf-16' },
    says: /JSON/,
  },
  'NUL in a name': { body: text(PICK, { variables: { id: 'a\u0000b' } }), status: 200, says: /NUL or half a surrogate pair/ },
  'half a surrogate pair in a name': {
    body: text(PICK, { variables: { id: 'a\ud800b' } }),
    status: 200,
    says: /NUL or half a surrogate pair/,
  },
  'a deep question about the schema': {
    body: text(`{ __schema { types { ${'fields { type { '.repeat(20)} name ${'} } '.repeat(20)} } } }`),
    says: /Maximum introspection depth exceeded/,
  },
  'the schema asked for in circles': {
    body: text('{ __schema { types { fields { type { fields { type { fields { type { fields { name } } } } } } } } } }'),
    says: /Maximum introspection depth exceeded|may at most hold/,
  },
  'two operations of one name': {
    body: text(`query a ${QUESTION} query a ${QUESTION}`, { operationName: 'a' }),
    says: /only one operation named "a"/,
  },
  'two operations, and none said': { body: text(`query a ${QUESTION} query b ${QUESTION}`), says: /operation name/i },
  'two fields of one name that differ': { body: text('{ status { a: mapped a: recorded } }'), says: /Fields "a" conflict/ },
  '1,900 fields that could differ': { body: text(`{ status { ${'mapped '.repeat(1_900)} } }`), says: /ask for each field once/ },
  'a subscription': { body: text('subscription { status { mapped } }'), says: /no subscription here/ },
  'variables of 10,000 levels': { body: `{"query":${JSON.stringify(FIRST)},"variables":{"first":${nestedJson(10_000)}}}`, says: /\$first/ },
  'variables of 10,000 levels that nobody asks for': {
    body: `{"query":"${QUESTION}","variables":{"other":${nestedJson(10_000)}}}`,
    status: 200,
    says: /patients/,
  },
  'extensions of 10,000 levels': { body: `{"query":"${QUESTION}","extensions":${nestedJson(10_000)}}`, status: 200, says: /patients/ },
  'a list of 100,000 items in a variable': {
    body: text(FIRST, { variables: { first: Array.from({ length: 100_000 }, () => 1) } }),
    says: /\$first/,
  },
  'a list of 100,000 items for an id': {
    body: text(PICK, { variables: { id: Array.from({ length: 100_000 }, () => 'x') } }),
    says: /\$id/,
  },
  'a variable with 50,000 members': {
    body: text(FIRST, { variables: { first: Object.fromEntries(Array.from({ length: 50_000 }, (_, index) => [`m${index}`, 1])) } }),
    says: /\$first/,
  },
  '1,000 variables that are not there': {
    body: text(`query (${many(900, (index) => `$v${index}: Nothing`)}) ${QUESTION}`),
    says: /Unknown type "Nothing"/,
  },
  'a number beyond a double': { body: `{"query":"${FIRST}","variables":{"first":1e999}}`, says: /at most hold/ },
  'a number beyond 32 bits': { body: text(FIRST, { variables: { first: 2 ** 31 } }), says: /at most hold/ },
  'a number of 1,000 digits': { body: text(`{ datasets(first: ${'9'.repeat(1_000)}) { nodes { name } } }`), says: /Int cannot represent/ },
  'a negative page': { body: text('{ datasets(first: -1) { nodes { name } } }'), status: 200, says: /first/ },
  'a page of two thousand million': { body: text('{ datasets(first: 2147483647) { nodes { name } } }'), says: /first|at most hold/ },
  'an id of 1 MB': { body: text(PICK, { variables: { id: 'x'.repeat(1_000_000) } }), status: 200, says: /not an id/ },
  'a search of 1 MB': {
    body: text('query ($t: String!) { search(text: $t) { nodes { match } } }', { variables: { t: 'x'.repeat(1_000_000) } }),
    status: 200,
    says: /Search for 2 to 200 characters/,
  },
  'a cursor of another list': { body: text(`{ datasets(after: "${ID}") { nodes { name } } }`), status: 200, says: /cursor/i },
  'a cursor of 900 KB': { body: text(`{ datasets(after: "${'A'.repeat(900_000)}") { nodes { name } } }`), status: 200, says: /cursor/i },
  'members of an object that it does not have': {
    body: text('{ lineage(root: { id: "x", __proto__: 1, constructor: 2 }) { root { id } } }'),
    says: /not defined by type/,
  },
  'a prototype for variables': { body: `{"query":"${FIRST}","variables":{"__proto__":{"first":1}}}`, says: /JSON/ },
  'a prototype for the question': { body: `{"query":"${QUESTION}","__proto__":{"query":"x"}}`, says: /JSON/ },
  'a body that is no object': { body: '"{ status { mapped } }"', says: /query|JSON/i },
  'a body that is null': { body: 'null', says: /query|JSON/i },
  'an empty body': { body: '', says: /JSON/ },
  'text instead of JSON': { body: text(QUESTION), headers: { 'content-type': 'text/plain' }, says: /JSON|Content-Type/i },
  'a form': {
    body: 'query=%7B__typename%7D',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    says: /JSON|Content-Type/i,
  },
  'a file of a form': {
    body: `--x\r\nContent-Disposition: form-data; name="operations"\r\n\r\n${text(QUESTION)}\r\n--x--`,
    headers: { 'content-type': 'multipart/form-data; boundary=x' },
    status: 415,
    says: /JSON|Content-Type/i,
  },
  'GraphQL as the type': { body: QUESTION, headers: { 'content-type': 'application/graphql' }, status: 415, says: /JSON|Content-Type/i },
  'a type that cannot be read': { body: text(QUESTION), headers: { 'content-type': ';;;' }, status: 415, says: /JSON|Content-Type/i },
  'JSON in gzip that is none': { body: 'not gzip', headers: { 'content-encoding': 'gzip' }, says: /JSON/ },
  'an answer in a form that is not made': { body: text(QUESTION), headers: { accept: 'image/png' }, status: 406, says: /accept/i },
  'the hash of a question': {
    body: JSON.stringify({ extensions: { persistedQuery: { version: 1, sha256Hash: 'a'.repeat(64) } } }),
    status: 200,
    says: /Persisted/i,
  },
};

describe('an engineer who attacks', () => {
  test.each(Object.entries(ATTACKS))('%s: a sentence, and no harm', async (_what, { body, headers = {}, status = 400, says }) => {
    for (const accept of headers['accept'] === undefined ? ['*/*', 'application/graphql-response+json'] : [headers['accept']]) {
      const answer = await post(body, { accept, ...headers });

      expect(answer.status, answer.text.slice(0, 2_000)).toBe(status);
      expect([...errorsOf(answer).map(({ message }) => message), answer.text.slice(0, 2_000)].join('\n')).toMatch(says);
      expect(answer.text).not.toMatch(INSIDES);
      expect(answer.text.length).toBeLessThan(30_000);
      if (status !== 200) expect(errorsOf(answer).map(({ extensions }) => extensions?.code)).not.toContain(undefined);
    }
  });

  test('a client that names application/json alone is answered 200 for a slip, as the standard asks, and 400 past a limit', async () => {
    const accept = { accept: 'application/json' };

    const answers = [
      await ask({ query: '{ statu { mapped } }' }, accept),
      await ask({ query: `{ ${many(300, (index) => `a${index}: status { mapped }`)} }` }, accept),
    ];

    expect(answers.map((answer) => [answer.status, errorsOf(answer)[0]?.extensions?.code])).toEqual([
      [200, 'BAD_REQUEST'],
      [400, 'LIMIT_EXCEEDED'],
    ]);
  });

  test('mutations by GET are refused, and so is a GET that any page could make', async () => {
    const get = (query: string, headers: Headers): Promise<Answer> =>
      send(server.address, {
        method: 'GET',
        path: `/graphql?query=${encodeURIComponent(query)}`,
        headers: { authorization: `Bearer ${engineer}`, ...headers },
      });
    const ours = { 'apollo-require-preflight': 'yes' };

    const answers = [
      await get('mutation { redriveQuarantined(id: "x") { position } }', ours),
      await get('mutation { __typename }', { ...ours, accept: 'application/graphql-response+json' }),
      await get(QUESTION, {}),
      await get(QUESTION, { ...ours, 'content-type': 'text/plain' }),
      await send(server.address, {
        method: 'GET',
        path: `/graphql?query=${'a'.repeat(12_000)}`,
        headers: { authorization: `Bearer ${engineer}`, ...ours },
      }),
      await send(server.address, {
        method: 'GET',
        path: `/graphql?query=${'a'.repeat(40_000)}`,
        headers: { authorization: `Bearer ${engineer}`, ...ours },
      }),
    ];

    expect(answers.map(({ status }) => status)).toEqual([405, 405, 400, 415, 400, 431]);
    for (const { text } of answers) expect(text).not.toMatch(INSIDES);
  });

  test('a cursor with any letter changed says that it is no cursor, or of where it was', async () => {
    const page = await ask({ query: '{ datasets(first: 1) { nodes { name } pageInfo { endCursor } } }' });
    const cursor = /"endCursor":"([^"]+)"/.exec(page.text)?.[1] ?? '';
    expect(cursor).not.toBe('');

    for (let index = 0; index < cursor.length; index += 1) {
      const after = `${cursor.slice(0, index)}${cursor[index] === 'A' ? 'B' : 'A'}${cursor.slice(index + 1)}`;
      const answer = await ask({ query: 'query ($after: String) { datasets(after: $after) { nodes { name } } }', variables: { after } });
      expect(answer.status, answer.text).toBe(200);
      expect(errorsOf(answer).map(({ extensions }) => extensions?.code)).not.toContain('INTERNAL');
      expect(answer.text).not.toMatch(INSIDES);
    }
  });

  // Half a surrogate pair comes through JSON as NUL does: as an escape.
  test('a NUL and half a surrogate pair are refused in every place of every question and change, by name, and break nothing', async () => {
    const headers = { authorization: `Bearer ${server.adminKey}` };
    const schema = (await ask({ query: getIntrospectionQuery() }, headers)).json as { readonly data: IntrospectionQuery };
    let refused = 0;
    for (const bad of ['a\u0000b', '\ud800'])
      for (const { place, query, variables } of questionsOfTexts(schema.data, bad)) {
        const answer = await ask({ query, variables }, headers);
        expect([place, errorsOf(answer).map(({ extensions }) => extensions?.code)]).not.toEqual([place, ['INTERNAL']]);
        expect(answer.text, place).not.toMatch(INSIDES);
        if (/NUL or half a surrogate pair/.test(answer.text)) refused += 1;
      }
    expect(refused).toBeGreaterThan(100);
  });

  test('a cursor of which a word was changed says that it is no cursor, in every list', async () => {
    const headers = { authorization: `Bearer ${server.adminKey}` };
    const event = runEvent({ time: '2026-01-05T10:00:00Z', run: RUN, inputs: ['patients'], outputs: ['visits'] });
    await send(server.address, { headers: { ...JSON_TYPE, ...headers, prefer: 'wait' }, body: JSON.stringify(event) });
    const bad = [1, {}, [], true, 'abc', '-5', '9'.repeat(40), '1.5', 'a\u0000b', '\ud800'];
    for (const list of LISTS) {
      const page = await ask({ query: `{ ${list}first: 1) { pageInfo { endCursor } } }` }, headers);
      const [version, print, asOf, knownAt, key] = wordsOf(/"endCursor":"([^"]+)"/.exec(page.text)?.[1] ?? '', list);
      const changed = bad.flatMap((word) => key.map((_, index) => key.with(index, word)));
      for (const each of [...changed, [], [null], [[[]]], [...key, 'x']]) {
        const after = Buffer.from(JSON.stringify([version, print, asOf, knownAt, each])).toString('base64url');
        const answer = await ask({ query: `{ ${list}first: 1, after: "${after}") { pageInfo { endCursor } } }` }, headers);
        expect([list, each, answer.status]).toEqual([list, each, 200]);
        expect([list, each, errorsOf(answer).map(({ extensions }) => extensions?.code)]).not.toEqual([list, each, ['INTERNAL']]);
        expect(answer.text, list).not.toMatch(INSIDES);
      }
    }
  });
});

const RUN = '0197ad84-7a0d-7527-9f8a-000000000000';
const LISTS = [
  ...['datasets', 'events', 'jobs', 'keys', 'namespaces', 'runs'].map((name) => `${name}(`),
  `events(run: { runId: "${RUN}", job: { namespace: "etl", name: "load" } }, `,
  'search(text: "patients", ',
  'lineage(root: { job: { namespace: "etl", name: "load" } }, direction: BOTH, ',
  'whatCould(kind: DATASET, action: SEE, ',
];

function wordsOf(cursor: string, list: string): readonly [unknown, unknown, unknown, unknown, readonly unknown[]] {
  expect(cursor, list).not.toBe('');
  const words = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')) as unknown;
  expect([list, Array.isArray(words) && words.length === 5 && Array.isArray(words[4])]).toEqual([list, true]);
  return words as [unknown, unknown, unknown, unknown, readonly unknown[]];
}
