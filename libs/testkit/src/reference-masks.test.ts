import { expect, test } from 'vitest';

import { randomAccessCase } from './access-cases.ts';
import { withRules } from './access-changes.ts';
import { allowedShares, decidingFeatures, decidingMaskChanges, MASK_FEATURES, readingWord, READING_CHANGES } from './access-coverage.ts';
import { decideByReference, type RefHeld, type RefHow, type RefName, type RefQuestion, type RefRule } from './reference-access.ts';
import { readByReference } from './reference-masks.ts';

const PATIENTS = { namespace: 'postgres://ehr', name: 'patients' };
const LAKE = { namespace: 's3://lake', name: 'patients' };
const OPEN: RefRule = { effect: 'allow', roles: ['analyst'], action: 'read', on: { namespace: '*' } };

interface Reading extends Partial<Pick<RefQuestion, 'action' | 'masks' | 'teams'>> {
  readonly rules?: readonly RefRule[];
  readonly roles?: readonly string[];
  readonly team?: string | null;
  readonly purpose?: string;
  readonly at?: bigint;
  readonly names?: readonly RefName[];
  readonly tags?: readonly string[];
  readonly columnTags?: Readonly<Record<string, readonly string[]>>;
  /** Plain. */
  readonly columnHeld?: Readonly<Record<string, RefHeld['level']>>;
  readonly within?: readonly string[];
  readonly isUnknown?: boolean;
}

const ALL_MASKS = ['partial', 'hash', 'redact'] as const;

/** An analyst, who may read everything, asks to read a column; every mask can be applied unless fewer are said. */
function asked(
  path: string | null,
  { rules = [], roles = ['analyst'], team = null, masks = ALL_MASKS, ...rest }: Reading = {},
): RefQuestion {
  const { names = [PATIENTS], tags = [], columnTags = {}, columnHeld = {}, within, isUnknown = false, teams = [] } = rest;
  const tagged = new Map(Object.entries(columnTags));
  const held = Object.entries(columnHeld).map(([column, level]) => [column, [{ level, form: 'plain' as const }]] as const);
  const about = { names, tags, sureTags: tags, columnTags: tagged, sureColumnTags: tagged, held: [], columnHeld: new Map(held) };
  return {
    policies: [{ name: 'policy', rules: [OPEN, ...rules] }],
    teams,
    asker: { grants: roles.map((role) => ({ role, team })), purpose: rest.purpose ?? null, at: rest.at ?? 0n },
    action: rest.action ?? 'read',
    thing: path === null ? { ...about, kind: 'dataset' } : { ...about, kind: 'column', path, isUnknown, within },
    masks,
  };
}

function reading(path: string | null, words: Reading = {}): string {
  return readingWord(asked(path, words));
}

function mask(how: RefHow, on: RefRule['on'], rest: Partial<RefRule> = {}): RefRule {
  return { effect: 'mask', how, roles: ['analyst'], on: { columns: ['*'], ...on }, ...rest };
}

const HASHED = mask('hash', {});

test('the rules of the page: a plain column, one that is hashed, one that is redacted, and both denied to whom cannot mask', () => {
  const rules = [mask('hash', { classification: 'PII' }), mask('redact', { namespace: 'postgres://ehr*', columns: ['ssn', 'mrn*'] })];
  const read = (masks: readonly RefHow[] | undefined) =>
    ['id', 'name', 'ssn'].map((path) => readingWord({ ...asked(path, { rules, columnHeld: { name: 'PII', ssn: 'PHI' } }), masks }));

  expect(read(['hash', 'redact'])).toEqual(['plain', 'masked, hash', 'masked, redact']);
  expect(read(undefined)).toEqual(['plain', 'unmaskable, hash', 'unmaskable, redact']);
  expect(read([])).toEqual(['plain', 'unmaskable, hash', 'unmaskable, redact']);
});

test('of two rules that meet the stricter masks, whatever their order, and the first of those that are as strict is named', () => {
  const [partial, hash, again] = [mask('partial', {}), mask('hash', { columns: ['s*'] }), mask('hash', { name: 'p*' })];
  const rule = (rules: readonly RefRule[]) => readByReference(asked('ssn', { rules }));

  expect(rule([partial, hash, again])).toEqual({ kind: 'masked', how: 'hash', rule: { policy: 'policy', rule: 3 } });
  expect(rule([again, hash, partial])).toEqual({ kind: 'masked', how: 'hash', rule: { policy: 'policy', rule: 2 } });
  expect(rule([partial, mask('redact', {}), hash])).toMatchObject({ how: 'redact', rule: { rule: 3 } });
});

