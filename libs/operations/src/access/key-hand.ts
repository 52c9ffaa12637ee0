import {
  boundsIn,
  boundsProblems,
  type EmitterBounds,
  emittersOf,
  isBoundWithin,
  isNameOf,
  namedIn,
  type Standings,
  type TeamStanding,
} from '#access';
import { isInForce, keysCalled, type NewKey, type Session, type StoredKey } from '#store';

import { accessInForce, ALL_RECORDED, standingsAt } from '../ask/access-in-force.ts';
import type { Context, Principal } from '../context.ts';
import { type AccessHand, accessHand, denyHand, handIn } from './access-hand.ts';

/** Who makes and ends keys, and by which standings: an administrator all, a steward those that act for his teams alone. */
export type KeyHand =
  Extract<AccessHand, { kind: 'admin' }> | (Extract<AccessHand, { kind: 'steward' }> & { readonly standings: Standings });

/** What an emitter may claim of which nobody said anything. */
const UNBOUND = { outputs: ['*'], inputs: ['*'], producers: [] };

/** Which keys somebody may make and end. Throws ACCESS_DENIED, and notes it, to whoever may none. `what` as of `requireAdmin`. */
export async function keyHand(context: Context, principal: Principal, { session, what }: KeyDeed): Promise<KeyHand> {
  if (principal.kind === 'admin') return { kind: 'admin' };
  const standings = await standingsAt(context, session, ALL_RECORDED);
  const hand = accessHand(context, principal, { standings, what });
  return hand.kind === 'admin' ? hand : { ...hand, standings };
}

/** What somebody is about to do with keys, and in which transaction. */
export interface KeyDeed {
  readonly session: Session;
  readonly what: string;
}

/** As `keyHand`, of now. Undefined: none. */
export async function keyHandOf(context: Context, principal: Principal): Promise<KeyHand | undefined> {
  if (principal.kind !== 'person') return principal.kind === 'admin' ? { kind: 'admin' } : undefined;
  const { standings } = await context.database.snapshot((session) => accessInForce(context, session));
  const hand = handIn(context, principal, standings);
  return hand?.kind === 'steward' ? { ...hand, standings } : hand;
}

/** Every key, by any of which its holder may be named, at an instant. */
export interface AllKeys {
  readonly all: readonly StoredKey[];
  readonly now: Date;
}

/** Whether a key is one that somebody may end. */
export function isInHand(hand: KeyHand, key: StoredKey, { all, now }: AllKeys): boolean {
  if (hand.kind === 'admin') return true;
  const keys = all.filter(({ id }) => id === key.id);
  const { emits, within, isEverywhere } = namedIn(hand.standings, new Set([key.id, key.name, ...keys.map(({ prefix }) => prefix)]));
  const isOwn = ({ team }: TeamStanding): boolean => hand.teams.some((own) => own.team === team);
  if (isEverywhere || key.roles.length > 0 || ![...emits, ...within].every(isOwn)) return false;
  switch (key.kind) {
    case 'admin':
      return false;
    case 'person':
      return within.some(({ team }) => isNameOf(team, key.name));
    case 'emitter': {
      const good = keys.filter((each) => isInForce(each, now));
      const team = teamOf(hand, [key.id, key.name, ...keys.map(({ prefix }) => prefix)]);
      if (team === undefined || within.length > 0) return false;
      return (good.length > 0 ? good : keys.slice(-1)).every((each) => isBoundWithin(team, boundsOf(each)));
    }
  }
}

/** All that a key lets its holder claim. */
export function boundsOf({ namespaces, binding = UNBOUND }: Pick<StoredKey, 'namespaces' | 'binding'>): EmitterBounds {
  return { namespaces, ...binding };
}

/**
 * The end of the key that comes after another, as it is wanted: null is none. By a steward's hand it is no later than the end of the newest, which an
 * administrator may have set. Throws ACCESS_DENIED, and notes it.
 */
export function endInHand(
  context: Context,
  principal: Principal,
  {
    hand,
    newest,
    wanted,
  }: { readonly hand: KeyHand; readonly newest: Pick<StoredKey, 'name' | 'expiresAt'>; readonly wanted: Date | null },
): Date | null {
  const { name, expiresAt: end } = newest;
  if (hand.kind === 'admin' || end === null) return wanted;
  if (end > context.clock.now() && (wanted === null || wanted <= end)) return wanted ?? end;
  return denyHand(context, principal, {
    what: `lengthen the key of ${name}`,
    message: `An administrator decides whether ${name} has a key for longer than until ${end.toISOString()}.`,
  });
}

/** Which key is meant: by its prefix, or by its holder's name. */
export interface CalledKey extends KeyDeed {
  readonly called: string;
}

/** Keys of whoever is called so, in force or not, and by which hand they are changed. */
export interface KeysInHand {
  readonly hand: KeyHand;
  readonly keys: readonly StoredKey[];
}

