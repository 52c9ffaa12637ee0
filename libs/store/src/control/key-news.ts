import pg from 'pg';

import { SECOND_MS } from '#foundation';

const CONNECT_MS = 3 * SECOND_MS;
/** Between a connection that is lost and the next attempt. */
const AGAIN_MS = 1 * SECOND_MS;

/**
 * Hears of keys that changed, whoever changed them: the database tells with the commit. `tell` is given a prefix, or undefined when word may have been
 * missed and any key may be another. While the connection is away nothing is told; it comes back by itself. Through a pooler that shares
 * connections between transactions no word comes.
 */
export class KeyNews {
  private client: pg.Client | undefined;
  private again: NodeJS.Timeout | undefined;
  private isEnded = false;

  constructor(
    private readonly connectionString: string,
    private readonly tell: (prefix: string | undefined) => void,
  ) {}

  /** Settles when it listens, or when the first attempt has failed. Never throws. */
  async begin(): Promise<void> {
    const { connectionString } = this;
    const client = new pg.Client({
      connectionString,
      connectionTimeoutMillis: CONNECT_MS,
      application_name: 'headgate keys',
      keepAlive: true,
    });
    this.client = client;
    client.on('error', () => undefined); // its end follows
    client.on('end', () => this.lose(client));
    client.on('notification', ({ payload }) => this.tell(payload === '' ? undefined : payload));
    try {
      await client.connect();
      await client.query('listen headgate_key');
      this.tell(undefined);
    } catch {
      this.lose(client);
    }
  }

  async end(): Promise<void> {
    this.isEnded = true;
    clearTimeout(this.again);
    await this.client?.end().catch(() => undefined); // a connection that is gone is closed
  }

  private lose(client: pg.Client): void {
    if (this.isEnded || this.client !== client) return;
    this.client = undefined;
    client.end().catch(() => undefined);
    this.again = setTimeout(() => void this.begin(), AGAIN_MS).unref();
  }
}
