import { ActReader, type Session } from '#store';

import { ALL_RECORDED } from '../ask/access-in-force.ts';

/** The subject of a restore says what is asked of it at each turn, so that no body is read. */
const SUBJECT = /^after a checkpoint of (\d+)$/;

/** A restore that somebody declared (docs/decisions/0037). */
export interface Restore {
  /** Where it stands: what was signed from here on is lost. */
  readonly position: number;
  /** Of how many entries the newest checkpoint was that was signed before. */
  readonly lost: number;
}

export function restoreSubject(lost: number): string {
  return `after a checkpoint of ${lost}`;
}

/** All of them, the first one first. One statement. */
export async function restoresDeclared(session: Session, tenant: number): Promise<readonly Restore[]> {
  const acts = await new ActReader(session, tenant).about('restoration', '', ALL_RECORDED);
  return acts.map(({ position, subject }) => ({ position: Number(position), lost: Number(SUBJECT.exec(subject)?.[1] ?? 0) }));
}
