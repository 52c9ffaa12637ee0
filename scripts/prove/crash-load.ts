import http from 'node:http';

import { z } from 'zod';

import { eventAt } from '../../bench/generator.ts';
import { ADMIN_KEY } from './headgate-process.ts';

/** What a sender was promised. */
export interface Acknowledged {
  readonly position: bigint;
  readonly commitment: string;
}

const RETRY_MS = 40;
/** A request without an answer for this long is given up and sent again, as a client with a timeout would. */
const ANSWER_MS_MAX = 5_000;

const Receipt = z.object({ position: z.string(), commitment: z.string(), duplicate: z.boolean() });
type Receipt = z.infer<typeof Receipt>;

/**
 * Senders that post unique events and do not give up: an event without an answer is sent again, the same bytes, until there is one, in this round or
 * in the next. Remembers every promise, which of them said that the event had been there already, and every answer that should not have been given.
 */
export class CrashLoad {
  readonly acknowledged = new Map<number, Acknowledged>();
  /** Answers that no sender should have got. */
  readonly wrongs: string[] = [];
  /** Stored by a process that was killed before it could say so. */
  storedUnsaid = 0;
  /** When the latest request was sent that was acknowledged, on the clock of `performance.now()`. */
  lastAnsweredSentAt = 0;
  private next = 0;
  /** Events that were sent and not answered: they may be stored or not. */
  private readonly unanswered: number[] = [];
  private isWanted = false;
  private senders: Promise<void>[] = [];
  private readonly agent = new http.Agent({ keepAlive: true });

  constructor(private readonly port: number) {}

  start(connections: number): void {
    this.isWanted = true;
    this.senders = Array.from({ length: connections }, () => this.sendOn());
  }

  /** Waits for the answers to what is on its way. */
  async stop(): Promise<void> {
    this.isWanted = false;
    await Promise.all(this.senders);
  }

  close(): void {
    this.agent.destroy();
  }

  private async sendOn(): Promise<void> {
    while (this.isWanted) {
      const again = this.unanswered.shift();
      const index = again ?? this.next++;
      await this.send(index, again !== undefined);
    }
  }

  /** Sends until there is an answer, or nobody wants one any more. */
  private async send(index: number, wasSent: boolean): Promise<void> {
    for (let isAgain = wasSent; ; isAgain = true) {
      const sentAt = performance.now();
      const answer = await this.post(eventAt(index));
      if (typeof answer === 'string') {
        this.wrongs.push(`event ${index}: ${answer}`);
        return;
      }
      if (answer !== undefined) {
        this.take(index, answer, isAgain);
        this.lastAnsweredSentAt = Math.max(this.lastAnsweredSentAt, sentAt);
        return;
      }
      if (!this.isWanted) {
        this.unanswered.push(index);
        return;
      }
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  }

  private take(index: number, { position, commitment, duplicate }: Receipt, isAgain: boolean): void {
    if (duplicate && !isAgain) this.wrongs.push(`event ${index} was sent once and called a duplicate`);
    if (duplicate) this.storedUnsaid += 1;
    this.acknowledged.set(index, { position: BigInt(position), commitment });
  }

  /** Undefined: no answer, or one that says to come again. Text: one that should not have been given. */
  private post(body: string): Promise<Receipt | string | undefined> {
    return new Promise((resolve) => {
      const headers = { authorization: `Bearer ${ADMIN_KEY}`, 'content-type': 'application/json' };
      const where = { host: '127.0.0.1', port: this.port, path: '/api/v1/lineage', method: 'POST' };
      const request = http.request({ ...where, agent: this.agent, headers, timeout: ANSWER_MS_MAX }, (response) => {
        let text = '';
        response.on('data', (chunk: Buffer) => (text += chunk.toString()));
        response.on('close', () => resolve(response.complete ? read(response.statusCode, text) : undefined));
        response.on('error', () => undefined); // it closes next
      });
      request.on('timeout', () => request.destroy());
      request.on('error', () => resolve(undefined));
      request.end(body);
    });
  }
}

function read(status: number | undefined, text: string): Receipt | string | undefined {
  if (status === 503) return undefined;
  return status === 201 ? Receipt.parse(JSON.parse(text)) : `the server answered ${status}: ${text}`;
}
