import { canonicalJson, contentDigest, type EntryKind, type JsonValue } from '#record';
import { type Recorded, type SealedDeed, type SealedEntry, sealEntry, type Session, type EntryFrame } from '#store';

import { deedIn, type TellingEntry } from './access/deed.ts';
import type { Context } from './context.ts';
import { GATE_VERSION, sealing } from './receive/receive-event.ts';
import { isTrailKind } from './trail-kinds.ts';

/** Of what an act is found by; a setting is told by all that it says. */
const THING_LENGTH_MAX = 300;

/** Something that was decided or done, as plain data. */
export interface Act {
  readonly kind: Exclude<EntryKind, 'event' | 'quarantined'>;
  /** Whose period key seals it. */
  readonly namespace: string;
  /** What finds it again beside its kind. Undefined: nobody looks for it but the map. */
  readonly subject?: string;
  readonly body: JsonValue;
}

/** Records an act of a principal, by its id. Settles after the commit. Whether it may be done is decided by who calls this. */
export async function recordAct(context: Context, by: string, act: Act): Promise<Recorded> {
  return context.recorder.record(sealedAct(context, by, act));
}

/** Records an act in a transaction of the caller's, after all that was read there to decide on it, and commits it. */
export async function recordActIn(
  context: Context,
  session: Session,
  { by, act }: { readonly by: string; readonly act: Act },
): Promise<Recorded> {
  return context.recorder.recordIn(session, sealedAct(context, by, act));
}

/** As `recordActIn`, of several acts: all of them, or none. */
export async function recordActsIn(
  context: Context,
  session: Session,
  { by, acts }: { readonly by: string; readonly acts: readonly Act[] },
): Promise<readonly Recorded[]> {
  return context.recorder.recordAllIn(
    session,
    acts.map((act) => sealedAct(context, by, act)),
  );
}

function sealedAct(context: Context, by: string, { kind, namespace, subject, body }: Act): SealedEntry {
  const canonical = canonicalJson(body);
  const frame: EntryFrame = { form: 'json', digest: contentDigest(canonical), text: canonical, isExact: false };
  const remarks = kind === 'decision' || context.from === undefined ? '{}' : JSON.stringify({ from: context.from }); // a decision tells it itself
  return sealEntry(
    {
      kind,
      by,
      namespace,
      subject,
      admission: { gate: GATE_VERSION, outcome: 'recorded', codes: [] },
      remarks,
      deeds: subject === undefined || !isTrailKind(kind) ? undefined : deedsIn({ kind, frame, remarks }, subject),
      identity: undefined,
      canonical,
      frame,
      quarantine: undefined,
      redrives: undefined,
    },
    sealing(context),
  );
}

/**
 * What the trail finds an act by: each thing that it names. What is stored of it is compared with this by whoever checks the ledger: a word that is told otherwise
 * needs a migration of what is stored.
 */
export function deedsIn(entry: TellingEntry, subject: string): readonly SealedDeed[] {
  const { deed } = deedIn(entry, subject);
  const { action, outcome, what, decisions } = deed;
  if (decisions.length === 0) return [{ action, outcome, about: null, thing: what.slice(0, THING_LENGTH_MAX) }];
  return decisions.flatMap(({ names, about, ...decided }) =>
    names.map((thing) => ({ action: decided.action, outcome: decided.outcome, about: about?.id ?? null, thing })),
  );
}
