import { type Change, ofThing, rulesOf, withRules } from './access-changes.ts';
import type { RefHow, RefRule } from './reference-access.ts';

const OTHER_WAY_ROUND: Readonly<Record<RefHow, RefHow>> = { partial: 'redact', hash: 'hash', redact: 'partial' };

/** What an evaluator might overlook in docs/decisions/0027-read-masked.md. */
export const MASK_CHANGES: Readonly<Record<string, Change>> = {
  'no rules that mask': ofMasks(() => []),
  'the first rule that masks alone': (question) => {
    const first = rulesOf(question).find(({ effect }) => effect === 'mask');
    return ofMasks((rule) => (rule === first ? [rule] : []))(question);
  },
  'the last rule that masks alone': (question) => {
    const last = rulesOf(question).findLast(({ effect }) => effect === 'mask');
    return ofMasks((rule) => (rule === last ? [rule] : []))(question);
  },
  'rules that mask deny': ofMasks((rule) => [{ ...rule, effect: 'deny', how: undefined, action: 'read' }]),
  'rules that mask allow': ofMasks((rule) => [rule, { ...rule, effect: 'allow', how: undefined, action: 'read' }]),
  'rules that mask and say their action alone': ofMasks((rule) => (rule.action === undefined ? [] : [rule])),
  'rules that mask count for said purposes alone': (question) =>
    question.asker.purpose === null ? ofMasks((rule) => (rule.purpose === undefined ? [rule] : []))(question) : question,
  'rules that mask without a level': ofMasks((rule) => [{ ...rule, on: { ...rule.on, classification: undefined, form: undefined } }]),
  'no rules that mask by a level': ofMasks((rule) => (rule.on.classification === undefined ? [rule] : [])),
  'a hash for every mask': asHow(() => 'hash'),
  'masks the other way round': asHow((how) => OTHER_WAY_ROUND[how]),
  'no mask can be applied': (question) => ({ ...question, masks: undefined }),
  'every mask can be applied': (question) => ({ ...question, masks: ['redact', 'hash', 'partial'] }),
  'the first mask alone can be applied': (question) => ({ ...question, masks: question.masks?.slice(0, 1) }),
  'the last mask alone can be applied': (question) => ({ ...question, masks: question.masks?.slice(-1) }),
  'no columns within': ofThing((thing) => (thing.kind === 'column' ? { ...thing, within: undefined } : thing)),
  'the first column within alone': ofThing((thing) => (thing.kind === 'column' ? { ...thing, within: thing.within?.slice(0, 1) } : thing)),
  'columns that nobody told of for known ones': ofThing((thing) => (thing.kind === 'column' ? { ...thing, isUnknown: false } : thing)),
  'the first name alone': ofThing((thing) => ({ ...thing, names: thing.names.slice(0, 1) })),
  'reading for seeing': (question) => (question.action === 'see' ? { ...question, action: 'read' } : question),
  'reading for writing': (question) => (question.action === 'write' ? { ...question, action: 'read' } : question),
};

function ofMasks(change: (rule: RefRule) => readonly RefRule[]): Change {
  return (question) => withRules(question, (rule) => (rule.effect === 'mask' ? change(rule) : [rule]));
}

function asHow(change: (how: RefHow) => RefHow): Change {
  return ofMasks((rule) => [{ ...rule, how: rule.how && change(rule.how) }]);
}
