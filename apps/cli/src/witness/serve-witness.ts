import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';

import { KIB, SECOND_MS } from '#foundation';
import { formatNote, parseCosignRequest } from '#log';

import type { Answered, WitnessDesk } from './desk.ts';

/** A request has a checkpoint and at most 63 hashes. */
const BYTES_MAX = 128 * KIB;
const REQUEST_MS_MAX = 10 * SECOND_MS;

/** C2SP tlog-witness: `POST /add-checkpoint`. Settles when it listens. */
export async function serveWitness(
  desk: WitnessDesk,
  { port, host, log }: { readonly port: number; readonly host: string; readonly log: (line: string) => void },
): Promise<Server> {
  const server = createServer({ requestTimeout: REQUEST_MS_MAX, headersTimeout: REQUEST_MS_MAX }, (request, response) => {
    answerTo(desk, request).then(
      ({ status, type, body, line }) => {
        if (line !== undefined) log(line);
        send(response, { status, type, body });
      },
      (error: unknown) => {
        log(`a request failed: ${error instanceof Error ? error.message : String(error)}`);
        send(response, { status: 500, type: TEXT, body: '' });
      },
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  return server;
}

const TEXT = 'text/plain; charset=utf-8';

interface Sent {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

function send(response: ServerResponse, { status, type, body }: Sent): void {
  response.writeHead(status, { 'content-type': type, connection: 'close' }).end(body);
}

async function answerTo(desk: WitnessDesk, request: IncomingMessage): Promise<Sent & { readonly line?: string }> {
  if (request.url !== '/add-checkpoint') return { status: 404, type: TEXT, body: 'There is /add-checkpoint, and nothing else.\n' };
  if (request.method !== 'POST') return { status: 405, type: TEXT, body: 'Use POST.\n' };
  const text = await bodyOf(request);
  const asked = text === undefined ? undefined : parseCosignRequest(text);
  if (asked === undefined) return { status: 400, type: TEXT, body: 'That is no request to cosign a checkpoint (C2SP tlog-witness).\n' };
  const answered = desk.answer(asked);
  return { ...sentFor(answered), line: lineFor(answered, desk) };
}

/** The answers of the standard. */
function sentFor(answered: Answered): Sent {
  switch (answered.kind) {
    case 'cosigned': {
      const { text, signatures } = answered.note;
      const cosignature = formatNote({ text, signatures: signatures.slice(1) }).slice(text.length + 1);
      return { status: 200, type: TEXT, body: cosignature };
    }
    case 'conflict':
      return { status: 409, type: 'text/x.tlog.size', body: `${answered.size}\n` };
    case 'other-log':
      return { status: 404, type: TEXT, body: 'That log is not witnessed here.\n' };
    case 'not-signed':
      return { status: 403, type: TEXT, body: 'The key of that log did not sign it.\n' };
    case 'smaller':
    case 'malformed':
      return { status: 400, type: TEXT, body: 'The old size is larger than the checkpoint, or it is none.\n' };
    case 'inconsistent':
      return { status: 422, type: TEXT, body: 'What was cosigned before is not shown to be its beginning.\n' };
  }
}

function lineFor(answered: Answered, { log }: WitnessDesk): string {
  if (answered.kind !== 'cosigned') return `${log.name}: refused, ${answered.kind}`;
  return `${log.name}: cosigned after ${answered.before} entries`;
}

/** Undefined: it is longer than any request. */
async function bodyOf(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= BYTES_MAX) chunks.push(chunk);
  }
  return size > BYTES_MAX ? undefined : Buffer.concat(chunks).toString('utf8');
}
