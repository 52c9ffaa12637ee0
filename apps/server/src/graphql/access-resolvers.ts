import { type Instant, parseInstant } from '#foundation';
import { applyPolicy, auditTrail, listPolicies, type TrailEntry } from '#operations';

import type { MutationResolvers, PolicyEffect, QueryResolvers, Resolvers, TrailKind, TrailOutcome } from './generated.ts';
import { pageOf } from './parents.ts';
import { timesOf } from './request-context.ts';
import { same } from './same.ts';

type AccessTypes = 'Policies' | 'Policy' | 'PolicyRule' | 'AppliedPolicy' | 'TrailEntry' | 'TrailConnection' | 'TrailEdge';

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
};
const OUTCOMES: Readonly<Record<TrailEntry['outcome'], TrailOutcome>> = { done: 'DONE', denied: 'DENIED', refused: 'REFUSED' };
const EFFECTS: Readonly<Record<'allow' | 'deny', PolicyEffect>> = { allow: 'ALLOW', deny: 'DENY' };

export const accessQueries: Pick<QueryResolvers, 'policies' | 'auditTrail'> = {
  policies: (_root, args, { context, principal }) => listPolicies(context, principal, timesOf(args)),
  auditTrail: async (_root, { principal: who, kinds, first, after, ...args }, { context, principal }) => {
    const filter = { who, kinds: kinds?.map((kind) => NAMED[kind]) };
    return pageOf(await auditTrail(context, principal, { ...filter, first, after, ...timesOf(args) }), (entry) => entry);
  },
};

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
    rules: ({ policy }) => policy.rules,
  },
  PolicyRule: {
    effect: ({ effect }) => EFFECTS[effect],
    ...same('roles'),
    action: ({ action }) => listOf(action).join(', '),
    actions: ({ action }) => listOf(action),
    namespace: ({ on }) => on.namespace ?? null,
    name: ({ on }) => on.name ?? null,
    tag: ({ on }) => on.tag ?? null,
    columns: ({ on }) => on.columns ?? null,
    facets: ({ on }) => on.facets ?? null,
    owner: ({ on }) => on.owner ?? null,
    purpose: ({ purpose }) => purpose ?? null,
    from: ({ from }) => instantIn(from),
    until: ({ until }) => instantIn(until),
  },
  AppliedPolicy: { ...same('name', 'isNew'), version: ({ position }) => position },
  TrailEntry: {
    ...same('position', 'commitment', 'recordedAt', 'action', 'what', 'why', 'policy', 'count'),
    kind: ({ kind }) => KINDS[kind],
    principal: ({ by, byName }) => ({ id: by, name: byName }),
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
