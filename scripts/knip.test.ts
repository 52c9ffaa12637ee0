import { execFile } from 'node:child_process';
import { join } from 'node:path';

import { expect, test } from 'vitest';
import { z } from 'zod';

import { repository, temporaryRepository } from './temporary-repository.ts';

const Names = z.array(z.object({ name: z.string() })).default([]);
const Report = z.object({
  files: z.array(z.string()),
  issues: z.array(z.object({ dependencies: Names, exports: Names, types: Names })),
});

const DEAD = {
  'libs/foundation/src/forgotten.ts': `export const forgotten = 1;`,
  'libs/foundation/src/index.ts': `export { used, unused } from './words.ts';\nexport type { Unused } from './words.ts';`,
  'libs/foundation/src/words.ts': `export const used = 1;\nexport const unused = 2;\nexport type Unused = 3;`,
  'apps/server/src/main.ts': `import { used } from '#foundation';\nimport 'pg';\nconsole.log(used);`,
  // As a build leaves it: knip must judge the sources all the same.
  'dist/libs/foundation/src/index.js': `export { used, unused } from './words.js';`,
  'dist/libs/foundation/src/words.js': `export const used = 1; export const unused = 2;`,
};

test('a dead file, export and dependency are found, through the doors and with a build lying about', async () => {
  const door = { source: './libs/foundation/src/index.ts', default: './dist/libs/foundation/src/index.js' };
  const packageJson = { name: 'dead', type: 'module', imports: { '#foundation': door }, dependencies: { pg: '*', pino: '*' } };
  const files = { ...DEAD, 'package.json': JSON.stringify(packageJson) };
  await using house = await temporaryRepository({ files, copies: ['knip.json', 'tsconfig.json'] });

  const report = await knip(house.folder);

  const named = (kind: 'dependencies' | 'exports' | 'types') => [
    ...new Set(report.issues.flatMap((issue) => issue[kind].map(({ name }) => name))),
  ];
  expect(report.files).toEqual(['libs/foundation/src/forgotten.ts']);
  expect(named('dependencies')).toEqual(['pino']);
  expect(named('exports')).toEqual(['unused']);
  expect(named('types')).toEqual(['Unused']);
}, 30_000);

async function knip(folder: string): Promise<z.infer<typeof Report>> {
  const program = join(repository, 'node_modules/knip/bin/knip.js');
  const output = await new Promise<string>((resolve) => {
    execFile(process.execPath, [program, '--include-libs', '--reporter', 'json'], { cwd: folder }, (_error, stdout) => resolve(stdout));
  });
  return Report.parse(JSON.parse(output));
}
