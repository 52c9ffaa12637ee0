import { expect, test } from 'vitest';

import { type Instant, parseInstant } from '#foundation';
import { decideByReference, given, randomAccessCase, type RefQuestion } from '#testkit';

import type { Grant } from './asker.ts';
import { type Engagement, engagementsOf, engagementSubject, isWithin, readEngagement } from './engagement.ts';
import { grantsHeld } from './grants-held.ts';
import { regexOf } from './pattern.ts';
import type { Policy } from './policy.ts';
import type { Standings } from './standings.ts';
import { namedOnly } from './things.ts';
import { type View, viewOf } from './view.ts';

const at = (text: string): Instant => given(parseInstant(text)).instant;
const SOC2: Engagement = {
  engagement: 'soc2',
  members: ['ann', 'group:acme'],
  scope: ['s3://heart*'],
  purpose: 'soc2-audit',
  why: 'the yearly audit',
  from: '2026-02-01T00:00:00Z',
  until: '2026-03-01T00:00:00Z',
};
const DURING = at('2026-02-10T00:00:00Z');
const standings = (...engagements: readonly Engagement[]): Standings => ({ teams: [], roles: [], quotas: [], engagements });
const heldBy = (standing: Standings, person: Partial<Parameters<typeof grantsHeld>[0]> = {}) =>
  grantsHeld({ id: 'id', name: 'ann', groups: [], roles: [], ...person }, standing);
const sees = (grants: readonly Grant[], when: Instant, namespace: string): boolean =>
  viewOf([], { grants, teams: [], at: when }).dataset(namedOnly([{ namespace, name: 'x' }])) === undefined;

test('an engagement makes its people auditors within its scope, from its beginning until before its end, and nobody else', () => {
  const grants = heldBy(standings(SOC2));
  const seen = (when: string) => ['s3://heart-raw', 's3://lung'].map((namespace) => sees(grants, at(when), namespace));

  expect(grants).toMatchObject([{ role: 'auditor', team: 'engagement:soc2', by: 'ann' }]);
  expect(seen('2026-01-31T23:59:59.999999999Z')).toEqual([false, false]);
  expect(seen(SOC2.from)).toEqual([true, false]);
  expect(seen('2026-02-28T23:59:59.999999999Z')).toEqual([true, false]);
  expect(seen(SOC2.until)).toEqual([false, false]);
  expect(heldBy(standings(SOC2), { name: null, groups: ['acme'] })).toMatchObject([{ by: 'group:acme' }]);
  for (const stranger of [{ name: 'bob' }, { name: null, groups: ['ann'] }, { name: 'group:acme' }])
    expect(heldBy(standings(SOC2), stranger)).toEqual([]);
});

test('an engagement that somebody ended is over from then on, and one that never began never begins', () => {
  const ended = (when: string) => heldBy(standings({ ...SOC2, ended: { at: when, why: 'done' } }));

  expect(sees(ended('2026-02-10T00:00:00.000000001Z'), DURING, 's3://heart')).toBe(true);
  expect(sees(ended('2026-02-10T00:00:00Z'), DURING, 's3://heart')).toBe(false);
  expect(sees(ended('2026-01-10T00:00:00Z'), DURING, 's3://heart')).toBe(false);
});

test('two engagements of one person are two grants, and by neither does somebody see by that one alone', () => {
  const other: Engagement = { ...SOC2, engagement: 'hipaa', scope: ['pg://ehr'] };
  const both = heldBy(standings(SOC2, other));

  expect(engagementsOf(both)).toEqual(['hipaa', 'soc2']);
  expect(['s3://heart', 'pg://ehr', 'pg://hr'].map((namespace) => sees(both, DURING, namespace))).toEqual([true, true, false]);
  expect([isWithin(both, 'soc2'), isWithin(heldBy(standings(SOC2)), 'soc2')]).toEqual([false, true]);
  expect(isWithin(heldBy(standings(SOC2), { roles: ['engineer'] }), 'soc2')).toBe(false);
});

test('the scope of an engagement is not owned by its people', () => {
  const rules = (effect: 'allow' | 'deny', owner: string): readonly Policy[] => [
    { name: 'p', rules: [{ effect, roles: ['auditor', 'viewer'], action: effect === 'deny' ? 'see' : 'read', on: { owner } }] },
  ];
  const heart = namedOnly([{ namespace: 's3://heart', name: 'x' }]);
  const view = (policies: readonly Policy[], action: 'see' | 'read'): View =>
    viewOf(policies, { grants: heldBy(standings(SOC2)), teams: [], at: DURING }, action);

  expect(view(rules('deny', 'others'), 'see').dataset(heart)).toEqual({ policy: 'p', rule: 1 });
  expect(view(rules('allow', 'own'), 'read').dataset(heart)).toEqual({ policy: null, rule: null });
});

