import { DAY_MS, SECOND_MS } from '#foundation';
import {
  addRefusals,
  dayOf,
  forgetRefusals,
  type RefusalCount,
  type RefusalReason,
  refusalsSince,
  type RefusalSum,
  type Session,
} from '#store';

import type { Context } from '../context.ts';

/** What is counted gets to the database after this. A crash loses at most so much of the counting, and nothing else. */
const FLUSH_MS = 5 * SECOND_MS;
/** Senders that are told apart between two flushes; those beyond count together. Also the rows of one statement. */
const SENDERS_MAX = 1_000;
const DAYS_KEPT = 90;
/** What status and doctor tell of. */
const DAYS_SHOWN = 30;
const SHOWN_MAX = 100;

/**
 * Counts what the door turns away and keeps nothing of. Counting touches memory alone, and little of it: a stranger can choose neither what is counted
 * under nor how many rows there are. Writing is done behind, by a timer.
 */
export class Refusals {
  private counts = new Map<string, RefusalCount>();
  private timer: NodeJS.Timeout | undefined;
  private writing: Promise<void> = Promise.resolve();

  constructor(
    private readonly context: Pick<Context, 'database' | 'tenant' | 'clock'>,
    private readonly log: (line: string) => void = () => undefined,
  ) {}

  /** `sender`: the id of a principal that is known; undefined with a key that is not. */
  count(reason: RefusalReason, sender?: string): void {
    const now = this.context.clock.now();
    this.add({ day: dayOf(now), reason, sender: sender ?? null, count: 1, first: now, last: now });
    this.timer ??= setTimeout(() => void this.flush(), FLUSH_MS).unref();
  }

  /** Writes what was counted. What cannot be written now is tried again with what comes next. */
  async flush(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.writing = this.writing.then(() => this.write());
    return this.writing;
  }

  private add(one: RefusalCount): void {
    const key = (sender: string | null): string => `${one.day} ${one.reason} ${sender ?? ''}`;
    const sender = this.counts.has(key(one.sender)) || this.counts.size < SENDERS_MAX ? one.sender : null;
    const known = this.counts.get(key(sender));
    const count = one.count + (known?.count ?? 0);
    const first = known === undefined || one.first < known.first ? one.first : known.first;
    this.counts.set(key(sender), {
      ...one,
      sender,
      count,
      first,
      last: known === undefined || one.last > known.last ? one.last : known.last,
    });
  }

  private async write(): Promise<void> {
    const { database, tenant, clock } = this.context;
    const counts = [...this.counts.values()];
    if (counts.length === 0) return;
    this.counts = new Map();
    try {
      await database.transaction(async (session) => {
        await addRefusals(session, tenant, counts);
        await forgetRefusals(session, tenant, dayOf(new Date(clock.now().getTime() - DAYS_KEPT * DAY_MS)));
      });
    } catch (error) {
      for (const one of counts) this.add(one);
      this.log(
        `counts of what was turned away are kept in memory until they can be written: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
  }
}

/** What the door turned away in the last 30 days, the most frequent first. */
export async function recentRefusals(
  { tenant, clock }: Pick<Context, 'tenant' | 'clock'>,
  session: Session,
): Promise<readonly RefusalSum[]> {
  const day = dayOf(new Date(clock.now().getTime() - DAYS_SHOWN * DAY_MS));
  return refusalsSince(session, tenant, { day, limit: SHOWN_MAX });
}
