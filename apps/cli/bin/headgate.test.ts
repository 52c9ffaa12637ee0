import { spawnSync } from 'node:child_process';
import { cp, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { expect, test } from 'vitest';

import { temporaryDirectory } from '#testkit';

const MESSAGE = 'Headgate is not built here; `npm run build` builds it, and so do `npm start` and `npm run demo`.';

test('where nothing was built the command says in one sentence what to do, and ends with 2', async () => {
  await using checkout = await temporaryDirectory();
  const bin = path.join(checkout.path, 'apps', 'cli', 'bin', 'headgate.js');
  await cp(path.join(import.meta.dirname, 'headgate.js'), bin);
  await writeFile(path.join(checkout.path, 'package.json'), '{ "type": "module" }');
  const ran = (...args: readonly string[]) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [bin, ...args], { encoding: 'utf8' });
    return { status, stdout, stderr };
  };

  expect(ran('digest')).toEqual({ status: 2, stdout: '', stderr: `headgate: ${MESSAGE}\n` });
  const told = `${JSON.stringify({ failure: { code: 'BAD_REQUEST', message: MESSAGE } })}\n`;
  expect(ran('digest', '--json')).toEqual({ status: 2, stdout: told, stderr: '' });
});
