import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { JSON_DEPTH_CEILING, type JsonText, readJson } from './json-text.ts';
import { canonicalJson, type JsonValue } from './json-value.ts';
import { redact } from './redaction.ts';
import { MAY_HOLD_SECRET } from './secret-text.ts';

function readingOf(text: string): JsonText {
  const reading = readJson(Buffer.from(text), { depthMax: JSON_DEPTH_CEILING });
  if (reading.kind !== 'json') throw new Error(`not JSON: ${reading.kind}`);
  return reading;
}

function redacted(text: string): { readonly text: string; readonly paths: readonly string[] } {
  const { text: clean, paths } = redact(readingOf(text));
  return { text: clean, paths };
}

describe('by name', () => {
  test('a string under a secret name goes whole; everything else keeps its spelling', () => {
    const text = '{ "b" : 1.50e0, "db":{"password" : "caf\\u00e9", "user":"caf\\u00e9\\/"}, "a":9007199254740993 }';

    expect(redact(readingOf(text))).toEqual({
      value: { b: 1.5, db: { password: '[redacted]', user: 'café/' }, a: 9007199254740992 },
      text: '{ "b" : 1.50e0, "db":{"password" : "[redacted]", "user":"caf\\u00e9\\/"}, "a":9007199254740993 }',
      canonical: '{"a":9007199254740993,"b":1.5,"db":{"password":"[redacted]","user":"café/"}}',
      paths: ['/db/password'],
      rule: 2,
    });
  });

  test('a name spelled with escapes is the same name', () => {
    expect(redacted('{"p\\u0061ssword":"x"}')).toEqual({ text: '{"p\\u0061ssword":"[redacted]"}', paths: ['/password'] });
  });

  test('strings in a list under a secret name go, numbers and objects are judged by themselves', () => {
    expect(redacted('{"tokens":["a",["b"],5,{"user":"u","apiKey":"k"}]}')).toEqual({
      text: '{"tokens":["[redacted]",["[redacted]"],5,{"user":"u","apiKey":"[redacted]"}]}',
      paths: ['/tokens/0', '/tokens/1/0', '/tokens/3/apiKey'],
    });
  });

  test('the value beside a secret name or key goes, whichever comes first', () => {
    const text =
      '{"environmentVariables":[{"name":"DB_PASSWORD","value":"x"},{"value":"y","name":"API_KEY"},{"name":"HOME","value":"/root"}],' +
      '"executionParameters":[{"key":"token","name":"n","value":"z"}]}';

    expect(redacted(text)).toEqual({
      text:
        '{"environmentVariables":[{"name":"DB_PASSWORD","value":"[redacted]"},{"value":"[redacted]","name":"API_KEY"},' +
        '{"name":"HOME","value":"/root"}],"executionParameters":[{"key":"token","name":"n","value":"[redacted]"}]}',
      paths: ['/environmentVariables/0/value', '/environmentVariables/1/value', '/executionParameters/0/value'],
    });
  });

  test('a list of fields is no map of columns', () => {
    expect(redacted('{"fields":[{"name":"a","password":"x"}]}').paths).toEqual(['/fields/0/password']);
  });

  test('both of two duplicate members lose their secret, though the canonical form knows only the last', () => {
    expect(redacted('{"password":"a","password":""}')).toEqual({ text: '{"password":"[redacted]","password":""}', paths: ['/password'] });
    expect(redacted('{"uri":"db://u:pw@h","uri":"clean"}')).toEqual({
      text: '{"uri":"db://u:[redacted]@h","uri":"clean"}',
      paths: ['/uri'],
    });
  });

  test.each([
    ['schema fields', '{"schema":{"fields":[{"name":"password","type":"string","description":"hashed"}]}}'],
    ['column lineage', '{"columnLineage":{"fields":{"password":{"inputFields":[{"namespace":"n","name":"t","field":"password"}]}}}}'],
    ['old column lineage', '{"columnLineage":{"fields":{"token":{"transformationType":"MASKED","inputFields":[]}}}}'],
    ['column metrics', '{"dataQualityMetrics":{"columnMetrics":{"password":{"nullCount":1,"min":"a"},"token":{"max":"z"}}}}'],
    ['a map from columns to types', '{"profile":{"columns":{"password":"varchar"}}}'],
    ['assertions', '{"assertions":[{"assertion":"not_null","column":"password","expected":"a"}]}'],
    ['tags of a field', '{"tags":[{"key":"secret","value":"true","field":"ssn"}]}'],
    ['numbers and switches', '{"max_tokens":5,"password":null,"secret":"false","token":"${TOKEN}"}'],
    ['near names', '{"tokenizer":"bpe","secretary":"Ann","token_type":"jwt","sasl.mechanism":"PLAIN"}'],
    ['a name by itself', '{"name":"password"}'],
  ])('%s keep every byte', (_name, text) => {
    expect(redacted(text)).toEqual({ text, paths: [] });
  });
});