/** By the mask of the column, what is told where these can be applied. */
test.each<[RefHow, readonly RefHow[], string]>([
  ['partial', ['redact', 'hash', 'partial'], 'masked, partial'],
  ['partial', ['redact', 'hash'], 'masked, hash'],
  ['partial', ['redact'], 'masked, redact'],
  ['partial', [], 'unmaskable, partial'],
  ['hash', ['partial', 'redact'], 'masked, redact'],
  ['hash', ['partial'], 'unmaskable, hash'],
  ['redact', ['hash', 'partial'], 'unmaskable, redact'],
  ['redact', ['partial', 'hash', 'redact'], 'masked, redact'],
])('%s, where %j can be applied, is %s', (how, masks, expected) => {
  expect(reading('ssn', { rules: [mask(how, {})], masks })).toBe(expected);
});

test('the rule of a mask that no other can stand for is named, too, with the mask that it takes', () => {
  expect(readByReference(asked('ssn', { rules: [HASHED], masks: ['partial'] }))).toEqual({
    kind: 'unmaskable',
    how: 'hash',
    rule: { policy: 'policy', rule: 2 },
  });
});

test('what is not allowed is not allowed whatever masks it, and a mask allows nothing', () => {
  const denied: RefRule = { effect: 'deny', roles: ['analyst'], action: 'read', on: { columns: ['ssn'] } };

  expect(reading('ssn', { rules: [denied, HASHED] })).toBe('denied');
  expect(reading('ssn', { roles: ['nurse'], rules: [mask('hash', {}, { roles: ['nurse'] })] })).toBe('denied');
  expect(reading('ssn', { names: [], rules: [HASHED] })).toBe('denied');
});

test('a rule that masks has no word about the dataset whole, about seeing and about writing', () => {
  const on = { namespace: '*', columns: ['*'] };
  const rules: readonly RefRule[] = [
    mask('redact', on),
    { effect: 'allow', roles: ['analyst'], action: ['see', 'write'], on: { name: '*' } },
  ];

  expect(reading(null, { rules, masks: [] })).toBe('plain');
  expect(reading('ssn', { rules, masks: [], action: 'see' })).toBe('plain');
  expect(reading('ssn', { rules, masks: [], action: 'write' })).toBe('plain');
  expect(reading('ssn', { rules, masks: [] })).toBe('unmaskable, redact');
});

test('a mask meets by any name, a column within the one that it names, and by the tag or the level of what is around', () => {
  const hash = 'masked, hash';

  expect(reading('ssn', { names: [LAKE, PATIENTS], rules: [mask('hash', { namespace: 'postgres://*' })] })).toBe(hash);
  expect(reading('ssn', { names: [LAKE], rules: [mask('hash', { namespace: 'postgres://*' })] })).toBe('plain');
  expect(reading('address.street', { rules: [mask('hash', { columns: ['address'] })] })).toBe(hash);
  expect(reading('addressed', { rules: [mask('hash', { columns: ['address'] })] })).toBe('plain');
  expect(reading('ssn', { tags: ['pii'], rules: [mask('hash', { tag: 'PII' })] })).toBe(hash);
  expect(reading('ssn', { columnTags: { ssn: ['?'] }, rules: [mask('hash', { tag: 'PII' })] })).toBe(hash);
  expect(reading('a.b', { columnHeld: { a: 'PHI' }, rules: [mask('hash', { classification: 'pii' })] })).toBe(hash);
  expect(reading('a.b', { columnHeld: { a: 'INTERNAL' }, rules: [mask('hash', { classification: 'pii' })] })).toBe('plain');
});

test('a mask counts where no purpose is said, and not for another purpose', () => {
  const rules = [mask('hash', {}, { purpose: ['billing'] })];

  expect(reading('ssn', { rules })).toBe('masked, hash');
  expect(reading('ssn', { rules, purpose: 'billing' })).toBe('masked, hash');
  expect(reading('ssn', { rules, purpose: 'care' })).toBe('plain');
});

