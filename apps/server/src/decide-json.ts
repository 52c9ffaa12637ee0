import { Failure, formatInstant } from '#foundation';
import type { AnswerHeader, DecisionAnswer, DecisionsAnswer } from '#operations';
import { hideSecrets } from '#record';

/** Members of a decision, of one of its columns, and of what stands beside all decisions of a call. */
const DECISION_MEMBERS = 18;
const COLUMN_MEMBERS = 8;
const HEADER_MEMBERS = 8;

/** How many members an answer may have, before it is known: but for what few answers have, such as the rules that met, which auditors are told. */
export function expectedMembers(questions: readonly { readonly columns?: readonly string[] | undefined }[]): number {
  return questions.reduce((sum, { columns = [] }) => sum + DECISION_MEMBERS + columns.length * COLUMN_MEMBERS, HEADER_MEMBERS);
}

/** How many members a JSON value has, those of its members too: as fields are counted of an answer over GraphQL. */
export function membersOf(json: unknown): number {
  if (Array.isArray(json)) return json.reduce<number>((sum, each) => sum + membersOf(each), 0);
  if (typeof json !== 'object' || json === null) return 0;
  return Object.values(json).reduce<number>((sum, each) => sum + 1 + membersOf(each), 0);
}

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

function decisionJson({ who, action, dataset, columns, purpose, at, enforcement, enforcedBy, rules, ...judged }: DecisionAnswer): object {
  return {
    ...verdictJson(judged),
    who: { id: who.id, name: who.name },
    action,
    dataset: { id: dataset.id, namespace: dataset.namespace, name: dataset.name },
    columns: columns.map(({ column, mask, ...verdict }) => ({ column, mask, ...verdictJson(verdict) })),
    purpose,
    at: formatInstant(at),
    enforcement: ENFORCEMENTS[enforcement],
    ...(enforcement === 'reported' ? { enforcedBy: enforcedBy.map(systemJson) } : {}),
    ...(rules === null
      ? {}
      : {
          rules: rules.map(({ effect, how, policy, grants, names, columns: met }) => ({
            effect,
            how,
            rule: ruleJson(policy),
            grants,
            names,
            columns: met,
          })),
        }),
  };
}

const ENFORCEMENTS = { headgate: 'HEADGATE', reported: 'REPORTED', 'not known': 'NOT_KNOWN' } as const;

function systemJson({ system, by, since, until }: DecisionAnswer['enforcedBy'][number]): object {
  return { system, by, since: formatInstant(since), until: formatInstant(until) };
}

function verdictJson({ isAllowed, policy, why }: Pick<DecisionAnswer, 'isAllowed' | 'policy' | 'why'>): object {
  return { allowed: isAllowed, rule: ruleJson(policy), why };
}

/** Null: the built-in rule, or none. */
function ruleJson(policy: DecisionAnswer['policy']): object | null {
  return policy === null ? null : { policy: policy.name, version: String(policy.version), rule: policy.rule };
}
