import { Failure, SECOND_MS } from '#foundation';
import { ArrivalReader, ARRIVALS_SCANNED_MAX, LedgerReader } from '#store';

import type { Context } from '../context.ts';

/** Between two looks while somebody waits: what came is told within a quarter of a second. */
const STEP_MS = 0.2 * SECOND_MS;
/** Who waits at once in one process, and how many of them may be one principal. Each holds a connection to us, none to the database. */
const WAITERS_MAX = 500;
const WAITERS_OF_ONE_MAX = 10;

/** Who waits, and for what: something at `from` or after it. `by`: of this sender alone. */
export interface ArrivalWish {
  readonly asker: string;
  readonly by: string | undefined;
  readonly from: bigint;
  readonly waitMs: number;
  /** Ends the wait early. */
  readonly signal?: AbortSignal | undefined;
}

/** Whether something came, and up to which size was looked. */
export interface Waited {
  readonly hasCome: boolean;
  readonly seen: bigint;
}

interface Waiter {
  readonly asker: string;
  readonly by: string | undefined;
  seen: bigint;
  readonly tell: (hasCome: boolean) => void;
}

/**
 * The wait of all who want to be told what came in. However many they are, the ledger is looked at once a step, and only at what is new; when nobody
 * waits, not at all. It finds what other processes recorded too.
 */
export class ArrivalWait {
  private readonly waiters = new Set<Waiter>();
  private isLooking = false;
  private isEnded = false;

  constructor(private readonly context: Pick<Context, 'database' | 'tenant' | 'keys'>) {}

  /** Settles when something came, or when the time is over. Throws BUSY when too many wait. */
  async until({ asker, by, from, waitMs, signal }: ArrivalWish): Promise<Waited> {
    this.requireRoom(asker);
    if (this.isEnded || signal?.aborted === true) return { hasCome: false, seen: from };
    return new Promise((resolve) => {
      const give = (): void => waiter.tell(false);
      const waiter: Waiter = {
        ...{ asker, by, seen: from },
        tell: (hasCome) => {
          clearTimeout(enough);
          signal?.removeEventListener('abort', give);
          this.waiters.delete(waiter);
          resolve({ hasCome, seen: waiter.seen });
        },
      };
      const enough = setTimeout(give, waitMs);
      signal?.addEventListener('abort', give);
      this.waiters.add(waiter);
      if (!this.isLooking) void this.look();
    });
  }

  /** Lets all go, now and from now on: the process ends. */
  end(): void {
    this.isEnded = true;
    for (const waiter of this.waiters) waiter.tell(false);
  }

  private requireRoom(asker: string): void {
    const ofOne = [...this.waiters].filter((waiter) => waiter.asker === asker).length;
    if (this.waiters.size < WAITERS_MAX && ofOne < WAITERS_OF_ONE_MAX) return;
    const message = `Too many wait already, ${ofOne} of them with this key; end some, or ask without waiting.`;
    throw new Failure('BUSY', message, { retryAfterSeconds: 1 });
  }

  /** Looks step by step for as long as somebody waits. A look that fails tells nothing. */
  private async look(): Promise<void> {
    this.isLooking = true;
    while (this.waiters.size > 0) {
      const from = [...this.waiters].reduce((least, { seen }) => (seen < least ? seen : least), 2n ** 62n);
      const { newest, to } = await this.newest(from).catch(() => ({ newest: new Map<string, bigint>(), to: from }));
      for (const waiter of this.waiters) {
        if (waiter.seen < from) continue; // began to wait meanwhile: what it waits for was not looked at
        if (hasCome(waiter, newest)) waiter.tell(true);
        else if (to > waiter.seen) waiter.seen = to;
      }
      if (this.waiters.size > 0) await new Promise((resolve) => setTimeout(resolve, STEP_MS));
    }
    this.isLooking = false;
  }

  private async newest(from: bigint): Promise<{ readonly newest: ReadonlyMap<string, bigint>; readonly to: bigint }> {
    const { database, tenant, keys } = this.context;
    return database.withoutTransaction(async (session) => {
      const size = await new LedgerReader(session, tenant, keys).size();
      const to = size < from + BigInt(ARRIVALS_SCANNED_MAX) ? size : from + BigInt(ARRIVALS_SCANNED_MAX);
      if (to <= from) return { newest: new Map(), to: from };
      return { newest: await new ArrivalReader(session, tenant).newest({ from, to }), to };
    });
  }
}

function hasCome({ by, seen }: Waiter, newest: ReadonlyMap<string, bigint>): boolean {
  const last = by === undefined ? [...newest.values()] : [newest.get(by) ?? -1n];
  return last.some((position) => position >= seen);
}
