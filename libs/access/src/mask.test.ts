import { isDeepStrictEqual } from 'node:util';

import { expect, test } from 'vitest';

import type { Instant } from '#foundation';
import { randomAccessCase, readByReference, type RefQuestion, type RefReading } from '#testkit';

import type { Asker, Grant } from './asker.ts';
import { heldWord } from './classified.ts';
import { type ColumnAccess, columnAccess } from './column-access.ts';
import { type Mask, maskTaken } from './mask.ts';
import { type Policy, readPolicy, type Rule } from './policy.ts';
import { labelsAsked } from './rules-for.ts';
import { type Labels, namedOnly } from './things.ts';
import { type View, viewOf } from './view.ts';
import { viewsAbout } from './views-of-many.ts';

test('of the masks that can be applied the least strict is taken that is as strict as what is asked', () => {
  expect(maskTaken('hash', ['partial', 'redact'])).toBe('redact');
  expect(maskTaken('hash', ['redact', 'hash', 'partial'])).toBe('hash');
  expect(maskTaken('partial', ['redact', 'hash'])).toBe('hash');
  expect(maskTaken('redact', ['partial', 'hash'])).toBeUndefined();
  expect(maskTaken('partial', [])).toBeUndefined();
});

test('a rule that masks says how, of which columns, and nothing of what is seen and written', () => {
  const problems = (rule: object): readonly string[] => {
    const read = readPolicy(JSON.stringify({ name: 'p', rules: [{ effect: 'mask', how: 'hash', roles: ['analyst'], on: {}, ...rule }] }));
    return read.kind === 'policy' ? [] : read.problems.map(({ pointer, message }) => `${pointer}: ${message}`);
  };
  const on = { columns: ['ssn'] };

  expect(problems({ on })).toEqual([]);
  expect(problems({ on: { ...on, classification: 'PHI', form: 'plain', owner: 'others', logical: 'patients' }, action: 'read' })).toEqual(
    [],
  );
  expect(problems({ on, how: undefined })).toEqual(['/rules/0: a rule that masks says how: add how, one of partial, hash, redact']);
  expect(problems({ on, how: 'blur' })).toEqual(['/rules/0/how: a mask is one of partial, hash, redact']);
  for (const effect of ['allow', 'deny'])
    expect(problems({ on, effect })).toEqual(['/rules/0: how is said of a mask: leave it out, or say effect: mask']);
  expect(problems({ on, effect: 'hide' })).toEqual(['/rules/0/effect: an effect is allow, deny or mask']);
  for (const about of [{ name: 'patients' }, { facets: ['sql'] }])
    expect(problems({ on: about })).toEqual([
      '/rules/0: columns are masked, and nothing else: name them under on, or all of them by columns: ["*"]',
    ]);
  for (const action of ['see', 'write', ['see', 'read']])
    expect(problems({ on, action })).toEqual(['/rules/0: what is masked is what is read: leave action out of a rule that masks']);
});

test('a rule that masks is about reading, said or not', () => {
  const rule = { effect: 'mask', how: 'hash', roles: ['analyst'], on: { columns: ['ssn'] } };
  const read = (more: object) => readPolicy(JSON.stringify({ name: 'p', rules: [{ ...rule, ...more }] }));
  const policy = { name: 'p', rules: [{ ...rule, action: 'read' }] };

  for (const more of [{}, { action: 'read' }, { action: ['read'] }]) expect(read(more)).toEqual({ kind: 'policy', policy });
  expect(readPolicy(JSON.stringify(policy))).toEqual({ kind: 'policy', policy });
});

const patients = { namespace: 'db', name: 'patients' };
const AT = 0n as Instant;
const analyst = { grants: [{ role: 'analyst', team: null }], teams: [], at: AT } satisfies Asker;
const rule = (effect: Rule['effect'], on: Rule['on'], how?: Mask): Rule => ({
  ...{ effect, roles: ['analyst'], action: 'read', on },
  ...(how === undefined ? {} : { how }),
});
const known = (path: string) => ({ path, isUnknown: false });

test('a rule that masks neither allows nor denies: not what it is about, not in lists, and not whether anything is hidden', () => {
  const masks: Policy = { name: 'm', rules: [rule('mask', { columns: ['*'] }, 'redact')] };
  const allows: Policy = { name: 'a', rules: [rule('allow', { name: '*' })] };
  const labels = namedOnly([patients]);

  const alone = viewOf([masks], analyst, 'read');
  expect([alone.dataset(labels), alone.column(labels, 'ssn')]).toEqual([
    { policy: null, rule: null },
    { policy: null, rule: null },
  ]);
  const both = viewOf([allows, masks], analyst, 'read');
  expect([both.dataset(labels), both.column(labels, 'ssn'), both.column(labels, 'any', true)]).toEqual([undefined, undefined, undefined]);
  expect(both.rows).toEqual(viewOf([allows], analyst, 'read').rows);
  expect([both.isWhole, both.hidesNames]).toEqual([true, false]);
  expect(both.mask(labels, [known('ssn')])).toEqual({ how: 'redact', policy: 'm', rule: 1 });
  for (const action of ['see', 'write'] as const) expect(viewOf([masks], analyst, action).mask(labels, [known('ssn')])).toBeUndefined();
  expect(viewOf([masks], { ...analyst, grants: [{ role: 'other', team: null }] }, 'read').mask(labels, [known('ssn')])).toBeUndefined();
});

