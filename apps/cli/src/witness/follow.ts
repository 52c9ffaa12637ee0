import type { Failure } from '#foundation';
import { consistencyProof, formatNote, parseCheckpoint, parseNote, subtreesIn, tilePath, tilesNeeded, TILE_WIDTH } from '#log';
import { z } from 'zod';

import { fetchBytes, fetchServer, notHeadgate, toldFailure } from '../remote/fetch-server.ts';
import { jsonIn } from '../remote/json-in.ts';
import type { Login } from '../remote/login-file.ts';
import type { Answered, WitnessDesk } from './desk.ts';

const LOG = '/api/v1/log';
const HASH_BYTES = 32;

/** What one look at a log came to. */
export type Looked =
  | { readonly kind: 'cosigned'; readonly from: number; readonly to: number }
  | { readonly kind: 'same'; readonly size: number }
  /** The log shows what does not begin with what the witness saw. `checkpoint`: what it shows, as evidence. */
  | { readonly kind: 'refused'; readonly why: string; readonly checkpoint: string };

/** One look: the newest checkpoint is judged, and what is cosigned is handed in. */
export async function lookAt(server: Login, desk: WitnessDesk): Promise<Looked> {
  const text = (await readLog(server, '/checkpoint')).toString('utf8');
  const note = parseNote(text);
  const checkpoint = note === undefined ? undefined : parseCheckpoint(note.text);
  if (note === undefined || checkpoint === undefined) throw notHeadgate(server, 200);
  const last = desk.last();
  const old = last?.size ?? 0;
  if (last?.note.text === note.text && last.note.signatures.length > 1) {
    await handIn(server, formatNote(last.note)); // the server may have missed it
    return { kind: 'same', size: old };
  }
  const isAhead = old > 0 && old < checkpoint.size;
  const proof = isAhead ? await proofBetween(server, old, checkpoint.size) : [];
  const answered = desk.answer({ old: Math.min(old, checkpoint.size), proof, note });
  if (answered.kind !== 'cosigned') return { kind: 'refused', why: refusal(answered, old), checkpoint: text };
  await handIn(server, formatNote(answered.note));
  return { kind: 'cosigned', from: old, to: checkpoint.size };
}

/** Why a checkpoint that the log shows is not cosigned. */
function refusal(answered: Exclude<Answered, { kind: 'cosigned' }>, old: number): string {
  switch (answered.kind) {
    case 'conflict':
      return `it ends before the ${old} entries that were cosigned, or holds as many others`;
    case 'inconsistent':
      return `the ${old} entries that were cosigned are not its beginning: another history was signed`;
    case 'other-log':
      return 'it names another log than the key; after a restore the log has another key name: take that from who runs it, and believe the restore before you do';
    case 'not-signed':
      return 'the key that you gave did not sign it';
    case 'smaller':
    case 'malformed':
      return 'it is no checkpoint';
  }
}

/** Worked out here, of the tiles of the log. */
async function proofBetween(server: Login, old: number, size: number): Promise<readonly Buffer[]> {
  const tiles = new Map<string, Buffer>();
  for (const name of tilesNeeded(size, (read) => consistencyProof(old, size, read))) {
    const bytes = await readLog(server, `/${tilePath(name)}`);
    if (name.width > TILE_WIDTH || bytes.length !== name.width * HASH_BYTES) throw notHeadgate(server, 200);
    tiles.set(tilePath(name), bytes);
  }
  return consistencyProof(
    old,
    size,
    subtreesIn(size, (name) => tiles.get(tilePath(name)) ?? Buffer.alloc(0)),
  );
}

async function readLog(server: Login, path: string): Promise<Buffer> {
  const { status, bytes } = await fetchBytes(server, { method: 'GET', path: `${LOG}${path}` });
  if (status === 200) return bytes;
  throw toldBy(server, status, bytes.toString('utf8'));
}

async function handIn(server: Login, checkpoint: string): Promise<void> {
  const { status, text } = await fetchServer(server, { method: 'POST', path: `${LOG}/cosigned`, body: JSON.stringify({ checkpoint }) });
  if (status !== 200) throw toldBy(server, status, text);
}

const FailureShape = z.object({ code: z.string(), message: z.string() });

function toldBy(server: Login, status: number, text: string): Failure {
  const { code, message = '' } = FailureShape.safeParse(jsonIn(text)).data ?? {};
  return toldFailure(code, message) ?? notHeadgate(server, status);
}
