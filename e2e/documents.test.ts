import { chmod, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { describe, expect, inject, test } from 'vitest';

import { temporaryDirectory } from '#testkit';

import { startServer } from './support/running-server.ts';
import { isShown, pageText, Prompt, shellBlocks } from './support/shell-blocks.ts';

// Goal: what a page tells a reader to type works, and prints what the page shows.
// Method: every shell block of a page is run at one prompt, in the order of the page, against a server that was just started; the pages beside each other.

/** What needs a whole checkout and minutes, or never ends. `.ci/run` runs the first two; this test starts the server itself. */
const NOT_HERE: ReadonlySet<string> = new Set(['npm ci && npm run demo', 'npm ci && npm test', 'npm start', 'headgate serve']);

const checkout = inject('checkout');

test('a page shows what was printed, but for what it leaves open', () => {
  expect(isShown('a … c\n…\nend', 'a b c\n1\n2\nend\n')).toBe(true);
  expect(isShown('a … c\n…\nend', 'a b c\nend')).toBe(true);
  expect(isShown('a (b)', 'a (b)\nmore')).toBe(false);
  expect(isShown('a … c', 'a b\nc')).toBe(false);
});

describe.concurrent.each(['README.md', 'docs/getting-started.md', 'docs/administration.md'])('%s', (page) => {
  test('every shell block does what stands below it', async () => {
    const blocks = shellBlocks(await pageText(page)).filter(({ script }) => !NOT_HERE.has(script.trim()));
    await using folder = await temporaryDirectory();
    await using server = await startServer(checkout);
    const bin = path.join(folder.path, 'bin');
    await mkdir(bin);
    await writeFile(path.join(bin, 'headgate'), `#!/bin/sh\nexec "${process.execPath}" "${checkout}/apps/cli/bin/headgate.js" "$@"\n`);
    await chmod(path.join(bin, 'headgate'), 0o755);
    const prompt = new Prompt(folder.path, {
      ...server.environment,
      // eslint-disable-next-line no-restricted-properties -- the shell of a reader has a path, and this is it
      PATH: `${bin}:${process.env['PATH'] ?? ''}`,
      HEADGATE_URL: server.address,
      HEADGATE_KEY: server.adminKey,
    });

    const differing: object[] = [];
    for (const { line, script, shown } of blocks) {
      const { printed, code } = await prompt.run(script.replaceAll('http://127.0.0.1:4000', server.address));
      if (code !== 0 || (shown !== undefined && !isShown(shown, printed.replaceAll(server.address, 'http://127.0.0.1:4000')))) {
        differing.push({ page, line, code, shown, printed });
      }
    }

    expect(blocks.length).toBeGreaterThan(2);
    expect(differing).toEqual([]);
  });
});
