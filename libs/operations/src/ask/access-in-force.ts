import {
  type Action,
  type Asker,
  askerOf,
  type Grant,
  grantsPrint,
  nextChange,
  type Policy,
  policySubject,
  readVersion,
  type Standings,
  standingsOf,
  valuesShown,
  type View,
  viewOf,
} from '#access';
import type { Instant } from '#foundation';
import { type Act, ActReader, type KeyStore, type LedgerEntry, LedgerReader, type Session } from '#store';

import type { Context } from '../context.ts';

/** A version of a policy, as it stands in the ledger. */
export interface PolicyVersion {
  readonly position: bigint;
  readonly policy: Policy;
}

/** All policies, teams and roles at one size of the ledger, and what they come to for each set of grants at an instant. */
export interface AccessInForce {
  readonly versions: readonly PolicyVersion[];
  /** Those of the versions, always the same list: what is worked out of it is kept with it. */
  readonly policies: readonly Policy[];
  readonly standings: Standings;
  readonly viewFor: (grants: readonly Grant[], at: Instant, deed?: Deed) => View;
  /** Of which columns they are shown values as they are. Undefined: of all. */
  readonly valuesFor: (grants: readonly Grant[], at: Instant) => View | undefined;
}

/** What is done with things, and what for. Absent: they are seen, and nothing is said. */
export interface Deed {
  readonly action: Action;
  readonly purpose?: string | undefined;
}

/** Compiled views that are held. */
const VIEWS_MAX = 1_000;
/** States of access that are held compiled: that of now, and those that are asked about. */
const STATES_MAX = 8;
/** Versions of policies that are held read: of a change of one policy, and of a time past, the others are known. */
const VERSIONS_MAX = 5_000;
/** Beyond every position. */
export const ALL_RECORDED = 2n ** 62n;

/** Within one snapshot they cannot change; compiled, they are good for as long as no version is recorded. */
const bySession = new WeakMap<Session, Promise<AccessInForce>>();
const compiled = new WeakMap<KeyStore, Map<string, AccessInForce>>();
const versionsRead = new WeakMap<KeyStore, Map<string, PolicyVersion>>();

/** The newest version of each policy that is recorded, mapped or not: what decides on access now, whatever time a question is about. One statement a snapshot. */
export function accessInForce(context: Pick<Context, 'tenant' | 'keys'>, session: Session): Promise<AccessInForce> {
  const known = bySession.get(session) ?? accessAt(context, session, ALL_RECORDED);
  bySession.set(session, known);
  return known;
}

/** The policies, teams and roles below a size of the ledger. */
export async function accessAt(context: Pick<Context, 'tenant' | 'keys'>, session: Session, knownAt: bigint): Promise<AccessInForce> {
  return accessBy(context, session, await new ActReader(session, context.tenant).newestOfEach(['policy'], knownAt));
}

/** Of the newest acts about each policy, team and role. No statement where they are those of a state that is known. */
export async function accessBy(
  { tenant, keys }: Pick<Context, 'tenant' | 'keys'>,
  session: Session,
  acts: readonly Act[],
): Promise<AccessInForce> {
  const newest = newestOf(acts);
  const print = `${tenant} ${[...newest.policies, ...newest.standings].join(' ')}`;
  const states = compiled.get(keys) ?? new Map<string, AccessInForce>();
  compiled.set(keys, states);
  const inForce =
    states.get(print) ??
    inForceOf(
      await versionsAt({ tenant, keys }, session, newest.policies),
      await readStandings({ tenant, keys }, session, newest.standings),
    );
  states.delete(print);
  states.set(print, inForce); // the one that was asked for last stands last
  for (const oldest of [...states.keys()].slice(0, -STATES_MAX)) states.delete(oldest);
  return inForce;
}

/** The teams and roles below a size of the ledger. */
export async function standingsAt(
  { tenant, keys }: Pick<Context, 'tenant' | 'keys'>,
  session: Session,
  knownAt: bigint,
): Promise<Standings> {
  return readStandings({ tenant, keys }, session, (await newestAt({ tenant }, session, knownAt)).standings);
}

/** Standings, and what they are known by: as long as it is the same, so are they. */
export interface PrintedStandings {
  readonly print: string;
  readonly standings: Standings;
}

/** Those that are recorded now. One statement while they are the ones that are known. */
export async function standingsNow(
  { tenant, keys }: Pick<Context, 'tenant' | 'keys'>,
  session: Session,
  known: PrintedStandings | undefined,
): Promise<PrintedStandings> {
  const positions = (await newestAt({ tenant }, session, ALL_RECORDED)).standings;
  const print = positions.join(' ');
  return known?.print === print ? known : { print, standings: await readStandings({ tenant, keys }, session, positions) };
}

