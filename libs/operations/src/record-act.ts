import { canonicalJson, contentDigest, type EntryKind, type JsonValue } from '#record';
import { type Recorded, type SealedEntry, sealEntry, type Session } from '#store';

import type { Context } from './context.ts';
import { GATE_VERSION, sealing } from './receive/receive-event.ts';

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
  return sealEntry(
    {
      kind,
      by,
      namespace,
      subject,
      admission: { gate: GATE_VERSION, outcome: 'recorded', codes: [] },
      remarks: '{}',
      identity: undefined,
      canonical,
      frame: { form: 'json', digest: contentDigest(canonical), text: canonical, isExact: false },
      quarantine: undefined,
      redrives: undefined,
    },
    sealing(context),
  );
}
