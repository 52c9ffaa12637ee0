import { DAY_MS, type Instant, parseInstant } from '#foundation';
import {
  BEGINNING,
  canonicalRunId,
  type CountedEvent,
  END,
  type Name,
  nameKey,
  type NodeId,
  type NodeName,
  readRetraction,
  readSetting,
  type Retraction,
  type Setting,
} from '#lineage';

import type { Session } from '../sql/session.ts';
import type { Place } from './place.ts';
import { textIn } from './rows.ts';

/** Thirty days, in nanoseconds: the lineage window when no setting says otherwise. */
const LINEAGE_WINDOW_DEFAULT = BigInt(30 * DAY_MS) * 1_000_000n;

/** Gives ids to names. */
export type NodeIds = (names: Iterable<NodeName>) => Promise<(name: NodeName) => NodeId>;

/** What is asked of a retraction: whether it takes this event out. */
export interface Questioned {
  readonly event: Pick<CountedEvent, 'time' | 'digest'>;
  readonly by: string;
  readonly runName: { readonly job: Name; readonly runId: string } | undefined;
}

/** Everything that operators ruled, up to the mapped position. Few, so kept whole. */
export class Rulings {
  private readonly retractions = new Map<string, Exclude<Retraction, { readonly reinstate: string }>>();
  private readonly reinstated = new Set<string>();
  /** Retractions by the digests that they name: one may name ten thousand. */
  private readonly byDigest = new Map<string, string[]>();
  private readonly windows = new Map<NodeId, bigint>();
  private general = LINEAGE_WINDOW_DEFAULT;

  static async read(session: Session, at: Place, nodes: NodeIds): Promise<Rulings> {
    const rulings = new Rulings();
    const retractions = await session.rows`
      select retraction.body from hot.retraction as retraction
      where retraction.tenant = ${at.tenant}::int and retraction.generation = ${at.generation}::int order by retraction.position`;
    for (const row of retractions) rulings.takeRetraction(readRetraction(textIn(row, 'body')));
    const settings = await session.rows`
      select setting.body from hot.setting as setting
      where setting.tenant = ${at.tenant}::int and setting.generation = ${at.generation}::int order by setting.position`;
    const read = settings.map((row) => readSetting(textIn(row, 'body')));
    const node = await nodes(
      read.flatMap((setting): NodeName[] =>
        setting.setting === 'lineage-window' && setting.job !== null ? [{ kind: 'job', ...setting.job }] : [],
      ),
    );
    for (const setting of read) rulings.takeSetting(setting, node);
    return rulings;
  }

  takeRetraction(retraction: Retraction): void {
    if ('reinstate' in retraction) {
      this.reinstated.add(retraction.reinstate);
      return;
    }
    this.retractions.set(retraction.retraction, retraction);
    if (!('events' in retraction)) return;
    for (const digest of retraction.events) this.byDigest.set(digest, [...(this.byDigest.get(digest) ?? []), retraction.retraction]);
  }

  takeSetting(setting: Setting, node: (name: NodeName) => NodeId): void {
    if (setting.setting !== 'lineage-window') return;
    const window = BigInt(Math.round(setting.days * DAY_MS)) * 1_000_000n;
    if (setting.job === null) this.general = window;
    else this.windows.set(node({ kind: 'job', ...setting.job }), window);
  }

  /** How long a job's edge outlives its last sighting, in nanoseconds. */
  window(speaker: NodeId): bigint {
    return this.windows.get(speaker) ?? this.general;
  }

  hasOwnWindow(speaker: NodeId): boolean {
    return this.windows.has(speaker);
  }

  /** A retraction by its id, whether it is active or not. */
  retraction(id: string): Exclude<Retraction, { readonly reinstate: string }> | undefined {
    return this.retractions.get(id);
  }

  /** Whether an active retraction names the event. */
  takesOut(asked: Questioned): boolean {
    if (this.byDigest.get(asked.event.digest)?.some((id) => !this.reinstated.has(id)) === true) return true;
    for (const [id, retraction] of this.retractions) if (!this.reinstated.has(id) && names(retraction, asked)) return true;
    return false;
  }
}

/** Whether a retraction of a run or of an emitter's period names the event. */
function names(retraction: Exclude<Retraction, { readonly reinstate: string }>, { event, by, runName }: Questioned): boolean {
  if ('events' in retraction) return false;
  if ('run' in retraction)
    return (
      runName !== undefined &&
      runName.runId === canonicalRunId(retraction.run.runId) &&
      nameKey(runName.job) === nameKey(retraction.run.job)
    );
  return by === retraction.emitter && event.time >= boundOf(retraction.from, BEGINNING) && event.time < boundOf(retraction.to, END);
}

function boundOf(text: string | null, open: Instant): Instant {
  if (text === null) return open;
  const parsed = parseInstant(text);
  if (parsed === undefined) throw new Error(`a retraction holds a time that is not one: ${text}`);
  return parsed.instant;
}
