import { execFile } from 'node:child_process';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { temporaryRepository } from './temporary-repository.ts';

/** What the check says of a lock file that it refuses before it installs anything. */
async function complaint(packages: object): Promise<string> {
  const lock = JSON.stringify({ lockfileVersion: 3, packages }, undefined, 2);
  const files = { 'package.json': '{}', '.npmrc': '', 'package-lock.json': lock };
  await using house = await temporaryRepository({ files, copies: ['scripts/check-dependencies.sh'] });

  return await new Promise((resolve, reject) => {
    execFile('sh', [join(house.folder, 'scripts/check-dependencies.sh')], (error, _stdout, stderr) => {
      if (error === null) reject(new Error('the lock file was accepted'));
      else resolve(stderr);
    });
  });
}

test('a lock file that names a registry is refused', async () => {
  const packages = { 'node_modules/a': { version: '1.0.0', resolved: 'https://example.org/a.tgz' } };

  expect(await complaint(packages)).toContain('names the registry');
});

test('a lock file without the packages of another platform is refused, and names them', async () => {
  const optionalDependencies = { 'a-linux': '1.0.0', 'a-darwin': '1.0.0', 'a-windows': '1.0.0' };
  const packages = {
    '': {},
    'node_modules/b/node_modules/a': { optionalDependencies },
    'node_modules/b/node_modules/a-linux': {},
    'node_modules/a-darwin': {},
  };

  expect(await complaint(packages)).toContain('a-windows (of node_modules/b/node_modules/a)\ncheck-dependencies: package-lock.json lacks');
});
