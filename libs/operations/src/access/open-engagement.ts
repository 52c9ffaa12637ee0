import {
  type Engagement,
  ENGAGEMENT_DAYS_MAX,
  engagementSpan,
  engagementSubject,
  groupIn,
  readEngagement,
  writtenEngagement,
} from '#access';
import { DAY_MS, Failure, formatInstant, type Instant, instantFromDate, instantNow, SECOND_MS } from '#foundation';
import type { JsonValue } from '#record';
import { peopleAt, type Session, takePolicyLane } from '#store';

import { requireAdmin } from '../admin.ts';
import { ALL_RECORDED } from '../ask/access-in-force.ts';
import type { Context, Principal } from '../context.ts';
import { recordActIn } from '../record-act.ts';
import { refuseSecrets } from '../refuse-secrets.ts';
import { engagementsAt } from './engagements-at.ts';
import { keysMadeByOthers } from './keys-made.ts';
import { calledBy } from './people-called.ts';

/** Who wishes an engagement that begins now says so with a clock that may be behind. */
const BEHIND_MS_MAX = 60 * SECOND_MS;

export interface EngagementWish {
  /** No other is, or was, called so. */
  readonly name: string;
  /** Holders of keys by name, anybody by id, groups of the provider as `group:auditors`. */
  readonly who: readonly string[];
  /** Patterns of namespaces. */
  readonly scope: readonly string[];
  /** Said with every question under it. */
  readonly purpose: string;
  readonly why: string;
  /** RFC 3339. Absent: now. */
  readonly from?: string | null | undefined;
  /** RFC 3339; it is over then. */
  readonly until: string;
}

/** An engagement that was just opened, or ended: it is, or was, in force in between. */
export interface EngagementStretch {
  readonly position: bigint;
  readonly name: string;
  readonly from: Instant;
  readonly until: Instant;
}

/**
 * Lets outside auditors see what lies within a scope, for a purpose, until it ends by itself. What they ask is recorded. For administrators. Throws BAD_REQUEST
 * on what cannot be, and on a name that is taken: who goes on longer is engaged anew; NOT_FOUND when somebody named is nobody.
 */
export async function openEngagement(context: Context, principal: Principal, wish: EngagementWish): Promise<EngagementStretch> {
  requireAdmin(context, principal, 'open an engagement');
  const engagement = engagementIn(context, wish);
  const { engagement: name, members } = engagement;
  return context.database.transactionClosedByWork(async (session) => {
    await takePolicyLane(session, context.tenant);
    const [before] = await engagementsAt(context, session, { knownAt: ALL_RECORDED, name });
    if (before !== undefined)
      throw new Failure('BAD_REQUEST', `An engagement is, or was, called ${name}; to go on after its end, open another by another name.`);
    await refuseOthers(context, session, members);
    return record(context, session, { principal, engagement });
  });
}

/** Ends an engagement that is not over, from now on. For administrators. Throws NOT_FOUND, and BAD_REQUEST when it is over. */
export async function endEngagement(
  context: Context,
  principal: Principal,
  { name, why }: { readonly name: string; readonly why: string },
): Promise<EngagementStretch> {
  requireAdmin(context, principal, 'end an engagement');
  return context.database.transactionClosedByWork(async (session) => {
    await takePolicyLane(session, context.tenant);
    const [known] = await engagementsAt(context, session, { knownAt: ALL_RECORDED, name });
    if (known === undefined) throw noEngagement(name);
    const now = instantNow(context.clock);
    if (known.until <= now) throw new Failure('BAD_REQUEST', `The engagement ${name} is over since ${formatInstant(known.until)}.`);
    refuseSecrets('the end', why);
    const engagement = readable({ ...known.engagement, ended: { at: formatInstant(now), why: why.trim() } });
    return record(context, session, { principal, engagement });
  });
}

export function noEngagement(name: string): Failure {
  return new Failure('NOT_FOUND', `No engagement is called ${name.slice(0, 100)}; \`headgate engagement list\` names those there are.`);
}

