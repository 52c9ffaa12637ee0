import type { Mask, Rule } from '#access';
import { Failure, type Instant, parseInstant } from '#foundation';
import {
  applyPolicy,
  auditTrail,
  type CameFrom,
  type CouldAs,
  decideAccess,
  decideAll,
  type DecisionAnswer,
  type DecisionQuestion,
  listPolicies,
  type TrailEntry,
  whatCould,
  whoCould,
} from '#operations';
import { hideSecrets } from '#record';

import type {
  AccessAction,
  AccessQuestion,
  CouldKind,
  Door,
  Mask as MaskSpelt,
  MutationResolvers,
  NodeInput,
  PolicyEffect,
  QueryResolvers,
  Resolvers,
  TrailKind,
  TrailOutcome,
} from './generated.ts';
import { nodeParent, pageOf } from './parents.ts';
import { nodeReference, optionalJob } from './references.ts';
import { KIND_NAMES, KINDS_NAMED } from './node-kinds.ts';
import { timesOf } from './request-context.ts';
import { same } from './same.ts';

type AccessTypes =
  | 'WhoCould'
  | 'CouldEntry'
  | 'HeldGrant'
  | 'AccessDecision'
  | 'AccessDecisions'
  | 'DecidedQuestion'
  | 'QuestionProblem'
  | 'ColumnDecision'
  | 'FacetDecision'
  | 'MetRule'
  | 'WhatCould'
  | 'NamedEdge'
  | 'Policies'
  | 'Policy'
  | 'PolicyRule'
  | 'AppliedPolicy'
  | 'TrailEntry'
  | 'TrailDecision'
  | 'CameFrom'
  | 'TrailConnection'
  | 'TrailEdge';

const KINDS: Readonly<Record<TrailEntry['kind'], TrailKind>> = {
  policy: 'POLICY',
  key: 'KEY',
  retraction: 'RETRACTION',
  setting: 'SETTING',
  decision: 'DECISION',
  contract: 'CONTRACT',
  report: 'REPORT',
  retirement: 'RETIREMENT',
  erasure: 'ERASURE',
  restoration: 'RESTORATION',
};
const NAMED: Readonly<Record<TrailKind, TrailEntry['kind']>> = {
  POLICY: 'policy',
  KEY: 'key',
  RETRACTION: 'retraction',
  SETTING: 'setting',
  DECISION: 'decision',
  CONTRACT: 'contract',
  REPORT: 'report',
  RETIREMENT: 'retirement',
  ERASURE: 'erasure',
  RESTORATION: 'restoration',
};
const OUTCOMES: Readonly<Record<TrailEntry['outcome'], TrailOutcome>> = {
  done: 'DONE',
  allowed: 'ALLOWED',
  denied: 'DENIED',
  refused: 'REFUSED',
};
const OUTCOMES_NAMED: Readonly<Record<TrailOutcome, TrailEntry['outcome']>> = {
  DONE: 'done',
  ALLOWED: 'allowed',
  DENIED: 'denied',
  REFUSED: 'refused',
};
const DOORS: Readonly<Record<CameFrom['door'], Door>> = { graphql: 'GRAPHQL', http: 'HTTP', cli: 'CLI' };
const EFFECTS: Readonly<Record<Rule['effect'], PolicyEffect>> = { allow: 'ALLOW', deny: 'DENY', mask: 'MASK' };
const MASKS: Readonly<Record<Mask, MaskSpelt>> = { partial: 'PARTIAL', hash: 'HASH', redact: 'REDACT' };
const MASKS_NAMED: Readonly<Record<MaskSpelt, Mask>> = { PARTIAL: 'partial', HASH: 'hash', REDACT: 'redact' };

const ACTIONS = { SEE: 'see', READ: 'read', WRITE: 'write' } as const;
const ACTION_NAMES: Readonly<Record<(typeof ACTIONS)[AccessAction], AccessAction>> = { see: 'SEE', read: 'READ', write: 'WRITE' };
const COULD_KINDS: Readonly<Record<CouldAs['kind'], CouldKind>> = { admin: 'ADMIN', person: 'PERSON', group: 'GROUP', named: 'NAMED' };
const ENFORCEMENTS = { headgate: 'HEADGATE', reported: 'REPORTED', 'not known': 'NOT_KNOWN' } as const;

/** The rule that something rests on. */
interface ByRule {
  readonly policy: { readonly name: string; readonly version: bigint; readonly rule: number } | null;
}

