import { shortName } from '#alerts';
import { DAY_MS, formatInstant, instantFromDate } from '#foundation';
import { principalNames } from '#store';

import { type Glass, glassesAt } from '../access/broken-glasses.ts';
import { ALL_RECORDED } from '../ask/access-in-force.ts';
import { type NoticeDesk, REMEMBERED_LONG_MS, type Told } from './notice-desk.ts';

type Said = Pick<Told, 'once' | 'type' | 'text'>;

/** What administrators are told of the glasses that were broken at some positions. */
export async function brokenNotices(desk: NoticeDesk, positions: readonly bigint[]): Promise<readonly Told[]> {
  const glasses = await allGlasses(desk);
  return toldOfGlasses(
    desk,
    glasses.filter(({ position }) => positions.includes(position)),
    ({ position, name, until }) => ({
      once: `glass:${position}:broken`,
      type: 'glass.broken',
      text: `Nothing is hidden from ${shortName(name)} until ${formatInstant(until)}: the glass was broken. Why tells headgate break-glass list`,
    }),
  );
}

/**
 * What administrators are told of glasses that are over and not reviewed: that they are, once, whenever it is first looked; and from the day after their end on once a day that
 * the review is owed. That one is over is told as long as it is remembered that it was.
 */
export async function owedNotices(desk: NoticeDesk): Promise<readonly Told[]> {
  const glasses = await allGlasses(desk);
  const owed = glasses.filter(({ isInForce, review }) => !isInForce && review === null);
  const agoMs = ({ until }: Glass): number => Number((instantFromDate(desk.now) - until) / 1_000_000n);
  const [justOver, dayOver] = [owed.filter((glass) => agoMs(glass) < REMEMBERED_LONG_MS), owed.filter((glass) => agoMs(glass) >= DAY_MS)];
  const review = ({ position }: Glass): string => `headgate break-glass review ${position} --note <what was found>`;

  const over = await toldOfGlasses(desk, justOver, (glass) => ({
    once: `glass:${glass.position}:over`,
    type: 'glass.over',
    text: `What policies hide is hidden again from ${shortName(glass.name)}; a review is owed: ${review(glass)}`,
  }));
  const late = await toldOfGlasses(desk, dayOver, (glass) => ({
    once: `glass:${glass.position}:owed:${Math.floor(agoMs(glass) / DAY_MS)}`,
    type: 'glass.review-owed',
    text: `The glass that was broken for ${shortName(glass.name)} until ${formatInstant(glass.until)} is not reviewed yet: ${review(glass)}`,
  }));
  return [...over, ...late];
}

function allGlasses({ context, session, settings }: NoticeDesk): Promise<readonly Glass[]> {
  return settings.administrators ? glassesAt(context, session, ALL_RECORDED) : Promise.resolve([]);
}

/** Why a glass was broken may be somebody's health: it is told to who asks. */
async function toldOfGlasses(
  { context, session }: NoticeDesk,
  glasses: readonly Glass[],
  said: (glass: Glass) => Said,
): Promise<readonly Told[]> {
  if (glasses.length === 0) return [];
  const names = await principalNames(session, context.tenant, [...new Set(glasses.map(({ by }) => by))]);
  return glasses.map((glass): Told => {
    const { position, who, name, hours, until, by } = glass;
    const data = {
      glass: String(position),
      who,
      name: shortName(name),
      by: shortName(names.get(by) ?? by),
      hours,
      until: formatInstant(until),
    };
    return { team: null, data, ...said(glass) };
  });
}
