import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

import { SECOND_MS } from '#foundation';

// `npm run pages -- <page.html>...` opens pages in Chromium, as a phone and as a desktop and light and dark, and has axe look for what keeps people out.
// Nothing is fetched: a page is a file. CHROMIUM names the browser where it is not on the path.

const SIZES = { phone: '390,844', desktop: '1280,900' } as const;
const SCHEMES = { light: '1', dark: '0' } as const;
const BROWSER_MS_MAX = 60 * SECOND_MS;
/** Long enough for axe on a page of some thousand elements. */
const VIRTUAL_MS = 20 * SECOND_MS;
const DOM_BYTES_MAX = 64 * 1024 * 1024;

interface Violation {
  readonly id: string;
  readonly help: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
}

interface Looked {
  readonly violations: readonly Violation[];
  /** Rules that were tried and held. */
  readonly passes: number;
  /** How far the page reaches beyond the window, in pixels. */
  readonly overflow: number;
}

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Runs in the page, which then holds nothing but what was found. */
const PROBE = `addEventListener('load', async () => {
  const { violations, passes } = await axe.run(document);
  const overflow = document.documentElement.scrollWidth - innerWidth;
  const found = { violations: violations.map(({ id, help, nodes }) => ({ id, help, nodes: nodes.map(({ html, failureSummary }) => ({ html, failureSummary })) })), passes: passes.length, overflow };
  document.documentElement.textContent = 'found ' + btoa(encodeURIComponent(JSON.stringify(found))) + ' end';
});`;

async function lookAt(file: string, { size, scheme }: { readonly size: string; readonly scheme: string }): Promise<Looked> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'headgate-page-'));
  try {
    const page = await readFile(file, 'utf8');
    const probed = path.join(folder, 'page.html');
    const open = page.replace(/<meta[^>]*content-security-policy[^>]*>/i, ''); // it would keep the probe out
    await writeFile(probed, `${open}\n<script>${axe}</script><script>${PROBE}</script>`);
    const { stdout } = await promisify(execFile)(
      // eslint-disable-next-line no-restricted-properties -- a check has no config.ts, and this is its one setting
      process.env['CHROMIUM'] ?? 'chromium',
      [
        ...['--headless', '--no-sandbox', '--disable-gpu', '--hide-scrollbars', `--user-data-dir=${folder}/browser`],
        ...[`--window-size=${size}`, `--blink-settings=preferredColorScheme=${scheme}`, `--virtual-time-budget=${VIRTUAL_MS}`],
        ...['--dump-dom', `file://${probed}`],
      ],
      { timeout: BROWSER_MS_MAX, maxBuffer: DOM_BYTES_MAX },
    );
    const found = /found ([\w+/=]+) end/.exec(stdout)?.[1];
    if (found === undefined) throw new Error(`axe told nothing of ${file}`);
    return JSON.parse(decodeURIComponent(atob(found))) as Looked; // what PROBE writes
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

let failed = 0;
const pages = process.argv.slice(2);
if (pages.length === 0) throw new Error('name the pages to look at');
for (const page of pages) {
  for (const [sizeName, size] of Object.entries(SIZES)) {
    for (const [schemeName, scheme] of Object.entries(SCHEMES)) {
      const { violations, passes, overflow } = await lookAt(page, { size, scheme });
      const isWell = violations.length === 0 && passes > 0 && overflow <= 0;
      if (!isWell) failed += 1;
      console.log(`${isWell ? 'well' : 'NOT WELL'}: ${path.basename(page)}, ${sizeName}, ${schemeName}: ${passes} rules hold`);
      if (overflow > 0) console.log(`  the page is ${overflow} px wider than the window`);
      for (const { id, help, nodes } of violations)
        console.log(`  ${id}: ${help}\n${nodes.map(({ html }) => `    ${html.slice(0, 200)}`).join('\n')}`);
    }
  }
}
if (failed > 0) process.exitCode = 1;
