import { expect, test } from 'vitest';

import { readAccess } from './access-file.ts';
import { readPolicy } from './policy.ts';

test('a policy is read out of YAML, and out of JSON', () => {
  const yaml = `
name: no-phi
rules:
  - effect: deny
    roles: [engineer]
    on: { tag: classification=PHI, columns: ["*"] }
`;
  const policy = {
    name: 'no-phi',
    rules: [{ effect: 'deny', roles: ['engineer'], action: 'see', on: { tag: 'classification=PHI', columns: ['*'] } }],
  };

  expect(readPolicy(yaml)).toEqual({ kind: 'policy', policy });
  expect(readPolicy(JSON.stringify(policy))).toEqual({ kind: 'policy', policy });
});

test('every problem is named with its place', () => {
  const problems = (text: string): unknown => {
    const read = readPolicy(text);
    return read.kind === 'policy' ? [] : read.problems.map(({ pointer, message }) => `${pointer}: ${message}`);
  };
  const rule = (on: object, roles = ['engineer']): string => JSON.stringify({ name: 'p', rules: [{ effect: 'deny', roles, on }] });

  expect(problems('name: [')).toEqual([expect.stringContaining(': ') as string]);
  expect(problems('name: -x\nrules: []')).toEqual(['/name: a name has 1 to 100 letters, digits, dots, dashes and underscores']);
  expect(problems(rule({}))).toEqual([
    '/rules/0/on: say what the rule is about: namespace, name, logical, tag, classification, owner, columns, facets or jobs',
  ]);
  expect(problems(rule({ columns: ['a'], facets: ['sql'] }))).toEqual(['/rules/0/on: columns and facets need a rule each']);
  expect(problems(rule({ classification: 'secret' }))).toEqual([
    '/rules/0/on/classification: a classification is one of PUBLIC, INTERNAL, CONFIDENTIAL, PII, PHI',
  ]);
  expect(problems(rule({ classification: 'phi', tag: 'x' }))).toEqual([
    '/rules/0/on: classification stands neither beside tag nor beside facets: make a rule of each',
  ]);
  expect(problems(rule({ form: 'plain' }))).toEqual(['/rules/0/on: form says of which classification: add it']);
  expect(problems(rule({ tag: 'phi', facets: ['sql'] }))).toEqual(['/rules/0/on: facets are named, not tagged: leave tag out']);
  expect(problems(rule({ name: 'load', jobs: ['load'] }))).toEqual([
    '/rules/0/on: jobs are named by jobs: leave name, logical, tag, classification, columns and facets out',
  ]);
  expect(
    problems(
      JSON.stringify({ name: 'p', rules: [{ effect: 'deny', roles: ['engineer'], action: ['see', 'read'], on: { jobs: ['load'] } }] }),
    ),
  ).toEqual(['/rules/0: a job is seen, and only data are read and written: leave action out of a rule about jobs']);
  expect(problems(rule({ jobs: ['hr.*'], namespace: 'airflow*', owner: 'others' }))).toEqual([]);
  expect(problems(rule({ name: '*a*b*c*d*e*' }))).toEqual(['/rules/0/on/name: a pattern may have 5 stars']);
  expect(problems(rule({ name: 'a' }, ['admin']))).toEqual([
    '/rules/0/roles/0: admin is no role for rules and teams: from who could lift a rule nothing is hidden; keys make administrators',
  ]);
  expect(problems('a: &a [1]\nb: *a')).not.toEqual([]);
});

test('of several documents none is taken', () => {
  const two = 'name: a\nrules: []\n---\nname: phi\nrules: [{ effect: deny, roles: [engineer], on: { tag: PHI } }]\n';
  const message = 'the text holds several documents; write each into a file of its own, without a line of ---';
  for (const text of [two, `---\n${two}`]) {
    expect(readPolicy(text)).toEqual({ kind: 'unusable', problems: [{ pointer: '', message }] });
    expect(readAccess(text)).toEqual({ kind: 'unusable', problems: [{ pointer: '', message }] });
  }
  expect(readPolicy('---\nname: a\nrules: []\n')).toMatchObject({ kind: 'policy' });
});

test('a rule, and a policy, speaks of a hundred roles at most', () => {
  const roles = (from: number, count: number): readonly string[] => Array.from({ length: count }, (_, index) => `role-${from + index}`);
  const policyOf = (...each: readonly (readonly string[])[]): string =>
    JSON.stringify({ name: 'p', rules: each.map((some) => ({ effect: 'deny', roles: some, on: { name: 'x' } })) });
  const problems = (text: string): unknown => {
    const read = readPolicy(text);
    return read.kind === 'policy' ? [] : read.problems.map(({ pointer, message }) => `${pointer}: ${message}`);
  };
  expect(problems(policyOf(roles(0, 100), roles(0, 100)))).toEqual([]);
  expect(problems(policyOf(roles(0, 101)))).toContain('/rules/0/roles: a rule may name 100 roles');
  expect(problems(policyOf(roles(0, 60), roles(60, 41)))).toEqual(['/rules: a policy may speak of 100 roles: make several policies']);
});

test('labels say what they are about, and are kept as they are written', () => {
  const labelled = (...labels: readonly unknown[]): ReturnType<typeof readPolicy> =>
    readPolicy(JSON.stringify({ name: 'p', rules: [], labels }));
  const problems = (label: unknown): readonly string[] => {
    const read = labelled(label);
    return read.kind === 'policy' ? [] : read.problems.map(({ pointer, message }) => `${pointer}: ${message}`);
  };
  const on = { namespace: 'ehr*', columns: ['ssn', 'mrn*'] };
  const spelt = '/labels/0/label: a label is a level, such as PHI, or a tag, as key or key=value, without spaces around it';

  expect(labelled({ label: 'ePHI', on }, { label: 'Team=Heart', on: { logical: 'patients' } })).toMatchObject({
    policy: {
      labels: [
        { label: 'ePHI', on },
        { label: 'Team=Heart', on: { logical: 'patients' } },
      ],
    },
  });
  expect(problems({ label: 'PHI', on: { columns: ['ssn'] } })).toEqual([
    '/labels/0/on: say which datasets bear it: namespace, name or logical; "*" stands for any text',
  ]);
  expect(problems({ on })).toEqual(['/labels/0/label: say the label: a level, such as PHI, or a tag, as key or key=value']);
  for (const label of ['', ' PHI', '=PHI']) expect(problems({ label, on })).toEqual([spelt]);
  expect(problems({ label: 'x'.repeat(201), on })).toEqual(['/labels/0/label: a label may have 200 characters']);
  expect(problems({ label: 'PHI', on: { ...on, tag: 'x' } })).toHaveLength(1);
  expect(labelled()).toMatchObject({ problems: [{ pointer: '/labels', message: 'say what data are, or leave labels away' }] });
});
