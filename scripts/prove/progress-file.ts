import { execFileSync } from 'node:child_process';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { z } from 'zod';

import { GIB, sha256 } from '#foundation';

/** What differs from a commit may be large. */
const GIT_BYTES_MAX = GIB;
/** Where there is no git, nobody can tell whether files have changed. */
const NO_COMMIT = 'unknown';

/** The page that proofs write is no part of what they prove. */
const ALL_BUT_FIGURES = ['.', ':!docs/proofs.md'];

const ROOT = path.join(import.meta.dirname, '../..');

const Progress = z.object({
  commit: z.string(),
  /** The unit to go on with. */
  next: z.int(),
  tally: z.record(z.string(), z.number()),
  seconds: z.number(),
});
export type Progress = z.infer<typeof Progress>;

/** The commit that is checked out, and when files differ from it, a digest of how. */
export function checkedOut(): string {
  try {
    const git = (...args: string[]): string =>
      execFileSync('git', args, { cwd: ROOT, encoding: 'utf8', maxBuffer: GIT_BYTES_MAX, stdio: ['ignore', 'pipe', 'ignore'] }).trim();
    const commit = git('rev-parse', '--short=12', 'HEAD');
    const changes =
      git('diff', 'HEAD', '--', ...ALL_BUT_FIGURES) + git('ls-files', '--others', '--exclude-standard', '--', ...ALL_BUT_FIGURES);
    return changes === '' ? commit : `${commit} with changes ${sha256(changes).toString('hex').slice(0, 8)}`;
  } catch {
    return NO_COMMIT;
  }
}

/** How far a proof has come, kept in a file so that it can be stopped. Another commit begins anew. */
export class ProgressFile {
  private readonly file: string;

  constructor(name: string, size: string) {
    this.file = path.join(ROOT, '.headgate/prove', `${name}-${size}.json`);
  }

  async read(commit: string): Promise<Progress> {
    const text = await readFile(this.file, 'utf8').catch(() => '{}');
    const read = Progress.safeParse(JSON.parse(text));
    return read.success && commit !== NO_COMMIT && read.data.commit === commit ? read.data : { commit, next: 0, tally: {}, seconds: 0 };
  }

  async write(progress: Progress): Promise<void> {
    await mkdir(path.dirname(this.file), { recursive: true });
    await writeFile(this.file, `${JSON.stringify(progress)}\n`);
  }

  async remove(): Promise<void> {
    await rm(this.file, { force: true });
  }
}
