import { Failure, type Instant } from '#foundation';
import {
  type Checkpoint,
  formatNote,
  type Note,
  originIn,
  parseCheckpoint,
  parseNote,
  rootOf,
  signersOf,
  type Verifier,
  verifierKey,
} from '#log';
import { cosignedRows, keepCosigned, logHead, type Session } from '#store';

import type { AnswerHeader, Question } from '../ask/answer.ts';
import { read } from '../ask/ask.ts';
import { requireAuditor } from '../ask/require-auditor.ts';
import type { Context, Principal } from '../context.ts';
import { LogChanged } from './edge-signed.ts';
import { fromTiles } from './from-tiles.ts';
import { logSigner, originNow } from './log-signer.ts';

/** A checkpoint that witnesses cosigned (docs/decisions/0039). */
export interface Cosigned {
  readonly checkpoint: Checkpoint;
  /** With the signature of the log, and those of the witnesses. */
  readonly note: Note;
}

/** What a witness said last. */
export interface WitnessSaw {
  readonly name: string;
  readonly verifierKey: string;
  /** Of how many entries the checkpoint is that it cosigned last. Null: none of the log as it is named now. */
  readonly size: bigint | null;
  /** When, by its own clock. */
  readonly at: Instant | null;
}

/** How far the log has come, and who saw that. */
export interface LogAnswer {
  readonly header: AnswerHeader;
  readonly size: bigint;
  /** Null: nothing was logged yet. */
  readonly checkpoint: string | null;
  readonly verifierKey: string;
  /** Those who are believed, by name. */
  readonly witnesses: readonly WitnessSaw[];
}

type Witnessed = Pick<Context, 'keys' | 'tenant' | 'witnesses'>;

/** For auditors and administrators. */
export async function showLog(context: Context, principal: Principal, question: Question = {}): Promise<LogAnswer> {
  await requireAuditor(context, principal, 'read the log');
  return read(context, principal, {
    question,
    as: { operation: 'log' },
    work: async ({ asked: { session }, asking }) => {
      const { size, note } = await logHead(session, context.tenant);
      const signer = logSigner(context, await originNow(context, session));
      const witnesses = await witnessesSaw(context, session);
      return { header: asking.header(), size: BigInt(size), checkpoint: note, verifierKey: verifierKey(signer), witnesses };
    },
  });
}

/** What each witness that is believed said last. */
export async function witnessesSaw(context: Witnessed, session: Session): Promise<readonly WitnessSaw[]> {
  const said = await saidBy(context, session);
  return (context.witnesses ?? [])
    .map(({ verifier }) => {
      const last = said.find(({ witness }) => witness === verifier);
      const told = { name: verifier.name, verifierKey: verifierKey(verifier) };
      return { ...told, size: last === undefined ? null : BigInt(last.checkpoint.size), at: last?.at ?? null };
    })
    .sort((left, right) => (left.name < right.name ? -1 : 1));
}

/** The newest checkpoint that holds some entry and that somebody cosigned, with all who did. Undefined: there is none. */
export async function witnessedHolding(context: Context, session: Session, index: number): Promise<Cosigned | undefined> {
  const said = await saidBy(context, session);
  const [newest] = said
    .filter(({ checkpoint }) => checkpoint.size > index)
    .sort((left, right) => right.checkpoint.size - left.checkpoint.size);
  if (newest === undefined) return undefined;
  const [log] = newest.note.signatures;
  const cosignatures = said.filter(({ note }) => note.text === newest.note.text).flatMap(({ note }) => note.signatures.slice(1));
  return log === undefined
    ? undefined
    : { checkpoint: newest.checkpoint, note: { text: newest.note.text, signatures: [log, ...cosignatures] } };
}

interface Said extends Cosigned {
  readonly witness: Verifier;
  readonly at: Instant;
}

/** What those who are believed cosigned of the log as it is named now, checked again: the database may have been changed. */
async function saidBy(context: Witnessed, session: Session): Promise<readonly Said[]> {
  const { witnesses = [] } = context;
  if (witnesses.length === 0) return [];
  const signer = logSigner(context, await originNow(context, session));
  const rows = await cosignedRows(session, context.tenant);
  return rows.flatMap((row) => {
    const said = witnesses.flatMap(({ verifier }) => cosignedBy(row.note, { log: signer, witness: verifier }));
    return said.filter(({ witness }) => witness.name === row.witness);
  });
}

/** None: it is no checkpoint of the log that the witness cosigned. Of its signatures those two are kept. */
function cosignedBy(text: string, { log, witness }: { readonly log: Verifier; readonly witness: Verifier }): readonly Said[] {
  const note = parseNote(text);
  const checkpoint = note === undefined ? undefined : parseCheckpoint(note.text);
  const signed = note === undefined ? undefined : signersOf(note, [log, witness]);
  const at = signed?.find(({ by }) => by === witness)?.at;
  if (note === undefined || checkpoint?.origin !== log.name || at == null || signed?.some(({ by }) => by === log) !== true) return [];
  const [ofLog, ofWitness] = [log, witness].map(({ name }) => note.signatures.filter((each) => each.name === name));
  const signatures = [...(ofLog?.slice(0, 1) ?? []), ...(ofWitness?.slice(0, 1) ?? [])];
  return [{ witness, checkpoint, note: { text: note.text, signatures }, at: (BigInt(at) * 1_000_000_000n) as Instant }];
}

/**
 * Takes what a witness cosigned: a checkpoint of this log as it stands, with its signature. For auditors and administrators. Throws BAD_REQUEST where it is none, or of
 * nobody who is believed; LogChanged where the log signed a history that is not this one.
 */
export async function takeCosigned(context: Context, principal: Principal, text: string): Promise<{ readonly size: bigint }> {
  await requireAuditor(context, principal, 'hand in what a witness cosigned');
  return keepSaid(context, text);
}

/** As `takeCosigned`, of what a witness answered when it was asked. */
export async function keepSaid(context: Context, text: string): Promise<{ readonly size: bigint }> {
  return context.database.transaction(async (session) => {
    const signer = logSigner(context, await originNow(context, session));
    const [said, ...others] = (context.witnesses ?? []).flatMap(({ verifier }) => cosignedBy(text, { log: signer, witness: verifier }));
    if (said === undefined || others.length > 0)
      throw new Failure(
        'BAD_REQUEST',
        `That is no checkpoint of ${signer.name} with its signature and that of one witness of LOG_WITNESSES; headgate witness makes one.`,
      );
    await requireThisHistory(context, session, said.checkpoint);
    const { size } = said.checkpoint;
    const restores = originIn(signer.name)?.restores ?? 0;
    await keepCosigned(session, context.tenant, { witness: said.witness.name, restores, size, note: formatNote(said.note) });
    return { size: BigInt(size) };
  });
}

async function requireThisHistory(context: Context, session: Session, { size, root }: Checkpoint): Promise<void> {
  const head = await logHead(session, context.tenant);
  if (size > head.size)
    throw new LogChanged(`A witness cosigned ${size} entries of the log, and it holds ${head.size}: the database is older, or was changed`);
  const own = await fromTiles(session, context.tenant, { size, work: (readHash) => rootOf(size, readHash) });
  if (!own.equals(root))
    throw new LogChanged(`A witness cosigned another history of ${size} entries than this one: another history was signed`);
}
