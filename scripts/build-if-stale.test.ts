import { execFile } from 'node:child_process';
import { access, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { expect, test } from 'vitest';

import { temporaryRepository } from './temporary-repository.ts';

const run = promisify(execFile);

const door = { '#greeting': { source: './libs/greeting/src/index.ts', default: './dist/libs/greeting/src/index.js' } };
const FILES = {
  'package.json': JSON.stringify({ type: 'module', imports: door }),
  'libs/greeting/src/index.ts': `export { greeting } from './words.ts';`,
  'libs/greeting/src/words.ts': `export const greeting: string = 'hello';`,
  'apps/speak/src/main.ts': `import { readFileSync } from 'node:fs'; import { greeting } from '#greeting';
    process.stdout.write(greeting + readFileSync(new URL('mark.txt', import.meta.url), 'utf8'));`,
  'apps/speak/src/mark.txt': '!',
};

// Goal: dist is built when it must be and only then, and what is built runs on plain Node: doors, `.ts` endings and assets included.
// Method: one small repository with the real settings, through its life.
test('dist follows its sources', async () => {
  await using house = await temporaryRepository({
    files: FILES,
    copies: ['tsconfig.json', 'tsconfig.build.json', 'scripts/build-if-stale.js'],
  });
  const output = async (program: string) => (await run(process.execPath, [join(house.folder, program)])).stdout;
  const build = () => output('scripts/build-if-stale.js');
  const speak = () => output('dist/apps/speak/src/main.js');

  expect(await build()).toMatch(/^Building: .*\nBuilt in \d+\.\d s\.\n$/s);
  expect(await speak()).toBe('hello!');
  expect(await build()).toBe('');

  await house.write('apps/speak/src/mark.txt', '?');
  await house.write('libs/greeting/src/extra.ts', `export const extra = 1;`);
  expect(await build()).toContain('Built');
  expect(await speak()).toBe('hello?');

  await rm(join(house.folder, 'libs/greeting/src/extra.ts'));
  expect(await build()).toContain('Built');
  await expect(access(join(house.folder, 'dist/libs/greeting/src/extra.js'))).rejects.toThrow();

  await house.write('libs/greeting/src/words.ts', `export const greeting = ;`);
  await expect(build()).rejects.toThrow();
});
