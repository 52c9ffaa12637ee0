import { DAY_MS, type Instant, instantFromDate, MINUTE_MS, SECOND_MS } from '#foundation';
import { hideSecrets } from '#record';
import { addDenials, type DenialKey, forgetDenials, type Recorder } from '#store';

import type { Context, Principal } from './context.ts';
import { recordAct } from './record-act.ts';

/** What was denied to somebody, and why. */
export interface Denial {
  /** `ask`: anything at all; `see`: one thing; `administer`: what is for administrators. */
  readonly action: 'ask' | 'see' | 'administer';
  readonly what: string;
  readonly why: string;
  /** The position of the policy that decided. Null: no policy did. */
  readonly policy: bigint | null;
}

/** Things that one principal's denials tell apart within a minute; those beyond are one. */
const THINGS_MAX = 100;
const OTHERS = '(others)';
/** Of a thing's name, so that it fits into an index. */
const THING_LENGTH_MAX = 300;
const RETRY_MS = 5 * SECOND_MS;
/** How long counts are kept; the entries stay. */
const COUNTS_KEPT_MS = 90 * DAY_MS;

/**
 * Notes that something was denied. It is written behind, so that an answer takes as long when a thing is hidden as when there is none. Equal denials of one
 * minute are one entry of the ledger with a count beside it.
 */
export function noteDenial(context: Context, principal: Principal, denial: Denial): void {
  const known = books.get(context.recorder) ?? new DenialBook(context);
  books.set(context.recorder, known);
  known.note(principal, denial);
}

/** Settles when all that was noted is written, or could not be. */
export async function denialsWritten({ recorder }: Pick<Context, 'recorder'>): Promise<void> {
  await books.get(recorder)?.written();
}

/** What is still to be written, of each process's ledger. */
const books = new WeakMap<Recorder, DenialBook>();

interface Noted extends Denial, Omit<DenialKey, 'action'> {
  readonly count: number;
  readonly by: Principal;
}

class DenialBook {
  private noted = new Map<string, Noted>();
  private things = new Map<string, Set<string>>();
  private minute: Instant | undefined;
  private writing: Promise<void> = Promise.resolve();
  private retry: NodeJS.Timeout | undefined;

  constructor(private readonly context: Context) {}

  note(by: Principal, denial: Denial): void {
    const minute = instantFromDate(new Date(Math.floor(this.context.clock.now().getTime() / MINUTE_MS) * MINUTE_MS));
    if (minute !== this.minute) this.things = new Map();
    this.minute = minute;
    const things = this.things.get(by.id) ?? new Set();
    this.things.set(by.id, things);
    const asked = hideSecrets(denial.what).slice(0, THING_LENGTH_MAX); // a key that was pasted where a name belongs is kept nowhere
    const thing = things.size < THINGS_MAX || things.has(asked) ? asked : OTHERS;
    things.add(thing);
    this.add({ ...denial, what: thing, minute, principal: by.id, thing, count: 1, by });
    this.writing = this.writing.then(() => this.write());
  }

  async written(): Promise<void> {
    await this.writing;
  }

  private add(one: Noted): void {
    const key = JSON.stringify([String(one.minute), one.principal, one.action, one.thing]);
    this.noted.set(key, { ...one, count: one.count + (this.noted.get(key)?.count ?? 0) });
  }

  private async write(): Promise<void> {
    const batch = [...this.noted.values()];
    if (batch.length === 0) return;
    this.noted = new Map();
    const { database, tenant } = this.context;
    try {
      await database.transaction(async (session) => {
        const areNew = await addDenials(session, tenant, batch);
        await forgetDenials(session, tenant, instantFromDate(new Date(this.context.clock.now().getTime() - COUNTS_KEPT_MS)));
        await Promise.all(batch.filter((_, index) => areNew[index] === true).map((one) => this.record(one)));
      });
    } catch {
      for (const one of batch) this.add(one); // the database is away, and whoever was denied has had the answer
      clearTimeout(this.retry);
      this.retry = setTimeout(() => {
        this.writing = this.writing.then(() => this.write());
      }, RETRY_MS).unref();
    }
  }

  private async record({ by, action, what, why, policy, minute }: Noted): Promise<void> {
    const { id, name, kind, roles } = by;
    const body = {
      ...{ outcome: 'denied', action, what, why, policy: policy === null ? null : String(policy) },
      ...{ name, kind, roles: [...roles], minute: String(minute) },
    };
    await recordAct(this.context, id, { kind: 'decision', namespace: 'decisions', subject: id, body });
  }
}
