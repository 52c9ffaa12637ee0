import { ActReader, LedgerReader, type Session } from '#store';
import { z } from 'zod';

import { ALL_RECORDED } from '../ask/access-in-force.ts';
import type { Context } from '../context.ts';

const Restored = z.object({ from: z.int(), lost: z.int(), why: z.string() });

/** A restore that somebody declared (docs/decisions/0037). */
export interface Restore {
  /** Where the log ended: what was signed from here on is lost. */
  readonly from: number;
  /** Of how many entries the newest checkpoint was that was signed before. */
  readonly lost: number;
}

/** All of them, the first one first. Their bodies say it, which nobody can write who has the database alone. */
export async function restoresDeclared({ tenant, keys }: Pick<Context, 'tenant' | 'keys'>, session: Session): Promise<readonly Restore[]> {
  const acts = await new ActReader(session, tenant).about('restoration', '', ALL_RECORDED);
  const entries = acts.length === 0 ? [] : await new LedgerReader(session, tenant, keys).at(acts.map(({ position }) => position));
  return entries.flatMap(({ position, kind, frame }) =>
    kind === 'restoration' && frame?.form === 'json' ? declaredIn(Number(position), frame.text) : [],
  );
}

/** A restore, and where it stands. */
export interface DeclaredRestore extends Restore {
  readonly position: number;
  readonly why: string;
}

/** What the body of an entry declares. None: nothing that this version reads. */
export function declaredIn(position: number, text: string): readonly DeclaredRestore[] {
  const told = Restored.safeParse(JSON.parse(text)).data;
  return told === undefined ? [] : [{ position, ...told }];
}