describe('inside strings', () => {
  test('only the secret goes; escapes around it keep their spelling', () => {
    expect(redacted('{"uri":"postgres:\\/\\/u:p\\u0077@h\\/caf\\u00e9"}')).toEqual({
      text: '{"uri":"postgres:\\/\\/u:[redacted]@h\\/caf\\u00e9"}',
      paths: ['/uri'],
    });
  });

  test('the configuration that Debezium sends loses its password', () => {
    expect(redacted('{"debezium_config":{"configs":["database.port=5432","database.password=postgres","name=c"]}}')).toEqual({
      text: '{"debezium_config":{"configs":["database.port=5432","database.password=[redacted]","name=c"]}}',
      paths: ['/debezium_config/configs/1'],
    });
  });

  test('a JSON text inside a string loses its secret', () => {
    expect(redacted('{"body":"{\\"user\\":\\"u\\",\\"password\\":\\"p\\\\\\"w\\"}"}')).toEqual({
      text: '{"body":"{\\"user\\":\\"u\\",\\"password\\":\\"[redacted]\\"}"}',
      paths: ['/body'],
    });
  });

  test('a secret in a name goes, and no path repeats it', () => {
    expect(redacted('{"db://u:pw@h":{"password":"x"}}')).toEqual({
      text: '{"db://u:[redacted]@h":{"password":"[redacted]"}}',
      paths: ['/db:~1~1u:[redacted]@h', '/db:~1~1u:[redacted]@h/password'],
    });
  });

  test('a surrogate pair before the secret moves nothing', () => {
    expect(redacted('"\u{1F600}\\ud83d\\ude00\\n//u:pw@h\\n\u{1F600}"').text).toBe(
      '"\u{1F600}\\ud83d\\ude00\\n//u:[redacted]@h\\n\u{1F600}"',
    );
  });
});

test('all secrets go, however many; a thousand are named', () => {
  const { text, paths } = redacted(`[${'{"password":"x"},'.repeat(1_500)}0]`);

  expect(text).not.toContain('"x"');
  expect(paths).toHaveLength(1_000);
});

test('a secret behind four megabytes of escapes is found in its place', () => {
  const escapes = '\\n\\u00e9'.repeat(500_000);

  expect(redacted(`["${escapes}//u:pw@h"]`).text).toBe(`["${escapes}//u:[redacted]@h"]`);
});

test('secrets are found at any depth that can be read', () => {
  const text = `${'{"a":'.repeat(JSON_DEPTH_CEILING - 1)}{"password":"x"}${'}'.repeat(JSON_DEPTH_CEILING - 1)}`;

  expect(redacted(text).paths).toHaveLength(1);
});

describe('properties', () => {
  const piece = fc.constantFrom(
    ...[
      'password',
      'token',
      'name',
      'value',
      'key',
      'fields',
      '=',
      ':',
      "'",
      '"',
      '\\',
      ' ',
      ';',
      '&',
      '?',
      '//',
      'u',
      '@',
      ',',
      '\n',
      '-',
    ],
    ...[
      '[redacted]',
      '[',
      ']',
      'Bearer a1b2c3d4',
      '-----BEGIN PRIVATE KEY-----',
      '--',
      'A_TOKEN',
      'é',
      '\u{1F600}',
      '\ud800',
      'jdbc:oracle:thin:',
    ],
  );
  const text = fc.array(piece, { maxLength: 10 }).map((pieces) => pieces.join(''));
  const name = fc.oneof(text, fc.constantFrom('password', 'apiKey', 'name', 'value', 'fields', '__proto__', 'a/b~c', 'uri'));
  const document = fc.letrec<{ json: JsonValue }>((tie) => ({
    json: fc.oneof(
      { depthSize: 'small' },
      text,
      fc.constantFrom<JsonValue>(1, null, 'hunter2', 'postgres://u:pw@h', 'a?sig=b'),
      fc.array(tie('json'), { maxLength: 4 }),
      fc.array(fc.tuple(name, tie('json')), { maxLength: 4 }).map((members) => Object.fromEntries(members) as JsonValue),
    ),
  })).json;
  const spelled = fc.tuple(document, fc.constantFrom(0, 1)).map(([json, indent]) => JSON.stringify(json, null, indent));

  test('redacting twice is redacting once', () => {
    fc.assert(
      fc.property(spelled, (json) => {
        const once = redact(readingOf(json));

        expect(redact(readingOf(once.text))).toEqual({ ...once, paths: [] });
      }),
      { numRuns: 3_000 },
    );
  });

  test('what the first look lets pass holds no secret', () => {
    fc.assert(
      fc.property(spelled, (json) => {
        const reading = readingOf(json);
        fc.pre(!MAY_HOLD_SECRET.test(reading.canonical));

        const unasked = redact({ ...reading, warnings: [{ code: 'DUPLICATE_KEY', pointer: '' }] });

        expect(unasked.paths).toEqual([]);
      }),
      { numRuns: 3_000 },
    );
  });

  test('outside the named places nothing changes', () => {
    fc.assert(
      fc.property(spelled, (json) => {
        const reading = readingOf(json);
        const { value, canonical, paths } = redact(reading);
        fc.pre(!paths.some((path) => hasRedactedName(path, reading.value)));

        expect(canonical).toBe(canonicalJson(value));
        expect(canonicalJson(without(value, paths))).toBe(canonicalJson(without(reading.value, paths)));
      }),
      { numRuns: 3_000 },
    );
  });
});

/** The value with null at each place. */
function without(value: JsonValue, paths: readonly string[], here = ''): JsonValue {
  if (paths.includes(here)) return null;
  if (typeof value !== 'object' || value === null) return value;
  const step = (key: string | number) => `${here}/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`;
  if (Array.isArray(value)) return value.map((item: JsonValue, index) => without(item, paths, step(index)));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, without(item, paths, step(key))]));
}

/** Whether a path leads nowhere in the original, for a name on its way lost a secret. */
function hasRedactedName(path: string, original: JsonValue): boolean {
  let at: JsonValue | undefined = original;
  for (const step of path.split('/').slice(1)) {
    const key = step.replaceAll('~1', '/').replaceAll('~0', '~');
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, key)) return true;
    at = (at as Readonly<Record<string, JsonValue>>)[key];
  }
  return false;
}
