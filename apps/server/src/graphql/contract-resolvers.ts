import type { Finding as Found } from '#contracts';
import { applyContract, findContract, listContracts } from '#operations';

import { contractParent } from './contract-parents.ts';
import type { FindingKind, MutationResolvers, QueryResolvers, Resolvers } from './generated.ts';
import { pageOf } from './parents.ts';
import { timesOf } from './request-context.ts';
import { same } from './same.ts';

type ContractTypes = 'Contract' | 'ContractApplied' | 'ContractConnection' | 'ContractEdge' | 'Verdict' | 'Finding';

/** How the schema spells findings. */
export const FINDING_KINDS: Readonly<Record<Found['kind'], FindingKind>> = {
  'column-missing': 'COLUMN_MISSING',
  'type-changed': 'TYPE_CHANGED',
  'schema-unknown': 'SCHEMA_UNKNOWN',
};

export const contractQueries: Pick<QueryResolvers, 'contract' | 'contracts'> = {
  contract: async (_root, { id, ...args }, { context, principal }) => {
    const { contract, header } = await findContract(context, principal, { id, ...timesOf(args) });
    return contractParent(contract, header);
  },
  contracts: async (_root, { first, after, ...args }, { context, principal }) =>
    pageOf(await listContracts(context, principal, { first, after, ...timesOf(args) }), contractParent),
};

export const contractMutations: Pick<MutationResolvers, 'applyContract'> = {
  applyContract: (_root, { text }, { unpinned, principal }) => applyContract(unpinned, principal, { text }),
};

export const contractResolvers: Pick<Resolvers, ContractTypes> = {
  Contract: {
    id: ({ contract }) => contract.id,
    name: ({ contract }) => contract.name,
    version: ({ contract }) => contract.version,
    status: ({ contract }) => contract.status,
    apiVersion: ({ contract }) => contract.apiVersion,
    position: ({ contract }) => contract.position,
    commitment: ({ contract }) => contract.commitment,
    recordedAt: ({ contract }) => contract.recordedAt,
    by: ({ contract }) => ({ id: contract.by, name: contract.byName }),
    text: ({ contract }) => contract.text,
    outcome: ({ contract }) => contract.outcome,
    verdicts: ({ contract }) => contract.verdicts,
    header: ({ header }) => header,
  },
  ContractApplied: {
    id: (applied) => (applied.kind === 'recorded' ? applied.id : null),
    position: (applied) => (applied.kind === 'recorded' ? applied.position : null),
    isNew: (applied) => applied.kind === 'recorded' && applied.isNew,
    problems: (applied) => (applied.kind === 'recorded' ? [] : applied.problems),
    remarks: (applied) => (applied.kind === 'recorded' ? applied.remarks : []),
  },
  ContractConnection: same('header', 'nodes', 'edges', 'pageInfo'),
  ContractEdge: same('cursor', 'node'),
  Verdict: same('dataset', 'outcome', 'findings', 'since', 'evidence'),
  Finding: { ...same('column', 'expected', 'found'), kind: ({ kind }) => FINDING_KINDS[kind] },
};
