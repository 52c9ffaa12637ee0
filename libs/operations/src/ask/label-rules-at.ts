import { labelRulesOf } from '#access';
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

/** Those in force at a size of the ledger. One small statement; more only when what is in force was not read before. */
export async function labelRulesAt(context: Pick<Context, 'tenant' | 'keys'>, session: Session, knownAt: bigint): Promise<LabelRulesAt> {
  const acts = await new ActReader(session, context.tenant).newestOfEach(['policy', 'contract'], knownAt);
  const states = statesOf.get(context.keys) ?? new Map<string, LabelRules>();
  statesOf.set(context.keys, states);
  const print = `${context.tenant} ${acts.map(({ position }) => position).join(' ')}`;
  const known = states.get(print) ?? (await readRules(context, session, acts));
  states.delete(print);
  states.set(print, known); // the one that was asked for last stands last
  for (const oldest of [...states.keys()].slice(0, -STATES_MAX)) states.delete(oldest);
  return { ...known, since: acts.reduce((newest, { position }) => (position > newest ? position : newest), -1n) };
}

async function readRules(
  context: Pick<Context, 'tenant' | 'keys'>,
  session: Session,
  acts: Awaited<ReturnType<ActReader['newestOfEach']>>,
): Promise<LabelRules> {
  const of = (wanted: 'policy' | 'contract'): readonly Act[] => acts.filter(({ kind }) => kind === wanted);
  const { versions, standings } = await accessBy(context, session, of('policy'));
  const contracts = await contractsAt(
    context,
    session,
    of('contract').map(({ position }) => position),
  );
  const rules = [...labelRulesOf(versions, standings), ...contracts.flatMap(rulesOf)];
  return { rules, levels: rules.filter(({ label }) => isLevel(label)) };
}

function rulesOf({ position, contract: { id, labels } }: ContractVersion): readonly LabelRule[] {
  return labels.map(({ dataset, column, label }): LabelRule => ({
    label,
    by: { kind: 'contract', contract: id, version: position },
    names: [{ ...dataset, isPattern: false }],
    about: column === null ? { kind: 'whole' } : { kind: 'column', path: column },
  }));
}
