import { appendFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

import { GIB } from '#foundation';

const PAGE = path.join(import.meta.dirname, '../../docs/proofs.md');

/** What machine this is, without its name. */
export function machine(): string {
  const [cpu] = os.cpus();
  return `${(cpu?.model ?? 'unknown processor').trim()}, ${os.availableParallelism()} cores, ${Math.round(os.totalmem() / GIB)} GiB`;
}

/** Adds a line to docs/proofs.md: what was shown, of which commit, when and where. */
export async function recordFigures(name: string, figures: string, commit: string): Promise<void> {
  const day = new Date().toISOString().slice(0, 10);
  await appendFile(PAGE, `| ${name} | ${figures} | \`${commit}\` | ${day} | ${machine()} |\n`);
}
