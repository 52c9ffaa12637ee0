import { expect, test } from 'vitest';

import { type Instant, parseInstant } from '#foundation';
import { given, randomAccessCase } from '#testkit';

import { type Asker, type Grant, grantsInForce, type Team } from './asker.ts';
import type { Policy, Rule } from './policy.ts';
import { nextChange } from './rules-for.ts';
import { type Labels, namedOnly } from './things.ts';
import { type Denied, valuesShown, type View, viewOf } from './view.ts';
import { namesHidden, valuesShownAbout, viewsAbout } from './views-of-many.ts';

const instant = (text: string): Instant => given(parseInstant(text)).instant;

const NOW = 1_900_000_000_000_000_000n as Instant;
const TEAMS: readonly Team[] = [
  { name: 'heart', owns: ['s3://heart*'] },
  { name: 'ehr', owns: ['postgres://ehr', 's3://lake'] },
];
const asking = (...roles: readonly string[]): Asker => ({ grants: roles.map((role) => ({ role, team: null })), teams: TEAMS, at: NOW });
const by = (policy: string, rule = 1): Denied => ({ policy, rule });
const NO_RULE: Denied = { policy: null, rule: null };

const policy = (name: string, ...rules: readonly (Pick<Rule, 'effect' | 'on'> & Partial<Rule>)[]): Policy => ({
  name,
  rules: rules.map((rule) => ({ roles: ['engineer'], action: 'see', ...rule })),
});
const patients: Labels = {
  ...namedOnly([
    { namespace: 'postgres://ehr', name: 'public.patients' },
    { namespace: 's3://lake', name: 'patients' },
  ]),
  tags: ['classification', 'classification=phi'],
  columnTags: new Map([['ssn', ['pii', 'pii=yes']]]),
  sureTags: ['classification', 'classification=phi'],
  sureColumnTags: new Map([['ssn', ['pii', 'pii=yes']]]),
};

