import { hex, sha256 } from '#foundation';
import { EVIDENCE_FILES } from '#reports';
import { z } from 'zod';

import { keyOfLog } from './log-trust.ts';
import { oneLine } from './output.ts';
import { isGood, type ProofVerdict, proofVerdict } from './verify-proof.ts';

/** Whether a report was recorded: its digests stand in an entry that is proved to be in a log. */
export interface Recorded {
  readonly isRecorded: boolean;
  /** In a sentence without its end. */
  readonly message: string;
}

const Record = z.object({ id: z.string(), digest: z.string(), page: z.string() });

/** Checks an opened proof of a report's entry against the files of its evidence folder. Throws BAD_REQUEST where proof or key are none. */
export function recordedBy(
  files: ReadonlyMap<string, Uint8Array>,
  { proof, key }: { readonly proof: string; readonly key: string },
): Recorded {
  const verdict = proofVerdict(proof, keyOfLog(key));
  const { index, leaf, checked } = verdict;
  const flaw = flawIn(verdict, files);
  if (flaw !== undefined || leaf === undefined || checked.kind !== 'good')
    return { isRecorded: false, message: flaw ?? 'its leaf cannot be read' };
  const { origin, size } = checked.checkpoint;
  return { isRecorded: true, message: `entry ${index} of the log ${oneLine(origin)} of ${size} entries, recorded ${oneLine(leaf.at)}` };
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
