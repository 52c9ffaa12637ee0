import { hex, MINUTE_MS, SECOND_MS, sha256 } from '#foundation';
import type { Recorder } from '#store';

import { newestPolicy } from './ask/access-in-force.ts';
import type { Context, Principal } from './context.ts';
import { type Decided, writtenDecision } from './decided.ts';
import { decisionAct } from './decision-act.ts';
import { recordAct } from './record-act.ts';

/** Different things that may be denied to one asker about one person within a minute, and different grounds, each by itself; those beyond are one. */
const DENIED_MAX = 100;
/** What the others are called. */
const OTHERS = '(others)';
/** Decisions that are told apart within a minute; each beyond is recorded by itself. */
const KNOWN_MAX = 20_000;
/** Of the text by which things are told apart; longer ones by their digest. */
const PRINT_LENGTH_MAX = 200;
/** Decisions of one entry that counts. */
const COUNTS_AT_ONCE = 100;
const RETRY_MS = 5 * SECOND_MS;
/** As a sentence has it. */
const INSTANT = /\d{4}-\d\d-\d\dT[\d:.]+Z/g;

/** A decision of this minute, which is in the ledger or on its way there. */
interface Known {
  readonly context: Context;
  readonly by: Principal;
  readonly decided: Decided;
  /** Settles with its position when it is in the ledger. */
  readonly recorded: Promise<bigint>;
  /** How often the same was decided since. */
  again: number;
}

/** The book of decisions of each process's ledger. */
const books = new WeakMap<Recorder, DecisionBook>();

/**
 * Records what one operation decided: one entry, committed when this settles. What was decided alike within the same minute, for the same asker from the same
 * place, is only counted; the count is committed once, when the minute is over. Throws BUSY and STORE_UNAVAILABLE: then nothing may be answered.
 */
export async function recordDecisions(context: Context, principal: Principal, decided: readonly Decided[]): Promise<void> {
  if (decided.length === 0) return;
  const book = books.get(context.recorder) ?? new DecisionBook();
  books.set(context.recorder, book);
  await book.record(context, principal, decided);
}

/** Writes the counts of what was decided again. Settles when they are written, or could not be. */
export async function writeDecisionCounts({ recorder }: Pick<Context, 'recorder'>): Promise<void> {
  await books.get(recorder)?.flush();
}

class DecisionBook {
  private minute = -1;
  private known = new Map<string, Known>();
  private denied = new Map<string, Set<string>>();
  /** What waits to be counted in the ledger. */
  private due: Known[] = [];
  private timer: NodeJS.Timeout | undefined;
  private writing: Promise<void> = Promise.resolve();

  async record(context: Context, by: Principal, all: readonly Decided[]): Promise<void> {
    const minute = minuteOf(context.clock.now());
    this.turn(minute);
    const asker = askerOf(context, by);
    const waiting: Promise<unknown>[] = [];
    const fresh = new Map<string, Decided>();
    for (const decided of all.map((each) => this.bounded(by, each, minute))) {
      const key = keyOf(asker, decided, minute);
      const known = this.known.get(key);
      if (known === undefined) {
        fresh.set(key, decided);
        continue;
      }
      known.again += 1;
      waiting.push(known.recorded);
      this.timer ??= setTimeout(() => void this.flush(), MINUTE_MS - (context.clock.now().getTime() % MINUTE_MS)).unref();
    }
    if (fresh.size > 0) waiting.push(this.recordFresh(context, by, fresh));
    await Promise.all(waiting);
  }

  async flush(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    for (const known of this.known.values()) {
      if (known.again > 0) this.due.push({ ...known });
      known.again = 0;
    }
    this.writing = this.writing.then(() => this.write());
    await this.writing;
  }

  /** With the first decision of a minute that of before is over. */
  private turn(minute: number): void {
    if (minute <= this.minute) return;
    this.minute = minute;
    const before = this.known;
    this.known = new Map();
    this.denied = new Map();
    this.due.push(...[...before.values()].filter(({ again }) => again > 0));
    if (this.due.length > 0) void this.flush();
  }

