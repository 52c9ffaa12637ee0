import { Failure, formatInstant } from '#foundation';
import type { AnswerHeader, DecisionAnswer, DecisionQuestion, DecisionsAnswer } from '#operations';
import { hideSecrets } from '#record';

/** Members of a decision, of one of its columns or facets, and of what stands beside all decisions of a call. */
const DECISION_MEMBERS = 19;
const PART_MEMBERS = 8;
const HEADER_MEMBERS = 8;

/** How many members an answer may have, before it is known: but for what few answers have, such as the rules that met, which auditors are told. */
export function expectedMembers(questions: readonly Pick<DecisionQuestion, 'columns' | 'facets'>[]): number {
  const partsOf = ({ columns, facets }: (typeof questions)[number]): number => (columns?.length ?? 0) + (facets?.length ?? 0);
  return questions.reduce((sum, question) => sum + DECISION_MEMBERS + partsOf(question) * PART_MEMBERS, HEADER_MEMBERS);
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

function decisionJson({
  who,
  action,
  thing,
  columns,
  facets,
  purpose,
  at,
  enforcement,
  enforcedBy,
  rules,
  ...judged
}: DecisionAnswer): object {
  return {
    ...verdictJson(judged),
    who: { id: who.id, name: who.name },
    action,
    [thing.kind]: { id: thing.id, namespace: thing.namespace, name: thing.name },
    columns: columns.map(({ column, mask, ...verdict }) => ({ column, mask, ...verdictJson(verdict) })),
    columnsDiffer: judged.columnsDiffer,
    ...(facets.length === 0
      ? {}
      : { facets: facets.map(({ facet, isWhole, ...verdict }) => ({ facet, whole: isWhole, ...verdictJson(verdict) })) }),
    purpose,
    at: formatInstant(at),
    enforcement: ENFORCEMENTS[enforcement],
    ...(enforcement === 'reported' ? { enforcedBy: enforcedBy.map(systemJson) } : {}),
    ...(rules === null
      ? {}
      : {
          rules: rules.map(({ effect, how, policy, grants, names, columns: met, facets: metFacets }) => ({
            effect,
            how,
            rule: ruleJson(policy),
            grants,
            names,
            columns: met,
            facets: metFacets,
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
