import type { Instant } from '#foundation';

import type { LineageEvent } from '#lineage';
import type { Retraction, Setting } from '#lineage';
import { referenceSnapshot, type HistoryEntry } from './reference-fold.ts';
import type { RefSpoken } from './reference-spoken.ts';

/** What is recorded: an event alone (its digest grows with its position, the emitter is `e`), or with either of these given. */
export type Recorded =
  LineageEvent | Retraction | Setting | RefSpoken | { readonly event: LineageEvent; readonly digest?: string; readonly emitter?: string };

/** A ledger of these entries, in this order. */
export function historyOf(...recorded: readonly Recorded[]): readonly HistoryEntry[] {
  return recorded.map((one, position) => {
    if ('setting' in one) return { position, kind: 'setting', setting: one };
    if ('retraction' in one || 'reinstate' in one) return { position, kind: 'retraction', retraction: one };
    const digest = position.toString(16).padStart(4, '0');
    if ('kind' in one && (one.kind === 'policy' || one.kind === 'contract' || one.kind === 'bodies')) return { position, ...one };
    if ('event' in one) return { position, kind: 'event', digest, emitter: 'e', ...one };
    return { position, kind: 'event', digest, emitter: 'e', event: one };
  });
}

type Part = string | boolean | null;

/** The facts of one kind that hold at T, all entries known unless `knownAt` says fewer, in short words without the namespace, sorted. */
export function factsAt(
  kind: 'presence' | 'facet' | 'edge' | 'identity' | 'run' | 'run-io',
  history: readonly HistoryEntry[],
  { asOf, knownAt = history.length }: { readonly asOf: Instant; readonly knownAt?: number },
): readonly string[] {
  const lines = referenceSnapshot(history, { asOf, knownAt }).map((line) => JSON.parse(line) as readonly Part[]); // lines of the reference
  return lines
    .filter(([first]) => first === kind)
    .map(([, ...parts]) => words(kind, parts))
    .sort();
}

function words(kind: string, parts: readonly Part[]): string {
  if (kind === 'edge') return edgeWords(parts);
  return parts.filter((part) => part !== 'n').join(' ');
}

/** `observed column/lineage a.id -> b.id (DIRECT IDENTITY - false)`; the job in `via` is named where no end is that job. */
function edgeWords([mode, kind, origin, ...parts]: readonly Part[]): string {
  const [sourceKind, , source, sourceField, , , target, targetField, , via, type, subtype, description, masking] = parts;
  const from = sourceKind === null ? 'nothing' : [source, sourceField].filter((part) => part !== null).join('.');
  const to = [target, targetField].filter((part) => part !== null).join('.');
  const by = via === null || via === source || via === target ? '' : ` via ${String(via)}`;
  const how = type === null ? '' : ` (${String(type)} ${String(subtype ?? '-')} ${String(description ?? '-')} ${String(masking)})`;
  return `${String(mode)} ${String(kind)}${origin === null ? '' : `/${String(origin)}`} ${from} -> ${to}${by}${how}`;
}