const byRule = {
  policy: ({ policy }: ByRule) => policy?.name ?? null,
  version: ({ policy }: ByRule) => policy?.version ?? null,
  rule: ({ policy }: ByRule) => policy?.rule ?? null,
};

export const accessQueries: Pick<QueryResolvers, 'policies' | 'auditTrail' | 'whoCould' | 'whatCould' | 'decide' | 'decideMany'> = {
  whoCould: (_root, { dataset, job, action, column, facet, purpose, ...times }, { context, principal }) =>
    whoCould(context, principal, { ...timesOf(times), ...thingAsked({ dataset, job }), column, facet, purpose, action: ACTIONS[action] }),
  whatCould: async (_root, { who, kind, action, purpose, first, after, ...times }, { context, principal }) => {
    const question = { ...timesOf(times), who, purpose, first, after, kind: KINDS_NAMED[kind], action: ACTIONS[action] };
    const answer = await whatCould(context, principal, question);
    return { ...answer, ...pageOf(answer, nodeParent) };
  },
  decide: (_root, { column, facet, ...question }, { context, principal }) => {
    const parts = { columns: column == null ? null : [column], facets: facet == null ? null : [facet] };
    return decideAccess(context, principal, { ...timesOf(question), ...asked({ ...question, ...parts }) });
  },
  decideMany: (_root, { questions, ...times }, { context, principal }) =>
    decideAll(context, principal, { ...timesOf(times), questions: questions.map(asked) }),
  policies: (_root, args, { context, principal }) => listPolicies(context, principal, timesOf(args)),
  auditTrail: async (
    _root,
    { principal: who, kinds, action, outcome, thing, since, until, first, after, ...args },
    { context, principal },
  ) => {
    const named = { kinds: kinds?.map((kind) => NAMED[kind]), outcome: outcome == null ? null : OUTCOMES_NAMED[outcome] };
    const filter = { who, action, thing, since, until, ...named };
    return pageOf(await auditTrail(context, principal, { ...filter, first, after, ...timesOf(args) }), (entry) => entry);
  },
};

function asked({ who, action, dataset, job, columns, facets, purpose, masks }: AccessQuestion): DecisionQuestion {
  const told = { columns, facets, purpose, masks: masks?.map((mask) => MASKS_NAMED[mask]) };
  return { who, action: ACTIONS[action ?? 'SEE'], ...thingAsked({ dataset, job }), ...told };
}

/** What of it is missing, the operation says. */
function thingAsked({
  dataset,
  job,
}: Readonly<Record<'dataset' | 'job', NodeInput | null | undefined>>): Pick<DecisionQuestion, 'dataset' | 'job'> {
  return { dataset: dataset == null ? null : nodeReference(dataset, 'dataset'), job: optionalJob(job) };
}

/** What an answer is about, by the kind of the thing. */
const aboutThing = {
  dataset: ({ thing, header }: AboutThing) => (thing.kind === 'dataset' ? nodeParent(thing, header) : null),
  job: ({ thing, header }: AboutThing) => (thing.kind === 'job' ? nodeParent(thing, header) : null),
};
type AboutThing = Pick<DecisionAnswer, 'thing' | 'header'>;

/** Null: none. */
function maskSpelt(mask: Mask | null | undefined): MaskSpelt | null {
  return mask == null ? null : MASKS[mask];
}

export const accessMutations: Pick<MutationResolvers, 'applyPolicy'> = {
  applyPolicy: (_root, { yaml }, { unpinned, principal }) => applyPolicy(unpinned, principal, { text: yaml }),
};

