import { expect, test } from 'vitest';

import { secretPlaceIn } from './secret-place.ts';

const KEY = `hg_abcdefgh_${'x'.repeat(43)}`;

test('the first secret in a value is found, in a text or in a name', () => {
  expect(secretPlaceIn({ rules: [{ on: { namespace: 'db' } }, { on: { namespace: 'postgres://u:hush@db' } }] })).toBe(
    '/rules/1/on/namespace',
  );
  expect(secretPlaceIn({ teams: { [KEY]: {} } })).toBe('/teams/[redacted]');
  expect(secretPlaceIn('password=hush')).toBe('');
});

test('what is redacted, or names a secret without holding one, is none', () => {
  expect(
    secretPlaceIn({ on: { namespace: 'postgres://u:[redacted]@db', columns: ['password', 'api_token'] }, n: 3, of: null }),
  ).toBeUndefined();
});
