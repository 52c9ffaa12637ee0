import type { CommandContext } from '../command.ts';
import { fetchServer, notHeadgate, toldFailure } from './fetch-server.ts';
import { jsonIn } from './json-in.ts';
import type { Login } from './login-file.ts';
import { serverFor } from './server.ts';

export interface DoorAnswer {
  readonly status: number;
  readonly json: Readonly<Record<string, unknown>>;
}

/** The doors of a server beside GraphQL, asked with the key of whoever gives the command. */
export class DoorClient {
  constructor(readonly server: Login) {}

  /** Throws BAD_REQUEST without a key. */
  static async from(context: CommandContext): Promise<DoorClient> {
    return new DoorClient(await serverFor(context));
  }

  /** As `ask`, and whatever is not done is a failure. */
  async get(path: string, question: Readonly<Record<string, string | undefined>> = {}, waitMs = 0): Promise<DoorAnswer['json']> {
    const given = new URLSearchParams();
    for (const [name, value] of Object.entries(question)) if (value !== undefined) given.set(name, value);
    const answer = await this.ask('GET', `${path}?${given.toString()}`, waitMs);
    if (answer.status >= 300) throw this.failureIn(answer);
    return answer.json;
  }

  /** Throws STORE_UNAVAILABLE when nobody answers. */
  async ask(method: 'GET' | 'POST', path: string, waitMs = 0): Promise<DoorAnswer> {
    const { status, text } = await fetchServer(this.server, { method, path, waitMs });
    const json = jsonIn(text);
    return { status, json: typeof json === 'object' && json !== null ? { ...json } : {} }; // all else is no Headgate's
  }

  /** What the server says is wrong. */
  failureIn({ status, json: { code, message } }: DoorAnswer): Error {
    return toldFailure(code, String(message)) ?? notHeadgate(this.server, status);
  }
}
