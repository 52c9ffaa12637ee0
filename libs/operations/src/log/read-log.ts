import { nameAt, type TileName, TILE_WIDTH, verifierKey } from '#log';
import { Failure } from '#foundation';
import { leavesFrom, logHead, readTiles } from '#store';

import { requireAuditor } from '../ask/require-auditor.ts';
import type { Context, Principal } from '../context.ts';
import { signerOfHead } from './log-signer.ts';

/** How far the log has come, and the key by which that is checked. */
export interface LoggedCheckpoint {
  /** Leaves. */
  readonly size: number;
  /** The signed checkpoint (C2SP tlog-checkpoint). */
  readonly note: string;
  /** The public key as verifiers of signed notes are told of it: `headgate/<log>+<id>+<key>`. */
  readonly verifierKey: string;
}

/** The newest checkpoint. For auditors and administrators, as all of the log. Throws NOT_FOUND while nothing was logged. */
export async function showCheckpoint(context: Context, principal: Principal): Promise<LoggedCheckpoint> {
  await requireAuditor(context, principal, WHAT);
  const { log, size, note } = await context.database.snapshot((session) => logHead(session, context.tenant));
  if (note === null) throw new Failure('NOT_FOUND', 'Nothing is in the log yet; what is recorded is in it within some seconds.');
  return { size, note, verifierKey: verifierKey(signerOfHead(context, { log, note })) };
}

/** `tile/0/000`, `tile/entries/000.p/17`: the bytes of a tile, or of the leaves of one (C2SP tlog-tiles). Throws NOT_FOUND. */
export async function showTile(context: Context, principal: Principal, path: string): Promise<Buffer> {
  await requireAuditor(context, principal, WHAT);
  const name = nameAt(path);
  if (name === undefined)
    throw new Failure('NOT_FOUND', `No tile is called ${path}; one is called such as tile/0/000 or tile/entries/000.p/17.`);
  const bytes = await (name.level === 'entries' ? bundle(context, name) : tile(context, { ...name, level: name.level }));
  if (bytes === undefined) throw new Failure('NOT_FOUND', `The log is not so long that it has ${path}.`);
  return bytes;
}

const WHAT = 'read the log';

async function tile({ database, tenant }: Context, name: TileName): Promise<Buffer | undefined> {
  const [hashes] = await database.snapshot((session) => readTiles(session, tenant, [name]));
  return hashes;
}

/** Each leaf behind its length in two bytes. None past the newest checkpoint. */
async function bundle({ database, tenant }: Context, { index, width }: Omit<TileName, 'level'>): Promise<Buffer | undefined> {
  const from = index * TILE_WIDTH;
  return database.snapshot(async (session) => {
    const { size } = await logHead(session, tenant);
    if (from + width > size) return undefined;
    const leaves = await leavesFrom(session, tenant, { from, limit: width });
    return Buffer.concat(leaves.flatMap((leaf) => [lengthOf(leaf), Buffer.from(leaf)]));
  });
}

function lengthOf(leaf: string): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16BE(Buffer.byteLength(leaf));
  return bytes;
}
