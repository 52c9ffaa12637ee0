import { Failure, formatInstant } from '#foundation';
import type { AnswerHeader, DecisionAnswer, DecisionsAnswer } from '#operations';
import { hideSecrets } from '#record';

/** What is decided, as JSON: whoever enforces looks at `allowed`, which is true of nothing that failed. */
export function decisionsJson({ header, decisions }: DecisionsAnswer): object {
  return { ...headerJson(header), decisions: decisions.map((each) => (each instanceof Failure ? failedJson(each) : decisionJson(each))) };
}

function headerJson({ asOf, knownAt, ...header }: AnswerHeader): object {
  return { asOf: formatInstant(asOf), knownAt: String(knownAt), ...header };
}

function failedJson({ code, message, details }: Failure): object {
  return { allowed: false, error: { code, message: hideSecrets(message), ...details } };
}

function decisionJson({ who, action, dataset, columns, purpose, at, enforcement, rules, ...judged }: DecisionAnswer): object {
  return {
    ...verdictJson(judged),
    who: { id: who.id, name: who.name },
    action,
    dataset: { id: dataset.id, namespace: dataset.namespace, name: dataset.name },
    columns: columns.map(({ column, ...verdict }) => ({ column, ...verdictJson(verdict) })),
    purpose,
    at: formatInstant(at),
    enforcement: enforcement === 'headgate' ? 'HEADGATE' : 'NOT_KNOWN',
    ...(rules === null
      ? {}
      : {
          rules: rules.map(({ effect, policy, grants, names, columns: met }) => ({
            effect,
            rule: ruleJson(policy),
            grants,
            names,
            columns: met,
          })),
        }),
  };
}

function verdictJson({ isAllowed, policy, why }: Pick<DecisionAnswer, 'isAllowed' | 'policy' | 'why'>): object {
  return { allowed: isAllowed, rule: ruleJson(policy), why };
}

/** Null: the built-in rule, or none. */
function ruleJson(policy: DecisionAnswer['policy']): object | null {
  return policy === null ? null : { policy: policy.name, version: String(policy.version), rule: policy.rule };
}