test('without a policy every built-in role sees everything, and whoever has none sees nothing', () => {
  const engineer = viewOf([], asking('engineer'));
  const nobody = viewOf([], asking());

  expect([engineer.dataset(patients), engineer.column(patients, 'ssn'), engineer.facet(patients, 'sql')]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
  expect([engineer.isWhole, nobody.isWhole, engineer.hidesNames, nobody.hidesNames]).toEqual([true, false, false, true]);
  expect([nobody.dataset(patients), nobody.column(patients, 'ssn'), nobody.facet(patients, 'sql')]).toEqual([NO_RULE, NO_RULE, NO_RULE]);
  expect(viewOf([], asking('admin')).isWhole).toBe(true);
});

test('what one rule denies no other gives back, wherever it stands', () => {
  const deny = { effect: 'deny', on: { name: '*patients' } } as const;
  const allow = { effect: 'allow', on: { name: '*' } } as const;

  for (const policies of [[policy('a', deny, allow)], [policy('a', allow, deny)], [policy('a', deny), policy('b', allow)]])
    expect(viewOf(policies, asking('engineer')).dataset(patients)).toMatchObject({ policy: 'a' });
  expect(viewOf([policy('a', deny)], asking('auditor')).dataset(patients)).toBeUndefined();
  expect(viewOf([policy('a', deny)], asking('auditor', 'engineer')).dataset(patients)).toEqual(by('a'));
});

test('a dataset is hidden by any of its names, when namespace and name fit the same one', () => {
  const hides = (on: Rule['on']): boolean =>
    viewOf([policy('a', { effect: 'deny', on })], asking('engineer')).dataset(patients) !== undefined;

  expect(hides({ namespace: 's3://*' })).toBe(true);
  expect(hides({ namespace: 's3://*', name: 'public.*' })).toBe(false);
  expect(hides({ name: 'Patients' })).toBe(false);
  expect(hides({ name: 'public_patients' })).toBe(false);
  expect(hides({ tag: 'Classification=PHI' })).toBe(true);
  expect(hides({ tag: 'classification' })).toBe(true);
  expect(hides({ tag: 'classification=PII' })).toBe(false);
  expect(hides({ tag: 'pii' })).toBe(false); // a column is tagged so, not the dataset
});

test('a column is hidden by name or tag, with the fields within it', () => {
  const hides = (on: Rule['on'], path: string, labels = patients): boolean =>
    viewOf([policy('a', { effect: 'deny', on })], asking('engineer')).column(labels, path) !== undefined;

  expect(hides({ columns: ['ssn', 'b*'] }, 'bed.ward')).toBe(true);
  expect(hides({ columns: ['bed.ward'] }, 'bed')).toBe(false);
  expect(hides({ tag: 'pii', columns: ['*'] }, 'ssn')).toBe(true);
  expect(hides({ tag: 'pii', columns: ['*'] }, 'ssn.last4')).toBe(true);
  expect(hides({ tag: 'pii', columns: ['*'] }, 'bed')).toBe(false);
  expect(hides({ tag: 'classification=phi', columns: ['*'] }, 'bed')).toBe(true); // the dataset's own tag counts for all of its columns
  expect(hides({ tag: 'anything', columns: ['*'] }, 'bed', { ...patients, tags: ['?'] })).toBe(true); // tags that nobody can read
});

test('a facet is hidden by name, of those things that the rule names', () => {
  const view = viewOf([policy('a', { effect: 'deny', on: { namespace: 'spark', facets: ['sql', 'source*'] } })], asking('engineer'));
  const job = (namespace: string) => namedOnly([{ namespace, name: 'load' }]);

  expect(view.facet(job('spark'), 'sql')).toEqual(by('a'));
  expect(view.facet(job('spark'), 'sourceCode')).toEqual(by('a'));
  expect(view.facet(job('spark'), 'documentation')).toBeUndefined();
  expect(view.facet(job('dbt'), 'sql')).toBeUndefined();
  expect(view.rows.deny.facets.map(({ namespace, name, part }) => [namespace, name, part])).toEqual([
    ['spark', '%', 'sql'],
    ['spark', '%', 'source%'],
  ]);
});

test("a role of one's own is allowed what policies say, of the action they name, and nothing else", () => {
  const policies = [
    policy('lake', { effect: 'allow', roles: ['ml-reader'], on: { namespace: 's3://*' } }),
    policy('train', { effect: 'allow', roles: ['ml-reader'], action: ['read'], on: { namespace: 's3://heart*' }, purpose: ['sepsis'] }),
  ];
  const heart = namedOnly([{ namespace: 's3://heart', name: 'beats' }]);
  const may = (action: 'see' | 'read' | 'write', labels: Labels, purpose?: string): boolean =>
    viewOf(policies, { ...asking('ml-reader'), purpose }, action).dataset(labels) === undefined;

  expect([may('see', heart), may('see', patients)]).toEqual([true, false]); // patients has a name that nothing allows
  expect([may('read', heart), may('read', heart, 'marketing'), may('read', heart, 'sepsis'), may('write', heart, 'sepsis')]).toEqual([
    false,
    false,
    true,
    false,
  ]);
  expect(viewOf([], asking('engineer', 'admin'), 'read').dataset(heart)).toEqual(NO_RULE);
});

test('a further name that somebody gives a dataset opens it to nobody', () => {
  const policies = [policy('lake', { effect: 'allow', roles: ['reader'], on: { namespace: 's3://heart*' } })];
  const secret = { namespace: 'postgres://hr', name: 'salaries' };
  const alias = { namespace: 's3://heart', name: 'salaries' };

  expect(viewOf(policies, asking('reader')).dataset(namedOnly([alias]))).toBeUndefined();
  expect(viewOf(policies, asking('reader')).dataset(namedOnly([alias, secret]))).toEqual(NO_RULE);
  expect(viewOf(policies, asking('reader')).dataset(namedOnly([]))).toEqual(NO_RULE);
});

test('a role within a team is allowed things that the team owns, and a rule can speak of those of others', () => {
  const heart = { ...asking(), grants: [{ role: 'engineer', team: 'heart' }] };
  const both = { ...asking(), grants: [{ role: 'engineer', team: null }, { role: 'steward', team: 'heart' }] }; // prettier-ignore
  const beats = namedOnly([{ namespace: 's3://heart/raw', name: 'beats' }]);
  const foreign = [policy('foreign', { effect: 'deny', on: { columns: ['*'], owner: 'others' } })];
  const sees = (view: View, labels: Labels): readonly boolean[] => [
    view.dataset(labels) === undefined,
    view.column(labels, 'ssn') === undefined,
  ];

  expect(sees(viewOf([], heart), beats)).toEqual([true, true]);
  expect(sees(viewOf([], heart), patients)).toEqual([false, false]);
  expect(sees(viewOf([], { ...heart, grants: [{ role: 'engineer', team: 'gone' }] }), beats)).toEqual([false, false]);
  expect(sees(viewOf(foreign, both), beats)).toEqual([true, true]);
  expect(sees(viewOf(foreign, both), patients)).toEqual([true, false]);
  expect(viewOf([policy('a', { effect: 'deny', on: { owner: 'ehr' } })], both).dataset(patients)).toEqual(by('a'));
  expect(viewOf([policy('a', { effect: 'deny', on: { owner: 'ehr' } })], both).dataset(beats)).toBeUndefined();
});

test('rules and grants count from their beginning to just before their end', () => {
  const rule = { effect: 'deny', on: { name: '*' }, from: '2030-01-01T00:00:00Z', until: '2030-02-01T00:00:00Z' } as const;
  const at = (text: string, until?: Instant): boolean =>
    viewOf([policy('a', rule)], { ...asking(), grants: [{ role: 'engineer', team: null, until }], at: instant(text) }).dataset(patients) ===
    undefined;

  expect([
    at('2029-12-31T23:59:59.999999999Z'),
    at('2030-01-01T00:00:00Z'),
    at('2030-01-31T23:59:59Z'),
    at('2030-02-01T00:00:00Z'),
  ]).toEqual([true, false, false, true]);
  const end = instant('2030-03-01T00:00:00Z');
  expect([at('2030-02-28T00:00:00Z', end), at('2030-03-01T00:00:00Z', end)]).toEqual([true, false]);
  const known = { grants: [{ role: 'engineer', team: null, until: end }], at: instant('2030-01-15T00:00:00Z') };
  expect(nextChange([policy('a', rule)], known)).toBe(instant('2030-02-01T00:00:00Z'));
});

test('a rule that denies for a purpose denies whoever says none, and one that allows for a purpose allows nobody who says none', () => {
  const deny = [policy('a', { effect: 'deny', on: { name: '*' }, purpose: ['marketing'] })];
  const may = (purpose?: string): boolean => viewOf(deny, { ...asking('engineer'), purpose }).dataset(patients) === undefined;

  expect([may('treatment'), may('marketing'), may()]).toEqual([true, false, false]);
});

test('tags that are not there at both times, or cannot be read, allow nothing', () => {
  const policies = ['open', '?'].map((tag) => policy('open', { effect: 'allow', roles: ['reader'], on: { tag } }));
  const one = (labels: Partial<Labels>): boolean =>
    viewOf(policies, asking('reader')).dataset({ ...namedOnly([{ namespace: 'db', name: 't' }]), ...labels }) === undefined;

  expect([one({ tags: ['open'], sureTags: ['open'] }), one({ tags: ['open'] }), one({ tags: ['?'], sureTags: ['?'] })]).toEqual([
    true,
    false,
    false,
  ]);
});

test('a rule about a logical dataset is one about each of its bodies, letter by letter, and one that has none about nothing', () => {
  const topic = { namespace: 'kafka://broker', name: 'ehr.patients' };
  const table = { namespace: 's3://lake', name: 'bronze/patients' };
  const starred = { namespace: 's3://lake', name: 'bronze/*' };
  const logical = new Map([['patients', [topic, table, starred]]]);
  const see = (name: { readonly namespace: string; readonly name: string }, ...rules: Parameters<typeof policy>[1][]) => {
    const view = viewOf([policy('p', ...rules)], { ...asking('engineer'), logical });
    return [view.dataset(namedOnly([name])), view.column(namedOnly([name]), 'ssn'), view.rows.deny.whole.length];
  };

  for (const body of [topic, table]) {
    expect(see(body, { effect: 'deny', on: { logical: 'patients' } })).toEqual([by('p'), by('p'), 3]);
    expect(see(body, { effect: 'deny', on: { logical: 'patients', columns: ['ssn'] } })).toEqual([undefined, by('p'), 0]);
    expect(see(body, { effect: 'deny', on: { logical: 'gone' } })).toEqual([undefined, undefined, 0]);
  }
  expect(see(topic, { effect: 'deny', on: { logical: 'patients', namespace: 's3://*' } })).toEqual([undefined, undefined, 2]);
  expect(see({ ...table, name: 'bronze/visits' }, { effect: 'deny', on: { logical: 'patients' } })[0]).toBeUndefined();
  expect(see({ ...table, name: 'BRONZE/patients' }, { effect: 'deny', on: { logical: 'patients' } })[0]).toBeUndefined();

  const reader = { ...asking('reader'), logical };
  const allowing = viewOf([policy('p', { effect: 'allow', roles: ['reader'], on: { logical: 'patients' } })], reader);
  expect([allowing.dataset(namedOnly([topic])), allowing.isWhole]).toEqual([undefined, false]);
  expect(allowing.dataset(namedOnly([topic, { ...topic, name: 'other' }]))).toEqual(NO_RULE); // a further name opens nothing
  expect(allowing.meeting(namedOnly([topic, table]))).toMatchObject([{ effect: 'allow', rule: 1, names: [topic, table] }]);
});

// Goal: who is judged among thousands, by the rules that may meet one thing alone, is judged as by all rules.
// Method: random questions; an asker's grants in either order, each of them, those of others, all together and none, one after the other by the same views.
test('of one thing is said of each of many what is said of him alone, and so whether any name is hidden from him', () => {
  let allowed = 0;
  const hiding = { some: 0, none: 0 };
  for (let seed = 0; seed < 1_500; seed += 1) {
    const { policies: said, teams, asker, action, thing } = randomAccessCase(seed);
    const policies = said.map(
      ({ name, rules }) => ({ name, rules: rules.map((rule) => ({ ...rule, action: rule.action ?? 'see' })) }) as Policy,
    );
    const asked = { teams, purpose: asker.purpose ?? undefined, at: asker.at as Instant };
    const about = viewsAbout(policies, thing.names, { ...asked, action });
    const hidesNames = namesHidden(policies, asked);
    const grants = asker.grants as readonly Grant[];
    const others = [1, 2, 3, 4].map((more) => randomAccessCase(seed + more).asker.grants as readonly Grant[]);
    for (const held of [grants, [...grants].reverse(), ...grants.map((one) => [one]), ...others, [...grants, ...others.flat()], []]) {
      const alone = verdictOf(viewOf(policies, { ...asked, grants: held }, action), thing);
      expect([seed, verdictOf(about(held), thing)]).toEqual([seed, alone]);
      if (alone === undefined) allowed += 1;
      const hides = viewOf(policies, { ...asked, grants: held }).hidesNames;
      expect([seed, hidesNames(held)]).toEqual([seed, hides]);
      hiding[hides ? 'some' : 'none'] += 1;
    }
  }
  expect(allowed).toBeGreaterThan(1_000);
  expect(Math.min(hiding.some, hiding.none)).toBeGreaterThan(500);
});

// Goal: values of a column are withheld exactly where a rule denies to read it, or masks it, for whoever is asked about alone or among many; of no rule, nothing.
// Method: random questions whose rules are about reading; those who deny and those who mask are judged apart, by what is read.
test('values are withheld of the columns that a rule keeps from being read, and of no others', () => {
  const counts = { withheld: 0, shown: 0, ofNothing: 0 };
  for (let seed = 0; seed < 3_000; seed += 1) {
    const { policies: said, teams, asker, thing } = randomAccessCase(seed);
    if (thing.kind !== 'column' || thing.names.length === 0) continue;
    const policies = said.map(({ name, rules }) => ({ name, rules: rules.map((rule) => ({ ...rule, action: 'read' })) }) as Policy);
    const asked = { teams, at: asker.at as Instant };
    const labels = { ...thing, held: [], columnHeld: new Map() };
    const among = valuesShownAbout(policies, thing.names, asked);
    const anywhere = valuesShownAbout(policies, null, asked);
    for (const grants of [asker.grants as readonly Grant[], randomAccessCase(seed + 1).asker.grants as readonly Grant[], []]) {
      const read = viewOf(policies, { ...asked, grants }, 'read');
      const denied = read.column(labels, thing.path, thing.isUnknown);
      const isMasked = read.mask(labels, [{ path: thing.path, isUnknown: thing.isUnknown }]) !== undefined;
      const isAdmin = grantsInForce({ grants, at: asked.at }).some(({ role }) => role === 'admin');
      const isWithheld = !isAdmin && (isMasked || (denied !== undefined && denied.policy !== null));

      const alone = valuesShown(policies, { ...asked, grants });
      const isDenied = (view: View | undefined): boolean => view?.column(labels, thing.path, thing.isUnknown) !== undefined;
      expect([seed, isDenied(alone), isDenied(among(grants)), anywhere(grants) === undefined]).toEqual([
        ...[seed, isWithheld, isWithheld, alone === undefined],
      ]);
      counts[isWithheld ? 'withheld' : 'shown'] += 1;
      counts.ofNothing += alone === undefined ? 1 : 0;
    }
  }
  expect(Object.entries(counts).filter(([, count]) => count < 100)).toEqual([]);
});

// Goal: what is about each column of a dataset is denied with any of them. Method: random questions about columns that are known: one that is not may bear anything, and is judged alone.
test('where a column of a dataset is denied, all its columns together are, and where no rule is about columns they are as the dataset is', () => {
  const counts = { denied: 0, allowed: 0 };
  for (let seed = 0; seed < 2_000; seed += 1) {
    const { policies: said, teams, asker, action, thing } = randomAccessCase(seed);
    if (thing.kind !== 'column' || thing.isUnknown) continue;
    const policies = said.map(
      ({ name, rules }) => ({ name, rules: rules.map((rule) => ({ ...rule, action: rule.action ?? 'see' })) }) as Policy,
    );
    const asked = { teams, purpose: asker.purpose ?? undefined, at: asker.at as Instant, grants: asker.grants as readonly Grant[] };
    const view = viewOf(policies, asked, action);
    const labels = { ...thing, held: [], columnHeld: new Map() };
    if (view.dataset(labels) !== undefined) continue; // of which nothing is shown
    const together = view.everyColumn(labels);

    if (view.column(labels, thing.path, thing.isUnknown) !== undefined) expect([seed, together]).not.toEqual([seed, undefined]);
    if (view.rows.deny.columns.length === 0) expect([seed, together]).toEqual([seed, undefined]);
    counts[together === undefined ? 'allowed' : 'denied'] += 1;
  }
  expect(Math.min(counts.denied, counts.allowed)).toBeGreaterThan(20);
});

function verdictOf(view: View, thing: ReturnType<typeof randomAccessCase>['thing']): Denied | undefined {
  const labels = { ...thing, held: [], columnHeld: new Map() };
  const job = thing.names[0] ?? { namespace: '', name: '' };
  switch (thing.kind) {
    case 'dataset':
      return view.dataset(labels);
    case 'job':
      return view.job(job);
    case 'column':
      return view.column(labels, thing.path, thing.isUnknown);
    case 'facet':
      return thing.of === 'job' ? view.jobFacet(job, thing.facet) : view.facet(labels, thing.facet);
  }
}
