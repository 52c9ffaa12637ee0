import { expect, test } from 'vitest';

import { verifierKey } from '#log';

import { readConfig } from '../config.ts';

const key = (name: string, kind: 'log' | 'witness' = 'witness'): string => verifierKey({ name, kind, publicKey: Buffer.alloc(32, 7) });

test('witnesses are keys, each with the address behind it where it is asked, or none', () => {
  const told = readConfig({
    LOG_WITNESSES: `${key('a.example')} https://a.example/w/\n  ${key('b.example')} ${key('c.example')} http://10.0.0.1:7`,
  });

  expect(told.LOG_WITNESSES.map(({ verifier, url }) => [verifier.name, url])).toEqual([
    ['a.example', 'https://a.example/w'],
    ['b.example', null],
    ['c.example', 'http://10.0.0.1:7'],
  ]);
  expect(readConfig({}).LOG_WITNESSES).toEqual([]);
});

test.each([
  ['the key of a log', key('headgate/x', 'log')],
  ['a key that was cut', key('a.example').slice(0, -4)],
  ['one name twice', `${key('a.example')} ${key('a.example')}`],
  ['an address before a key', `https://a.example ${key('a.example')}`],
  ['two addresses', `${key('a.example')} https://a.example https://b.example`],
  ['an address of another kind', `${key('a.example')} ftp://a.example`],
])('%s is refused at the start, in words', (_what, text) => {
  expect(() => readConfig({ LOG_WITNESSES: text })).toThrow('LOG_WITNESSES: must be keys of witnesses as headgate witness key prints them');
});
