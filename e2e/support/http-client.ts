import http from 'node:http';
import net from 'node:net';

/** An answer as it came. */
export interface Answer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly text: string;
  /** The body as JSON; undefined when it is none. */
  readonly json: unknown;
}

export interface Sending {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Bytes travel with a Content-Length, a list of pieces in chunks without one. */
  readonly body?: string | Buffer | readonly Buffer[];
}

/** Sends one request on a connection of its own, body first, as the clients of producers do. Rejects when no answer is heard. */
export async function send(address: string, { method = 'POST', path = '/api/v1/lineage', headers = {}, body }: Sending): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const isWhole = typeof body === 'string' || Buffer.isBuffer(body);
    const length = isWhole ? { 'content-length': String(Buffer.byteLength(body)) } : {};
    const request = http.request(new URL(path, address), { method, headers: { ...length, ...headers }, agent: false });
    request.once('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.once('end', () => {
        const text = Buffer.concat(chunks).toString();
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text, json: asJson(text) });
      });
      response.once('error', reject);
    });
    request.once('error', reject);
    if (isWhole) request.end(body);
    else void writePieces(request, body ?? []);
  });
}

async function writePieces(request: http.ClientRequest, pieces: readonly Buffer[]): Promise<void> {
  for (const piece of pieces) {
    if (request.destroyed) return;
    if (!request.write(piece)) await new Promise((resolve) => request.once('drain', resolve).once('close', resolve));
  }
  request.end();
}

/** A sender that says how much will come and stops on the way. */
export interface HalfSender extends AsyncDisposable {
  /** Sends more of the body. */
  readonly write: (bytes: Buffer) => Promise<void>;
  /** What the server has said when it has said a whole answer, or when it closed the connection. */
  readonly answer: () => Promise<string>;
  readonly hangUp: () => void;
}

export async function sendHalf(address: string, headers: Readonly<Record<string, string>>): Promise<HalfSender> {
  const { hostname, port } = new URL(address);
  const socket = net.connect(Number(port), hostname);
  let heard = '';
  const whole = new Promise<string>((resolve) => {
    socket.on('data', (chunk: Buffer) => {
      heard += chunk.toString();
      if (/\r\n\r\n.*}$/s.test(heard)) resolve(heard);
    });
    socket.on('close', () => resolve(heard));
    socket.on('error', () => resolve(heard));
  });
  await new Promise((resolve) => socket.once('connect', resolve));
  const lines = Object.entries({ Host: 'headgate', ...headers }).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.write(`POST /api/v1/lineage HTTP/1.1\r\n${lines.join('')}\r\n`);
  return {
    write: (bytes) => new Promise((resolve) => socket.write(bytes, () => resolve())),
    answer: () => whole,
    hangUp: () => socket.destroy(),
    [Symbol.asyncDispose]: async () => {
      socket.destroy();
      await whole;
    },
  };
}

/** Sends a text as it is on a connection of its own, and gives all that is heard until the server closes it. */
export async function sendRaw(address: string, text: string): Promise<string> {
  const { hostname, port } = new URL(address);
  const socket = net.connect(Number(port), hostname, () => socket.write(text));
  let heard = '';
  socket.on('data', (chunk: Buffer) => (heard += chunk.toString()));
  await new Promise<void>((resolve) => socket.once('close', () => resolve()).on('error', () => resolve()));
  return heard;
}

function asJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