test('a mask counts from its beginning until before its end, and for its roles alone', () => {
  const rules = [mask('hash', {}, { from: '1970-01-01T00:00:01Z', until: '1970-01-01T00:00:02Z' })];
  const at = (instant: bigint) => reading('ssn', { rules, at: instant });

  expect([999_999_999n, 1_000_000_000n, 1_999_999_999n, 2_000_000_000n].map(at)).toEqual([
    'plain',
    'masked, hash',
    'masked, hash',
    'plain',
  ]);
  expect(reading('ssn', { rules: [mask('hash', {}, { roles: ['nurse'] })] })).toBe('plain');
  expect(reading('ssn', { roles: ['analyst', 'nurse'], rules: [mask('hash', {}, { roles: ['nurse'] })] })).toBe('masked, hash');
});

test('a grant for a team is masked what its role is masked everywhere, and what is owned counts as it does to a rule that denies', () => {
  const teams = [{ name: 'ehr', owns: ['postgres://ehr'] }];
  const words = { teams, team: 'ehr' };

  expect(reading('ssn', { ...words, rules: [HASHED] })).toBe('masked, hash');
  expect(reading('ssn', { ...words, rules: [mask('hash', { owner: 'others' })] })).toBe('plain');
  expect(reading('ssn', { teams, rules: [mask('hash', { owner: 'others' })] })).toBe('masked, hash');
  expect(reading('ssn', { teams, names: [LAKE, PATIENTS], rules: [mask('hash', { owner: 'ehr' })] })).toBe('masked, hash');
});

test('a column that nobody told of is masked by every rule that masks columns of its dataset', () => {
  const rules = [
    mask('hash', { columns: ['mrn'] }),
    mask('redact', { columns: ['ssn'], tag: 'secret' }),
    mask('redact', { name: 'other' }),
  ];

  expect(reading('SSN', { rules, isUnknown: true })).toBe('masked, redact');
  expect(reading('SSN', { rules: rules.slice(0, 1), isUnknown: true })).toBe('masked, hash');
  expect(reading('SSN', { rules: rules.slice(2), isUnknown: true })).toBe('plain');
  expect(reading('SSN', { rules })).toBe('plain');
});

test('a column is masked as strictly as it and all that is known to lie within it', () => {
  const within = ['address.street', 'address.street.no'];
  const rules = [
    mask('partial', { columns: ['address'] }),
    mask('redact', { columns: ['*.no'] }),
    mask('hash', { columns: ['address.street'] }),
  ];
  const read = (path: string, inner: readonly string[], masks: readonly RefHow[] = ALL_MASKS) =>
    reading(path, { rules, within: inner, masks });

  expect(read('address', within)).toBe('masked, redact');
  expect(read('address', within.slice(0, 1))).toBe('masked, hash');
  expect(read('address', [])).toBe('masked, partial');
  expect(read('address', within, ['partial', 'hash'])).toBe('unmaskable, redact');
  expect(readByReference(asked('address', { rules, within }))).toMatchObject({ rule: { policy: 'policy', rule: 3 } });
  expect(reading('address', { within, columnHeld: { 'address.street.no': 'PHI' }, rules: [mask('hash', { classification: 'PHI' })] })).toBe(
    'masked, hash',
  );
});

test('a column is denied with one within it that is, to read and to write it, and is seen by itself', () => {
  const on = { columns: ['address.street'] };
  const rules: readonly RefRule[] = [
    { effect: 'allow', roles: ['analyst'], action: ['see', 'write'], on: { name: '*' } },
    { effect: 'deny', roles: ['analyst'], action: ['see', 'read', 'write'], on },
  ];
  const read = (action: RefQuestion['action']) => reading('address', { rules, within: ['address.street'], action });

  expect((['read', 'write', 'see'] as const).map(read)).toEqual(['denied', 'denied', 'plain']);
});

test('an administrator reads as its other grants do, and no rule that masks can name it', () => {
  expect(reading('ssn', { roles: ['admin'], rules: [HASHED] })).toBe('denied');
  expect(reading('ssn', { roles: ['admin', 'analyst'], rules: [mask('hash', {}, { roles: ['admin'] })] })).toBe('plain');
  expect(reading('ssn', { roles: ['admin', 'analyst'], rules: [HASHED] })).toBe('masked, hash');
});

