import { type Change, mapped, ofRules, ofThing, withRules } from './access-changes.ts';
import type { RefHeld, RefRule, RefThing } from './reference-access.ts';

const LEVELS = ['PUBLIC', 'INTERNAL', 'CONFIDENTIAL', 'PII', 'PHI'];

/** What an evaluator might overlook in docs/decisions/0026-labels-decide.md. */
export const CLASSIFICATION_CHANGES: Readonly<Record<string, Change>> = {
  'no level in rules': ofLevels((rule) => ({ ...rule, on: { ...rule.on, classification: undefined, form: undefined } })),
  'no form in rules': ofLevels((rule) => ({ ...rule, on: { ...rule.on, form: undefined } })),
  'plain where no form is said': ofLevels((rule) => ({ ...rule, on: { ...rule.on, form: rule.on.form ?? 'plain' } })),
  'every form where none is said': ofLevels((rule) => ({ ...rule, on: { ...rule.on, form: rule.on.form ?? 'inferred' } })),
  'the level above for a level': ofLevels((rule) => nextLevel(rule, 1)),
  'the level below for a level': ofLevels((rule) => nextLevel(rule, -1)),
  'the highest level for all above a level': ofLevels((rule) => ({ ...rule, on: { ...rule.on, classification: 'PHI' } })),
  'levels in capitals alone': (question) =>
    withRules(question, (rule) => ([undefined, ...LEVELS].includes(rule.on.classification) ? [rule] : [])),
  'levels that tags say alone': ofThing((thing) => ({ ...thing, held: [], columnHeld: new Map() })),
  'levels of datasets alone': ofThing((thing) => ({ ...thing, columnHeld: new Map() })),
  'levels of columns alone': ofThing((thing) => ({ ...thing, held: [] })),
  'no levels of fields around': ofThing((thing) => withColumns(thing, (path) => thing.kind === 'column' && thing.path === path)),
  'levels of fields within': ofThing((thing) =>
    thing.kind === 'column'
      ? { ...thing, held: [...thing.held, ...columnsHeld(thing, (path) => path.startsWith(`${thing.path}.`))] }
      : thing,
  ),
  'levels of columns for those of datasets': ofThing((thing) => ({ ...thing, held: [...thing.held, ...columnsHeld(thing, () => true)] })),
  'no labels but those that are plain': ofHeld((held) => held.filter(({ form }) => form === 'plain')),
  'no labels that are inferred': ofHeld((held) => held.filter(({ form }) => form !== 'inferred')),
  'one label of each place': ofHeld((held) => held.slice(0, 1)),
};

function ofLevels(change: (rule: RefRule) => RefRule): Change {
  return ofRules((rule) => (rule.on.classification === undefined ? rule : change(rule)));
}

function ofHeld(change: (held: readonly RefHeld[]) => readonly RefHeld[]): Change {
  return ofThing((thing) => ({ ...thing, held: change(thing.held), columnHeld: mapped(thing.columnHeld, change) }));
}

/** The highest and the lowest stay. */
function nextLevel(rule: RefRule, step: 1 | -1): RefRule {
  const { classification = '' } = rule.on;
  const level = LEVELS[LEVELS.indexOf(classification.toUpperCase()) + step] ?? classification;
  return { ...rule, on: { ...rule.on, classification: level } };
}

function withColumns(thing: RefThing, isKept: (path: string) => boolean): RefThing {
  return { ...thing, columnHeld: new Map([...thing.columnHeld].filter(([path]) => isKept(path))) };
}

function columnsHeld({ columnHeld }: RefThing, isMeant: (path: string) => boolean): readonly RefHeld[] {
  return [...columnHeld].flatMap(([path, held]) => (isMeant(path) ? held : []));
}
