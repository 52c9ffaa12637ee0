import type { Instant } from '#foundation';
import type { LabelRule } from '#labels';
import type { NodeId } from '#lineage';
import { type Asked, concernedByLabels, type EntryTouched, type TouchedFrom } from '#store';

import type { Context } from '../context.ts';
import { foundAnew, hasMoved, keepAnew, seedsOf } from './labels-anew.ts';

/** Entries that are looked at together where one before them moved something: more may concern labels now. */
export const STRETCH_ENTRIES = 256;

/** How often the graph may still be looked at in a turn, until when (by the process's clock) once something is done, and how many events are looked at together. */
export interface Looks {
  left: number;
  readonly until: number;
  readonly eventsMax: number;
}

/** Entries that wrote and emptied datasets, and did nothing else to what data bear. */
export interface Along {
  readonly entries: readonly EntryTouched[];
  /** What of it concerns labels, as far as these are kept. */
  readonly concerned: ReadonlySet<NodeId>;
  readonly rules: readonly LabelRule[];
  /** Names changed, too, or events count no longer or again, of what does not concern labels yet. */
  readonly isMore: boolean;
  readonly looks: Looks;
}

/**
 * Moves labels on along some entries, each believed from the size behind it; tells how far it came. An entry that may lessen what is held is looked at by itself.
 * Those between two of them only add: where together they come to what was kept, it was so at each size in between, else they are halved.
 */
export async function moveAlong(context: Context, asked: Asked, along: Along): Promise<bigint> {
  let { concerned } = along;
  for (let rest = along.entries; ;) {
    const about = rest.filter(({ written }) => [...written.keys()].some((node) => concerned.has(node)));
    const [first] = about;
    if (first === undefined) return asked.knownAt;
    const step = await moveStep(context, asked, { ...along, entries: about, concerned });
    if (step === undefined) return first.position;
    if (performance.now() > along.looks.until) return step.last + 1n;
    rest = rest.filter(({ position }) => position > step.last);
    if (!step.hasMoved) continue;
    if (along.isMore || rest.length > STRETCH_ENTRIES) return step.last + 1n;
    concerned = await concernedByLabels(asked, [...new Set(rest.flatMap(({ written }) => [...written.keys()]))]);
  }
}

interface Step {
  /** The last entry that it took. */
  readonly last: bigint;
  readonly hasMoved: boolean;
}

/** Takes the first entry, and as many after it as can be taken together. Undefined: the turn has looked often enough. */
async function moveStep(context: Context, asked: Asked, { entries, concerned, rules, looks }: Along): Promise<Step | undefined> {
  for (let some = takenTogether(entries, concerned); looks.left > 0; some = some.slice(0, Math.ceil(some.length / 2))) {
    looks.left -= 1;
    const last = some.at(-1)?.position ?? 0n;
    const size = { ...asked, knownAt: last + 1n };
    const seeds = seedsOf({ otherwise: [], written: writtenBy(some, concerned), rules, eventsMax: looks.eventsMax });
    let isMoved = false;
    if (some.length === 1) {
      for (const each of seeds) isMoved = (await keepAnew(context, size, each)) || isMoved;
      return { last, hasMoved: isMoved };
    }
    for (const each of seeds) isMoved ||= hasMoved(await foundAnew(context, size, each));
    if (!isMoved) return { last, hasMoved: false };
  }
  return undefined;
}

/** The first, if it may lessen what is held; else all up to the next that may. */
function takenTogether(entries: readonly EntryTouched[], concerned: ReadonlySet<NodeId>): readonly EntryTouched[] {
  const next = entries.findIndex(({ lessened }) => [...lessened].some((node) => concerned.has(node)));
  return next < 0 ? entries : entries.slice(0, Math.max(next, 1));
}

/** What some entries wrote, of what concerns labels, from the earliest time on. */
export function writtenBy(entries: readonly EntryTouched[], concerned: ReadonlySet<NodeId>): TouchedFrom {
  const all = new Map<NodeId, Instant>();
  for (const { written } of entries)
    for (const [node, from] of written) if (concerned.has(node) && (all.get(node) ?? from) >= from) all.set(node, from);
  return all;
}