/** The newest version of a policy that is recorded now: where it stands in the ledger. Null: there is none. One statement, in a snapshot of its own. */
export async function newestPolicy({ database, tenant }: Pick<Context, 'database' | 'tenant'>): Promise<bigint | null> {
  const { policies } = await database.snapshot((session) => newestAt({ tenant }, session, ALL_RECORDED));
  return policies.reduce<bigint | null>((newest, each) => (newest === null || each > newest ? each : newest), null);
}

interface Newest {
  readonly policies: readonly bigint[];
  readonly standings: readonly bigint[];
}

/** Where the newest version of each policy, and of each team and role, stands. */
async function newestAt({ tenant }: Pick<Context, 'tenant'>, session: Session, knownAt: bigint): Promise<Newest> {
  return newestOf(await new ActReader(session, tenant).newestOfEach(['policy'], knownAt));
}

function newestOf(acts: readonly Act[]): Newest {
  const about = (what: ReturnType<typeof policySubject>): readonly bigint[] =>
    acts.filter(({ subject }) => policySubject(subject) === what).map(({ position }) => position);
  return { policies: about('version'), standings: about('standing') };
}

/** In the order of their names. Those that are read already are not read again: what stands at a position never changes. */
async function versionsAt(
  { tenant, keys }: Pick<Context, 'tenant' | 'keys'>,
  session: Session,
  positions: readonly bigint[],
): Promise<readonly PolicyVersion[]> {
  const held = versionsRead.get(keys) ?? new Map<string, PolicyVersion>();
  versionsRead.set(keys, held);
  const known = positions.flatMap((position) => held.get(`${tenant} ${position}`) ?? []);
  const isKnown = new Set(known.map(({ position }) => position));
  const others = positions.filter((position) => !isKnown.has(position));
  const entries = others.length === 0 ? [] : await new LedgerReader(session, tenant, keys).at(others);
  const read = entries.map(versionOf);
  for (const version of read) held.set(`${tenant} ${version.position}`, version);
  for (const oldest of [...held.keys()].slice(0, -VERSIONS_MAX)) held.delete(oldest);
  return [...known, ...read].toSorted((left, right) => (left.policy.name < right.policy.name ? -1 : 1));
}

function versionOf({ position, frame }: LedgerEntry): PolicyVersion {
  const read = frame?.form === 'json' ? readVersion(frame.text) : undefined;
  // Without the policy nobody knows what is hidden, so nothing is shown.
  if (read === undefined)
    throw new Error(`The policy at position ${position} cannot be read: its body is gone, or it is of a newer Headgate.`);
  return { position, policy: read.policy };
}

async function readStandings(
  { tenant, keys }: Pick<Context, 'tenant' | 'keys'>,
  session: Session,
  positions: readonly bigint[],
): Promise<Standings> {
  const entries = positions.length === 0 ? [] : await new LedgerReader(session, tenant, keys).at(positions);
  return standingsOf(
    entries.map(({ position, frame }) => {
      if (frame?.form !== 'json') throw new Error(`The team or role at position ${position} cannot be read: its body is gone.`);
      return frame.text;
    }),
  );
}

function inForceOf(versions: readonly PolicyVersion[], standings: Standings): AccessInForce {
  const policies = versions.map(({ policy }) => policy);
  const asker = (grants: readonly Grant[], at: Instant): Asker => askerOf(standings, { grants, at });
  return {
    ...{ versions, policies, standings },
    viewFor: viewsHeld(policies, (grants, at, { action, purpose } = SEEN) => viewOf(policies, { ...asker(grants, at), purpose }, action)),
    valuesFor: viewsHeld(policies, (grants, at) => valuesShown(policies, asker(grants, at))),
  };
}

const SEEN: Deed = { action: 'see' };

type MakeView<Made> = (grants: readonly Grant[], at: Instant, deed?: Deed) => Made;

/** What was made for some grants is good until one of them, or a rule, begins or ends to count. */
function viewsHeld<Made>(policies: readonly Policy[], make: MakeView<Made>): MakeView<Made> {
  const views = new Map<string, { readonly made: Made; readonly from: Instant; readonly until: Instant }>();
  return (grants, at, deed) => {
    const key = JSON.stringify([deed?.action ?? SEEN.action, deed?.purpose, grantsPrint(grants)]);
    const known = views.get(key);
    if (known !== undefined && known.from <= at && at < known.until) return known.made;
    const made = make(grants, at, deed);
    if (views.size >= VIEWS_MAX) views.clear();
    views.set(key, { made, from: at, until: nextChange(policies, { grants, at }) });
    return made;
  };
}
