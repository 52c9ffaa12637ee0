import { createHash } from 'node:crypto';

import { hex } from '#foundation';
import { draftEvent, type DraftEvent, type Retraction, type Setting } from '#lineage';
import { parseEvent } from '#openlineage';
import { contentDigest, readJson } from '#record';

import type { HistoryStep } from './random-history.ts';
import type { HistoryEntry } from './reference-fold.ts';
import { subjectOf } from './reference-said.ts';
import type { RefLabelling, RefSpoken } from './reference-spoken.ts';

/** A history as a ledger would hold it: duplicates gone, positions given, digests known. One list for the product, one for the reference. */
export interface RecordedHistory {
  readonly entries: readonly HistoryEntry[];
  readonly steps: readonly RecordedStep[];
}

export type RecordedStep = { readonly position: number } & (
  | { readonly kind: 'event'; readonly by: string; readonly draft: DraftEvent }
  | { readonly kind: 'ruling'; readonly ruling: Retraction | Setting }
);

/** Every step must be one that the gate accepts. */
export function recordedHistory(history: readonly HistoryStep[]): RecordedHistory {
  const read = history.map((step) => (step.kind === 'event' ? { ...step, ...readEvent(step.body) } : step));
  const digests = read.flatMap((step) => (step.kind === 'event' ? [step.digest] : []));
  const seen = new Set<string>();
  const inForce = new Map<string, string>();
  const entries: HistoryEntry[] = [];
  const steps: RecordedStep[] = [];

  for (const step of read) {
    const position = entries.length;
    if (step.kind === 'event') {
      if (seen.has(step.digest)) continue;
      seen.add(step.digest);
      const by = emitterId(step.emitter);
      entries.push({ position, kind: 'event', digest: step.digest, emitter: by, event: step.event });
      steps.push({ position, kind: 'event', by, draft: draftEvent(step.event, step.digest) });
    } else if (step.kind === 'setting') {
      entries.push({ position, kind: 'setting', setting: step.setting });
      steps.push({ position, kind: 'ruling', ruling: step.setting });
    } else if (step.kind === 'policy' || step.kind === 'contract' || step.kind === 'bodies') {
      const spoken = spokenBy(step);
      const [subject, text] = [subjectOf(spoken), JSON.stringify(spoken)];
      if (inForce.get(subject) === text) continue;
      inForce.set(subject, text);
      entries.push({ position, ...spoken });
    } else {
      const retraction = retractionOf(step, digests);
      entries.push({ position, kind: 'retraction', retraction });
      steps.push({ position, kind: 'ruling', ruling: retraction });
    }
  }
  return { entries, steps };
}

function readEvent(body: string) {
  const reading = readJson(Buffer.from(body), { depthMax: 100 });
  if (reading.kind !== 'json') throw new Error(`a history holds what is not JSON: ${body}`);
  const parsed = parseEvent(reading.value);
  if (parsed.kind !== 'event') throw new Error(`a history holds what cannot be used: ${JSON.stringify(parsed.problems)}`);
  return { event: parsed.event, digest: hex(contentDigest(reading.canonical)) };
}

function spokenBy(step: Extract<HistoryStep, { readonly kind: RefSpoken['kind'] }>): RefSpoken {
  if (step.kind === 'bodies') return { kind: 'bodies', logical: step.logical, bodies: step.bodies };
  if (step.kind === 'contract') return { kind: 'contract', text: step.text };
  return { kind: 'policy', policy: JSON.parse(step.text) as RefLabelling }; // whoever made the step wrote a policy
}

function retractionOf(
  step: Extract<HistoryStep, { readonly kind: 'retract-events' | 'retraction' }>,
  digests: readonly string[],
): Retraction {
  if (step.kind === 'retract-events') {
    return { retraction: step.id, events: step.of.flatMap((index) => digests[index] ?? []), why: 'a test' };
  }
  const { retraction } = step;
  return 'emitter' in retraction ? { ...retraction, emitter: emitterId(retraction.emitter) } : retraction;
}

/** A name as a UUID, the same every time. */
export function emitterId(name: string): string {
  const digits = createHash('sha256').update(name).digest('hex');
  return [digits.slice(0, 8), digits.slice(8, 12), `4${digits.slice(13, 16)}`, `8${digits.slice(17, 20)}`, digits.slice(20, 32)].join('-');
}
