import { expect, test } from 'vitest';

import { ownPath } from './return-to.ts';

test('one comes back to paths of this server alone', () => {
  const own = ['/graphiql', '/', '/graphiql?tab=2#query', '/reports/1.pdf'];
  const others = [
    ...[
      '//evil.example',
      '/\\evil.example',
      '\\evil.example',
      'https://evil.example/',
      '/.//evil.example',
      '/x/..//evil.example',
      '/\t/evil.example',
    ],
    ...['javascript:alert(1)', 'graphiql', '', '/\u00e4', `/${'x'.repeat(1_000)}`],
    ...['/login', '/login?return_to=/', '/login/callback', '/x/../login', '/signin', '/signout'],
  ];
  const refused = (path: string): boolean => {
    try {
      return ownPath(path) === '';
    } catch {
      return true;
    }
  };

  expect(own.map((path) => ownPath(path))).toEqual(own);
  expect(ownPath(undefined)).toBe('/graphiql');
  expect(others.filter((path) => !refused(path))).toEqual([]);
});
