import {
  askerOf,
  type Grant,
  grantsPrint,
  nextChange,
  type Policy,
  policySubject,
  readVersion,
  type Standings,
  standingsOf,
  type View,
  viewOf,
} from '#access';
import type { Instant } from '#foundation';
import { ActReader, type KeyStore, LedgerReader, type Session } from '#store';

import type { Context } from '../context.ts';

/** A version of a policy, as it stands in the ledger. */
export interface PolicyVersion {
  readonly position: bigint;
  readonly policy: Policy;
}

/** All policies, teams and roles at one size of the ledger, and what they come to for each set of grants at an instant. */
export interface AccessInForce {
  readonly versions: readonly PolicyVersion[];
  readonly standings: Standings;
  readonly viewFor: (grants: readonly Grant[], at: Instant) => View;
}

/** Compiled views that are held. */
const VIEWS_MAX = 1_000;
/** Beyond every position. */
export const ALL_RECORDED = 2n ** 62n;

/** Within one snapshot they cannot change; compiled, they are good for as long as no version is recorded. */
const bySession = new WeakMap<Session, Promise<AccessInForce>>();
const compiled = new WeakMap<KeyStore, { readonly print: string; readonly inForce: AccessInForce }>();

/** The newest version of each policy that is recorded, mapped or not: what decides on access now, whatever time a question is about. One statement a snapshot. */
export function accessInForce(context: Pick<Context, 'tenant' | 'keys'>, session: Session): Promise<AccessInForce> {
  const known = bySession.get(session) ?? readInForce(context, session);
  bySession.set(session, known);
  return known;
}

/** The newest version of each policy below a size of the ledger, by name. */
export async function policiesAt(
  { tenant, keys }: Pick<Context, 'tenant' | 'keys'>,
  session: Session,
  knownAt: bigint,
): Promise<readonly PolicyVersion[]> {
  return versionsAt({ tenant, keys }, session, (await newestAt({ tenant }, session, knownAt)).policies);
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

interface Newest {
  readonly policies: readonly bigint[];
  readonly standings: readonly bigint[];
}

/** Where the newest version of each policy, and of each team and role, stands. */
async function newestAt({ tenant }: Pick<Context, 'tenant'>, session: Session, knownAt: bigint): Promise<Newest> {
  const acts = await new ActReader(session, tenant).newestOfEach('policy', knownAt);
  const about = (what: ReturnType<typeof policySubject>): readonly bigint[] =>
    acts.filter(({ subject }) => policySubject(subject) === what).map(({ position }) => position);
  return { policies: about('version'), standings: about('standing') };
}

async function readInForce({ tenant, keys }: Pick<Context, 'tenant' | 'keys'>, session: Session): Promise<AccessInForce> {
  const newest = await newestAt({ tenant }, session, ALL_RECORDED);
  const print = `${tenant} ${[...newest.policies, ...newest.standings].join(' ')}`;
  const known = compiled.get(keys);
  if (known?.print === print) return known.inForce;
  const versions = await versionsAt({ tenant, keys }, session, newest.policies);
  const inForce = inForceOf(versions, await readStandings({ tenant, keys }, session, newest.standings));
  compiled.set(keys, { print, inForce });
  return inForce;
}

async function versionsAt(
  { tenant, keys }: Pick<Context, 'tenant' | 'keys'>,
  session: Session,
  positions: readonly bigint[],
): Promise<readonly PolicyVersion[]> {
  const entries = positions.length === 0 ? [] : await new LedgerReader(session, tenant, keys).at(positions);
  const versions = entries.map(({ position, frame }) => {
    const read = frame?.form === 'json' ? readVersion(frame.text) : undefined;
    // Without the policy nobody knows what is hidden, so nothing is shown.
    if (read === undefined)
      throw new Error(`The policy at position ${position} cannot be read: its body is gone, or it is of a newer Headgate.`);
    return { position, policy: read.policy };
  });
  return versions.toSorted((left, right) => (left.policy.name < right.policy.name ? -1 : 1));
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
  const views = new Map<string, { readonly view: View; readonly from: Instant; readonly until: Instant }>();
  const viewFor = (grants: readonly Grant[], at: Instant): View => {
    const key = grantsPrint(grants);
    const known = views.get(key);
    if (known !== undefined && known.from <= at && at < known.until) return known.view;
    const view = viewOf(policies, askerOf(standings, { grants, at }));
    if (views.size >= VIEWS_MAX) views.clear();
    views.set(key, { view, from: at, until: nextChange(policies, { grants, at }) });
    return view;
  };
  return { versions, standings, viewFor };
}
