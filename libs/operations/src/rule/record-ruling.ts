import type { Retraction, Setting } from '#lineage';
import { canonicalJson, contentDigest, type JsonValue } from '#record';
import { type Recorded, sealEntry } from '#store';

import { Failure } from '#foundation';
import type { Context, Principal } from '../context.ts';
import { GATE_VERSION, sealing } from '../receive/receive-event.ts';

/** Records what an operator decides about the graph. It takes effect when the map reaches it; an earlier `knownAt` does not show it. */
export async function recordRuling(context: Context, principal: Principal, ruling: Retraction | Setting): Promise<Recorded> {
  if (principal.kind !== 'admin') throw new Failure('ACCESS_DENIED', 'Only an administrator may decide about the graph.');
  const canonical = canonicalJson(ruling as unknown as JsonValue); // plain data of text, numbers, booleans and null
  const kind = 'setting' in ruling ? 'setting' : 'retraction';
  const entry = sealEntry(
    {
      kind,
      by: principal.id,
      namespace: 'rulings',
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
  return context.recorder.record(entry);
}
