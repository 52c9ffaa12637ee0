import { Failure, KIB, MIB } from '#foundation';

import type { LedgerWriter, Recorded } from './recording.ts';
import type { Session } from '../sql/session.ts';
import type { SealedEntry } from './sealed-entry.ts';

/** Entries in one commit. Past some hundred the commit's own cost no longer shows (measured in bench/). */
export const BATCH_ENTRIES_MAX = 512;
/** Sealed bytes in one commit, so that a few large events do not make all others wait. */
const BATCH_BYTES_MAX = 4 * MIB;
/** Sealed bytes that may wait for a commit; past this new ones are sent away to come again. */
const QUEUE_BYTES_MAX = 96 * MIB;
/** What an entry costs beside its body while it waits. */
const ENTRY_OVERHEAD_BYTES = 2 * KIB;
/** Two: while one batch waits for the disk, the next is written. */
const WRITERS = 2;

interface Waiting {
  readonly entry: SealedEntry;
  readonly resolve: (recorded: Recorded) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Concurrent callers share a commit: a batch leaves when a writer is free, with all that came meanwhile, bounded in number and bytes.
 * Nobody is answered before the commit; when it fails, everybody in the batch is told and nothing was recorded.
 */
export class Recorder {
  private waiting: Waiting[] = [];
  private waitingBytes = 0;
  private writing = 0;
  private idle: (() => void)[] = [];

  constructor(
    private readonly writer: LedgerWriter,
    private readonly today: () => string,
    private readonly onRecorded: () => void = () => undefined,
  ) {}

  /** Settles after the commit. Throws BUSY, at once, when too much waits already. */
  async record(entry: SealedEntry): Promise<Recorded> {
    if (this.waitingBytes > QUEUE_BYTES_MAX) {
      throw new Failure('BUSY', 'Too much waits to be recorded; send it again in a second.', { retryAfterSeconds: 1 });
    }
    return new Promise((resolve, reject) => {
      this.waiting.push({ entry, resolve, reject });
      this.waitingBytes += weight(entry);
      if (this.writing < WRITERS) setImmediate(() => this.leave()); // what arrived in this turn of the loop travels together
    });
  }

  /** Records an entry in a transaction of the caller's, after all that it read there, and commits it. */
  async recordIn(session: Session, entry: SealedEntry): Promise<Recorded> {
    const [recorded] = await this.recordAllIn(session, [entry]);
    return recorded as Recorded; // one answer for each entry
  }

  /** As `recordIn`, of several. */
  async recordAllIn(session: Session, entries: readonly SealedEntry[]): Promise<readonly Recorded[]> {
    const recorded = await this.writer.recordIn(session, entries, this.today());
    this.onRecorded();
    return recorded;
  }

  /** Settles when nothing waits and nothing is being written. */
  async drained(): Promise<void> {
    if (this.waiting.length === 0 && this.writing === 0) return;
    await new Promise<void>((resolve) => this.idle.push(resolve));
  }

  private leave(): void {
    if (this.writing >= WRITERS || this.waiting.length === 0) return;
    const batch = this.take();
    this.writing += 1;
    void this.write(batch).finally(() => {
      this.writing -= 1;
      this.leave();
      if (this.waiting.length === 0 && this.writing === 0) this.idle.splice(0).forEach((resolve) => resolve());
    });
  }

  private take(): readonly Waiting[] {
    let [count, bytes] = [0, 0];
    for (const { entry } of this.waiting) {
      if (count > 0 && (count >= BATCH_ENTRIES_MAX || bytes + weight(entry) > BATCH_BYTES_MAX)) break;
      count += 1;
      bytes += weight(entry);
    }
    this.waitingBytes -= bytes;
    return this.waiting.splice(0, count);
  }

  private async write(batch: readonly Waiting[]): Promise<void> {
    try {
      const recorded = await this.writer.record(
        batch.map(({ entry }) => entry),
        this.today(),
      );
      this.onRecorded();
      batch.forEach(({ resolve }, index) => resolve(recorded[index] as Recorded)); // one answer for each entry, in order
    } catch (error) {
      batch.forEach(({ reject }) => reject(error));
    }
  }
}

function weight({ body }: SealedEntry): number {
  return body.length + ENTRY_OVERHEAD_BYTES;
}
