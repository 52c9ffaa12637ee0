import { createHmac } from 'node:crypto';

import { hiddenAddress, isHiddenAddress, type Standings, type TeamStanding } from '#access';
import { Failure } from '#foundation';
import { canonicalJson, openBytes, SealBroken, sealBytes } from '#record';
import { hurryRoutes, keepAddresses, keptAddresses, type SealedAddress, type Session } from '#store';

import type { Context } from '../context.ts';

/** Hex digits that stand for an address. */
const DIGEST_LENGTH = 32;
const SECRET_BYTES = 32;
/** As Standard Webhooks begins a secret. */
const SECRET_PREFIX = 'whsec_';

/** The route of what is no team's. No team's route is called so. */
export const ADMINISTRATORS = 'administrators';

/** What the route of a team is called in the database. */
export function routeOf(team: string): string {
  return `team:${team}`;
}

/** The team whose route is called so. Undefined: it is the administrators'. */
export function teamOfRoute(route: string): string | undefined {
  return route === ADMINISTRATORS ? undefined : route.slice(routeOf('').length);
}

/** An address as it may be shown and recorded: the same for the same one, and another for each team. The administrators are the team without a name. */
export function shownAddress({ keys, tenant }: Pick<Context, 'keys' | 'tenant'>, team: string, url: string): string {
  if (isHiddenAddress(url)) return url;
  const { href } = new URL(url);
  return hiddenAddress(href, hmac(keys.routeKey(tenant), ['address', team, href]).toString('hex').slice(0, DIGEST_LENGTH));
}

/** What is sent to an address is signed with this: each address of each team has its own. `shown` as of `shownAddress`. */
export function signingSecret({ keys, tenant }: Pick<Context, 'keys' | 'tenant'>, shown: string): string {
  return SECRET_PREFIX + hmac(keys.routeKey(tenant), ['secret', shown]).toString('base64');
}

/** The key in a secret, as Standard Webhooks signs with it. */
export function signature(secret: string, signed: string): string {
  const key = Buffer.from(secret.slice(SECRET_PREFIX.length), 'base64');
  return `v1,${createHmac('sha256', key).update(signed).digest('base64')}`;
}

function hmac(key: Buffer, of: readonly string[]): Buffer {
  return createHmac('sha256', key).update(canonicalJson(of)).digest();
}

/** An address that a file says whole. */
interface SaidAddress {
  readonly team: string;
  readonly address: string;
  readonly url: string;
}

/** What a file says, its addresses hidden, and those that it says whole. */
export interface HiddenAddresses {
  readonly standings: Standings;
  readonly addresses: readonly SaidAddress[];
}

/** Takes the addresses out of what a file says, before anything else looks at it. */
export function hideAddresses(context: Context, standings: Standings): HiddenAddresses {
  const hidden = standings.teams.map((team): { readonly team: TeamStanding; readonly said?: SaidAddress } => {
    if (team.alerts === undefined) return { team };
    const address = shownAddress(context, team.team, team.alerts.url);
    const shown = { ...team, alerts: { ...team.alerts, url: address } };
    return isHiddenAddress(team.alerts.url) ? { team: shown } : { team: shown, said: { team: team.team, address, url: team.alerts.url } };
  });
  return {
    standings: { ...standings, teams: hidden.map(({ team }) => team) },
    addresses: hidden.flatMap(({ said }) => said ?? []),
  };
}

/** Throws BAD_REQUEST when a team is to be told at an address of which only the hidden form is known. One statement, none where no file says one. */
export async function requireAddresses(
  { tenant }: Context,
  session: Session,
  { teams, addresses }: { readonly teams: readonly TeamStanding[]; readonly addresses: readonly SaidAddress[] },
): Promise<void> {
  const isSaid = new Set(addresses.map(({ team }) => team));
  const asked = teams.flatMap(({ team, alerts }) => (alerts === undefined || isSaid.has(team) ? [] : [{ team, address: alerts.url }]));
  if (asked.length === 0) return;
  const kept = new Set((await keptAddresses(session, tenant, asked)).map(({ team, address }) => `${team} ${address}`)); // neither has a space
  const unknown = asked.find(({ team, address }) => !kept.has(`${team} ${address}`));
  if (unknown !== undefined)
    throw new Failure(
      'BAD_REQUEST',
      `The access file says the address of ${unknown.team}'s alerts in its hidden form, and ${unknown.team} never had that address here; say the whole address, or leave alerts out.`,
    );
}

/** What becomes of routes. */
interface RouteChange {
  readonly before: readonly TeamStanding[];
  readonly after: readonly TeamStanding[];
  readonly addresses: readonly SaidAddress[];
}

/** Keeps the addresses of teams that a file says whole, sealed, in the transaction that puts it into force. */
export async function keepRoutes(context: Context, session: Session, { before, after, addresses }: RouteChange): Promise<void> {
  const { tenant, clock } = context;
  const named = new Set(after.map(({ team }) => team));
  const said = addresses.filter(({ team }) => named.has(team));
  const known = new Map(before.map(({ team, alerts }) => [team, alerts?.url]));
  const moved = after.filter(({ team, alerts }) => alerts !== undefined && known.get(team) !== alerts.url).map(({ team }) => routeOf(team));

  if (said.length > 0)
    await keepAddresses(
      session,
      tenant,
      said.map((each) => ({ ...each, sealed: sealed(context, each) })),
    );
  if (moved.length > 0) await hurryRoutes(session, tenant, { routes: moved, now: clock.now() });
}

function sealed({ keys, randomness, tenant }: Context, { team, url }: SaidAddress): Buffer {
  const secret = randomness.bytes(SECRET_BYTES);
  const bytes = Buffer.from(JSON.stringify([team, new URL(url).href]));
  return Buffer.concat([secret, sealBytes({ periodKey: keys.routeKey(tenant), secret, bytes }).body]);
}

/** An address that is kept: what it is, or that it was sealed with another key file. */
type KeptAddress = { readonly kind: 'open'; readonly url: string } | { readonly kind: 'closed' };

/** Why nothing is sent to an address that was sealed with another key file, and what to do. */
export const ADDRESS_CLOSED = 'its address was sealed with another key file; apply the access file with the whole address again';

/** The whole address that a team is told at. Undefined: it is told at none. */
export async function wholeAddress(context: Context, session: Session, team: TeamStanding): Promise<KeptAddress | undefined> {
  return (await wholeAddresses(context, session, [team])).get(team.team);
}

/** The whole addresses that some teams are told at, by team. One statement, none where no team is told. */
export async function wholeAddresses(
  context: Context,
  session: Session,
  teams: readonly TeamStanding[],
): Promise<ReadonlyMap<string, KeptAddress>> {
  const asked = teams.flatMap(({ team, alerts }) => (alerts === undefined ? [] : [{ team, address: alerts.url }]));
  if (asked.length === 0) return new Map();
  const kept = await keptAddresses(session, context.tenant, asked);
  return new Map(kept.map((each) => [each.team, opened(context, each)]));
}

function opened({ keys, tenant }: Context, { team, sealed: kept }: SealedAddress): KeptAddress {
  const [secret, body] = [kept.subarray(0, SECRET_BYTES), kept.subarray(SECRET_BYTES)];
  try {
    const [about, url] = JSON.parse(openBytes({ periodKey: keys.routeKey(tenant), secret, body }).toString()) as readonly [string, string]; // as it was sealed
    return about === team ? { kind: 'open', url } : { kind: 'closed' };
  } catch (error) {
    if (error instanceof SealBroken) return { kind: 'closed' };
    throw error;
  }
}
