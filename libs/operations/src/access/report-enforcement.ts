import { type EnforcementClaim, holdsEverywhere, readClaim } from '#access';
import { Failure, formatInstant, HOUR_MS, instantFromDate, type Instant, SECOND_MS } from '#foundation';
import { beginStretch, type EnforcedStretch, moveEnd, type Session, stretchesBegun, stretchesOf, takeEnforcementLane } from '#store';

import { accessInForce } from '../ask/access-in-force.ts';
import { grantsOf } from '../ask/sight.ts';
import type { Context, Principal } from '../context.ts';
import { writtenDecision } from '../decided.ts';
import { noteDenial } from '../denials.ts';
import { type Act, recordActIn } from '../record-act.ts';
import { refuseSecrets } from '../refuse-secrets.ts';
import { GATEWAY } from './gateway.ts';

/** What is told again without a change stands in the ledger once in so long. */
const NOTED_EVERY_MS = HOUR_MS;
/** Of one principal, at once. */
const SYSTEMS_MAX = 20;
/** Times in an hour that what one principal tells may begin or change: each is an entry for ever. */
const BEGUN_MAX = 60;

/** What a system is believed to do, and for how long. */
export interface ReportedEnforcement {
  readonly system: string;
  /** From when on it told the same without a gap. Null: it tells nothing any more, and told nothing. */
  readonly since: Instant | null;
  /** Null: with `since`. */
  readonly until: Instant | null;
}

/**
 * Keeps that a system heeds the answers about the data of some namespaces, for at most a day; told again before that it goes on. It is a claim: nobody looks whether
 * it is true. An entry of the ledger tells when it begins, changes or is taken back, and once an hour. Throws ACCESS_DENIED, and notes it, to whoever has not
 * the role gateway everywhere; BAD_REQUEST with all that is wrong, or where a secret shows; LIMIT_EXCEEDED past `SYSTEMS_MAX`, BUSY past `BEGUN_MAX`.
 */
export async function reportEnforcement(
  context: Context,
  principal: Principal,
  told: Readonly<Record<keyof EnforcementClaim, unknown>>,
): Promise<ReportedEnforcement> {
  return context.database.transactionClosedByWork(async (session) => {
    await requireGateway(context, session, principal);
    const read = readClaim(told);
    if (read.kind === 'unusable') throw new Failure('BAD_REQUEST', `The report cannot be used: ${read.problems.join('; ')}.`);
    const { claim } = read;
    refuseSecrets('the report', { system: claim.system, namespaces: claim.namespaces });
    await takeEnforcementLane(session, principal.id);
    const now = context.clock.now();
    const open = await stretchesOf(session, context.tenant, { by: principal.id, now });
    const last = open.find(({ system }) => system === claim.system);
    const telling = { context, session, principal, now };

    if (claim.forSeconds === 0) return takeBack(telling, claim, last);
    const until = new Date(now.getTime() + claim.forSeconds * SECOND_MS);
    if (last !== undefined && isSame(last, claim, principal)) return goOn(telling, { claim, last, until });
    if (last === undefined && open.length >= SYSTEMS_MAX)
      throw new Failure('LIMIT_EXCEEDED', `You may report ${SYSTEMS_MAX} systems at once; take one back with forSeconds 0.`);
    return begin(telling, { claim, last, until });
  });
}

interface Telling {
  readonly context: Context;
  readonly session: Session;
  readonly principal: Principal;
  readonly now: Date;
}

interface Told {
  readonly claim: EnforcementClaim;
  /** What the system told before, where that is not over. */
  readonly last: EnforcedStretch | undefined;
  readonly until: Date;
}

async function requireGateway(context: Context, session: Session, principal: Principal): Promise<void> {
  if (principal.kind !== 'emitter') {
    if (principal.roles.includes(GATEWAY)) return;
    if (holdsEverywhere(grantsOf(principal, (await accessInForce(context, session)).standings), GATEWAY)) return;
  }
  const message = `Only who has the role ${GATEWAY} everywhere may report that a system heeds what Headgate decides.`;
  noteDenial(context, principal, { action: 'administer', what: 'report enforcement', why: message, policy: null });
  throw new Failure('ACCESS_DENIED', message);
}

