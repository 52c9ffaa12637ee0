import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { EVIDENCE_FILES } from '#reports';

import { EXIT } from '../command.ts';
import { command as verifyCommand } from '../verify.ts';
import type { Report } from './govern.ts';
import { lineageHtml } from './lineage-html.ts';
import type { Traces } from './page/lineage.ts';

/** What the demo leaves on the disk, and what `headgate verify` said of it. */
export interface TakenAway {
  /** The folder with the signed report. */
  readonly evidence: string;
  readonly checked: readonly string[];
  /** Of the key that it was checked with. */
  readonly fingerprint: string;
  readonly isWhole: boolean;
  /** The page with the drawn lineage. */
  readonly drawing: string;
}

/** Writes the report and the drawing below a folder, over those of an earlier demo and nothing else, and has the report verified. */
export async function takeAway(
  folder: string,
  { report, traces }: { readonly report: Report; readonly traces: Traces },
): Promise<TakenAway> {
  const evidence = path.join(folder, 'report');
  const drawing = path.join(folder, 'lineage.html');
  const { html, json, signature, publicKey, fingerprint } = report;
  const files = {
    [EVIDENCE_FILES.page]: html,
    [EVIDENCE_FILES.report]: json,
    [EVIDENCE_FILES.signature]: signature,
    [EVIDENCE_FILES.key]: publicKey,
  };
  await mkdir(evidence, { recursive: true });
  for (const [file, text] of Object.entries(files)) await written(path.join(evidence, file), text);
  await written(drawing, lineageHtml(traces));

  let said = '';
  const hear = { write: (text: string) => (said += text) };
  const code = await verifyCommand.run([evidence, '--key', fingerprint], { stdout: hear, stderr: hear });
  return { evidence, drawing, fingerprint, isWhole: code === EXIT.done, checked: said.trimEnd().split('\n') };
}

async function written(file: string, text: string): Promise<void> {
  await rm(file, { force: true });
  await writeFile(file, text, { flag: 'wx' });
}
