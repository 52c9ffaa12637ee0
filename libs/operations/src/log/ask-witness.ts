import { type CosignRequest, consistencyProof, formatCosignRequest, formatNote, parseNote, type Verifier } from '#log';
import { logHead } from '#store';

import type { Context } from '../context.ts';
import { fromTiles } from './from-tiles.ts';
import { keepSaid, witnessesSaw } from './witnesses.ts';

/** What a witness is asked. */
export interface CosignAsked {
  /** C2SP tlog-witness, add-checkpoint. */
  readonly text: string;
  /** Takes what it answered: its signature lines. Throws as `keepSaid`. */
  readonly keep: (lines: string) => Promise<void>;
}

/** What a witness is to be asked now. `old`: the size that it says it knows, where it said so. Undefined: it cosigned all there is. */
export async function cosignAsked(context: Context, witness: Verifier, old?: number): Promise<CosignAsked | undefined> {
  return context.database.snapshot(async (session) => {
    const { size, note } = await logHead(session, context.tenant);
    const parsed = note === null ? undefined : parseNote(note);
    const saw = (await witnessesSaw(context, session)).find(({ name }) => name === witness.name);
    const before = old ?? Number(saw?.size ?? 0);
    if (parsed === undefined || before > size || (old === undefined && before === size)) return undefined;
    const proof = await fromTiles(session, context.tenant, { size, work: (read) => consistencyProof(before, size, read) });
    const request: CosignRequest = { old: before, proof, note: parsed };
    return {
      text: formatCosignRequest(request),
      keep: async (lines) => {
        await keepSaid(context, `${formatNote(parsed)}${lines}`);
      },
    };
  });
}