function isSame(last: EnforcedStretch, { namespaces, actions }: EnforcementClaim, principal: Principal): boolean {
  const print = (of: Pick<EnforcedStretch, 'namespaces' | 'actions' | 'keyPrefix'>): string =>
    JSON.stringify([of.namespaces, of.actions, of.keyPrefix]);
  return print(last) === print({ namespaces, actions, keyPrefix: principal.keyPrefix ?? null });
}

async function goOn(telling: Telling, told: Told & { readonly last: EnforcedStretch }): Promise<ReportedEnforcement> {
  const { context, session, principal, now } = telling;
  const { claim, last, until } = told;
  const isDue = instantFromDate(now) - last.notedAt >= BigInt(NOTED_EVERY_MS) * 1_000_000n; // nanoseconds
  await moveEnd(session, context.tenant, { id: last.id, until, notedAt: isDue ? now : undefined });
  if (isDue) await recordActIn(context, session, { by: principal.id, act: actOf(telling, claim, { did: 'goes on', until }) });
  else await session.send('commit');
  return { system: claim.system, since: last.since, until: instantFromDate(until) };
}

async function begin(telling: Telling, { claim, last, until }: Told): Promise<ReportedEnforcement> {
  const { context, session, principal, now } = telling;
  const { tenant } = context;
  const { system, namespaces, actions } = claim;
  const begun = await stretchesBegun(session, tenant, { by: principal.id, from: new Date(now.getTime() - HOUR_MS) });
  if (begun >= BEGUN_MAX)
    throw new Failure('BUSY', `What you report began or changed ${BEGUN_MAX} times within an hour; report the same again and again.`, {
      retryAfterSeconds: 60,
    });
  if (last !== undefined) await moveEnd(session, tenant, { id: last.id, until: now, notedAt: now });
  const { id: by, keyPrefix = null } = principal;
  await beginStretch(session, tenant, { by, keyPrefix, system, namespaces, actions, since: now, until });
  await recordActIn(context, session, { by, act: actOf(telling, claim, { did: 'begins', until }) });
  return { system, since: instantFromDate(now), until: instantFromDate(until) };
}

async function takeBack(telling: Telling, claim: EnforcementClaim, last: Told['last']): Promise<ReportedEnforcement> {
  const { context, session, principal, now } = telling;
  if (last === undefined) {
    await session.send('commit');
    return { system: claim.system, since: null, until: null };
  }
  await moveEnd(session, context.tenant, { id: last.id, until: now, notedAt: now });
  await recordActIn(context, session, { by: principal.id, act: actOf(telling, claim, { did: 'ends', until: now }) });
  return { system: claim.system, since: last.since, until: instantFromDate(now) };
}

/** In the form of a decision, so that the trail tells it too; of the namespaces the trail says nothing, for it is read by those who may not see all. */
function actOf(
  { context: { from }, principal: { id, name, kind, roles } }: Telling,
  { system, namespaces, actions }: EnforcementClaim,
  { did, until }: { readonly did: 'begins' | 'goes on' | 'ends'; readonly until: Date },
): Act {
  const at = formatInstant(instantFromDate(until));
  const why =
    did === 'ends'
      ? `It tells no more that it heeds answers.`
      : `It ${did}: answers about ${actions.join(' and ')} are heeded until ${at}.`;
  const decided = writtenDecision({
    action: 'report enforcement',
    outcome: 'done',
    things: [`system ${system}`],
    about: null,
    why,
    policy: null,
    rule: null,
  });
  const body = {
    ...{ name, kind, roles: [...roles], from: from === undefined ? null : { ...from }, decisions: [decided] },
    enforcement: { did, system, namespaces: did === 'ends' ? [] : [...namespaces], actions: [...actions], until: at },
  };
  return { kind: 'decision', namespace: 'decisions', subject: id, body };
}
