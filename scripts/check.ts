import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';

import { z } from 'zod';

// `npm run check`: every script of package.json that is named `check:…`, whatever becomes of the others, and at the end what became of each.

interface Outcome {
  readonly name: string;
  readonly passed: boolean;
  readonly output: string;
  readonly seconds: string;
}

const root = join(import.meta.dirname, '..');
const OUTPUT_BYTES_MAX = 64 * 1024 * 1024;

async function run(name: string): Promise<Outcome> {
  const start = performance.now();
  const { passed, output } = await new Promise<Pick<Outcome, 'passed' | 'output'>>((resolve) => {
    execFile('npm', ['run', '--silent', name], { cwd: root, maxBuffer: OUTPUT_BYTES_MAX }, (error, stdout, stderr) =>
      resolve({ passed: error === null, output: `${stdout}${stderr}`.trim() }),
    );
  });
  return { name, passed, output, seconds: `${((performance.now() - start) / 1_000).toFixed(1)} s` };
}

/** Runs what is left, one after another; several of these share one list. Each part speaks when it is done. */
async function runAll(names: string[], outcomes: Outcome[]): Promise<void> {
  for (let name = names.shift(); name !== undefined; name = names.shift()) {
    const outcome = await run(name);
    outcomes.push(outcome);
    console.log(`── ${line(outcome)}`);
    if (!outcome.passed) console.log(`${outcome.output}\n`);
  }
}

function line({ name, passed, seconds }: Outcome): string {
  return `${name.padEnd(18)} ${passed ? 'ok    ' : 'FAILED'} ${seconds.padStart(8)}`;
}

const { scripts } = z
  .object({ scripts: z.record(z.string(), z.string()) })
  .parse(JSON.parse(await readFile(join(root, 'package.json'), 'utf8')));
const names = Object.keys(scripts).filter((name) => name.startsWith('check:'));
const outcomes: Outcome[] = [];

await Promise.all(Array.from({ length: availableParallelism() }, () => runAll(names, outcomes)));

const failed = outcomes.filter(({ passed }) => !passed);
console.log(`\n${outcomes.map(line).join('\n')}`);
console.log(
  failed.length === 0
    ? '\nAll checks passed.'
    : `\n${failed.length} of ${outcomes.length} checks failed: ${failed.map(({ name }) => name).join(', ')}`,
);
process.exitCode = failed.length === 0 ? 0 : 1;
