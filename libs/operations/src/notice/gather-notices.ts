import { DAY_MS, instantFromDate, MINUTE_MS } from '#foundation';
import { glassSubject } from '#access';
import { addNotices, closeRoutes, forgetRoutes, heardNotices, type HeardRange, takeNotices, tidyNotices, toldActs } from '#store';

import { ADDRESS_CLOSED, wholeAddresses } from '../access/alert-routes.ts';
import { accessInForce } from '../ask/access-in-force.ts';
import type { Context } from '../context.ts';
import { claimNotices, type ClaimsHeard, claimsHeardTo, tidyClaims } from './claim-notices.ts';
import { contractNotices } from './contract-notices.ts';
import { brokenNotices, owedNotices } from './glass-notices.ts';
import { keyNotices } from './key-notices.ts';
import { newNotice, type NoticeDesk, type NoticeSettings, REMEMBERED_LONG_MS, routeNamed, type Told } from './notice-desk.ts';

/** Entries of the ledger that one turn hears. */
const TURN_ENTRIES_MAX = 20_000n;
/** Between two looks for what is told at a time. */
const SWEEP_MS = 1 * MINUTE_MS;
/** A weekend and a night: whoever looks after a receiver has seen it then. */
const GIVEN_UP_AFTER_MS = 3 * DAY_MS;
/** What is told once because the ledger is heard once need not be remembered, but as a record. */
const REMEMBERED_MS = 7 * DAY_MS;

/**
 * One turn of gathering what is to be told: hears the ledger since the last one, looks once a minute for what is told at a time, and puts notices among those that
 * wait, all in the transaction that notes how far it came. One process at a time does it. Nothing is sent here.
 */
export async function gatherNotices(context: Context, settings: NoticeSettings): Promise<{ readonly hasMore: boolean }> {
  const { database, tenant, clock } = context;
  return database.transaction(async (session) => {
    const head = await takeNotices(session, tenant);
    if (head === undefined) return { hasMore: false };
    const now = clock.now();
    const isSweeping = head.sweptAt === null || instantFromDate(now) - head.sweptAt >= BigInt(SWEEP_MS) * 1_000_000n;
    if (!isSweeping && head.heard === head.size) return { hasMore: false };

    const to = await hearableTo({ context, session }, { from: head.heard, to: head.size });
    const { standings } = await accessInForce(context, session);
    const desk: NoticeDesk = { context, session, standings, settings, now };
    await tell(desk, { range: { from: head.heard, to }, isSweeping });
    if (isSweeping) await tidy(desk);
    await heardNotices(session, tenant, { heard: to, sweptAt: isSweeping ? now : null });
    return { hasMore: to < head.size };
  });
}

/** How much of a stretch of the ledger one turn hears. */
async function hearableTo(desk: Pick<NoticeDesk, 'context' | 'session'>, { from, to }: HeardRange): Promise<bigint> {
  if (from === to) return to;
  return claimsHeardTo(desk, { from, to: to - from > TURN_ENTRIES_MAX ? from + TURN_ENTRIES_MAX : to });
}

/** What happened is told once, and counted where too much waits; what is so is looked for again, so that it is told when there is room. */
async function tell(desk: NoticeDesk, heard: ClaimsHeard): Promise<void> {
  const { context, session, standings, settings, now } = desk;
  if (!settings.administrators && standings.teams.every(({ alerts }) => alerts === undefined)) return;
  const happened = [...(await heardOf(desk, heard.range)), ...(await claimNotices(desk, heard))];
  const isSo = heard.isSweeping ? [...(await keyNotices(desk)), ...(await owedNotices(desk))] : [];

  const add = (told: readonly Told[], beyond: 'counted' | 'left'): Promise<void> =>
    addNotices(session, context.tenant, { notices: told.map((each) => newNotice(desk, each)), now, beyond });
  await add(happened, 'counted');
  await add(isSo, 'left');
}

async function heardOf(desk: NoticeDesk, range: HeardRange): Promise<readonly Told[]> {
  if (range.from === range.to) return [];
  const { alerts, glasses } = await toldActs(desk.session, desk.context.tenant, { range, glassPrefix: glassSubject('') });
  return [
    ...(glasses.length === 0 ? [] : await brokenNotices(desk, glasses)),
    ...(alerts.length === 0 ? [] : await contractNotices(desk, alerts)),
  ];
}

async function tidy(desk: NoticeDesk): Promise<void> {
  const { context, session, standings, settings, now } = desk;
  const { tenant } = context;
  const ago = (ms: number): Date => new Date(now.getTime() - ms);
  const times = { now, madeBefore: ago(GIVEN_UP_AFTER_MS), forget: ago(REMEMBERED_MS), late: ago(REMEMBERED_LONG_MS) };
  await tidyNotices(session, tenant, times);
  const addresses = await wholeAddresses(context, session, standings.teams);
  const closed = [...addresses].filter(([, { kind }]) => kind === 'closed').map(([team]) => routeNamed(team));
  await closeRoutes(session, tenant, { closed, why: ADDRESS_CLOSED, now });
  const teams = standings.teams.filter(({ alerts }) => alerts !== undefined).map(({ team }) => routeNamed(team));
  const there = settings.administrators ? [routeNamed(null), ...teams] : teams;
  await forgetRoutes(session, tenant, { there, now });
  await tidyClaims(desk, there);
}
