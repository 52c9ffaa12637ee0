import { isDatasetSubject, labelRulesOf, policySubject } from '#access';
import { isLevel, type LabelRule } from '#labels';
import { type Act, ActReader, type ContractVersion, type KeyStore, type Session } from '#store';

import type { Context } from '../context.ts';
import { contractsAt } from '../judge/contract-acts.ts';
import { accessBy } from './access-in-force.ts';

/** What policies and contracts say that data are, at one size of the ledger. */
export interface LabelRulesAt extends LabelRules {
  /** Where the newest entry stands that may have changed what they say: from there on it is this. -1: there is none. */
  readonly since: bigint;
}

/** The same lists as long as the same versions are in force: what is worked out of them is kept with them. */
interface LabelRules {
  readonly rules: readonly LabelRule[];
  /** Those of levels. */
  readonly levels: readonly LabelRule[];
}

/** States of what is said that are held: that of now, and those that are asked about. */
const STATES_MAX = 8;
const statesOf = new WeakMap<KeyStore, Map<string, LabelRules>>();
/** What versions of contracts say, by their positions: it never changes. Those that are no longer in force are kept up to this number. */
const SUPERSEDED_MAX = 1_000;
const contractsOf = new WeakMap<KeyStore, Map<string, readonly LabelRule[]>>();

/** Those in force at a size of the ledger. One small statement; more only when what is in force was not read before. */
export async function labelRulesAt(context: Pick<Context, 'tenant' | 'keys'>, session: Session, knownAt: bigint): Promise<LabelRulesAt> {
  const acts = await new ActReader(session, context.tenant).newestOfEach(['policy', 'contract'], knownAt);
  const speaking = acts.filter(speaks).map(({ position }) => position);
  const states = statesOf.get(context.keys) ?? new Map<string, LabelRules>();
  statesOf.set(context.keys, states);
  const print = `${context.tenant} ${speaking.join(' ')}`;
  const known = states.get(print) ?? (await readRules(context, session, acts));
  states.delete(print);
  states.set(print, known); // the one that was asked for last stands last
  for (const oldest of [...states.keys()].slice(0, -STATES_MAX)) states.delete(oldest);
  return { ...known, since: speaking.reduce((newest, position) => (position > newest ? position : newest), -1n) };
}

type NewestAct = Awaited<ReturnType<ActReader['newestOfEach']>>[number];

/** Whether what data are may depend on it: versions of contracts and policies, and the bodies of logical datasets. */
function speaks({ kind, subject }: NewestAct): boolean {
  return kind === 'contract' || policySubject(subject) === 'version' || isDatasetSubject(subject);
}

async function readRules(context: Pick<Context, 'tenant' | 'keys'>, session: Session, acts: readonly NewestAct[]): Promise<LabelRules> {
  const of = (wanted: 'policy' | 'contract'): readonly Act[] => acts.filter(({ kind }) => kind === wanted);
  const { versions, standings } = await accessBy(context, session, of('policy'));
  const contracts = await rulesOfContracts(context, session, of('contract'));
  const rules = [...labelRulesOf(versions, standings), ...contracts];
  return { rules, levels: rules.filter(({ label }) => isLevel(label)) };
}

/** Throws when a contract cannot be read: without it nobody knows what data are, so nothing is said of them. */
async function rulesOfContracts(
  { tenant, keys }: Pick<Context, 'tenant' | 'keys'>,
  session: Session,
  acts: readonly Act[],
): Promise<readonly LabelRule[]> {
  const known = contractsOf.get(keys) ?? new Map<string, readonly LabelRule[]>();
  contractsOf.set(keys, known);
  const keyOf = (position: bigint): string => `${tenant} ${position}`;
  const fresh = acts.flatMap(({ position }) => (known.has(keyOf(position)) ? [] : [position]));
  for (const contract of await contractsAt({ tenant, keys }, session, fresh)) known.set(keyOf(contract.position), rulesOf(contract));
  const inForce = acts.map(({ position }): readonly [string, readonly LabelRule[]] => {
    const rules = known.get(keyOf(position));
    if (rules === undefined)
      throw new Error(`The contract at position ${position} cannot be read: its body is gone, or it is of a newer Headgate.`);
    return [keyOf(position), rules];
  });
  if (known.size > inForce.length + SUPERSEDED_MAX) contractsOf.set(keys, new Map(inForce));
  return inForce.flatMap(([, rules]) => rules);
}

function rulesOf({ position, contract: { id, labels } }: ContractVersion): readonly LabelRule[] {
  return labels.map(({ dataset, column, label }): LabelRule => ({
    label,
    by: { kind: 'contract', contract: id, version: position },
    names: [{ ...dataset, isPattern: false }],
    about: column === null ? { kind: 'whole' } : { kind: 'column', path: column },
  }));
}
