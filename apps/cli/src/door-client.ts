import { Failure, type FailureCode, SECOND_MS } from '#foundation';

import { STATUS } from '../../server/src/http-answers.ts';
import type { CommandContext } from './command.ts';
import { serverFor } from './remote/server.ts';

/** Beyond what the server was asked to wait. */
const ANSWER_MS_MAX = 30 * SECOND_MS;

export interface DoorAnswer {
  readonly status: number;
  readonly json: Readonly<Record<string, unknown>>;
}

/** The doors of a server beside GraphQL, asked with the key of whoever gives the command. */
export class DoorClient {
  private constructor(
    readonly url: string,
    private readonly key: string,
  ) {}

  /** Throws BAD_REQUEST without a key. */
  static async from(context: CommandContext): Promise<DoorClient> {
    const { url, key } = await serverFor(context);
    return new DoorClient(url, key);
  }

  /** As `ask`, and whatever is not done is a failure. */
  async get(path: string, question: Readonly<Record<string, string | undefined>> = {}, waitMs = 0): Promise<DoorAnswer['json']> {
    const given = new URLSearchParams();
    for (const [name, value] of Object.entries(question)) if (value !== undefined) given.set(name, value);
    const { status, json } = await this.ask('GET', `${path}?${given.toString()}`, waitMs);
    if (status >= 300) throw failureIn({ status, json }, this.url);
    return json;
  }

  /** Throws STORE_UNAVAILABLE when nobody answers. */
  async ask(method: 'GET' | 'POST', path: string, waitMs = 0): Promise<DoorAnswer> {
    const headers = { authorization: `Bearer ${this.key}`, accept: 'application/json' };
    try {
      const response = await fetch(`${this.url}${path}`, { method, headers, signal: AbortSignal.timeout(ANSWER_MS_MAX + waitMs) });
      return { status: response.status, json: jsonObject(await response.text()) };
    } catch (error) {
      const message = `No Headgate answers at ${this.url}; start one with \`headgate serve\`, or set HEADGATE_URL.`;
      throw new Failure('STORE_UNAVAILABLE', message, { cause: error });
    }
  }
}

/** What a server says is wrong, as a failure of ours. */
export function failureIn({ status, json: { code, message } }: DoorAnswer, url: string): Failure {
  if (typeof code === 'string' && typeof message === 'string' && Object.hasOwn(STATUS, code))
    return new Failure(code as FailureCode, message); // a key of STATUS
  return new Failure('STORE_UNAVAILABLE', `${url} answered ${status}, and not as a Headgate does; look at HEADGATE_URL.`);
}

function jsonObject(text: string): DoorAnswer['json'] {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {}; // no Headgate
  }
}
