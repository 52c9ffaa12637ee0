import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';

import { expect, test } from 'vitest';

import { temporaryDirectory } from '#testkit';

import { run } from './main.ts';

const event = {
  eventType: 'COMPLETE',
  eventTime: '2026-03-01T05:00:00Z',
  producer: 'https://example.org/loader',
  schemaURL: 'https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent',
  run: { runId: '0195527c-8e80-7000-8000-000000000001' },
  job: { namespace: 'nightly', name: 'load_orders' },
  inputs: [{ namespace: 'kafka://broker:9092', name: 'orders' }],
  outputs: [{ namespace: 'postgres://warehouse:5432', name: 'dw.sales.orders' }],
};
const good = JSON.stringify(event);
const odd = JSON.stringify({ ...event, producer: 'me', job: { ...event.job, facets: { own: { secret: 'hunter2' } } } });
const bad = JSON.stringify({ ...event, eventTime: 'yesterday', run: {} });

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Lints a file of this content; without a home, so that nothing can be opened by mistake. */
async function lint(content: string | Buffer, ...options: readonly string[]): Promise<Ran> {
  await using directory = await temporaryDirectory();
  const file = path.join(directory.path, 'events.json');
  writeFileSync(file, content);
  return await linting(file, ...options);
}

async function linting(...words: readonly string[]): Promise<Ran> {
  const [out, err]: [string[], string[]] = [[], []];
  const environment = { HEADGATE_DATA_DIR: '/nowhere', EVENT_BYTES_MAX: '2000' };
  const context = { stdout: { write: (text: string) => out.push(text) }, stderr: { write: (text: string) => err.push(text) }, environment };
  return { code: await run(['lint', ...words], context), out: out.join(''), err: err.join('') };
}

const GOOD = `accepted  run COMPLETE of nightly / load_orders at 2026-03-01T05:00:00Z
  in       kafka://broker:9092 / orders
  out      postgres://warehouse:5432 / dw.sales.orders
`;

test('a good event is told in three lines', async () => {
  const told = { code: 0, err: '', out: `${GOOD}1 event: 1 would be accepted.\n` };

  for (const content of [good, JSON.stringify(event, null, 2), `\n${good}\r\n`, gzipSync(good)]) expect(await lint(content)).toEqual(told);
});

test('a policy is tried on events: what it would keep out is told, as far as the event itself says what it is about', async () => {
  await using directory = await temporaryDirectory();
  const policy = path.join(directory.path, 'phi.yaml');
  const metrics = { dataQualityMetrics: { _producer: 'p', _schemaURL: 's', columnMetrics: { card: { min: 1, nullCount: 0 } } } };
  const told = JSON.stringify({ ...event, inputs: [{ ...event.inputs[0], inputFacets: metrics }] });
  const rule = (how: string, on: object): string => JSON.stringify({ name: 'cards', rules: [], keep_out: [{ how, on }] });

  writeFileSync(policy, rule('hash', { namespace: 'kafka*', columns: ['card'], facets: ['*'] }));
  const place = '/inputs/0/inputFacets/dataQualityMetrics/columnMetrics/card/min';
  expect(await lint(told, '--policy', policy)).toEqual({
    ...{ code: 0, err: '' },
    out: `${GOOD}  value    ${place} is hashed before it is stored\n1 event: 1 would be accepted; 1 warning.\n`,
  });
  writeFileSync(policy, rule('drop', { tag: 'pci', facets: ['*'] }));
  expect((await lint(told, '--policy', policy)).out).toBe(`${GOOD}1 event: 1 would be accepted.\n`);
  writeFileSync(policy, rule('mask', { facets: ['*'] }));
  expect(await lint(told, '--policy', policy)).toMatchObject({ code: 2, err: expect.stringContaining('how is drop or hash') as string });
});

test('one event a line, or an array: each is told with its place, its warnings and its problems', async () => {
  const [lines, array] = [await lint(`${good}\n\n${odd}\r\n${bad}\nno event\n`), await lint(gzipSync(`[${odd},\n ${bad}]`))];

  expect(lines).toEqual({
    code: 1,
    err: '',
    out: `line 1: ${GOOD}line 3: ${GOOD}  kept     as they came, not of the standard: own
  secret   /job/facets/own/secret is taken out before it is stored
  warning  /producer producer is not a URI
  warning  /job/facets/own a facet without _producer or _schemaURL
line 4: quarantined (unusable)  nothing that could be understood
  problem  /eventTime eventTime must be an RFC 3339 time, such as 2026-01-31T06:30:00Z
  problem  /run/runId a run event needs run.runId, a UUID that its client made
line 5: quarantined (unreadable)  nothing that could be understood
  problem  this is no JSON value, at byte 0
4 events: 2 would be accepted, 2 quarantined; 3 warnings.
`,
  });
  expect(array.code).toBe(1);
  expect(array.out).toContain('event 0: accepted');
  expect(array.out).toContain('event 1: quarantined (unusable)');
});

