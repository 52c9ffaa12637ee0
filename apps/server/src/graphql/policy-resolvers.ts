import type { ChangeState } from '#access';
import { approvePolicy, draftPolicy, type ListedChange, listPolicyChanges, previewPolicy, rejectPolicy, rollbackPolicy } from '#operations';
import { stringify } from 'yaml';

import type { MutationResolvers, PolicyChangeKind, PolicyChangeState, QueryResolvers, Resolvers } from './generated.ts';
import { pageOf } from './parents.ts';
import { timesOf } from './request-context.ts';
import { same } from './same.ts';

type PolicyTypes =
  | 'PolicyChange'
  | 'PolicyChangeConnection'
  | 'PolicyChangeEdge'
  | 'PolicyPreview'
  | 'LabelPreview'
  | 'PolicyLabel'
  | 'PreviewedChange'
  | 'ReplayedDecisions'
  | 'DraftedPolicy'
  | 'ApprovedPolicy'
  | 'RejectedPolicy'
  | 'RolledBackPolicy';

const KINDS: Readonly<Record<ListedChange['kind'], PolicyChangeKind>> = {
  draft: 'DRAFT',
  application: 'APPLICATION',
  rollback: 'ROLLBACK',
};
const STATES: Readonly<Record<ChangeState, PolicyChangeState>> = {
  waiting: 'WAITING',
  owed: 'OWED',
  approved: 'APPROVED',
  rejected: 'REJECTED',
  overtaken: 'OVERTAKEN',
};
const NAMED: Readonly<Record<PolicyChangeState, ChangeState>> = {
  WAITING: 'waiting',
  OWED: 'owed',
  APPROVED: 'approved',
  REJECTED: 'rejected',
  OVERTAKEN: 'overtaken',
};

export const policyQueries: Pick<QueryResolvers, 'policyChanges' | 'policyPreview'> = {
  policyChanges: async (_root, { states, policy, position, first, after, ...args }, { context, principal }) => {
    const filter = { states: states?.map((state) => NAMED[state]), policy, position };
    return pageOf(await listPolicyChanges(context, principal, { ...filter, first, after, ...timesOf(args) }), (change) => change);
  },
  policyPreview: (_root, { of, days, ...args }, { context, principal }) =>
    previewPolicy(context, principal, { of: of.draft == null ? { text: of.yaml } : { draft: of.draft }, days, ...timesOf(args) }),
};

export const policyMutations: Pick<MutationResolvers, 'draftPolicy' | 'approvePolicy' | 'rejectPolicy' | 'rollbackPolicy'> = {
  draftPolicy: (_root, { yaml, why }, { unpinned, principal }) => draftPolicy(unpinned, principal, { text: yaml, why }),
  approvePolicy: (_root, { change }, { unpinned, principal }) => approvePolicy(unpinned, principal, { position: change }),
  rejectPolicy: (_root, { draft, why }, { unpinned, principal }) => rejectPolicy(unpinned, principal, { position: draft, why }),
  rollbackPolicy: (_root, { version, why }, { unpinned, principal }) => rollbackPolicy(unpinned, principal, { version, why }),
};

export const policyResolvers: Pick<Resolvers, PolicyTypes> = {
  PolicyChange: {
    ...same('position', 'at', 'why', 'base', 'to', 'isInForce', 'isAlone', 'whyRejected'),
    kind: ({ kind }) => KINDS[kind],
    state: ({ state }) => STATES[state],
    name: ({ policy }) => policy.name,
    yaml: ({ policy }) => stringify(policy),
    by: ({ by, byName }) => ({ id: by, name: byName }),
    version: ({ version }) => version?.position ?? null,
    decidedBy: ({ decided }) => (decided === null ? null : { id: decided.by, name: decided.byName }),
    decidedAt: ({ decided }) => decided?.at ?? null,
  },
  PolicyChangeConnection: same('header', 'nodes', 'edges', 'pageInfo'),
  PolicyChangeEdge: same('cursor', 'node'),
  PolicyPreview: same('header', 'name', 'changes', 'idleRules', 'idleKeepOut', 'labels', 'looked', 'isCut', 'areLabelsCut', 'decisions'),
  LabelPreview: same('place', 'label', 'places'),
  PolicyLabel: {
    ...same('label'),
    namespace: ({ on }) => on.namespace ?? null,
    name: ({ on }) => on.name ?? null,
    logical: ({ on }) => on.logical ?? null,
    columns: ({ on }) => on.columns ?? null,
  },
  PreviewedChange: { ...same('role', 'action', 'what', 'count', 'examples'), isMore: ({ change }) => change === 'more' },
  ReplayedDecisions: {
    ...same('days', 'looked', 'stillAllowed', 'stillDenied', 'wouldBeAllowed', 'wouldBeDenied'),
    ...same('gains', 'losses', 'notThere', 'isCut'),
  },
  DraftedPolicy: same('name', 'draft', 'isNew'),
  ApprovedPolicy: same('name', 'version', 'isAlone'),
  RejectedPolicy: same('name', 'draft'),
  RolledBackPolicy: same('name', 'version'),
};
