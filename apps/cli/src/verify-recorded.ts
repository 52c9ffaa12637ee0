import { hex, sha256 } from '#foundation';
import type { Verifier } from '#log';
import { EVIDENCE_FILES } from '#reports';
import { z } from 'zod';

import { keyOfLog } from './log-trust.ts';
import { oneLine } from './output.ts';
import { isGood, type ProofVerdict, proofVerdict, witnessesOf, witnessLines } from './verify-proof.ts';

/** Whether a report was recorded: its digests stand in an entry that is proved to be in a log. */
export interface Recorded {
  readonly isRecorded: boolean;
  /** In a sentence without its end. */
  readonly message: string;
  /** Who saw it, of those whose word is wanted, and lines that say so. */
  readonly witnesses: ReturnType<typeof witnessesOf>;
  readonly lines: readonly string[];
}

/** What a report is checked with. */
export interface RecordAsked {
  readonly proof: string;
  /** Of the log. */
  readonly key: string;
  readonly witnesses: readonly Verifier[];
}

const Record = z.object({ id: z.string(), digest: z.string(), page: z.string() });

/** Checks an opened proof of a report's entry against the files of its evidence folder. Throws BAD_REQUEST where proof or key are none. */
export function recordedBy(files: ReadonlyMap<string, Uint8Array>, { proof, key, witnesses }: RecordAsked): Recorded {
  const verdict = proofVerdict(proof, { log: keyOfLog(key), witnesses });
  const { index, leaf, checked } = verdict;
  const said = { witnesses: witnessesOf(verdict), lines: witnessLines(verdict) };
  const flaw = flawIn(verdict, files);
  if (flaw !== undefined || leaf === undefined || checked.kind !== 'good')
    return { isRecorded: false, message: flaw ?? 'its leaf cannot be read', ...said };
  const { origin, size } = checked.checkpoint;
  return {
    isRecorded: true,
    message: `entry ${index} of the log ${oneLine(origin)} of ${size} entries, recorded ${oneLine(leaf.at)}`,
    ...said,
  };
}

function flawIn(verdict: ProofVerdict, files: ReadonlyMap<string, Uint8Array>): string | undefined {
  const { leaf, opened } = verdict;
  if (!isGood(verdict)) return 'the proof does not hold; headgate verify with the proof alone says why';
  if (opened === null || leaf?.kind !== 'report') return 'the proof opens no report; headgate proof report <id> --open makes one that does';
  const record = Record.safeParse(JSON.parse(opened.text)).data; // canonical JSON, as the commitment shows
  const isOurs = record !== undefined && isOf(files, EVIDENCE_FILES.report, record.digest) && isOf(files, EVIDENCE_FILES.page, record.page);
  return isOurs ? undefined : 'the proof is of another report than the one in this folder';
}

function isOf(files: ReadonlyMap<string, Uint8Array>, name: string, digest: string): boolean {
  const bytes = files.get(name);
  return bytes !== undefined && hex(sha256(bytes)) === digest;
}
