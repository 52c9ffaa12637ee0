import { emittersOf, grantsHeld, type QuotaHolder, quotaHolders, type Standings } from '#access';
import { SECOND_MS } from '#foundation';
import { holdersOf, type Session } from '#store';

import { type PrintedStandings, standingsNow } from './ask/access-in-force.ts';
import type { Context, Principal } from './context.ts';

/** How long quotas are believed without asking: as long as keys are. */
const BELIEVED_MS = 2 * SECOND_MS;
/** Who comes after so long waits for the answer; until then it is asked behind. */
const STALE_MS = 5 * BELIEVED_MS;
/** Senders whose quotas are in mind, some 300 bytes each. */
const SENDERS_MAX = 10_000;
const PREFIX = /^hg_[A-Za-z0-9_-]{8}$/;

/** Whose quotas count for whom, as the access file in force says. */
export class QuotaLimits {
  private known: PrintedStandings | undefined;
  private prefixes: ReadonlyMap<string, string> = new Map();
  private readonly holders = new Map<string, readonly QuotaHolder[]>();
  private askedAt = -Infinity;
  private forgotten = 0;
  private asking: Promise<void> | undefined;

  /** `onChange`: called within the snapshot in which other quotas were found. */
  constructor(
    private readonly context: Pick<Context, 'database' | 'tenant' | 'keys'>,
    private readonly onChange: (session: Session) => Promise<void>,
  ) {}

  /** Those that count for somebody who sends or asks. None for an administrator: who could lift them? */
  async of(principal: Principal): Promise<readonly QuotaHolder[]> {
    if (principal.kind === 'admin') return [];
    const age = performance.now() - this.askedAt;
    if (age > BELIEVED_MS) {
      this.asking ??= this.ask().finally(() => (this.asking = undefined));
      if (age > STALE_MS) await this.asking;
    }
    return this.known === undefined ? [] : this.holdersOf(principal, this.known.standings);
  }

  /** Asks anew before anybody else is let in. */
  forget(): void {
    this.forgotten += 1;
    this.askedAt = -Infinity;
  }

  /** What cannot be read now stays as it was: nothing is kept out that a database which is away, or a newer Headgate's entry, says nothing of. */
  private async ask(): Promise<void> {
    const { database, tenant } = this.context;
    const mark = this.forgotten;
    try {
      await database.snapshot(async (session) => {
        const now = await standingsNow(this.context, session, this.known);
        if (now === this.known) return;
        const prefixes = wordsOf(now.standings).filter((word) => PREFIX.test(word));
        this.prefixes = prefixes.length === 0 ? new Map() : await holdersOf(session, tenant, prefixes);
        if (hasQuotas(now.standings)) await this.onChange(session);
        this.known = now;
        this.holders.clear();
      });
    } catch {
      // asked again in a while
    } finally {
      if (mark === this.forgotten) this.askedAt = performance.now();
    }
  }

  private holdersOf(principal: Principal, standings: Standings): readonly QuotaHolder[] {
    const key = `${principal.id} ${principal.groups?.join('\n') ?? ''}`;
    const known = this.holders.get(key);
    if (known !== undefined) return known;
    const holders = holdersFor(principal, standings, this.prefixes);
    if (this.holders.size >= SENDERS_MAX) this.holders.clear();
    this.holders.set(key, holders);
    return holders;
  }
}

/** A name counts where an administrator gave it: at a provider people may choose theirs. */
function holdersFor(principal: Principal, standings: Standings, prefixes: ReadonlyMap<string, string>): readonly QuotaHolder[] {
  const { id, kind, name, groups } = principal;
  const known = groups === undefined ? name : null;
  const grants = kind === 'person' ? grantsHeld({ id, name: known, groups: groups ?? [], roles: [] }, standings) : [];
  const teams = new Set(grants.flatMap(({ team }) => team ?? []));
  return quotaHolders({ id, name, teams }, standings, (word) => word === id || word === known || prefixes.get(word) === id);
}

function wordsOf({ teams, quotas }: Standings): readonly string[] {
  return [...quotas.map(({ quota }) => quota), ...teams.flatMap((team) => emittersOf(team).map(({ word }) => word))];
}

function hasQuotas({ teams, quotas }: Standings): boolean {
  return quotas.length > 0 || teams.some((team) => team.quotas !== undefined);
}
