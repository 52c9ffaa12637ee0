import http from 'node:http';

import { eventAt } from '../../bench/generator.ts';
import { ADMIN_KEY } from './headgate-process.ts';

/** What a sender was promised. */
export interface Acknowledged {
  readonly position: bigint;
  readonly commitment: string;
}

const RETRY_MS = 40;

/**
 * Senders that post unique events and do not give up: an event without an answer is sent again, the same bytes, until there is one. Remembers every
 * promise, and which of them said that the event had been there already.
 */
export class CrashLoad {
  readonly acknowledged = new Map<number, Acknowledged>();
  /** Stored by a process that was killed before it could say so. */
  storedUnsaid = 0;
  private next = 0;
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
      const index = this.next;
      this.next += 1;
      for (let tries = 0; !this.acknowledged.has(index); tries += 1) {
        const answer = await this.post(eventAt(index));
        if (answer === undefined) {
          await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
          continue;
        }
        if (answer.duplicate && tries === 0) throw new Error(`event ${index} was sent once and called a duplicate`);
        if (answer.duplicate) this.storedUnsaid += 1;
        this.acknowledged.set(index, { position: BigInt(answer.position), commitment: answer.commitment });
      }
    }
  }

  /** Undefined: no answer, or one that says to come again. */
  private post(body: string): Promise<{ position: string; commitment: string; duplicate: boolean } | undefined> {
    return new Promise((resolve, reject) => {
      const headers = { authorization: `Bearer ${ADMIN_KEY}`, 'content-type': 'application/json' };
      const request = http.request(
        { host: '127.0.0.1', port: this.port, path: '/api/v1/lineage', method: 'POST', agent: this.agent, headers },
        (response) => {
          let text = '';
          response.on('data', (chunk: Buffer) => (text += chunk.toString()));
          response.on('error', () => resolve(undefined));
          response.on('end', () => {
            if (response.statusCode === 201) resolve(JSON.parse(text) as { position: string; commitment: string; duplicate: boolean });
            else if (response.statusCode === 503) resolve(undefined);
            else reject(new Error(`the server answered ${response.statusCode}: ${text}`));
          });
        },
      );
      request.on('error', () => resolve(undefined));
      request.end(body);
    });
  }
}