  private async recordFresh(context: Context, by: Principal, fresh: ReadonlyMap<string, Decided>): Promise<void> {
    const recorded = this.commit(context, by, [...fresh.values()]);
    const { recorder, keys, clock, randomness, tenant, database, mapWait, from } = context;
    const bare = { recorder, keys, clock, randomness, tenant, database, mapWait, ...(from === undefined ? {} : { from }) }; // notes of an operation go with it
    for (const [key, decided] of fresh)
      if (this.known.size < KNOWN_MAX) this.known.set(key, { context: bare, by, decided, recorded, again: 0 });
    try {
      await recorded;
    } catch (error) {
      for (const key of fresh.keys()) if (this.known.get(key)?.recorded === recorded) this.known.delete(key);
      throw error;
    }
  }

  private async commit(context: Context, by: Principal, decided: readonly Decided[]): Promise<bigint> {
    const under = decided.every((each) => each.under !== undefined) ? null : await newestPolicy(context);
    const decisions = decided.map((each) => writtenDecision({ ...each, under: each.under === undefined ? under : each.under }));
    return (await recordAct(context, by.id, decisionAct(context, by, { decisions }))).position;
  }

  /** A name that somebody is denied may be any text, and so may a purpose and a past time: of many, only so many are told apart. */
  private bounded(by: Principal, decided: Decided, minute: number): Decided {
    if (decided.outcome !== 'denied') return decided;
    const whose = `${by.id} ${decided.about?.id ?? ''}`;
    const things = this.denied.get(whose) ?? new Set();
    this.denied.set(whose, things);
    const print = JSON.stringify([printOf(decided), groundsOf(decided, minute)]);
    if (things.size >= DENIED_MAX && !things.has(print)) {
      const { action, outcome, about } = decided;
      return { action, outcome, about, things: [OTHERS], why: null, policy: null, rule: null };
    }
    things.add(print);
    return decided;
  }

  /** What cannot be written is due again. */
  private async write(): Promise<void> {
    const groups = new Map<string, Known[]>(); // an entry says once who asked, and from where
    for (const known of this.due.splice(0)) {
      const asker = askerOf(known.context, known.by);
      groups.set(asker, [...(groups.get(asker) ?? []), known]);
    }
    for (const all of groups.values())
      for (let from = 0; from < all.length; from += COUNTS_AT_ONCE) await this.writeCounts(all.slice(from, from + COUNTS_AT_ONCE));
  }

  private async writeCounts(counted: readonly Known[]): Promise<void> {
    const [known] = counted;
    if (known === undefined) return;
    try {
      const firsts = await Promise.all(counted.map(({ recorded }) => recorded.catch(() => undefined))); // nobody was answered then, and nothing is counted
      const decisions = counted.flatMap(({ decided, again }, index) => {
        const first = firsts[index];
        return first === undefined ? [] : [writtenDecision(decided, { count: again, first })];
      });
      if (decisions.length > 0) await recordAct(known.context, known.by.id, decisionAct(known.context, known.by, { decisions }));
    } catch {
      this.due.push(...counted);
      this.timer ??= setTimeout(() => void this.flush(), RETRY_MS).unref();
    }
  }
}

/** What is equal for this is counted: who, as what, from where, about whom, what, to what, for what, why, by which rule of which version, and what became of it. */
function keyOf(asker: string, decided: Decided, minute: number): string {
  const { about, outcome, mask } = decided;
  return JSON.stringify([asker, about?.id, outcome, mask, printOf(decided), groundsOf(decided, minute)]);
}

/** For what, and on which grounds, whenever within the minute it was decided: sentences name the moment that they are about. */
function groundsOf({ why, policy, rule, purpose, under }: Decided, minute: number): readonly unknown[] {
  const said = why?.replaceAll(INSTANT, (instant) => (minuteOf(new Date(instant)) === minute ? 'now' : instant));
  return [said, String(policy), rule, purpose ?? null, String(under)];
}

function minuteOf(time: Date): number {
  return Math.floor(time.getTime() / MINUTE_MS);
}

/** Who asks, with which roles, and from where. */
function askerOf({ from }: Context, { id, name, roles }: Principal): string {
  return JSON.stringify([id, name, roles, from?.door, from?.address]);
}

function printOf({ action, things }: Decided): string {
  const print = JSON.stringify([action, things.toSorted()]);
  return print.length <= PRINT_LENGTH_MAX ? print : hex(sha256(print));
}
