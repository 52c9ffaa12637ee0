import type { Database } from '../sql/database.ts';

/** Entries after which the planner's picture of the graph is taken anew: at first soon, later when the graph has grown by half. */
const ENTRIES_MIN = 100;
const GROWTH = 0.5;

/**
 * Keeps Postgres's statistics of the graph up to date while it grows. Without them the fold's statements and the walks are planned as if the tables were
 * empty, and read them whole: seconds instead of milliseconds, until autovacuum looks after its minute.
 */
export class GraphStatistics {
  private analyzed = 0;
  private mapped = 0;

  constructor(private readonly database: Database) {}

  /** Notes that entries were mapped, and looks at the graph when it has grown enough. */
  async grew(entries: number): Promise<void> {
    this.mapped += entries;
    if (this.mapped - this.analyzed >= Math.max(ENTRIES_MIN, this.analyzed * GROWTH)) await this.refresh();
  }

  /** Some tens of milliseconds for a small graph, under a second for a large one: Postgres looks at a sample. */
  async refresh(): Promise<void> {
    this.analyzed = this.mapped;
    await this.database.transaction((session) =>
      session.send(
        'analyze hot.node, hot.presence, hot.facet, hot.facet_set, hot.edge, hot.identity, hot.alias, hot.statement, hot.statement_set, hot.speaker_set, ' +
          'hot.observation, hot.mention, hot.run, hot.run_belief',
      ),
    );
  }
}
