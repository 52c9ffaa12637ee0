import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hideSecrets, MAY_HOLD_SECRET, TEXT_RULES } from './secret-text.ts';

const AWS_ID = 'AKIAIOSFODNN7EXAMPLE';
const AWS_SECRET = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';

/** By the name of the rule: a text in which `«…»` marks what must go. */
const EXAMPLES: Readonly<Record<string, readonly string[]>> = {
  'the password in the user part of a URL': [
    'postgres://food_delivery:«food_delivery»@postgres:5432/food_delivery',
    'mongodb+srv://u:«p@ss:w»@cluster/db and redis://:«x»@cache',
  ],
  'the password in a thin Oracle address': ['jdbc:oracle:thin:scott/«tiger»@db:1521/orcl'],
  'a line that is one setting': ['database.password=«pa;ss & word»', 'a=1\nkeystore.password=«x y»\nb=2'],
  'a parameter of a URL or a connection string': [
    'jdbc:postgresql://h/db?user=x&password=«y»&ssl=true',
    'jdbc:sqlserver://h;user=x;password=«my,Password1»;encrypt=true',
    'Password=«secret»;Server=tcp:h',
    'DefaultEndpointsProtocol=https;AccountName=lake;AccountKey=«aGk/+w==»;EndpointSuffix=core.windows.net',
    '{user=x, password=«y», host=h}',
    'https://h/x?X-Amz-Security-Token=«abc»&a=1',
  ],
  'the signature of a signed URL': ['https://lake.blob.core.windows.net/c?sv=2024&sr=c&sig=«a%2Fb%3D»&se=2026'],
  'an argument of a command': ['run --db-password «hunter2» --verbose', 'java -Dspark.x.password=«y» Main'],
  'an environment variable or a word of a connection string': ['env PGPASSWORD=«x» psql', 'host=h user=u password=«p» dbname=d'],
  'a quoted value after its name': [
    "WITH ('connector' = 'jdbc', 'password' = '«x»')",
    "{'user': 'u', 'password': '«it''s»', 'n': 1}",
    '{"password":"«a\\"b»","n":1}',
    '{\\"api_key\\":\\"«x»\\"}',
    'PlainLoginModule required username="u" password="«p»";',
  ],
  'a password clause of SQL': ["CREATE USER u PASSWORD '«x»'", "ALTER USER u IDENTIFIED BY '«x»'", "OPTIONS (user 'u', password '«p»')"],
  'the value of an authorization header': ["curl -H 'Authorization: Basic «dTpw»' http://h", 'authorization: bearer «abcdef»'],
  'a bearer token': ['sent Bearer «abc123-_.~+/=» to h'],
  'an AWS key, with the secret that follows it': [`using «${AWS_ID}» only`, `«${AWS_ID}:${AWS_SECRET}»`],
  'a token that shows by its form whose it is': [
    `push with «ghp_${'a1'.repeat(18)}»`,
    `«dapi${'0f'.repeat(16)}»`,
    `«eyJ${'a'.repeat(20)}.eyJ${'b'.repeat(20)}.${'c'.repeat(20)}»`,
  ],
  'a key of Headgate': [`sent with «hg_abcdefgh_${'k'.repeat(43)}».`, `{"by":"«hg_-b_defgh_${'K-_4'.repeat(11).slice(0, 43)}»"}`],
  'the body of a private key': [
    '-----BEGIN RSA PRIVATE KEY-----«\nMIIE-\nowIB\n»-----END RSA PRIVATE KEY-----',
    '-----BEGIN PRIVATE KEY-----«cut off»',
  ],
};

const marked = TEXT_RULES.flatMap(({ name }) => (EXAMPLES[name] ?? []).map((example): [string, string] => [name, example]));

describe('what is hidden', () => {
  test('every rule has its examples', () => {
    expect(Object.keys(EXAMPLES)).toEqual(TEXT_RULES.map(({ name }) => name));
  });

  test.each(marked)('%s: %s', (name, example) => {
    const text = example.replaceAll(/[«»]/g, '');
    const hidden = example.replaceAll(/«[^»]*»/g, '[redacted]');
    const rule = TEXT_RULES.find((candidate) => candidate.name === name);

    expect(text.match(rule?.pattern ?? /$^/)).not.toBeNull();
    expect(hideSecrets(text)).toBe(hidden);
    expect(hideSecrets(hidden)).toBe(hidden);
    expect(MAY_HOLD_SECRET.test(JSON.stringify(text))).toBe(true);
  });
});

describe('what is kept', () => {
  test.each([
    'abfss://container@lake.dfs.core.windows.net/bronze',
    'git@github.com:acme/pipelines.git',
    'kafka://broker:9092',
    'http://host:8080/path/@x',
    'https://[::1]:5432/a@b',
    'postgres://u:${PASSWORD}@h and postgres://u:***@h',
    'select u.id from users u join sessions s on u.token=s.token where s.secret = u.secret',
    'update users set password = :password where token=?',
    "select max_tokens, password from t where secretary = 'x'",
    'insert into t (name, password) values (?, ?)',
    'SASL mechanism is PLAIN; authorization: required',
    'bearer instruments and basic transformations',
    'The token count of the tokenizer',
    'PWD=/opt/airflow',
    'import tokenize\ntoken = get_token()',
    'on a.token = b.id\n  and token = upper(b.name)',
    '-----BEGIN CERTIFICATE-----\nMIIE\n-----END CERTIFICATE-----',
    'eyJ is how a JSON Web Token begins',
    'AKIA is not a key',
  ])('%s', (text) => {
    expect(hideSecrets(text)).toBe(text);
  });
});

test('where the hiding of one secret shows another, both go', () => {
  const hidden = hideSecrets(`jdbc:oracle:thin:${'x'.repeat(100)}-eyJ${'a'.repeat(80)}.eyJ${'b'.repeat(80)}.c/tiger@h?password=a&token=b`);

  expect(hidden).toBe(`jdbc:oracle:thin:${'x'.repeat(100)}-[redacted]/[redacted]@h?password=[redacted]&token=[redacted]`);
  expect(hideSecrets(hidden)).toBe(hidden);
});

// Goal: no text takes more than linear time. Method: a megabyte of what a careless pattern would walk again and again.
test.each([
  '://',
  '//a:',
  'password=',
  'password="',
  "'password' ",
  'a',
  '-----BEGIN PRIVATE KEY-----',
  '-',
  ' ',
  '\\',
  '"',
  'Bearer a',
  'jdbc:oracle:thin:a/',
  'AKIA',
  'eyJaaaaaaaa.',
  'x.',
  ',a',
  '?a',
])(
  'a megabyte of %j is searched within seconds',
  (piece) => {
    const text = piece.repeat(1_000_000 / piece.length);

    expect(hideSecrets(`${text} password="${text}`)).not.toBe('');
  },
  5_000,
);

// Method: each alternative's letters beside quotes, in any order, so that one that could reach over a quote would.
test('what may hold a secret is told without reaching over a quote', () => {
  const letters = MAY_HOLD_SECRET.source.match(/[a-z/@:=_-]+/g) ?? [];
  const piece = fc.oneof(fc.constantFrom(...letters), fc.constantFrom('"', '":', ',"', '//', '@', 'asia', '0123456789abcdef', 'x'));
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      expect(MAY_HOLD_SECRET.exec(pieces.join(''))?.[0] ?? '').not.toContain('"');
    }),
    { numRuns: 5_000 },
  );
});
