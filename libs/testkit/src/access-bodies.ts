import type { Dice } from './dice.ts';
import type { RefName, RefQuestion, RefRule } from './reference-access.ts';

// Logical datasets of random questions, and rules that speak of them (docs/decisions/0023-logical-datasets.md).

const LOGICAL = ['patients', 'Patients', 'scans', 'ehr.patients'];
/** No access file says what it is. */
const NOT_THERE = 'gone';

/** The question with some logical datasets, of which mostly one has a name of the thing as its body; `open` is a rule that allows all that it can. */
export function bodied(dice: Dice, question: RefQuestion, open: RefRule): RefQuestion {
  const names = dice.some(LOGICAL, { least: 1, most: 3 });
  const bodies = new Map(names.map((name) => [name, Array.from({ length: dice.pick([1, 2, 2, 3]) }, () => bodyFor(dice, question))]));
  const speaking = (rule: RefRule): RefRule => spokenOf(dice, rule, names);
  const policies = question.policies.map((policy) => ({
    ...policy,
    rules: policy.rules.map((rule) => (rule.on.jobs === undefined && dice.chance(0.5) ? speaking(rule) : rule)),
  }));
  const more = dice.chance(0.4) ? [speaking(open)] : [];
  const denial = speaking({ ...open, effect: 'deny', ...(dice.chance(0.5) ? { on: partOf(dice, question) } : {}) });
  const denials = dice.chance(0.3) ? [open, denial] : [];
  const added = [...more, ...denials];
  return { ...question, policies: added.length === 0 ? policies : [...policies, { name: 'bodies', rules: added }], bodies };
}

/** The same rule of a logical dataset. Mostly neither namespace nor name stands beside it: then it is the bodies that decide. */
function spokenOf(dice: Dice, rule: RefRule, names: readonly string[]): RefRule {
  const on = dice.chance(0.65) ? { ...rule.on, namespace: undefined, name: undefined } : rule.on;
  return { ...rule, on: { ...on, logical: dice.chance(0.92) ? dice.pick(names) : NOT_THERE } };
}

/** What of the thing may be denied by itself. */
function partOf(dice: Dice, { thing }: RefQuestion): RefRule['on'] {
  if (thing.kind === 'column') return { columns: [dice.pick([thing.path, '*', thing.path.split('.')[0] ?? thing.path])] };
  return thing.kind === 'facet' ? { facets: [dice.pick([thing.facet, '*'])] } : {};
}

/** Mostly a name of the thing, often what an engine might take for it. */
function bodyFor(dice: Dice, { thing }: RefQuestion): RefName {
  const { namespace, name } = thing.names.length === 0 ? { namespace: 's3://heart', name: 'patients' } : dice.pick(thing.names);
  if (dice.chance(0.6)) return { namespace, name };
  return dice.pick([
    { namespace: '*', name: '*' },
    { namespace, name: '*' },
    { namespace, name: `${name.slice(0, 1)}*` },
    { namespace, name: name.replace(/./su, '_') },
    { namespace, name: name.toUpperCase() },
    { namespace: namespace.toLowerCase(), name },
    { namespace, name: `${name}.raw` },
    { namespace: 'kafka://icu:9092', name },
  ]);
}
