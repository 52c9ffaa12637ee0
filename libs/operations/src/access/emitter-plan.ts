import {
  boundEmitters,
  type BoundEmitter,
  type ClaimChange,
  claimChange,
  type EmitterBounds,
  namedIn,
  NO_BOUNDS,
  type Standings,
} from '#access';
import { Failure } from '#foundation';
import { type NamedPrincipal, principalsNamed, type Session } from '#store';

import type { Context } from '../context.ts';
import type { AccessHand } from './access-hand.ts';

/** What becomes of an emitter of which an access file says what it may claim. */
export interface EmitterChange extends ClaimChange {
  readonly name: string;
  /** The team that binds it. Null: none does any more, and so it may claim nothing. */
  readonly team: string | null;
  /** `missing`: it never had one, and none was asked for. `over`: it had, and none is in force. */
  readonly key: 'made' | 'missing' | 'over' | 'held';
}

/** What is to be done for an emitter. */
export interface PlannedEmitter {
  readonly change: EmitterChange;
  /** Undefined: nobody is called so yet. */
  readonly holder: NamedPrincipal | undefined;
  readonly bounds: EmitterBounds;
  /** Whether its keys in force are to be bound anew. */
  readonly isRebound: boolean;
}

export interface EmitterQuestion {
  readonly before: Standings;
  readonly after: Standings;
  /** The teams that the file names. Those that are left are left alone. */
  readonly named: ReadonlySet<string>;
  readonly makesKeys: boolean;
  readonly hand: AccessHand;
}

/** What a change of teams does to the emitters that they bind. Throws BAD_REQUEST on names that cannot be bound. `problems` as of `SaidBy`. */
export async function emitterPlan(
  context: Pick<Context, 'tenant' | 'clock'>,
  session: Session,
  question: EmitterQuestion,
): Promise<{ readonly planned: readonly PlannedEmitter[]; readonly problems: readonly string[] }> {
  const { before, after, named, makesKeys, hand } = question;
  const [was, is] = [boundEmitters(before.teams), boundEmitters(after.teams)];
  requireOnce(is);
  const still = new Set(is.map(({ name }) => name));
  const gone = was.filter(({ name }) => !still.has(name));
  const wanted = [
    ...is.filter(({ team }) => named.has(team)),
    ...gone.map(({ name }): Wanted => ({ name, team: null, bounds: NO_BOUNDS })),
  ];
  const names = wanted.map(({ name }) => name);
  const found =
    names.length === 0
      ? new Map<string, NamedPrincipal>()
      : await principalsNamed(session, context.tenant, { names, now: context.clock.now() });

  const planned = wanted.map((each) => planOne(each, found.get(each.name), makesKeys));
  const bound = new Set(was.map(({ name }) => name));
  const isChanged = ({ change: { name, key }, isRebound }: PlannedEmitter): boolean => isRebound || key === 'made' || !bound.has(name);
  const foreign = hand.kind === 'admin' ? [] : planned.filter((each) => isChanged(each) && !isOfSteward(before, hand, each));
  return { planned, problems: foreign.map(({ change: { name } }) => `whether ${name}, whom others know, is bound`) };
}

type Wanted = Omit<BoundEmitter, 'team'> & Pick<EmitterChange, 'team'>;

function requireOnce(bound: readonly BoundEmitter[]): void {
  const seen = new Set<string>();
  for (const { name } of bound) {
    if (seen.has(name))
      throw new Failure(
        'BAD_REQUEST',
        `The access file cannot be used: ${name} is bound by two teams, and an emitter belongs to one; where one of them is gone, apply with --prune.`,
      );
    seen.add(name);
  }
}

function planOne({ name, team, bounds }: Wanted, holder: NamedPrincipal | undefined, makesKeys: boolean): PlannedEmitter {
  if (holder !== undefined && holder.kind !== 'emitter' && team !== null)
    throw new Failure(
      'BAD_REQUEST',
      `The access file cannot be used: ${name} is ${holder.kind === 'admin' ? 'an administrator' : 'a person'}, and what it may claim is said of emitters alone.`,
    );
  const keys = holder?.kind === 'emitter' ? holder.keys : [];
  const held = keys.filter(({ isInForce }) => isInForce);
  const isRebound = held.some((key) => printOf(key) !== printOf(bounds));
  const key = held.length > 0 ? 'held' : keys.length > 0 ? 'over' : makesKeys && team !== null ? 'made' : 'missing';
  const present = held.length === 0 ? NO_BOUNDS : together(held);
  const changed = held.length > 0 || key === 'made' ? claimChange(present, bounds) : { gains: [], loses: [], keeps: [] };
  return { change: { name, team, ...changed, key }, holder, bounds, isRebound };
}

/** Whether whoever is bound is named by the steward's teams alone, or by nobody. */
function isOfSteward(before: Standings, { teams }: Extract<AccessHand, { kind: 'steward' }>, { holder }: PlannedEmitter): boolean {
  if (holder === undefined) return true;
  const { emits, within, isEverywhere } = namedIn(before, new Set([holder.id, holder.name, ...holder.keys.map(({ prefix }) => prefix)]));
  return emits.length > 0 && emits.every(({ team }) => teams.some((own) => own.team === team)) && within.length === 0 && !isEverywhere;
}

/** What several keys let their holder claim. */
function together(keys: readonly EmitterBounds[]): EmitterBounds {
  const all = (of: keyof EmitterBounds): readonly string[] => [...new Set(keys.flatMap((key) => key[of]))];
  const producers = keys.some((key) => key.producers.length === 0) ? [] : all('producers');
  return { namespaces: all('namespaces'), outputs: all('outputs'), inputs: all('inputs'), producers };
}

/** Patterns in whatever order are the same bounds. */
function printOf({ namespaces, outputs, inputs, producers }: EmitterBounds): string {
  return JSON.stringify([namespaces, outputs, inputs, producers].map((patterns) => [...new Set(patterns)].sort()));
}
