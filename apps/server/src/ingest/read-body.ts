import type { IncomingMessage } from 'node:http';
import { createGunzip } from 'node:zlib';

import { Failure, MIB, SECOND_MS } from '#foundation';

/** Of a body that is refused: read and thrown away before it is answered. */
const DISCARD_BYTES_MAX = 64 * MIB;
const DISCARD_IDLE_MS = SECOND_MS;

/** Counts the bytes of bodies that are in memory, over all requests of this process. */
export class Intake {
  private bytes = 0;

  constructor(private readonly bytesMax: number) {}

  /** Throws BUSY when no more fits. */
  take(bytes: number): void {
    if (this.bytes + bytes > this.bytesMax)
      throw new Failure('BUSY', 'The server holds as many bodies as it may; send it again in a second.', { retryAfterSeconds: 1 });
    this.bytes += bytes;
  }

  give(bytes: number): void {
    this.bytes -= bytes;
  }
}

export interface Body {
  readonly bytes: Buffer;
  /** Call when the body is no longer held. */
  readonly release: () => void;
}

export interface BodyLimits {
  /** After gunzip. */
  readonly bytesMax: number;
  readonly intake: Intake;
  /** Silence within a body, past which it is given up. */
  readonly idleMs: number;
}

/**
 * Reads a body whole: plain or gzip, with a length or chunked. Counted before and after gunzip, so that a small bomb does no harm.
 * Throws BODY_TOO_LARGE, BODY_UNREADABLE (what cannot be opened is the failure's cause, an `UnopenedBody`) or BUSY.
 */
export async function readBody(request: IncomingMessage, limits: BodyLimits): Promise<Body> {
  const encoding = (request.headers['content-encoding'] ?? 'identity').toLowerCase();
  const declared = Number(request.headers['content-length'] ?? 0);
  if (declared > limits.bytesMax) throw tooLarge(limits.bytesMax);

  const raw = new Held(limits);
  try {
    const bytes = await collected(request, raw, limits.idleMs);
    if (encoding === 'identity') return { bytes, release: () => raw.release() };
    if (encoding !== 'gzip' && encoding !== 'x-gzip')
      throw unopened(bytes, `Content-Encoding ${encoding} is not read here; send gzip or none`);
    const unzipped = new Held(limits);
    const opened = await unzip(bytes, unzipped);
    raw.release();
    return { bytes: opened, release: () => unzipped.release() };
  } catch (error) {
    raw.release();
    throw error;
  }
}

/** Reads on and throws away, so that a sender hears its answer: many listen only when they have said all. Ends after some silence, or some bytes. */
export async function discardRest(request: IncomingMessage): Promise<void> {
  if (request.complete || request.destroyed) return;
  await new Promise<void>((resolve) => {
    const end = (): void => {
      clearTimeout(silence);
      resolve();
    };
    const silence = setTimeout(end, DISCARD_IDLE_MS);
    let bytes = 0;
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > DISCARD_BYTES_MAX) end();
      else silence.refresh();
    });
    for (const event of ['end', 'error', 'close']) request.once(event, end);
  });
}

/** A body that came whole and that we cannot open, for the quarantine. */
export class UnopenedBody extends Error {
  override readonly name = 'UnopenedBody';

  constructor(
    message: string,
    readonly bytes: Buffer,
  ) {
    super(message);
  }
}

/** The bytes of one body, counted against both limits. */
class Held {
  private bytes = 0;

  constructor(private readonly limits: BodyLimits) {}

  /** Throws BODY_TOO_LARGE, or BUSY, but not to a sender whom coming again would not help. */
  take(chunk: Buffer): Buffer {
    if (this.bytes + chunk.length > this.limits.bytesMax) throw tooLarge(this.limits.bytesMax);
    this.limits.intake.take(chunk.length);
    this.bytes += chunk.length;
    return chunk;
  }

  release(): void {
    this.limits.intake.give(this.bytes);
    this.bytes = 0;
  }
}

/** By events, for a stream's iterator costs as much as all else that a request needs. */
function collected(request: IncomingMessage, held: Held, idleMs: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let isRefused = false;
    const refuse = (failure: Failure): void => {
      isRefused = true;
      chunks.length = 0;
      clearTimeout(silence);
      reject(failure);
    };
    const silence = setTimeout(() => refuse(stopped()), idleMs);
    request.on('data', (chunk: Buffer) => {
      if (isRefused) return;
      silence.refresh();
      try {
        chunks.push(held.take(chunk));
      } catch (error) {
        refuse(error as Failure); // what take throws
      }
    });
    request.on('end', () => {
      clearTimeout(silence);
      resolve(chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks));
    });
    request.on('error', () => refuse(new Failure('BODY_UNREADABLE', 'The connection broke before the body was whole; send it again.')));
  });
}

async function unzip(raw: Buffer, held: Held): Promise<Buffer> {
  const gunzip = createGunzip();
  gunzip.end(raw);
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of gunzip) chunks.push(held.take(chunk as Buffer)); // no encoding was set, so chunks are buffers
  } catch (error) {
    held.release();
    throw error instanceof Failure ? error : unopened(raw, 'Content-Encoding says gzip, and the body does not unzip');
  }
  return Buffer.concat(chunks);
}

function unopened(bytes: Buffer, problem: string): Failure {
  return new Failure('BODY_UNREADABLE', `${problem}.`, { cause: new UnopenedBody(problem, bytes) });
}

function stopped(): Failure {
  return new Failure('BUSY', 'The body stopped before it was whole, and nothing of it was kept; send it again.', { retryAfterSeconds: 1 });
}

function tooLarge(bytesMax: number): Failure {
  return new Failure('BODY_TOO_LARGE', `A body may be ${bytesMax} bytes after gunzip; split it, or raise EVENT_BYTES_MAX.`);
}
