import { formatInstant, type Instant } from '#foundation';
import type { JsonObject } from '#record';

/** What a team may be told over its route. */
export const TEAM_NOTICES = ['contract', 'key', 'claim'] as const;
export type TeamNotice = (typeof TEAM_NOTICES)[number];

export type NoticeType =
  'contract.broken' | 'contract.mended' | 'key.ending' | 'claim.refused' | 'glass.broken' | 'glass.over' | 'glass.review-owed';

/** Whether somebody must act: at once, soon, perhaps, not at all. */
type Severity = 'critical' | 'error' | 'warning' | 'info';

const SEVERITY: Readonly<Record<NoticeType, Severity>> = {
  'contract.broken': 'error',
  'contract.mended': 'info',
  'key.ending': 'warning',
  'claim.refused': 'warning',
  'glass.broken': 'critical',
  'glass.over': 'warning',
  'glass.review-owed': 'warning',
};

/** Of a body, in UTF-8: what any receiver takes. */
export const NOTICE_BYTES_MAX = 8_192;
/** Characters of a name in a body, which an event may make as long as it likes. */
const NAME_LENGTH_MAX = 150;
const BEGINNING = new RegExp(`^.{0,${NAME_LENGTH_MAX}}`, 'su');

/** What somebody is told. */
export interface Notice {
  /** A receiver that has seen it drops it. */
  readonly id: string;
  readonly type: NoticeType;
  readonly at: Instant;
  /** Null: to the administrators. */
  readonly team: string | null;
  /** A sentence for people. */
  readonly text: string;
  /** What it is about. */
  readonly data: JsonObject;
  /** Where to ask. Null: nobody said where this Headgate is. */
  readonly link: string | null;
}

/** A notice as it is sent: JSON of at most `NOTICE_BYTES_MAX`, if all names went through `shortName` and lists have a bound. */
export function noticeBody({ id, type, at, ...rest }: Notice): string {
  return JSON.stringify({ id, type, severity: SEVERITY[type], timestamp: formatInstant(at), ...rest });
}

/** A name as notices have it: cut where it is long. */
export function shortName(name: string): string {
  const [beginning = ''] = BEGINNING.exec(name) ?? [];
  return beginning.length < name.length ? `${beginning}…` : name;
}

/**
 * The stage at which the end of a key is told, in days before it: the least of some that has begun. Undefined: none has. Who looks late tells the last stage, and
 * none before it.
 */
export function keyStage(
  msLeft: number,
  { days, dayMs }: { readonly days: readonly number[]; readonly dayMs: number },
): number | undefined {
  const begun = days.filter((stage) => msLeft <= stage * dayMs);
  return begun.length === 0 ? undefined : Math.min(...begun);
}