test('the purpose of an engagement is said with every question, for its own grant alone', () => {
  const ruled = (effect: 'allow' | 'deny', role: string, purpose: string): readonly Policy[] => [
    { name: 'p', rules: [{ effect, roles: [role], action: effect === 'deny' ? 'see' : 'read', on: { name: '*' }, purpose: [purpose] }] },
  ];
  const may = (policies: readonly Policy[], action: 'see' | 'read', ...roles: readonly string[]): boolean => {
    const grants = heldBy(standings(SOC2), { roles });
    return (
      viewOf(policies, { grants, teams: [], at: DURING }, action).dataset(namedOnly([{ namespace: 's3://heart', name: 'x' }])) === undefined
    );
  };

  expect(may(ruled('allow', 'auditor', 'soc2-audit'), 'read')).toBe(true);
  expect(may(ruled('allow', 'auditor', 'marketing'), 'read')).toBe(false);
  expect(may(ruled('allow', 'engineer', 'soc2-audit'), 'read', 'engineer')).toBe(false);
  expect(may(ruled('deny', 'auditor', 'soc2-audit'), 'see')).toBe(false);
  expect(may(ruled('deny', 'auditor', 'marketing'), 'see')).toBe(true);
  expect(may(ruled('deny', 'engineer', 'marketing'), 'see', 'engineer')).toBe(false); // silence is no way around it
});

test('what cannot be an engagement is told whole', () => {
  const read = (change: object): unknown => readEngagement({ ...SOC2, ...change });

  expect(read({})).toEqual({ kind: 'engagement', engagement: SOC2 });
  for (const [change, place] of [
    [{ engagement: 'a b' }, 'engagement'],
    [{ members: [] }, 'members'],
    [{ scope: [] }, 'scope'],
    [{ scope: ['*'.repeat(7)] }, 'scope.0'],
    [{ purpose: ' ' }, 'purpose'],
    [{ until: '2026-03-01' }, 'until'],
    [{ roles: ['admin'] }, ''],
  ] as const)
    expect(read(change)).toMatchObject({ kind: 'unusable', problems: [expect.stringMatching(new RegExp(`^${place}: `))] });
});

// Goal: whatever policies say, an engagement shows what a team whose namespaces are its scope would show, and nothing outside of it. Method: random questions,
// as those by which the evaluator is judged, with the grants of teams made grants of engagements; the reference judges the teams.
test('an engagement is judged as a team is whose namespaces are its scope, and shows nothing else', () => {
  const wrong: number[] = [];
  let [shown, shownToEngaged] = [0, 0];
  for (let seed = 0; seed < 700; seed += 1) {
    const question = outsiders(randomAccessCase(seed), seed % 2 === 0);
    const { asker, teams, thing, action } = question;
    const grants = asker.grants.map(({ role, team, until }): Grant => {
      const end = until as Instant | undefined; // nanoseconds, as every instant
      const scope = teams.find(({ name }) => name === team)?.owns;
      if (scope === undefined) return { role, team, until: end };
      return { role, team: engagementSubject(team ?? ''), until: end, scope, purpose: asker.purpose ?? undefined };
    });
    const isEngaged = grants.every(({ role, scope }) => scope !== undefined && role !== 'admin');
    const purpose = isEngaged ? undefined : (asker.purpose ?? undefined); // else the engagement says it
    const view = viewOf(policiesOf(question), { grants, purpose, teams: [], at: asker.at as Instant }, action);

    const isAllowed = deniedBy(view, thing) === undefined;

    const isInside = (namespace: string) => grants.some(({ scope }) => scope?.some((pattern) => regexOf(pattern).test(namespace)));
    const isLeak = isEngaged && isAllowed && !thing.names.every(({ namespace }) => isInside(namespace));
    if (isLeak || isAllowed !== decideByReference(question)) wrong.push(seed);
    shown += isAllowed ? 1 : 0;
    shownToEngaged += isAllowed && isEngaged ? 1 : 0;
  }
  expect(wrong).toEqual([]);
  expect([shown > 50, shownToEngaged > 20]).toEqual([true, true]);
});

/** Nobody owns a scope, as somebody may own what a team does: rules ask for no owner. Alone: without grants of anywhere. */
function outsiders(question: RefQuestion, isAlone: boolean): RefQuestion {
  const { asker, teams } = question;
  const policies = question.policies.map(({ name, rules }) => ({ name, rules: rules.filter(({ on }) => on.owner === undefined) }));
  const grants = asker.grants.filter(({ team }) => !isAlone || teams.some(({ name }) => name === team));
  return { ...question, policies, asker: { ...asker, grants } };
}

function policiesOf({ policies }: RefQuestion): readonly Policy[] {
  return policies.map(({ name, rules }) => ({ name, rules: rules.map((rule) => ({ ...rule, action: rule.action ?? 'see' })) }) as Policy); // as readPolicy gives it
}

function deniedBy(view: View, thing: RefQuestion['thing']): unknown {
  const spelt = (tags: readonly string[]) =>
    [...new Set(tags.flatMap((tag) => [tag, tag.split('=')[0] ?? tag]))].map((tag) => tag.toLowerCase());
  const ofColumns = (all: RefQuestion['thing']['columnTags']) => new Map([...all].map(([path, tags]) => [path, spelt(tags)]));
  const labels = {
    ...{ ...namedOnly(thing.names), tags: spelt(thing.tags), sureTags: spelt(thing.sureTags) },
    ...{ columnTags: ofColumns(thing.columnTags), sureColumnTags: ofColumns(thing.sureColumnTags) },
  };
  if (thing.kind === 'dataset') return view.dataset(labels);
  if (thing.kind === 'column') return view.column(labels, thing.path, thing.isUnknown);
  if (thing.kind === 'job') return view.job(given(thing.names[0]));
  return thing.of === 'job' ? view.jobFacet(given(thing.names[0]), thing.facet) : view.facet(labels, thing.facet);
}