test('the strictest rule sets the mask, and of several the first by policy and place; each that meets is told', () => {
  const policies: readonly Policy[] = [
    {
      name: 'a',
      rules: [rule('mask', { columns: ['*'] }, 'partial'), rule('mask', { columns: ['s*'] }, 'hash'), rule('allow', { name: '*' })],
    },
    {
      name: 'b',
      rules: [rule('deny', { columns: ['pin'] }), rule('mask', { columns: ['ssn'] }, 'hash'), rule('mask', { columns: ['mrn'] }, 'redact')],
    },
  ];
  const view = viewOf(policies, analyst, 'read');
  const labels = namedOnly([patients]);
  const mask = (...paths: readonly string[]) => view.mask(labels, paths.map(known));

  expect(mask('id')).toEqual({ how: 'partial', policy: 'a', rule: 1 });
  expect(mask('ssn')).toEqual({ how: 'hash', policy: 'a', rule: 2 });
  expect(mask('id', 'ssn', 'mrn')).toEqual({ how: 'redact', policy: 'b', rule: 3 });
  expect(mask()).toBeUndefined();
  expect(view.mask(labels, [{ path: 'any', isUnknown: true }])).toEqual({ how: 'redact', policy: 'b', rule: 3 });
  const told = view
    .meeting(labels, { kind: 'Column', ...known('ssn') })
    .map(({ effect, how, policy, rule: place }) => [effect, how, policy, place]);
  expect(told).toEqual([
    ['allow', undefined, 'a', 3],
    ['mask', 'partial', 'a', 1],
    ['mask', 'hash', 'a', 2],
    ['mask', 'hash', 'b', 2],
  ]);
});

test('labels are read that a rule asks for who masks alone', () => {
  const asks = (on: Rule['on']) => labelsAsked([{ name: 'p', rules: [rule('mask', { ...on, columns: ['*'] }, 'hash')] }]);

  expect(asks({ tag: 'pii' })).toEqual({ tags: true, held: false });
  expect(asks({ classification: 'PHI' })).toEqual({ tags: false, held: true });
});

// Goal: whatever policies say, a column is read as the page says, by the rule that it names; lists and what may be done at all do not depend on rules that mask.
// Method: random questions, with levels and without; the reference judges, which reads the page by its reduction.
test('what is read masked, and by which rule, is what the reference reads', () => {
  const wrong: number[] = [];
  const counts = { denied: 0, plain: 0, masked: 0, unmaskable: 0 };
  for (let seed = 0; seed < 2_500; seed += 1) {
    const question = randomAccessCase(seed, { withClassification: seed % 2 === 1, withMasks: true });
    const { thing, teams, asker, action, masks = [] } = question;
    if (thing.kind !== 'column') continue;
    const asked = { grants: asker.grants as readonly Grant[], teams, purpose: asker.purpose ?? undefined, at: asker.at as Instant };
    const [policies, labels] = [policiesOf(question), labelsOf(thing)];
    const within = action === 'see' ? [] : (thing.within ?? []);
    const reading = (view: View): RefReading => toldReading(columnAccess(view, labels, { ...thing, within, masks }));

    const view = viewOf(policies, asked, action);
    const ofMany = viewsAbout(policies, thing.names, { ...asked, action })(asked.grants);
    const unmasked = viewOf(
      policies.map(({ name, rules }) => ({ name, rules: rules.filter(({ effect }) => effect !== 'mask') })),
      asked,
      action,
    );

    const expected = readByReference(question);
    if (![view, ofMany].every((each) => isDeepStrictEqual(reading(each), expected))) wrong.push(seed);
    if (!isDeepStrictEqual(view.rows, unmasked.rows) || (view.dataset(labels) === undefined) !== (unmasked.dataset(labels) === undefined))
      wrong.push(seed);
    counts[expected.kind] += 1;
  }
  expect(wrong).toEqual([]);
  for (const count of Object.values(counts)) expect(count).toBeGreaterThan(100);
});

function toldReading(found: ColumnAccess): RefReading {
  if (found.kind !== 'masked') return { kind: found.kind };
  const { masked, taken } = found;
  const rule = { policy: masked.policy ?? '', rule: masked.rule };
  return taken === undefined ? { kind: 'unmaskable', how: masked.how, rule } : { kind: 'masked', how: taken, rule };
}

function policiesOf({ policies }: RefQuestion): readonly Policy[] {
  return policies.map(({ name, rules }) => ({
    name,
    rules: rules.map((each) => ({
      ...each,
      on: { ...each.on, classification: each.on.classification?.toUpperCase() },
      action: each.action ?? (each.effect === 'mask' ? 'read' : 'see'),
    })) as Rule[], // as readPolicy gives it
  }));
}

function labelsOf({ names, tags, sureTags, columnTags, sureColumnTags, held, columnHeld }: RefQuestion['thing']): Labels {
  const spelt = (all: readonly string[]) =>
    [...new Set(all.flatMap((tag) => [tag, tag.split('=')[0] ?? tag]))].map((tag) => tag.toLowerCase());
  const words = (all: RefQuestion['thing']['held']) => all.map(({ level, form }) => heldWord(level, form));
  const each = <Value, Made>(all: ReadonlyMap<string, Value>, make: (value: Value) => Made) =>
    new Map([...all].map(([path, value]) => [path, make(value)]));
  return {
    ...{ names, tags: spelt(tags), sureTags: spelt(sureTags), held: words(held) },
    ...{ columnTags: each(columnTags, spelt), sureColumnTags: each(sureColumnTags, spelt), columnHeld: each(columnHeld, words) },
  };
}
