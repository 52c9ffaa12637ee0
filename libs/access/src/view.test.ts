import { expect, test } from 'vitest';

import type { Policy, Rule } from './policy.ts';
import { type Labels, viewOf } from './view.ts';

const policy = (name: string, ...rules: readonly Pick<Rule, 'effect' | 'on'>[]): Policy => ({
  name,
  rules: rules.map((rule) => ({ ...rule, roles: ['engineer'], action: 'see' })),
});
const patients: Labels = {
  names: [
    { namespace: 'postgres://ehr', name: 'public.patients' },
    { namespace: 's3://lake', name: 'patients' },
  ],
  tags: ['classification', 'classification=phi'],
  columnTags: new Map([['ssn', ['pii', 'pii=yes']]]),
};

test('without a policy every role sees everything, and whoever has none sees nothing', () => {
  const engineer = viewOf([], ['engineer']);
  const nobody = viewOf([], []);

  expect([engineer.dataset(patients), engineer.column(patients, 'ssn'), engineer.facet(patients.names, 'sql')]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
  expect(engineer.denials).toEqual({ datasets: [], columns: [], facets: [] });
  expect(nobody.dataset(patients)).toBe('no role');
  expect(nobody.denials.datasets).toEqual([{ namespace: '%', name: '%', tag: null }]);
});

test('what one rule denies no other gives back, wherever it stands', () => {
  const deny = { effect: 'deny', on: { name: '*patients' } } as const;
  const allow = { effect: 'allow', on: { name: '*' } } as const;

  for (const policies of [[policy('a', deny, allow)], [policy('a', allow, deny)], [policy('a', deny), policy('b', allow)]])
    expect(viewOf(policies, ['engineer']).dataset(patients)).toBe('a');
  expect(viewOf([policy('a', deny)], ['auditor']).dataset(patients)).toBeUndefined();
  expect(viewOf([policy('a', deny)], ['auditor', 'engineer']).dataset(patients)).toBe('a');
});

test('a dataset is hidden by any of its names, when namespace and name fit the same one', () => {
  const hides = (on: Rule['on']): boolean => viewOf([policy('a', { effect: 'deny', on })], ['engineer']).dataset(patients) !== undefined;

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
    viewOf([policy('a', { effect: 'deny', on })], ['engineer']).column(labels, path) !== undefined;

  expect(hides({ columns: ['ssn', 'b*'] }, 'bed.ward')).toBe(true);
  expect(hides({ columns: ['bed.ward'] }, 'bed')).toBe(false);
  expect(hides({ tag: 'pii', columns: ['*'] }, 'ssn')).toBe(true);
  expect(hides({ tag: 'pii', columns: ['*'] }, 'ssn.last4')).toBe(true);
  expect(hides({ tag: 'pii', columns: ['*'] }, 'bed')).toBe(false);
  expect(hides({ tag: 'classification=phi', columns: ['*'] }, 'bed')).toBe(true); // the dataset's own tag counts for all of its columns
  expect(hides({ tag: 'anything', columns: ['*'] }, 'bed', { ...patients, tags: ['?'] })).toBe(true); // tags that nobody can read
});

test('a facet is hidden by name, of those things that the rule names', () => {
  const view = viewOf([policy('a', { effect: 'deny', on: { namespace: 'spark', facets: ['sql', 'source*'] } })], ['engineer']);
  const job = (namespace: string) => [{ namespace, name: 'load' }];

  expect(view.facet(job('spark'), 'sql')).toBe('a');
  expect(view.facet(job('spark'), 'sourceCode')).toBe('a');
  expect(view.facet(job('spark'), 'documentation')).toBeUndefined();
  expect(view.facet(job('dbt'), 'sql')).toBeUndefined();
  expect(view.denials.facets).toEqual([
    { namespace: 'spark', name: '%', facet: 'sql' },
    { namespace: 'spark', name: '%', facet: 'source%' },
  ]);
});
