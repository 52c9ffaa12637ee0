import {
  canonicalJson,
  commitmentOf,
  contentDigest,
  ENTRY_KIND_CODES,
  JSON_DEPTH_CEILING,
  type JsonValue,
  openBytes,
  readJson,
  saltOf,
  SealBroken,
} from '#record';
import { type EntryFrame, type KeyStore, readFrame, type StoredEntry } from '#store';
import { z } from 'zod';

const KINDS = new Map(Object.entries(ENTRY_KIND_CODES).map(([kind, code]) => [code, kind]));
const Admission = z.object({ gate: z.int(), outcome: z.string(), codes: z.array(z.string()) });

/** Leaf v1 (docs/decisions/0001) of an entry as it is stored, spelled out member by member: what spells leaves for the log is judged by it. Undefined: it has none. */
export function leafStored(log: string, { kind, by, at, admission, commitment }: StoredEntry): string | undefined {
  const told = Admission.safeParse(jsonOf(admission)).data;
  const called = KINDS.get(kind);
  if (told === undefined || called === undefined) return undefined;
  const codes = [...new Set(told.codes)].sort().map((code) => JSON.stringify(code)); // of a closed list, in ASCII
  return [
    `{"admission":{"codes":[${codes.join(',')}],"gate":${told.gate},"outcome":${JSON.stringify(told.outcome)}}`,
    `"at":"${at}","by":"${by}","commitment":"${commitment.toString('hex')}","kind":"${called}","log":"${log}","v":1}`,
  ].join(',');
}

/** What the body of an entry says, in canonical JSON; or why it is not what the entry committed to. */
export type OpenedBody = { readonly text: string } | { readonly flaw: string };

export function openedBody(keys: Pick<KeyStore, 'periodKeyById'>, { body, secret, periodKey, commitment }: StoredEntry): OpenedBody {
  if (body === null || secret === null) return { flaw: 'its body is gone, and no entry says why' };
  const key = keys.periodKeyById(periodKey);
  if (key === undefined) return { flaw: 'its body does not open: its key is not in the key file' };
  const sealed = { periodKey: key.key, secret };
  try {
    const text = canonicalIn(readFrame(openBytes({ ...sealed, body })));
    const isRecorded = text !== undefined && commitmentOf(saltOf(sealed), text).equals(commitment);
    return isRecorded ? { text } : { flaw: 'its body is not the one that was recorded' };
  } catch (error) {
    if (error instanceof SealBroken) return { flaw: 'its body was changed' };
    throw error;
  }
}

/** What an entry commits to (docs/decisions/0001). Undefined: the digest beside it is another's. */
export function canonicalIn(frame: EntryFrame): string | undefined {
  if (frame.form === 'bytes') return JSON.stringify(frame.bytes.toString('base64'));
  const canonical = frame.isExact ? exactCanonical(frame.text) : canonicalJson(JSON.parse(frame.text) as JsonValue); // recorded after it was read as JSON
  return canonical !== undefined && contentDigest(canonical).equals(frame.digest) ? canonical : undefined;
}

function exactCanonical(text: string): string | undefined {
  const reading = readJson(Buffer.from(text), { depthMax: JSON_DEPTH_CEILING });
  return reading.kind === 'json' ? reading.canonical : undefined;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