export const accessResolvers: Pick<Resolvers, AccessTypes> = {
  Policies: { header: ({ header }) => header, nodes: ({ policies }) => policies },
  Policy: {
    name: ({ policy }) => policy.name,
    description: ({ policy }) => policy.description ?? null,
    version: ({ position }) => position,
    appliedBy: ({ by, byName }) => ({ id: by, name: byName }),
    appliedAt: ({ recordedAt }) => recordedAt,
    ...same('isAlone', 'isOwed'),
    rules: ({ policy }) => policy.rules,
    keepOut: ({ policy }) => policy.keep_out ?? [],
    labels: ({ policy }) => policy.labels ?? [],
  },
  PolicyRule: {
    effect: ({ effect }) => EFFECTS[effect],
    how: ({ how }) => maskSpelt(how),
    ...same('roles'),
    action: ({ action }) => listOf(action).join(', '),
    actions: ({ action }) => listOf(action),
    namespace: ({ on }) => on.namespace ?? null,
    name: ({ on }) => on.name ?? null,
    logical: ({ on }) => on.logical ?? null,
    tag: ({ on }) => on.tag ?? null,
    classification: ({ on }) => on.classification ?? null,
    form: ({ on }) => on.form ?? null,
    columns: ({ on }) => on.columns ?? null,
    facets: ({ on }) => on.facets ?? null,
    jobs: ({ on }) => on.jobs ?? null,
    owner: ({ on }) => on.owner ?? null,
    purpose: ({ purpose }) => purpose ?? null,
    from: ({ from }) => instantIn(from),
    until: ({ until }) => instantIn(until),
  },
  WhoCould: {
    ...same('header', 'column', 'facet', 'at', 'who', 'judged', 'enforcedBy'),
    ...aboutThing,
    action: ({ action }) => ACTION_NAMES[action],
    enforcement: ({ enforcement }) => ENFORCEMENTS[enforcement],
  },
  CouldEntry: { ...same('name', 'id', 'grants', 'isWhole'), kind: ({ kind }) => COULD_KINDS[kind], mask: ({ mask }) => maskSpelt(mask) },
  HeldGrant: { ...same('role', 'team', 'by'), until: ({ until }) => until ?? null },
  WhatCould: {
    ...same('header', 'purpose', 'at', 'grants', 'nodes', 'edges', 'pageInfo', 'enforcedBy'),
    who: ({ who }) => who.id,
    name: ({ who }) => who.name,
    kind: ({ kind }) => KIND_NAMES[kind],
    action: ({ action }) => ACTION_NAMES[action],
    enforcement: ({ enforcement }) => ENFORCEMENTS[enforcement],
  },
  NamedEdge: same('cursor', 'node'),
  AccessDecision: {
    ...same('header', 'columns', 'columnsDiffer', 'facets', 'purpose', 'at', 'isAllowed', 'why', 'grants', 'rules', 'enforcedBy'),
    ...aboutThing,
    column: ({ columns: [first, ...more] }) => (first === undefined || more.length > 0 ? null : first.column),
    who: ({ who }) => who.id,
    name: ({ who }) => who.name,
    action: ({ action }) => ACTION_NAMES[action],
    ...byRule,
    enforcement: ({ enforcement }) => ENFORCEMENTS[enforcement],
  },
  AccessDecisions: { ...same('header'), nodes: ({ decisions }) => decisions.map((decided) => ({ decided })) },
  DecidedQuestion: {
    decision: ({ decided }) => (decided instanceof Failure ? null : decided),
    problem: ({ decided }) => (decided instanceof Failure ? { code: decided.code, message: hideSecrets(decided.message) } : null),
  },
  QuestionProblem: same('code', 'message'),
  ColumnDecision: { ...same('column', 'isAllowed', 'why'), mask: ({ mask }) => maskSpelt(mask), ...byRule },
  FacetDecision: { ...same('facet', 'isAllowed', 'isWhole', 'why'), ...byRule },
  MetRule: {
    ...same('grants', 'names', 'columns', 'facets'),
    effect: ({ effect }) => EFFECTS[effect],
    how: ({ how }) => maskSpelt(how),
    ...byRule,
  },
  AppliedPolicy: { ...same('name', 'draft', 'isNew'), version: ({ position }) => position },
  TrailEntry: {
    ...same('position', 'commitment', 'recordedAt', 'action', 'what', 'why', 'policy', 'count', 'from', 'roles', 'decisions'),
    kind: ({ kind }) => KINDS[kind],
    principal: ({ by, byName }) => ({ id: by, name: byName }),
    outcome: ({ outcome }) => OUTCOMES[outcome],
  },
  CameFrom: { ...same('address'), door: ({ door }) => DOORS[door] },
  TrailDecision: {
    ...same('action', 'things', 'names', 'why', 'policy', 'rule', 'purpose', 'under', 'count', 'first'),
    about: ({ about }) => about,
    mask: ({ mask }) => maskSpelt(mask),
    outcome: ({ outcome }) => OUTCOMES[outcome],
  },
  TrailConnection: same('header', 'nodes', 'edges', 'pageInfo'),
  TrailEdge: same('cursor', 'node'),
};

function listOf<Value>(one: Value | readonly Value[]): readonly Value[] {
  return Array.isArray(one) ? one : [one as Value]; // a list is not one
}

/** As the policy was checked. */
function instantIn(text: string | undefined): Instant | null {
  return text === undefined ? null : (parseInstant(text)?.instant ?? null);
}
