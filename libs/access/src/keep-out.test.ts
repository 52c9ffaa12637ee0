import fc from 'fast-check';
import { expect, test } from 'vitest';

import { KeepOut, KeepOutOfEvent, orderedRules } from './keep-out.ts';
import { type DataLabels, joinedLabels, NO_DATA_LABELS } from './keep-out-labels.ts';
import { isOfData } from './keep-out-rule.ts';
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
  expect(problems({ how: 'drop', on: { facets: ['sql'], owner: 'own' } })).toEqual([expect.stringContaining('owner') as string]);
  expect(problems({ how: 'drop', on: { facets: ['sql'], tag: 'a', classification: 'PHI' } })).toEqual([
    '/keep_out/0/on: tag and classification need a rule each',
  ]);
  expect(problems({ how: 'drop', on: { facets: ['sql'], form: 'plain' } })).toEqual([
    '/keep_out/0/on: form says of which classification: add it',
  ]);
  const none = readPolicy(JSON.stringify({ name: 'p', rules: [], keep_out: [] }));
  expect(none).toMatchObject({ problems: [{ pointer: '/keep_out', message: 'say what is kept out, or leave keep_out away' }] });
});

test('a rule covers things whose namespace and name fit, capitals apart; what has no name may be called anything', () => {
  const keepOut = rulesOf(
    { namespace: 'ehr*', facets: ['*'] },
    { name: 'patients', facets: ['*'] },
    { namespace: 'lab', name: '*', facets: ['*'] },
  );

  expect(numbers(keepOut.fitting({ namespace: 'ehr://a', name: 'patients' }))).toEqual([1, 2]);
  expect(numbers(keepOut.fitting({ namespace: 'EHR', name: 'Patients' }))).toEqual([]);
  expect(numbers(keepOut.fitting({ namespace: 'lab', name: 'x' }))).toEqual([3]);
  expect(numbers(keepOut.fitting({ namespace: 'lab', name: undefined }))).toEqual([2, 3]);
  expect(numbers(keepOut.fitting({ namespace: undefined, name: undefined }))).toEqual([1, 2, 3]);
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
    { policy: 'phi', version: 3n, number: 1, how: 'drop', isOfColumns: false, place: 0 },
    { policy: 'more', version: 5n, number: 1, how: 'hash', place: 1 },
  ]);
  expect(orderedRules([...keepOut.rules.toReversed(), ...keepOut.rules])).toEqual(keepOut.rules);
  const [drops, hashes] = keepOut.rules;
  expect([drops?.fitsFacet('a'), drops?.fitsFacet('b'), hashes?.fitsFacet('b')]).toEqual([true, false, true]);
});

const labelled = (labels: Partial<DataLabels>): DataLabels => ({ ...NO_DATA_LABELS, ...labels });
const PHI_TAG = ['classification', 'classification=phi'];
const LABELS: Readonly<Record<string, DataLabels | undefined>> = {
  nothing: NO_DATA_LABELS,
  tagged: labelled({ tags: PHI_TAG }),
  'column tagged': labelled({ columnTags: new Map([['ssn', PHI_TAG]]) }),
  'column labelled': labelled({ columnHeld: new Map([['ssn', ['PHI plain']]]) }),
  'column masked': labelled({ columnHeld: new Map([['ssn', ['PII pseudonymised']]]) }),
  inferred: labelled({ held: ['PHI inferred'] }),
  denied: labelled({ tags: ['phi', 'phi=false'] }),
  unreadable: labelled({ tags: ['?'] }),
  'cannot be told': undefined,
};

/** Of which labels a rule covers a dataset, and of those whether it is about ssn, and about age. */
function coveredBy(on: object): unknown {
  const keepOut = rulesOf({ facets: ['*'], ...on });
  return Object.fromEntries(
    Object.entries(LABELS).flatMap(([what, labels]) => {
      const [rule] = new KeepOutOfEvent(keepOut, () => labels).dataset({ namespace: 'a', name: 'b' });
      return rule === undefined ? [] : [[what, ['ssn', 'age'].filter(rule.isAbout)]];
    }),
  );
}

test('a rule that asks for a tag or a classification covers what bears it, and what may', () => {
  const both = ['ssn', 'age'];
  expect(coveredBy({ tag: 'Classification=PHI' })).toEqual({ tagged: both, unreadable: both, 'cannot be told': both });
  expect(coveredBy({ tag: 'classification=PHI', columns: ['*'] })).toEqual({
    ...{ tagged: both, 'column tagged': ['ssn'], unreadable: both, 'cannot be told': both },
  });
  expect(coveredBy({ classification: 'pii', columns: ['*'] })).toEqual({
    ...{ tagged: both, 'column tagged': ['ssn'], 'column labelled': ['ssn'], 'column masked': ['ssn'] },
    ...{ unreadable: both, 'cannot be told': both },
  });
  expect(coveredBy({ classification: 'PII', form: 'plain', columns: ['s*'] })).toEqual({
    ...{ tagged: ['ssn'], 'column tagged': ['ssn'], 'column labelled': ['ssn'], unreadable: ['ssn'], 'cannot be told': ['ssn'] },
  });
  expect(coveredBy({ classification: 'PHI', form: 'inferred' })).toEqual({
    ...{ tagged: both, inferred: both, unreadable: both, 'cannot be told': both },
  });
  const age = { tagged: ['age'], unreadable: ['age'], 'cannot be told': ['age'] }; // no column called so bears it
  expect(coveredBy({ classification: 'PHI', columns: ['age'] })).toEqual(age);
  expect(coveredBy({ name: 'another', tag: 'phi' })).toEqual({});
});

test('a job bears nothing by itself, and what is asked of labels is known', () => {
  const keepOut = rulesOf({ facets: ['sql'] }, { columns: ['a'], facets: ['sql'] }, { tag: 'phi', facets: ['sql'] });
  expect(numbers(new KeepOutOfEvent(keepOut, () => undefined).job({ namespace: 'a', name: 'b' }))).toEqual([1]);
  expect(keepOut.rules.map(isOfData)).toEqual([false, true, true]);

  expect(rulesOf({ facets: ['*'] }).asks).toEqual({ tags: false, held: false });
  expect(rulesOf({ tag: 'a', facets: ['*'] }).asks).toEqual({ tags: true, held: false });
  expect(rulesOf({ classification: 'PHI', facets: ['*'] }).asks).toEqual({ tags: true, held: true });
  const some = rulesOf({ namespace: 'a', tag: 'phi', facets: ['*'] }, { namespace: 'b', facets: ['*'] });
  expect(['a', 'b'].map((namespace) => some.asksLabelsOf({ namespace, name: 'x' }))).toEqual([true, false]);
});

test('labels that are said twice count together', () => {
  const one = labelled({ tags: ['a'], columnTags: new Map([['x', ['b']]]), held: ['PHI plain'] });
  const other = labelled({ tags: ['c'], columnTags: new Map(Object.entries({ x: ['d'], y: ['e'] })) });
  expect(joinedLabels(one, other)).toEqual({
    ...{ tags: ['a', 'c'], held: ['PHI plain'], columnHeld: new Map() },
    columnTags: new Map(Object.entries({ x: ['b', 'd'], y: ['e'] })),
  });
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
