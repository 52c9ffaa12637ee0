import { expect, test } from 'vitest';

import { isInScope, isNoWider, type Scope, SCOPES, scopesAmong, scopesProblem } from './scopes.ts';

/** Every set of scopes, and no scopes at all, which is all. */
const EVERY: readonly (readonly Scope[] | undefined)[] = [
  undefined,
  ...Array.from({ length: 2 ** SCOPES.length }, (_, bits) => SCOPES.filter((_scope, index) => (bits >> index) % 2 === 1)),
];

test('a key is no wider than another exactly when the other may be used for all that it may', () => {
  for (const one of EVERY)
    for (const other of EVERY) {
      const isCovered = SCOPES.every((scope) => !isInScope(one, scope) || isInScope(other, scope));
      const coversAll = one === undefined && other !== undefined; // what is not limited is wider, also than all scopes that there are now
      expect([one, other, isNoWider(one, other)]).toEqual([one, other, isCovered && !coversAll]);
    }
});

test('scopes are told in one order, each once, and what is none of them is refused by name', () => {
  expect(scopesAmong(['manage', 'trial', 'send', 'send'])).toEqual(['send', 'manage']);
  expect(scopesProblem(['ask', 'decide'])).toBeUndefined();
  expect(scopesProblem(['ask', 'trial'])).toBe('trial is no scope; there are send, ask, decide, manage');
  expect(scopesProblem([])).toMatch(/^name a scope, or leave scopes out/);
});
