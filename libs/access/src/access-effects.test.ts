import { expect, test } from 'vitest';

import { claimChange, holdingChange, rulesOfTeams } from './access-effects.ts';

const team = (name: string, ...owns: readonly string[]) => ({ team: name, owns: [...owns], members: {} });
const held = (teams: readonly ReturnType<typeof team>[], ...grants: readonly (readonly [string, string | null])[]) => ({
  standings: { teams },
  grants: grants.map(([role, of]) => ({ role, team: of })),
});
const [heart, cardio, icu] = [team('heart', 's3://heart*'), team('cardio', 's3://heart*'), team('icu', 's3://heart-icu*')];
const NOTHING = { gains: [], loses: [], keeps: [] };
const [WIDE, NARROW] = [
  { role: 'engineer', namespace: 's3://heart*' },
  { role: 'engineer', namespace: 's3://heart-icu*' },
];

test('another name of a team changes nothing for who is in it, and what another team gives all the same is not lost', () => {
  expect(holdingChange(held([heart], ['engineer', 'heart']), held([cardio], ['engineer', 'cardio']))).toEqual(NOTHING);
  const both = held([heart, icu], ['engineer', 'heart'], ['engineer', 'icu']);
  expect(holdingChange(both, held([heart], ['engineer', 'heart']))).toEqual(NOTHING);
  expect(holdingChange(both, held([icu], ['engineer', 'icu']))).toEqual({ gains: [], loses: [WIDE], keeps: [NARROW] });
  expect(holdingChange(held([icu], ['engineer', 'icu']), held([heart], ['engineer', 'heart']))).toEqual({
    gains: [WIDE],
    loses: [],
    keeps: [NARROW],
  });
});

test('whoever has a role everywhere loses with a team what rules say of owners, and a role everywhere is lost as such', () => {
  expect(holdingChange(held([heart], ['engineer', null], ['engineer', 'heart']), held([heart], ['engineer', null]))).toEqual({
    gains: [],
    loses: [{ role: null, namespace: 's3://heart*' }],
    keeps: [],
  });
  expect(holdingChange(held([], ['auditor', null]), held([team('all', '*')], ['auditor', 'all']))).toEqual({
    gains: [{ role: null, namespace: '*' }],
    loses: [{ role: 'auditor', namespace: null }],
    keeps: [{ role: 'auditor', namespace: '*' }],
  });
});

test('what an emitter may claim is told by the most that it may do, and what it goes on doing there beside it', () => {
  const bounds = { namespaces: ['jobs'], outputs: ['db*'], inputs: ['*'], producers: [] };

  const [any, p] = [
    { may: 'speak as', namespace: '*' },
    { may: 'speak as', namespace: 'p' },
  ];
  expect(claimChange(bounds, { ...bounds, producers: ['p'] })).toEqual({ gains: [], loses: [any], keeps: [p] });
  expect(claimChange({ ...bounds, producers: ['p'] }, bounds)).toEqual({ gains: [any], loses: [], keeps: [p] });
  expect(claimChange(bounds, { ...bounds, outputs: ['db*', 'db-1'] })).toEqual(NOTHING);
  const nothing = { namespaces: [], outputs: [], inputs: [], producers: [] };
  const speaker = { ...nothing, namespaces: ['jobs'], producers: ['p'] };
  expect(claimChange(nothing, speaker)).toEqual({ gains: [{ may: 'speak for', namespace: 'jobs' }], loses: [], keeps: [] });
  expect(claimChange(speaker, nothing)).toEqual({ gains: [], loses: [{ may: 'speak for', namespace: 'jobs' }], keeps: [] });
  expect(claimChange(bounds, { ...bounds, namespaces: [], outputs: ['db-1', 'jobs'] })).toEqual({
    gains: [],
    loses: [
      { may: 'speak for', namespace: 'jobs' },
      { may: 'say things of', namespace: 'db*' },
    ],
    keeps: [
      { may: 'say things of', namespace: 'db-1' },
      { may: 'say things of', namespace: 'jobs' },
      { may: 'take from', namespace: '*' },
      { may: 'take from', namespace: 'db*' },
    ],
  });
});

test('rules that speak of a team by name are told when it owns something else', () => {
  const policies = [
    {
      name: 'phi',
      rules: ['heart', 'own', undefined].map((owner) => ({
        ...{ effect: 'deny' as const, roles: ['engineer'], action: 'see' as const },
        on: { name: '*', ...(owner === undefined ? {} : { owner }) },
      })),
    },
  ];

  expect(rulesOfTeams(policies, { teams: [heart] }, { teams: [cardio] })).toEqual([{ policy: 'phi', rule: 1, team: 'heart' }]);
  expect(rulesOfTeams(policies, { teams: [heart] }, { teams: [heart, icu] })).toEqual([]);
});
