import { labelRulesOf } from '#access';
import type { LabelRule } from '#labels';
import { ActReader, type ContractVersion, type KeyStore, type Session } from '#store';

import type { Context } from '../context.ts';
import { contractsAt } from '../judge/contract-acts.ts';
import { accessBy, type AccessInForce } from './access-in-force.ts';

/** What policies and contracts say that data are, at one size of the ledger. */
export interface LabelRulesAt {
  readonly rules: readonly LabelRule[];
  /** Where the newest entry stands that may have changed what they say: from there on it is this. -1: there is none. */
  readonly since: bigint;
}

/** Sets of contracts that are held read: those of now, and those that are asked about. */
const SETS_MAX = 8;

/** A policy says the same as long as its version, and the bodies of logical datasets, are the same. */
const ofPolicies = new WeakMap<AccessInForce, readonly LabelRule[]>();
const ofContracts = new WeakMap<KeyStore, Map<string, readonly LabelRule[]>>();

/** Those in force at a size of the ledger. One small statement; more only when what is in force was not read before. */
export async function labelRulesAt(context: Pick<Context, 'tenant' | 'keys'>, session: Session, knownAt: bigint): Promise<LabelRulesAt> {
  const acts = await new ActReader(session, context.tenant).newestOfEach(['policy', 'contract'], knownAt);
  const access = await accessBy(
    context,
    session,
    acts.filter(({ kind }) => kind === 'policy'),
  );
  const said = ofPolicies.get(access) ?? labelRulesOf(access.versions, access.standings);
  ofPolicies.set(access, said);
  const contracts = acts.flatMap(({ kind, position }) => (kind === 'contract' ? [position] : []));
  const promised = contracts.length === 0 ? [] : await rulesOfContracts(context, session, contracts);
  return {
    rules: [...said, ...promised],
    since: acts.reduce((newest, { position }) => (position > newest ? position : newest), -1n),
  };
}

async function rulesOfContracts(
  context: Pick<Context, 'tenant' | 'keys'>,
  session: Session,
  positions: readonly bigint[],
): Promise<readonly LabelRule[]> {
  const sets = ofContracts.get(context.keys) ?? new Map<string, readonly LabelRule[]>();
  ofContracts.set(context.keys, sets);
  const print = `${context.tenant} ${positions.join(' ')}`;
  const rules = sets.get(print) ?? (await contractsAt(context, session, positions)).flatMap(rulesOf);
  sets.delete(print);
  sets.set(print, rules); // the one that was asked for last stands last
  for (const oldest of [...sets.keys()].slice(0, -SETS_MAX)) sets.delete(oldest);
  return rules;
}

function rulesOf({ position, contract: { id, labels } }: ContractVersion): readonly LabelRule[] {
  return labels.map(({ dataset, column, label }): LabelRule => ({
    label,
    by: { kind: 'contract', contract: id, version: position },
    names: [{ ...dataset, isPattern: false }],
    about: column === null ? { kind: 'whole' } : { kind: 'column', path: column },
  }));
}
