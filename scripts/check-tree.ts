import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

import { strangersAt } from './tree.ts';

// `npm run check:tree`: at the root lies what is named in tree.ts. Asks git, so that what is ignored does not count.

const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
  cwd: join(import.meta.dirname, '..'),
  encoding: 'utf8',
  maxBuffer: 64 * 1024 * 1024,
});
const strangers = strangersAt(files.split('\n').filter((file) => file !== ''));
if (strangers.length > 0) {
  console.error(`At the root lies what is not named in scripts/tree.ts: ${strangers.join(', ')}. Remove it, or name it there.`);
  process.exitCode = 1;
}
