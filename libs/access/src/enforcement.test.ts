import { expect, test } from 'vitest';

import { guarding, guardsOf, readClaim } from './enforcement.ts';

const TRINO = { system: 'trino', namespaces: ['postgres://ehr*'], actions: ['read'], forSeconds: 60 };
const name = (namespace: string) => ({ namespace, name: 'patients' });

test('a thing is guarded where each of its names is, by those together that guard one of them', () => {
  const [hive, lake] = [
    { guards: guardsOf({ namespaces: ['hive://*', 'hdfs://*'] }) },
    { guards: guardsOf({ namespaces: ['s3://lake'] }) },
  ];
  expect(guarding([hive, lake], [name('hive://a')])).toEqual([hive]);
  expect(guarding([hive, lake], [name('hive://a'), name('s3://lake')])).toEqual([hive, lake]);
  expect(guarding([hive, lake], [name('hive://a'), name('s3://lake2')])).toEqual([]);
  expect(guarding([hive], [name('s3://lake')])).toEqual([]);
  expect(guarding([], [name('s3://lake')])).toEqual([]);
});

test('a claim is read, its patterns in one order, or told all that is wrong with it', () => {
  const said = { ...TRINO, namespaces: ['s3://b', 's3://a', 's3://b'], actions: ['write', 'read', 'write'] };
  expect(readClaim(said)).toEqual({ kind: 'claim', claim: { ...TRINO, namespaces: ['s3://a', 's3://b'], actions: ['read', 'write'] } });
  expect(readClaim({ ...TRINO, forSeconds: 86_401, actions: ['see'], system: '', more: 1 })).toEqual({
    kind: 'unusable',
    problems: [
      'system is a name of 1 to 200 letters, digits, spaces and . _ : @ / ( ) -, and begins with a letter or a digit',
      'actions.0 is read or write',
      'forSeconds is a day, 86400, at most',
      'more is nothing that is told here',
    ],
  });
  for (const system of ['trino\ncolumn ssn', '*', 'x'.repeat(201), ' trino', 'tri\u0000no', 7])
    expect(readClaim({ ...TRINO, system }).kind).toBe('unusable');
  const long = Array.from({ length: 11 }, (_, index) => `${index}`.padEnd(1_000, 'x'));
  expect(readClaim({ ...TRINO, namespaces: long })).toEqual({
    kind: 'unusable',
    problems: ['namespaces may have 10000 characters in all; a * at the end stands for any text'],
  });
  expect(readClaim({ ...TRINO, namespaces: long.slice(1) }).kind).toBe('claim');
});