function engagementIn({ clock }: Context, { name, who, scope, purpose, why, from, until }: EngagementWish): Engagement {
  const now = instantFromDate(clock.now());
  const engagement = readable({
    engagement: name,
    members: [...new Set(who)],
    scope: [...new Set(scope)],
    ...{ purpose: purpose.trim(), why: why.trim(), from: from ?? formatInstant(now), until },
  });
  refuseSecrets('the engagement', engagement);
  const span = engagementSpan(engagement);
  if (span.from < instantFromDate(new Date(clock.now().getTime() - BEHIND_MS_MAX)))
    throw new Failure('BAD_REQUEST', 'An engagement begins now or later: what was asked before is not recorded.');
  if (span.until <= span.from || span.until <= now) throw new Failure('BAD_REQUEST', 'An engagement ends after it begins, and after now.');
  if (span.until - span.from > BigInt(ENGAGEMENT_DAYS_MAX) * BigInt(DAY_MS) * 1_000_000n)
    throw new Failure('BAD_REQUEST', `An engagement lasts ${ENGAGEMENT_DAYS_MAX} days at most; who goes on is engaged anew.`);
  return writtenEngagement(engagement);
}

/** Throws BAD_REQUEST with everything that is wrong. */
function readable(value: Engagement): Engagement {
  const read = readEngagement(value);
  if (read.kind === 'engagement') return read.engagement;
  throw new Failure('BAD_REQUEST', `The engagement cannot be: ${read.problems.join('; ')}.`);
}

/** A name that is misspelt would wait for whoever is called so next, and one that a provider tells proves nothing. */
async function refuseOthers(context: Context, session: Session, members: readonly string[]): Promise<void> {
  const { tenant, clock } = context;
  const called = members.filter((member) => groupIn(member) === undefined);
  const people = called.length === 0 ? [] : await peopleAt(session, tenant, { at: instantNow(clock), called: calledBy(called) });
  for (const member of called) {
    const person = people.find(({ id, name, groups }) => id === member || (name === member && groups === null));
    if (person?.kind === 'admin') throw new Failure('BAD_REQUEST', `${member} is an administrator, from whom nothing is hidden.`);
    if (person !== undefined) continue;
    const told = people.find(({ name }) => name === member);
    if (told !== undefined)
      throw new Failure('BAD_REQUEST', `${member} comes in by the provider, where names are chosen; name the id, ${told.id}, or a group.`);
    throw new Failure(
      'NOT_FOUND',
      `No person who could come in is called ${member.slice(0, 100)}; \`headgate keys list\` names holders of keys, and group:<name> is a group.`,
    );
  }
  await refuseHeld(
    context,
    session,
    people.map(({ name }) => name),
  );
}

/** Whoever made a key was shown it: what an outside auditor asks is not to be asked by him too. */
async function refuseHeld(context: Context, session: Session, names: readonly string[]): Promise<void> {
  const [key] = await keysMadeByOthers(context, session, names);
  if (key === undefined) return;
  const { holder, prefix, by } = key;
  throw new Failure(
    'BAD_REQUEST',
    `${holder} holds the key ${prefix}, which ${by} made and may hold too: an administrator makes the next one, with \`headgate keys rotate ${prefix}\`. Open the engagement once ${prefix} is over.`,
  );
}

async function record(
  context: Context,
  session: Session,
  { principal, engagement }: { readonly principal: Principal; readonly engagement: Engagement },
): Promise<EngagementStretch> {
  const { engagement: name } = engagement;
  const body = JSON.parse(JSON.stringify(engagement)) as JsonValue; // what is undefined is left out
  const act = { kind: 'policy', namespace: 'policies', subject: engagementSubject(name), body } as const;
  const { position } = await recordActIn(context, session, { by: principal.id, act });
  return { position, name, ...engagementSpan(engagement) };
}
