import {
  boundEmitters,
  type BoundEmitter,
  boundsProblems,
  type ClaimChange,
  claimChange,
  type EmitterBounds,
  isBoundWithin,
  isNameOf,
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
  /** What its keys in force let it claim. Undefined: there is none. */
  readonly present: EmitterBounds | undefined;
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
  if (hand.kind === 'admin') return { planned, problems: [] };
  const problems = planned.filter(isChanged).flatMap((each) => problemsOf(question, hand, each));
  return { planned, problems };
}

/** What of an emitter's change is not for a steward. What it may claim is looked at where it is his: as its keys have it, whatever files said. */
function problemsOf({ before, after }: EmitterQuestion, hand: Steward, emitter: PlannedEmitter): readonly string[] {
  const { change, present, bounds } = emitter;
  if (!isOfSteward(before, hand, emitter)) return [`whether ${change.name}, whom others know, is bound`];
  const team = after.teams.find((each) => each.team === change.team);
  return team === undefined || present === undefined ? [] : boundsProblems(team, { name: change.name, before: present, after: bounds });
}

type Steward = Extract<AccessHand, { kind: 'steward' }>;

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

function planOne({ name, team, bounds: wanted }: Wanted, holder: NamedPrincipal | undefined, makesKeys: boolean): PlannedEmitter {
  if (holder !== undefined && holder.kind !== 'emitter' && team !== null)
    throw new Failure(
      'BAD_REQUEST',
      `The access file cannot be used: ${name} is ${holder.kind === 'admin' ? 'an administrator' : 'a person'}, and what it may claim is said of emitters alone.`,
    );
  const keys = holder?.kind === 'emitter' ? holder.keys : [];
  const held = keys.filter(({ isInForce }) => isInForce);
  const present = held.length === 0 ? undefined : together(held);
  // Of whom no team binds any more the producers stay: who binds it again is held to them.
  const bounds = team === null ? { ...wanted, producers: present?.producers ?? [] } : wanted;
  const isRebound = held.some((key) => printOf(key) !== printOf(bounds));
  const key = held.length > 0 ? 'held' : keys.length > 0 ? 'over' : makesKeys && team !== null ? 'made' : 'missing';
  const changed = held.length > 0 || key === 'made' ? claimChange(present ?? NO_BOUNDS, bounds) : { gains: [], loses: [], keeps: [] };
  return { change: { name, team, ...changed, key }, holder, present, bounds, isRebound };
}

/** Whether whoever is bound is named by the steward's teams alone; or by nobody, as whom he dropped, and is called after one of them and may claim nothing beyond it. */
function isOfSteward(before: Standings, { teams }: Steward, { holder }: PlannedEmitter): boolean {
  if (holder === undefined) return true;
  const { id, name, keys } = holder;
  const { emits, within, isEverywhere } = namedIn(before, new Set([id, name, ...keys.map(({ prefix }) => prefix)]));
  if (within.length > 0 || isEverywhere) return false;
  if (emits.length > 0) return emits.every(({ team }) => teams.some((own) => own.team === team));
  const held = keys.filter(({ isInForce }) => isInForce);
  const counting = held.length > 0 ? held : keys.slice(-1);
  return teams.some((team) => isNameOf(team.team, name) && counting.every((key) => isBoundWithin(team, key)));
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