test('with --json it is one value, in the form of a dry run at the door', async () => {
  const { code, out } = await lint(`${good}\n${bad}\n`, '--json');

  expect({ code, value: JSON.parse(out) as unknown }).toMatchObject({
    code: 1,
    value: {
      events: [
        { line: 1, outcome: 'accepted', status: 201, understood: { kind: 'run', job: event.job, runId: event.run.runId } },
        {
          line: 2,
          outcome: 'quarantined',
          status: 422,
          because: 'unusable',
          problems: [{ pointer: '/eventTime' }, { pointer: '/run/runId' }],
        },
      ],
      summary: { events: 2, accepted: 1, quarantined: 1, tooLarge: 0, warnings: 0 },
    },
  });
});

test.each([
  ['an event that is broken over several lines', '{\n "eventTime": "now"\n "job": {}\n}', 'quarantined (unreadable)'],
  ['an array that does not end', `[${good}`, 'quarantined (unreadable)'],
  ['a text', 'hello', 'quarantined (unreadable)'],
  ['a gzip that is cut off', gzipSync(good).subarray(0, -20), 'does not unzip'],
  ['an event that is too large for the server', JSON.stringify({ ...event, more: 'x'.repeat(2000) }), 'too large'],
])('%s is one event, which would not be accepted', async (_name, content, told) => {
  const { code, out } = await lint(content);

  expect(code).toBe(1);
  expect(out).toContain(told);
  expect(out).toMatch(/^1 event: 0 would be accepted/m);
});

test('an array of nothing is well', async () => {
  expect(await lint('[]')).toEqual({ code: 0, err: '', out: '0 events: 0 would be accepted.\n' });
});

test('what is no file of events is said in one sentence, and ends with 2', async () => {
  await using directory = await temporaryDirectory();
  const at = (name: string): string => path.join(directory.path, name);
  mkdirSync(at('folder'));
  writeFileSync(at('empty'), '');
  writeFileSync(at('blank'), ' \n\n');
  const sentences: readonly (readonly [readonly string[], string])[] = [
    [[], 'expected <file>, got: nothing'],
    [['a', 'b'], 'expected <file>, got: a b'],
    [[at('absent')], `there is no file ${at('absent')}`],
    [[at('folder')], `${at('folder')} is a folder; name a file in it`],
    [[at('empty')], `${at('empty')} is empty; an event is a JSON object`],
    [[at('blank')], `${at('blank')} is empty; an event is a JSON object`],
  ];

  for (const [words, sentence] of sentences)
    expect(await linting(...words)).toEqual({ code: 2, out: '', err: `headgate lint: ${sentence}; --help shows how.\n` });
});

test('what is kept and not read is told: parts of facets, keys near others, a time ahead of the clock', async () => {
  const columnLineage = { _producer: 'p', _schemaURL: 's', fields: { a: { inputFields: [{ name: 'orders', field: 'a' }] }, c: 'bad' } };
  const [output] = event.outputs;
  const { inputs, ...rest } = event;
  const text = JSON.stringify({
    ...rest,
    eventTime: '9000-01-01T00:00:00Z',
    input: inputs,
    outputs: [{ ...output, facets: { columnLineage } }],
  });

  const { code, out } = await lint(text);

  expect(code).toBe(0);
  expect(out.split('\n').filter((line) => line.startsWith('  warning') || line.startsWith('           /'))).toEqual([
    expect.stringMatching(/^ {2}warning {2}\/eventTime eventTime is 69\d\d years ahead of this clock; /),
    '  warning  /input `input` is no part of an event and was kept unread; `inputs` is one',
    '  warning  /outputs/0/facets/columnLineage/fields/a/inputFields/0 an input field needs a namespace, a name and a field, each a text; this part is kept in the event, not in the graph',
    '  warning  /outputs/0/facets/columnLineage/fields/c an object is needed here; this part is kept in the event, not in the graph',
  ]);
  expect(out).toContain('1 event: 1 would be accepted; 4 warnings.');
});
