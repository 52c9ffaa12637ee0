import fc from 'fast-check';
import { expect, test } from 'vitest';

import { parseInstant } from '#foundation';
import { given } from '#testkit';

import type { Grant } from './asker.ts';
import { judgedAlikeBy, rolesAskedOwn, rolesHeldBy, WAYS_HELD_MAX } from './held-role.ts';
import type { Policy, Rule } from './policy.ts';
import { namedOnly } from './things.ts';
import { viewOf } from './view.ts';

const AT = given(parseInstant('2026-03-01T00:00:00Z')).instant;
const calledOf = (people: readonly (readonly Grant[])[], ...roles: readonly string[]): readonly string[] =>
  rolesHeldBy(people, roles).map(({ called }) => called);

test('a role is held in each way in which somebody holds it, once, and everywhere where nobody does', () => {
  const held = (...grants: readonly (readonly [string, string | null])[]) => grants.map(([role, team]) => ({ role, team }));
  const people = [
    held(['engineer', 'heart']),
    held(['engineer', 'heart']),
    held(['engineer', 'lung'], ['engineer', 'heart'], ['engineer', 'brain']),
    held(['engineer', null], ['steward', 'heart'], ['engineer', 'lung']),
    held(['engineer', 'lung'], ['steward', 'heart']),
    [{ role: 'auditor', team: 'engagement:soc2', scope: ['s3://heart'] }],
  ];

  expect(calledOf(people, 'engineer', 'auditor')).toEqual([
    'engineer of heart',
    'engineer of brain, heart and lung',
    'engineer (also of heart and lung)',
    'engineer of lung (also of heart)',
    'auditor',
  ]);
});

test('past as many ways as are told apart each team stands by itself, and no more teams than there are', () => {
  const teams = Array.from({ length: 21 }, (_, index) => `t${index}`);
  const pairs = teams.flatMap((one, index) => teams.slice(index + 1).map((other) => [one, other]));
  const people = [...pairs.map((pair) => pair.map((team) => ({ role: 'engineer', team }))), [{ role: 'engineer', team: null }]];

  expect(pairs.length).toBeGreaterThan(WAYS_HELD_MAX);
  expect(calledOf(people.slice(0, WAYS_HELD_MAX), 'engineer')).toContain('engineer of t0 and t1');
  expect(calledOf(people, 'engineer').toSorted()).toEqual(['engineer', ...teams.map((team) => `engineer of ${team}`)].sort());
});

test('it matters in which teams a role is held where a rule for it about what is asked says own or others', () => {
  const rule = (role: string, action: Rule['action'], owner: string): Rule => ({ effect: 'deny', roles: [role], action, on: { owner } });
  const rules = [rule('a', 'see', 'own'), rule('b', ['read', 'write'], 'others'), rule('c', 'see', 'heart'), rule('d', 'topology', 'own')];

  expect([...rolesAskedOwn([{ name: 'p', rules }], ['see', 'write'])]).toEqual(['a', 'b']);
});

// Goal: one way is judged for all with the same text, and none is judged wrongly for it. Method: random teams, grants, rules and names; each way is judged by itself.
test('ways to hold a role that have the same text for a thing are judged alike of it', () => {
  const namespace = fc.constantFrom('a', 'b', 'ab');
  const team = fc.constantFrom('t1', 't2', 't3');
  const rule = fc.record({
    effect: fc.constantFrom('allow' as const, 'deny' as const),
    roles: fc.constantFrom('viewer').map((role) => [role]),
    action: fc.constant('see' as const),
    on: fc.record({ owner: fc.constantFrom('own', 'others', 't1'), namespace: fc.constantFrom('*', 'a*', 'b') }),
  });
  const grant = fc.record({ role: fc.constantFrom('viewer', 'steward'), team: fc.option(team) });
  const drawn = fc.record({
    owns: fc.array(fc.uniqueArray(fc.constantFrom('a', 'b', 'a*', 'c')), { minLength: 3, maxLength: 3 }),
    people: fc.array(fc.array(grant, { minLength: 1, maxLength: 4 }), { minLength: 2, maxLength: 8 }),
    rules: fc.array(rule, { minLength: 1, maxLength: 4 }),
    names: fc.array(
      namespace.map((each) => ({ namespace: each, name: 'x' })),
      { minLength: 1, maxLength: 2 },
    ),
  });
  const met = { alike: 0, otherwise: 0 };

  fc.assert(
    fc.property(drawn, ({ owns, people, rules, names }) => {
      const teams = owns.map((each, index) => ({ name: `t${index + 1}`, owns: each }));
      const policies: readonly Policy[] = [{ name: 'p', rules }];
      const judged = new Map<string, string>();
      for (const held of rolesHeldBy(people, ['viewer'])) {
        const text = judgedAlikeBy(held, teams)(names.map(({ namespace }) => namespace));
        const answer = JSON.stringify(viewOf(policies, { grants: held.grants, teams, at: AT }).dataset(namedOnly(names)) ?? 'allowed');
        if (judged.has(text)) met.alike += 1;
        else if (judged.size > 0 && ![...judged.values()].includes(answer)) met.otherwise += 1;
        expect(judged.get(text) ?? answer).toBe(answer);
        judged.set(text, answer);
      }
    }),
    { numRuns: 200 },
  );

  expect(Math.min(met.alike, met.otherwise)).toBeGreaterThan(5);
});
