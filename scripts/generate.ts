import { join } from 'node:path';

import { configurationPage } from './generators/configuration-page.ts';
import { differences, write } from './generators/generated.ts';
import { graphqlPage } from './generators/graphql-page.ts';
import { graphqlTypes } from './generators/graphql-types.ts';
import { prismaClient } from './generators/prisma-client.ts';
import { questionsPage } from './generators/questions-page.ts';

// `npm run generate` writes everything that is made from something else. With --check it writes nothing and fails when that would change a file.

const root = join(import.meta.dirname, '..');
const generators = [prismaClient, graphqlTypes, graphqlPage, configurationPage, questionsPage];

const generated = await Promise.all(generators.map((generate) => generate(root)));
const changed = (await Promise.all(generated.map((made) => differences(root, made)))).flat();

if (changed.length === 0) {
  console.log('Generated files are current.');
} else if (process.argv.includes('--check')) {
  console.error(`Not what \`npm run generate\` writes:\n${changed.map((path) => `  ${path}`).join('\n')}`);
  process.exitCode = 1;
} else {
  await Promise.all(generated.map((made) => write(root, made)));
  console.log(changed.map((path) => `wrote ${path}`).join('\n'));
}
