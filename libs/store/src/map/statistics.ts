import type { Database } from '../sql/database.ts';

/** Entries after which the planner's picture of the graph is taken anew: at first soon, later when the graph has doubled. */
const ENTRIES_MIN = 100n;

const TABLES = [
  ...['node', 'presence', 'facet', 'facet_set', 'facet_content', 'edge', 'identity', 'alias', 'statement', 'statement_set'],
  ...['speaker_set', 'observation', 'mention', 'run', 'run_belief', 'retired'],
  ...['ledger_batch', 'ledger_entry (tenant, day, batch, index)'], // answers look up what events said
];

/**
 * A sample of 3,000 rows instead of 30,000: statements go by keys, and what matters is that a table is not empty. Autovacuum takes the whole sample when it
 * comes. 16 tables with 360,000 rows took 965 ms by the whole sample, and 161 by this one (2026-11-21).
 */
const SAMPLE = 10;

/**
 * Keeps Postgres's statistics of the graph and the ledger up to date while they grow. Without them the fold's statements and the walks are planned as if the tables were
 * empty, and read them whole: seconds instead of milliseconds, until autovacuum looks after its minute.
 */
export class GraphStatistics {
  private analyzed = 0n;
  private isLooking = false;

  constructor(private readonly database: Database) {}

  /**
   * Notes the graph's size, and looks at the graph when it has grown enough and nobody looks yet. Not to be waited for: it takes up to a second, on a
   * connection of its own. Advice to the planner: when it fails, it is tried after the next batch.
   */
  async reached(size: bigint): Promise<void> {
    const grown = size - this.analyzed;
    if (this.isLooking || grown < ENTRIES_MIN || grown < this.analyzed) return;
    this.isLooking = true;
    try {
      await this.refresh();
      this.analyzed = size;
    } catch {
      // What else is wrong, the next batch will say.
    } finally {
      this.isLooking = false;
    }
  }

  /** A sample of each table, one after the other; a table that somebody else works on is passed over. */
  async refresh(): Promise<void> {
    const tables = TABLES.map((table) => `hot.${table}`).join(', ');
    await this.database.withoutTransaction(async (session) => {
      await session.send(`set default_statistics_target = ${SAMPLE}`);
      try {
        await session.send(`analyze (skip_locked) ${tables}`);
      } finally {
        await session.send('reset default_statistics_target');
      }
    });
  }
}
