import type { IncomingMessage } from 'node:http';
import { createGunzip } from 'node:zlib';

import { Failure, MIB } from '#foundation';

/** Of a body that is refused: read and thrown away before the connection is cut. */
const UNHELD_BYTES_MAX = 64 * MIB;

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
}

/**
 * Reads a body whole: plain or gzip, with a length or chunked. Counted after gunzip, so that a small bomb does no harm.
 * Throws BODY_TOO_LARGE, BODY_UNREADABLE (a broken gzip; the bytes as they came are the failure's cause) or BUSY.
 */
export async function readBody(request: IncomingMessage, { bytesMax, intake }: BodyLimits): Promise<Body> {
  const encoding = (request.headers['content-encoding'] ?? 'identity').toLowerCase();
  if (encoding !== 'identity' && encoding !== 'gzip') {
    throw new Failure('BAD_REQUEST', `Content-Encoding ${encoding} is not read here; send gzip or none.`);
  }
  const declared = Number(request.headers['content-length'] ?? 0);
  if (declared > bytesMax) throw tooLarge(bytesMax);

  let held = 0;
  const hold = (chunk: Buffer): Buffer => {
    intake.take(chunk.length);
    held += chunk.length;
    if (held > bytesMax) throw tooLarge(bytesMax);
    return chunk;
  };
  try {
    const raw = await collected(request, hold);
    const bytes = encoding === 'gzip' ? await unzipped(raw, hold) : raw;
    return { bytes, release: () => intake.give(held) };
  } catch (error) {
    intake.give(held);
    throw error;
  }
}

/** What a broken gzip carried, for the quarantine. */
export class BrokenGzip extends Error {
  override readonly name = 'BrokenGzip';

  constructor(readonly bytes: Buffer) {
    super('the body says gzip and is not');
  }
}

/** By events, for a stream's iterator costs as much as all else that a request needs. What is too much is read on, unheld, so that the answer is heard. */
function collected(request: IncomingMessage, hold: (chunk: Buffer) => Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let unheldBytes = 0;
    request.on('data', (chunk: Buffer) => {
      try {
        if (unheldBytes === 0) chunks.push(hold(chunk));
        else unheldBytes += chunk.length;
        if (unheldBytes > UNHELD_BYTES_MAX) request.destroy();
      } catch (error) {
        unheldBytes = chunk.length;
        chunks.length = 0;
        reject(error as Failure); // what hold throws
      }
    });
    request.on('end', () => resolve(chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks)));
    request.on('error', () => reject(new Failure('BODY_UNREADABLE', 'The connection broke before the body was whole; send it again.')));
  });
}

async function unzipped(raw: Buffer, hold: (chunk: Buffer) => Buffer): Promise<Buffer> {
  const gunzip = createGunzip();
  gunzip.end(raw);
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of gunzip) chunks.push(hold(chunk as Buffer)); // as above
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw new Failure('BODY_UNREADABLE', 'The body says gzip and is not; send it again.', { cause: new BrokenGzip(raw) });
  }
  return Buffer.concat(chunks);
}

function tooLarge(bytesMax: number): Failure {
  return new Failure('BODY_TOO_LARGE', `A body may be ${bytesMax} bytes after gunzip; split it, or raise EVENT_BYTES_MAX.`);
}
