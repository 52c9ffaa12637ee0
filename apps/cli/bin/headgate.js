#!/usr/bin/env node
import { existsSync } from 'node:fs';

const args = process.argv.slice(2);
if (existsSync(new URL('../../../dist/apps/cli/src/main.js', import.meta.url))) {
  const { run } = await import('../../../dist/apps/cli/src/main.js');
  // eslint-disable-next-line no-restricted-properties -- told to graphql, which else looks for a second copy of itself at each check of a type
  process.env['NODE_ENV'] ??= 'production';
  process.exitCode = await run(args);
} else {
  const message = 'Headgate is not built here; `npm run build` builds it, and so do `npm start` and `npm run demo`.';
  if (args.includes('--json')) process.stdout.write(`${JSON.stringify({ failure: { code: 'BAD_REQUEST', message } })}\n`);
  else process.stderr.write(`headgate: ${message}\n`);
  process.exitCode = 2; // EXIT.wrong, which is in what is not built
}
