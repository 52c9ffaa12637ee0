import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

import { expect, test } from 'vitest';

import { questions } from '../../server/src/book/book.ts';
import { type Ran, runCommand } from '../testkit/command.ts';

const KEY = 'hg_some-key';

interface Told {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** A server that gives one answer to everything, and what it was asked. */
async function givenServer(status: number, answer: unknown) {
  const asked: { readonly key: string | undefined; readonly variables: unknown }[] = [];
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      asked.push({ key: request.headers.authorization, variables: (JSON.parse(body) as { readonly variables: unknown }).variables });
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
    });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const ask = (...args: readonly string[]): Promise<Told> => command({ HEADGATE_URL: url, HEADGATE_KEY: KEY }, 'ask', ...args);
  const close = (): Promise<void> => new Promise((resolve) => server.close(() => resolve()));
  return { asked, ask, [Symbol.asyncDispose]: close };
}

function command(environment: Readonly<Record<string, string>>, ...args: readonly string[]): Promise<Ran> {
  return runCommand({ environment }, args);
}

const header = {
  asOf: '2026-04-01T08:00:00.5Z',
  knownAt: '7',
  completeness: 'PARTIAL',
  reasons: [{ code: 'QUARANTINED_EVENTS', message: 'Something is missing.' }],
};
const readers = [
  {
    namespace: 'etl',
    name: 'load.a_job_with_a_long_name.that_spark.gave_to_it_by_itself.and_then.some_more.raw_patients',
    owners: [],
    outputs: [],
  },
];
const data = { dataset: { header, name: 'patients', readBy: readers } };

test('without a question every question is listed with its number', async () => {
  const { code, out } = await command({}, 'ask');

  expect(code).toBe(0);
  for (const [index, { question }] of questions.entries()) expect(out).toContain(`${String(index + 1).padStart(4)}  ${question}\n`);
});

test('an answer is a sentence, a table, and how far it may be believed', async () => {
  await using server = await givenServer(200, { data });

  const { code, out } = await server.ask(
    'who',
    'reads',
    'the',
    'patient',
    'table',
    '--dataset',
    'patients',
    '--as-of',
    '2026-04-01T08:00:00Z',
  );
  const json = await server.ask('8', '--json', '--as-of', 'now', '--var', 'name=p', '--namespace', 'ehr');

  expect({ code, lines: out.split('\n') }).toEqual({
    code: 0,
    lines: [
      '1 job reads patients.',
      '',
      'in    owners   job                                                                      writes',
      '─'.repeat(94),
      'etl   -        load.….that_spark.gave_to_it_by_itself.and_then.some_more.raw_patients   -',
      '',
      'As of 2026-04-01T08:00:00Z, from 7 entries.',
      'Not whole: Something is missing.',
      '',
    ],
  });
  expect(JSON.parse(json.out)).toMatchObject({ id: 'who-reads-the-patient-table', data });
  expect(server.asked).toEqual([
    { key: `Bearer ${KEY}`, variables: { namespace: null, name: 'patients', asOf: '2026-04-01T08:00:00Z' } },
    { key: `Bearer ${KEY}`, variables: { namespace: 'ehr', name: 'p', asOf: null } },
  ]);
});

test('what is wrong with a question is said in a sentence', async () => {
  await using stranger = await givenServer(401, {
    errors: [{ message: 'The key is not known.', extensions: { code: 'IDENTITY_UNKNOWN' } }],
  });
  await using other = await givenServer(200, 'hello');
  const said = async (told: Promise<Told>): Promise<unknown> => {
    const { code, err } = await told;
    return [code, err.split('\n')[0]];
  };

  expect(await said(stranger.ask('1'))).toEqual([1, 'headgate ask: The key is not known.']);
  expect(await said(other.ask('1'))).toEqual([1, expect.stringContaining('and not as a Headgate does; see whether that is its address.')]);
  expect(await said(other.ask('patient', 'table'))).toEqual([1, 'headgate ask: Several questions have these words; say its number:']);
  expect(await said(other.ask('unheard', 'of'))).toEqual([1, expect.stringContaining('No question of the book has all of these words')]);
  expect(await said(other.ask('15', '--dataset', 'x'))).toEqual([2, expect.stringContaining('this question names no dataset')]);
  expect(await said(other.ask('1', '--var', 'no=1'))).toEqual([2, expect.stringContaining('with a name of report, asOf')]);
  expect(await said(command({}, 'ask', '1'))).toEqual([2, expect.stringContaining('There is no key for http://127.0.0.1:4000')]);
  expect(await said(command({ HEADGATE_URL: 'http://127.0.0.1:1', HEADGATE_KEY: KEY }, 'ask', '1'))).toEqual([
    1,
    expect.stringContaining('No Headgate answers at http://127.0.0.1:1'),
  ]);
});
