import { expect, test } from 'vitest';

import type { Instant } from '#foundation';
import { decideByReference, diceOf, randomAccessCase, type RefQuestion } from '#testkit';

import type { Asker, Grant } from './asker.ts';
import { heldWord } from './classified.ts';
import { isStricter, type Mask, MASKS, maskTaken } from './mask.ts';
import { type Policy, readPolicy, type Rule } from './policy.ts';
import { labelsAsked } from './rules-for.ts';
import { type Labels, namedOnly } from './things.ts';
import { viewOf, viewsAbout } from './view.ts';

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
  const told = view.meeting(labels, known('ssn')).map(({ effect, how, policy, rule: place }) => [effect, how, policy, place]);
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

// Goal: a rule masks a column exactly when it would deny it, if it denied; and what is allowed does not depend on masks.
// Method: by the page. Random questions about reading columns, whose rules are made to mask, each somehow, too; the reference is asked for each `how` with the
// rules of that `how` as rules that deny, beside one that allows everything.
test('a column is masked as it would be denied by the same rules, and allowed as without them', () => {
  const counts = { plain: 0, partial: 0, hash: 0, redact: 0 };
  const wrong: number[] = [];
  for (let turn = 0; turn < 1_500; turn += 1) {
    const question = randomAccessCase(12 * turn + 5, { withClassification: true }); // of a column that is read
    const { thing, teams, asker } = question;
    if (thing.kind !== 'column' || question.action !== 'read') throw new Error('columns are read by another turn');
    if (thing.names.length === 0) continue; // nothing is allowed of it, whatever is masked
    const masks = masksOf(question, turn);
    const asked = { grants: asker.grants as readonly Grant[], teams, purpose: asker.purpose ?? undefined, at: asker.at as Instant };
    const policies = [...policiesOf(question), ...masks];
    const [column, labels] = [{ path: thing.path, isUnknown: thing.isUnknown }, labelsOf(thing)];

    const view = viewOf(policies, asked, 'read');
    const mask = view.mask(labels, [column])?.how;

    const ofMany = viewsAbout(policies, thing.names, { ...asked, action: 'read' })(asked.grants).mask(labels, [column])?.how;
    const isAllowed = view.column(labels, thing.path, thing.isUnknown) === undefined;
    if (mask !== strictestDenied(question, masks) || ofMany !== mask || isAllowed !== decideByReference(question)) wrong.push(turn);
    counts[mask ?? 'plain'] += 1;
  }
  expect(wrong).toEqual([]);
  for (const count of Object.values(counts)) expect(count).toBeGreaterThan(100);
});

/** The rules of a question, each as one that masks the columns it names, or some. */
function masksOf({ policies }: RefQuestion, seed: number): readonly Policy[] {
  const dice = diceOf(seed + 20_270_101);
  return policies.map(({ name, rules }) => ({
    name: `${name}-masks`,
    rules: rules.map(({ on: { jobs: _jobs, facets: _facets, classification, ...on }, ...each }) => ({
      ...{ ...each, effect: 'mask', how: dice.pick(MASKS), action: 'read' },
      on: { ...on, classification: classification?.toUpperCase(), columns: on.columns ?? dice.pick([['*'], ['ssn'], ['address*', 'id']]) },
    })) as unknown as Rule[], // as readPolicy gives it
  }));
}

function strictestDenied(question: RefQuestion, masks: readonly Policy[]): Mask | undefined {
  const opens = { effect: 'allow', roles: ['opener'], action: 'read', on: { name: '*' } } as const;
  const grants = [...question.asker.grants, { role: 'opener', team: null }];
  const denied = MASKS.filter((how) => {
    const rules = masks
      .flatMap((policy) => policy.rules.filter((each) => each.how === how))
      .map(({ how: _how, ...each }) => ({ ...each, effect: 'deny' as const }));
    return !decideByReference({
      ...question,
      asker: { ...question.asker, grants },
      policies: [{ name: 'reduced', rules: [opens, ...rules] }],
    });
  });
  return denied.reduce<Mask | undefined>((one, other) => (one === undefined || isStricter(other, one) ? other : one), undefined);
}

function policiesOf({ policies }: RefQuestion): readonly Policy[] {
  return policies.map(({ name, rules }) => ({
    name,
    rules: rules.map((each) => ({
      ...each,
      on: { ...each.on, classification: each.on.classification?.toUpperCase() },
      action: each.action ?? 'see',
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
