import type { QuotaName } from '#access';
import { DAY_MS, Failure, SECOND_MS } from '#foundation';
import { addQuotaUses, dayOf, forgetQuotaUses, quotaUsesOf, type Recorder, type RefusalReason } from '#store';

import type { Context, Principal } from './context.ts';
import { type Past, QuotaCounts, type Taking } from './quota-counts.ts';
import { QuotaLimits } from './quota-limits.ts';
import { Refusals } from './receive/refusals.ts';

/** What is counted of bytes gets to the database after this, and what other servers counted comes back. A crash loses at most so much. */
const FLUSH_MS = 5 * SECOND_MS;
/** Clients sleep for as long as they are told, within the pipeline that they report on: past this they are told to look again. */
const RETRY_AFTER_SECONDS_MAX = 60;

const REASONS: Readonly<Record<QuotaName, RefusalReason>> = {
  events_per_second: 'PAST_EVENTS_PER_SECOND',
  bytes_per_day: 'PAST_BYTES_PER_DAY',
  query_cost_per_minute: 'PAST_QUERY_COST_PER_MINUTE',
};

/** What is judged at the doors for events, and at the window. */
const AT: Readonly<Record<'door' | 'window', readonly QuotaName[]>> = {
  door: ['events_per_second', 'bytes_per_day'],
  window: ['query_cost_per_minute'],
};

/** Refuses, before anything is read, whoever is past a quota already. Takes nothing. Throws BUSY. */
export async function refusePastQuota(context: Context, principal: Principal, where: 'door' | 'window'): Promise<void> {
  if (principal.kind !== 'admin') await bookOf(context).judge(principal, { quotas: AT[where], now: context.clock.now() });
}

/**
 * Takes from the quotas of whoever sends or asks, or refuses. As long as anything is left, what is larger is let in too and leaves a debt: nothing is
 * refused for ever for its size. Throws BUSY, and then has taken nothing.
 */
export async function takeQuota(context: Context, principal: Principal, taking: Taking): Promise<void> {
  if (principal.kind !== 'admin') await bookOf(context).take(principal, { taking, now: context.clock.now() });
}

/** Takes what turned out to be more than was thought, of something that was let in. */
export async function oweQuota(context: Context, principal: Principal, taking: Taking): Promise<void> {
  if (principal.kind !== 'admin') await bookOf(context).owe(principal, { taking, now: context.clock.now() });
}

/** The next to come is judged by the quotas that are recorded then. Other servers find them within seconds. */
export function quotasChanged({ recorder }: Pick<Context, 'recorder'>): void {
  books.get(recorder)?.forget();
}

/** Settles when all that was counted is written, or could not be. */
export async function quotasWritten({ recorder }: Pick<Context, 'recorder'>): Promise<void> {
  await books.get(recorder)?.flush();
}

/** Of each process's ledger. */
const books = new WeakMap<Recorder, QuotaBook>();

function bookOf(context: Context): QuotaBook {
  const known = books.get(context.recorder) ?? new QuotaBook(context);
  books.set(context.recorder, known);
  return known;
}

/** What one server lets in: seconds and minutes it counts for itself, bytes of a day together with the others. */
class QuotaBook {
  private readonly counts = new QuotaCounts();
  private readonly limits: QuotaLimits;
  private readonly refusals: Refusals;
  private timer: NodeJS.Timeout | undefined;
  private writing: Promise<void> = Promise.resolve();

  constructor(private readonly context: Context) {
    this.refusals = new Refusals(context);
    this.limits = new QuotaLimits(context, async (session) => {
      const now = context.clock.now();
      this.counts.forgetFull(now);
      this.counts.learn(await quotaUsesOf(session, context.tenant, dayOf(now)));
    });
  }

  async judge(principal: Principal, { quotas, now }: { readonly quotas: readonly QuotaName[]; readonly now: Date }): Promise<void> {
    const past = this.counts.past(await this.limits.of(principal), quotas, now);
    if (past !== undefined) throw this.refused(principal, past, now);
  }

  async take(principal: Principal, { taking, now }: { readonly taking: Taking; readonly now: Date }): Promise<void> {
    const holders = await this.limits.of(principal);
    const past = this.counts.past(holders, Object.keys(taking) as readonly QuotaName[], now); // the keys of a taking
    if (past !== undefined) throw this.refused(principal, past, now);
    this.counts.take(holders, taking, now);
    if (taking.bytes_per_day !== undefined && holders.length > 0) this.flushSoon();
  }

  async owe(principal: Principal, { taking, now }: { readonly taking: Taking; readonly now: Date }): Promise<void> {
    this.counts.take(await this.limits.of(principal), taking, now);
  }

  forget(): void {
    this.limits.forget();
  }

  async flush(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.writing = this.writing.then(() => this.write());
    await Promise.all([this.writing, this.refusals.flush()]);
  }

  private refused(principal: Principal, past: Past, now: Date): Failure {
    this.refusals.count(REASONS[past.quota], principal.id);
    const { holder, quota, limit } = past;
    const fitsAt = new Date(now.getTime() + past.waitMs).toISOString();
    return new Failure('BUSY', sentence(past, fitsAt), {
      retryAfterSeconds: Math.min(RETRY_AFTER_SECONDS_MAX, Math.ceil(past.waitMs / SECOND_MS)),
      details: { quota: { quota, limit, of: holder.kind, name: holder.name, fitsAt } },
    });
  }

  private flushSoon(): void {
    this.timer ??= setTimeout(() => void this.flush(), FLUSH_MS).unref();
  }

  private async write(): Promise<void> {
    const { database, tenant, clock } = this.context;
    const uses = this.counts.unwritten();
    if (uses.length === 0) return;
    try {
      const totals = await database.transaction(async (session) => {
        await forgetQuotaUses(session, tenant, dayOf(new Date(clock.now().getTime() - DAY_MS)));
        return addQuotaUses(session, tenant, uses);
      });
      this.counts.written(uses, totals);
    } catch {
      this.flushSoon(); // the database is away: what was counted stays counted
    }
  }
}

function sentence({ holder, quota, limit, waitMs }: Past, fitsAt: string): string {
  const who = holder.kind === 'team' ? `The team ${holder.name}` : holder.name;
  const raise = `an administrator raises ${quota} in the access file`;
  const seconds = `in ${Math.ceil(waitMs / SECOND_MS)} s`;
  switch (quota) {
    case 'events_per_second':
      return `${who} may send ${limit} events a second, and sent more; nothing of this was recorded. Send it again ${seconds}; ${raise}.`;
    case 'bytes_per_day':
      return `${who} may send ${limit} bytes a day, and has; nothing of this was recorded. Send it again from ${fitsAt} on; ${raise}.`;
    case 'query_cost_per_minute':
      return `${who} may ask for ${limit} fields a minute, and asked for more. Ask again ${seconds}; ${raise}.`;
  }
}
