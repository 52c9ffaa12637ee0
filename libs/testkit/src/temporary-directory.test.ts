import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { removeAbandonedDirectories, temporaryDirectory } from './temporary-directory.ts';

test('a directory is removed with its scope, or after its process was killed, and never before', async () => {
  const { pid: deadPid } = spawnSync(process.execPath, ['--version']);
  let scoped = '';
  let abandoned = '';
  {
    await using directory = await temporaryDirectory();
    scoped = directory.path;
    abandoned = path.join(path.dirname(scoped), `headgate-test-${deadPid}-left`);
    await mkdir(path.join(abandoned, 'data'), { recursive: true });
    await removeAbandonedDirectories();

    expect([existsSync(scoped), existsSync(abandoned)]).toEqual([true, false]);
  }

  expect(existsSync(scoped)).toBe(false);
});
