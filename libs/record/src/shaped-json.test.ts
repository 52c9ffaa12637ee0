import fc from 'fast-check';
import { expect, test } from 'vitest';

import { type JsonReading, readJson } from './json-text.ts';
import type { JsonValue } from './json-value.ts';
import { redact } from './redaction.ts';
import { ShapedJson } from './shaped-json.ts';

const OWN = { outer: new Set(['eventTime', 'run']), inner: new Set(['outputFacets']) };
const LIMITS = { depthMax: 6 };

/** Values made to hurt: cut wrongly, they would be taken for more or less than they are. */
const VALUES = [
  '1',
  '"x"',
  'null',
  '{}',
  ' { "runId" : "a" } ',
  '{"b":1,"a":[1.50,"\\u00e9"]}',
  '{"run":1,"eventTime":2}',
  '"a,\\"run\\":{"',
  '"}\\\\"',
  '9007199254740993',
  '{"a":1,"a":2}',
  '"\\ud800"',
  '[[[[1]]]]',
  '[[[[[1]]]]]',
  '{"__proto__":{"a":1}}',
  '"https://u:secret@h"',
  '{"password":"hunter2hunter2"}',
  '"//u"',
  '"pass',
  '[{"outputFacets":{"a":1},"name":"x"}]',
  '[{"outputFacets":{"a":2},"name":"x"}]',
  '[{"outputFacets":{"a":2},"name":"x"},{"name":"y","outputFacets":{"token":"abcdefgh"}}]',
  '[1,{"name":"x"},[2,3],{"outputFacets" : [{"outputFacets":1}] ,"name":"x"}]',
  '[{"outputFacets":1,"outputFacets":2}]',
  '[{"output\\u0046acets":1,"outputFacets":2}]',
  '[["outputFacets",{"outputFacets":1}]]',
  '{"a":{"outputFacets":1}}',
  '[{"outputFacets":9007199254740993}]',
  '[{"outputFacets":[[[1]]]}]',
  '[{"__proto__":1,"outputFacets":1}]',
  '\0',
  '1,2',
  '1}{',
  '',
];
const NAMES = ['"eventTime"', '"run"', '"r\\u0075n"', '"__proto__"', '"inputs"', '"inputs"', '"outputs"', '"job"', '"sig"'];

const text = fc
  .record({
    members: fc.array(fc.tuple(fc.constantFrom(...NAMES), fc.constantFrom(...VALUES)), { maxLength: 5 }),
    space: fc.constantFrom('', ' ', '\n'),
    end: fc.constantFrom('}', '}', '}', '', '}}', '},1'),
  })
  .map(({ members, space, end }) => `{${members.map(([name, value]) => `${name}${space}:${value}`).join(`,${space}`)}${end}`);

/** What a reading says, but for the parts that it was put together from. */
function said(reading: JsonReading): unknown {
  return { ...reading, parts: undefined };
}

// Method: texts that share shapes, read one after the other with one memory, each beside the same text read without.
test('a text is read with a memory as it is without one, and loses the same secrets', () => {
  fc.assert(
    fc.property(fc.array(text, { minLength: 1, maxLength: 12 }), (texts) => {
      const shaped = new ShapedJson(OWN, LIMITS);
      for (const each of [...texts, ...texts]) {
        const plain = readJson(Buffer.from(each), LIMITS);
        const reading = shaped.read(Buffer.from(each));
        expect(said(reading)).toEqual(said(plain));
        if (plain.kind === 'json' && reading.kind === 'json') {
          expect(redact(reading)).toEqual(redact(plain));
          expect(shaped.value(each).value).toEqual(JSON.parse(each));
        }
      }
    }),
    { numRuns: 3_000 },
  );
});

const event = (time: string, run: string): string => `{"eventTime":"${time}","run":${run},"inputs":[{"name":"a"}]}`;

test('texts that differ in their own members alone share what they have in common', () => {
  const shaped = new ShapedJson(OWN, LIMITS);
  const [first, second] = [shaped.value(event('1', '{"runId":"a"}')), shaped.value(event('2', '{"runId":"b"}'))];

  expect(second.value).toEqual({ eventTime: '2', run: { runId: 'b' }, inputs: [{ name: 'a' }] });
  expect(second.shape).toBe(first.shape);
  expect(inputsOf(second.value)).toBe(inputsOf(first.value));
  expect(shaped.value(event('1', '{}').replace('"a"', '"b"')).shape).not.toBe(first.shape);
});

test('the second text of a shape is put together from what the first one left', () => {
  const shaped = new ShapedJson(OWN, LIMITS);
  const parts = ['1', '2'].map((time) => {
    const reading = shaped.read(Buffer.from(event(time, '{}')));
    return reading.kind === 'json' ? reading.parts : undefined;
  });

  expect(parts).toEqual([undefined, { shared: ['{"eventTime":', ',"inputs":[{"name":"a"}],"run":', '}'], own: ['"2"', '{}'] }]);
});

test('a shape keeps nothing of the own members that it was learnt from', () => {
  const shaped = new ShapedJson(OWN, LIMITS);
  const { shape } = shaped.value('{"run":{"plan":"a long one"},"outputs":[{"outputFacets":{"rows":1},"name":"b"}]}');

  expect(shape?.value).toEqual({ run: null, outputs: [{ outputFacets: null, name: 'b' }] });
});

test.each([
  ['more own members than a hundred', `[${'{"outputFacets":1},'.repeat(101)}1]`],
  ['more than 64 Ki units beside its own members', `"${'x'.repeat(65_536)}"`],
])('a text with %s is read as a whole', (_, outputs) => {
  const shaped = new ShapedJson(OWN, LIMITS);
  const texts = [1, 2].map((time) => `{"eventTime":${time},"outputs":${outputs}}`);

  for (const each of texts) {
    expect(shaped.value(each)).toEqual({ value: JSON.parse(each) as unknown });
    expect(shaped.read(Buffer.from(each))).toEqual(readJson(Buffer.from(each), LIMITS));
  }
});

function inputsOf(value: JsonValue): unknown {
  return (value as { readonly inputs: unknown }).inputs;
}

test('what is told of the use of a dataset may differ within a shape', () => {
  const shaped = new ShapedJson(OWN, LIMITS);
  const [first, second] = [1, 2].map((rows) => shaped.value(`{"outputs":[{"name":"a"},{"outputFacets":{"rows":${rows}},"name":"b"}]}`));

  expect(second?.shape).toBe(first?.shape);
  expect(first?.value).toEqual({ outputs: [{ name: 'a' }, { outputFacets: { rows: 1 }, name: 'b' }] });
  expect(second?.value).toEqual({ outputs: [{ name: 'a' }, { outputFacets: { rows: 2 }, name: 'b' }] });
});
