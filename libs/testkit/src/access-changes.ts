import type { RefPolicy, RefQuestion, RefRule, RefThing } from './reference-access.ts';

/** Something that an evaluator might overlook, done to a question. */
export type Change = (question: RefQuestion) => RefQuestion;

export function ofRules(change: (rule: RefRule) => RefRule): Change {
  return (question) => withRules(question, (rule) => [change(rule)]);
}

export function ofThing(change: (thing: RefThing) => RefThing): Change {
  return (question) => ({ ...question, thing: change(question.thing) });
}

export function rulesOf({ policies }: RefQuestion): readonly RefRule[] {
  return policies.flatMap(({ rules }) => rules);
}

/** Each rule as none, one or several others. */
export function withRules(question: RefQuestion, change: (rule: RefRule) => readonly RefRule[]): RefQuestion {
  return { ...question, policies: question.policies.map((policy): RefPolicy => ({ ...policy, rules: policy.rules.flatMap(change) })) };
}

/** The labels of each column changed in the same way. */
export function mapped<Label>(
  labels: ReadonlyMap<string, readonly Label[]>,
  change: (labels: readonly Label[]) => readonly Label[],
): ReadonlyMap<string, readonly Label[]> {
  return new Map([...labels].map(([path, some]) => [path, change(some)]));
}
