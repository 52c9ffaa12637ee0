import fc from 'fast-check';
import { expect, test } from 'vitest';

import { KeepOut } from './keep-out.ts';
import { fitsAny, regexOfAny } from './pattern.ts';
import { type Policy, readPolicy } from './policy.ts';

function policyOf(keep_out: readonly object[], name = 'phi'): Policy {
  const read = readPolicy(JSON.stringify({ name, rules: [], keep_out }));
  if (read.kind === 'unusable') throw new Error(JSON.stringify(read.problems));
  return read.policy;
}

const rulesOf = (...on: readonly object[]): KeepOut =>
  new KeepOut([{ position: 7n, policy: policyOf(on.map((each) => ({ how: 'hash', on: each }))) }]);

const numbers = (rules: KeepOut['rules']): readonly number[] => rules.map(({ number }) => number);

test('what is kept out is read out of YAML, beside rules of access', () => {
  const yaml = `
name: phi
rules: []
keep_out:
  - { how: hash, on: { namespace: "postgres://ehr*", name: patients, columns: [ssn], facets: [dataQuality*, subset] } }
  - { how: drop, on: { facets: [errorMessage] } }
`;
  const on = { namespace: 'postgres://ehr*', name: 'patients', columns: ['ssn'], facets: ['dataQuality*', 'subset'] };
  const keep_out = [
    { how: 'hash', on },
    { how: 'drop', on: { facets: ['errorMessage'] } },
  ];

  expect(readPolicy(yaml)).toEqual({ kind: 'policy', policy: { name: 'phi', rules: [], keep_out } });
});

test('every problem of what is kept out is named with its place', () => {
  const problems = (rule: object): unknown => {
    const read = readPolicy(JSON.stringify({ name: 'p', rules: [], keep_out: [rule] }));
    return read.kind === 'policy' ? [] : read.problems.map(({ pointer, message }) => `${pointer}: ${message}`);
  };

  expect(problems({ how: 'mask', on: { facets: ['*'] } })).toEqual(['/keep_out/0/how: how is drop or hash']);
  expect(problems({ how: 'drop', on: { columns: ['ssn'] } })).toEqual(['/keep_out/0/on/facets: say of which facets; "*" stands for all']);
  expect(problems({ how: 'drop', on: { facets: [] } })).toEqual(['/keep_out/0/on/facets: name at least one']);
  expect(problems({ how: 'drop', on: { facets: ['sql'], tag: 'phi' } })).toEqual([expect.stringContaining('tag') as string]);
  const none = readPolicy(JSON.stringify({ name: 'p', rules: [], keep_out: [] }));
  expect(none).toMatchObject({ problems: [{ pointer: '/keep_out', message: 'say what is kept out, or leave keep_out away' }] });
});

test('a rule covers things whose namespace and name fit, capitals apart; what has no name may be called anything', () => {
  const keepOut = rulesOf(
    { namespace: 'ehr*', facets: ['*'] },
    { name: 'patients', facets: ['*'] },
    { namespace: 'lab', name: '*', facets: ['*'] },
  );

  expect(numbers(keepOut.covering({ namespace: 'ehr://a', name: 'patients' }))).toEqual([1, 2]);
  expect(numbers(keepOut.covering({ namespace: 'EHR', name: 'Patients' }))).toEqual([]);
  expect(numbers(keepOut.covering({ namespace: 'lab', name: 'x' }))).toEqual([3]);
  expect(numbers(keepOut.covering({ namespace: 'lab', name: undefined }))).toEqual([2, 3]);
  expect(numbers(keepOut.covering({ namespace: undefined, name: undefined }))).toEqual([1, 2, 3]);
});

test.each([
  ['ssn', true],
  ['SSN', false],
  ['ssn2', false],
  ['age', false],
  ['ssn.last4', true], // a field within it
  ['patients.ssn', true], // as SQL qualifies it
  ['lower(p.ssn)', true],
  ['"ssn"', true],
  ['age, ssn', true],
  ['address.zip', true],
  ['p.address.zip.plus4', true],
  ['address', false],
  ['zip', false],
  ['the mrn of it', true], // mrn* fits a word
  ['größe', false],
  ['', false],
  ['x'.repeat(1_001), true], // nobody calls a column so
  ['a.b.c.d.e.f.g.h.i', true],
  ['a b c d e f g h i j k l m n o p q', true],
])('a rule on ssn, mrn* and address.zip is about the column %j: %s', (text, isAbout) => {
  const [rule] = rulesOf({ columns: ['ssn', 'mrn*', 'address.zip'], facets: ['*'] }).rules;

  expect(rule?.isAbout(text)).toBe(isAbout);
});

test('rules stand in the order of policies, and each knows where it comes from', () => {
  const [first, second] = [policyOf([{ how: 'drop', on: { facets: ['a'] } }]), policyOf([{ how: 'hash', on: { facets: ['b'] } }], 'more')];
  const keepOut = new KeepOut([
    { position: 3n, policy: first },
    { position: 9n, policy: { name: 'none', rules: [] } },
    { position: 5n, policy: second },
  ]);

  expect(keepOut.rules).toMatchObject([
    { policy: 'phi', version: 3n, number: 1, how: 'drop', isOfColumns: false },
    { policy: 'more', version: 5n, number: 1, how: 'hash' },
  ]);
  const [drops, hashes] = keepOut.rules;
  expect([drops?.fitsFacet('a'), drops?.fitsFacet('b'), hashes?.fitsFacet('b')]).toEqual([true, false, true]);
});

test('a pattern fits a text at the door as it fits it anywhere else', () => {
  const some = fc.string({ unit: fc.constantFrom('a', 'b', '*', '.', '\n', '\\'), maxLength: 8 });
  const text = fc.string({ unit: fc.constantFrom('a', 'b', '.', '\n', '\\', '*'), maxLength: 12 });
  fc.assert(
    fc.property(fc.array(some, { maxLength: 3 }), text, (patterns, each) => {
      expect(fitsAny(patterns)(each)).toBe(regexOfAny(patterns).test(each));
    }),
    { numRuns: 5_000 },
  );
});

test('a pattern of many stars is compared with a long text in no time', () => {
  const text = 'ab'.repeat(500_000);

  expect(fitsAny(['*a*a*a*a*c'])(text)).toBe(false);
  expect(fitsAny(['*a*a*a*a*b'])(text)).toBe(true);
});