/**
 * Throws ACCESS_DENIED to a steward, and notes it, unless what is called so is a key that acts for his teams alone: with the same words whether it acts for others,
 * or is not there. Of an administrator nothing is asked.
 */
export async function keysInHand(context: Context, principal: Principal, { session, called, what }: CalledKey): Promise<KeysInHand> {
  const hand = await keyHand(context, principal, { session, what });
  const keys = await keysCalled(session, context.tenant, [called]);
  if (hand.kind === 'admin') return { hand, keys };
  const now = context.clock.now();
  if (keys.length > 0 && keys.every((key) => isInHand(hand, key, { all: keys, now }))) return { hand, keys };
  const message = `No key that acts for ${teamsSaid(hand)} alone is called ${called}. An administrator decides about all others.`;
  denyHand(context, principal, { what: `${what} called ${called}`, message });
}

/** Throws ACCESS_DENIED to a steward, and notes it, where an emitter would be let claim what is not for him to give. */
export function requireBoundsInHand(
  context: Context,
  principal: Principal,
  {
    hand,
    key,
    after,
  }: {
    readonly hand: KeyHand;
    readonly key: Pick<StoredKey, 'name' | 'prefix'> & { readonly before: EmitterBounds | undefined };
    readonly after: EmitterBounds;
  },
): void {
  if (hand.kind === 'admin') return;
  const team = teamOf(hand, [key.name, key.prefix]);
  const problems = team === undefined ? [`about ${key.name}`] : boundsProblems(team, { name: key.name, before: key.before, after });
  if (problems.length > 0)
    denyHand(context, principal, { what: `bind ${key.name}`, message: `An administrator decides ${problems.join(', ')}.` });
}

/** The teams of a steward that emit by one of some words, as if they were one. Undefined: none does. */
function teamOf({ teams }: Extract<KeyHand, { kind: 'steward' }>, words: readonly string[]): TeamStanding | undefined {
  const emitting = teams.filter((team) => emittersOf(team).some(({ word }) => words.includes(word)));
  const [first] = emitting;
  if (first === undefined) return undefined;
  const [owns, reads] = [emitting.flatMap((team) => team.owns), emitting.flatMap((team) => team.reads ?? [])];
  return {
    ...first,
    team: emitting.map(({ team }) => team).join(' and '),
    owns,
    reads,
    emitters: emitting.length === 1 ? first.emitters : undefined,
  };
}

/**
 * The key as somebody may make it. A steward makes keys of emitters that his teams' file names, and of people whom it names and who are called after the team;
 * without roles of their own. What he does not say of an emitter, the file says. Throws ACCESS_DENIED, and notes it.
 */
export function keyInHand(
  context: Context,
  principal: Principal,
  { hand, wanted }: { readonly hand: KeyHand; readonly wanted: NewKey },
): NewKey {
  if (hand.kind === 'admin') return wanted;
  const deny = (message: string): never => denyHand(context, principal, { what: `make a key for ${wanted.name}`, message });
  const { name, kind, roles = [], namespaces, binding = {} } = wanted;
  const { emits, within, isEverywhere } = namedIn(hand.standings, new Set([name]));
  const isOwn = ({ team }: TeamStanding): boolean => hand.teams.some((own) => own.team === team);
  const isNamed = !isEverywhere && [...emits, ...within].every(isOwn);
  if (kind === 'admin' || roles.length > 0) return deny('An administrator decides who administers, and which roles a key has of its own.');
  if (kind === 'person') {
    if (isNamed && within.some(({ team }) => isNameOf(team, name))) return wanted;
    return deny(
      `A steward makes keys of people who are members of his team alone and are called after it, such as ${hand.teams[0]?.team ?? ''}/ann; add ${name} to the team first, or ask an administrator.`,
    );
  }
  const team = teamOf(hand, [name]);
  if (team === undefined || !isNamed || within.length > 0)
    return deny(`${name} is no emitter of ${teamsSaid(hand)} alone; add it to the team with \`headgate apply\`, or ask an administrator.`);
  const claims = emittersOf(team).find(({ word }) => word === name)?.claims;
  const said = boundsIn(team, claims ?? {});
  const after = { ...said, ...(namespaces.length === 0 ? {} : { namespaces }), ...binding };
  requireBoundsInHand(context, principal, { hand, key: { name, prefix: name, before: claims == null ? undefined : said }, after });
  const { namespaces: spoken, ...bound } = after;
  return { ...wanted, namespaces: spoken, binding: bound };
}

function teamsSaid({ teams }: Extract<KeyHand, { kind: 'steward' }>): string {
  return `the ${teams.length === 1 ? 'team' : 'teams'} ${teams.map(({ team }) => team).join(' and ')}`;
}
