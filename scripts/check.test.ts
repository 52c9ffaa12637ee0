import { execFile } from 'node:child_process';

import { expect, test } from 'vitest';

import { temporaryRepository } from './temporary-repository.ts';

interface Ended {
  readonly code: unknown;
  readonly output: string;
}

/** Checks a repository that has these scripts. */
async function check(scripts: Readonly<Record<string, string>>): Promise<Ended> {
  const files = { 'package.json': JSON.stringify({ type: 'module', scripts }) };
  await using house = await temporaryRepository({ files, copies: ['scripts/check.ts', 'scripts/typescript.js'] });

  return await new Promise((resolve) => {
    execFile(process.execPath, ['--import=./scripts/typescript.js', 'scripts/check.ts'], { cwd: house.folder }, (error, stdout, stderr) =>
      resolve({ code: error?.code ?? 0, output: stdout + stderr }),
    );
  });
}

test('the check runs every part, whatever becomes of the others, and fails when one does', async () => {
  const { code, output } = await check({
    'check:sound': 'echo never shown',
    'check:broken': 'echo the reason && exit 3',
    'check:last': 'true',
    other: 'exit 1',
  });

  expect(code).toBe(1);
  expect(output).toMatch(/check:sound +ok .*check:last +ok .*1 of 3 checks failed: check:broken/s);
  expect(output).toContain('the reason');
  expect(output).not.toContain('never shown');
}, 30_000);

test('the check passes when every part does', async () => {
  const { code, output } = await check({ 'check:sound': 'true' });

  expect(code).toBe(0);
  expect(output).toContain('All checks passed.');
}, 30_000);