test.each<[string, RefRule]>([
  ['no how', { ...HASHED, how: undefined }],
  ['no columns', { ...HASHED, on: { name: '*' } }],
  ['facets', mask('hash', { facets: ['*'] })],
  ['jobs', mask('hash', { jobs: ['*'] })],
  ['another action', { ...HASHED, action: ['read', 'see'] }],
])('a rule that masks with %s is refused, for it would not mask what it says', (_, rule) => {
  expect(() => reading('ssn', { rules: [rule] })).toThrow(RangeError);
});

const QUESTIONS = [false, true].flatMap((withClassification) =>
  Array.from({ length: 2_700 }, (_, seed) => randomAccessCase(seed, { withClassification, withMasks: true })),
);

test('the same seed gives the same question, and without the option there is no rule that masks', () => {
  const plain = Array.from({ length: 300 }, (_, seed) => randomAccessCase(seed, { withClassification: true }));
  const masking = (questions: readonly RefQuestion[]) =>
    questions.flatMap(({ policies }) => policies.flatMap(({ rules }) => rules)).filter(({ effect }) => effect === 'mask');

  expect(randomAccessCase(7, { withMasks: true })).toEqual(QUESTIONS[7]);
  expect(masking(plain)).toEqual([]);
  expect(plain.filter(({ masks }) => masks !== undefined)).toEqual([]);
  expect(masking(QUESTIONS).length).toBeGreaterThan(QUESTIONS.length);
});

test('rules that mask change nothing of what is allowed and denied', () => {
  const changed = QUESTIONS.filter((question) => {
    const without = withRules(question, (rule) => (rule.effect === 'mask' ? [] : [rule]));
    return decideByReference(question) !== decideByReference(without);
  });

  expect(changed).toEqual([]);
});

test('of columns that may be read between 5 % and 60 % each are plain, masked by each mask, or cannot be masked', () => {
  const words = QUESTIONS.filter(({ action, thing }) => action === 'read' && thing.kind === 'column').map(readingWord);
  const allowed = words.filter((word) => word !== 'denied');
  const share = (word: string) => allowed.filter((one) => one.startsWith(word)).length / allowed.length;

  const odd = ['plain', 'masked, partial', 'masked, hash', 'masked, redact', 'unmaskable'].filter(
    (word) => share(word) < 0.05 || share(word) > 0.6,
  );
  expect(odd).toEqual([]);
  expect([...allowedShares(QUESTIONS)].filter(([, one]) => one < 0.15 || one > 0.85)).toEqual([]);
});

test('every feature of rules that mask decides questions, and so does everything that an evaluator might overlook', () => {
  const [features, changes] = [decidingFeatures(QUESTIONS, readingWord), decidingMaskChanges(QUESTIONS, 3)];

  expect(MASK_FEATURES.filter((feature) => (features.get(feature) ?? 0) < 3)).toEqual([]);
  expect(READING_CHANGES.filter((change) => (changes.get(change) ?? 0) < 3)).toEqual([]);
});

test('a rule that masks, a further name, a column within, a column that nobody told of and a mask less make no reading plainer', () => {
  const STRICT = ['plain', 'masked, partial', 'masked, hash', 'masked, redact'];
  const rank = (question: RefQuestion): number => {
    const place = STRICT.indexOf(readingWord(question));
    return place === -1 ? STRICT.length : place;
  };
  const closing: readonly ((question: RefQuestion) => RefQuestion)[] = [
    (question) => ({
      ...question,
      policies: [...question.policies, { name: 'more', rules: [mask('hash', {}, { roles: ['engineer', 'ml-reader'] })] }],
    }),
    (question) => ({ ...question, thing: { ...question.thing, names: [...question.thing.names, PATIENTS] } }),
    ({ thing, ...rest }) => ({
      ...rest,
      thing: thing.kind === 'column' ? { ...thing, within: [...(thing.within ?? []), `${thing.path}.ssn`] } : thing,
    }),
    ({ thing, ...rest }) => ({ ...rest, thing: thing.kind === 'column' ? { ...thing, isUnknown: true } : thing }),
    (question) => ({ ...question, masks: question.masks?.slice(1) }),
  ];
  const named = QUESTIONS.filter(({ thing }) => thing.names.length > 0);

  const plainer = named.flatMap((question) => closing.filter((change) => rank(change(question)) < rank(question)).map(() => question));
  expect(plainer).toEqual([]);
});
