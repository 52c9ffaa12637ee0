import { parseArgs } from 'node:util';

import { machine } from '../scripts/prove/record-figures.ts';
import { access } from './access.ts';
import { endAll } from './ending.ts';
import { ingest } from './ingest.ts';
import { keepOut } from './keep-out.ts';
import { labels } from './labels.ts';
import { lineage } from './lineage.ts';
import { log } from './log.ts';
import { report } from './measure.ts';
import { past } from './past.ts';
import { quota } from './quota.ts';

// `npm run bench -- access ingest keep-out labels lineage log past quota [--json] [--quick]`: measures, and never fails on a clock. What a figure is worth: docs/benchmarks.md.

const SCENARIOS = { access, ingest, 'keep-out': keepOut, labels, lineage, log, past, quota };

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'boolean', default: false }, quick: { type: 'boolean', default: false } },
});
const unknown = positionals.filter((name) => !Object.hasOwn(SCENARIOS, name));
if (positionals.length === 0 || unknown.length > 0) {
  const what = unknown.length > 0 ? `There is no benchmark called ${unknown.join(', ')}.` : 'Say what is to be measured.';
  console.error(`${what} There are: ${Object.keys(SCENARIOS).join(', ')}.\nUsage: npm run bench -- <what>... [--json] [--quick]`);
  process.exit(2);
}

const interruption = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    interruption.abort();
    process.on('unhandledRejection', () => undefined); // what was under way fails now, and nobody waits for it any more
    void endAll().finally(() => process.exit(130));
  });
}

const told = report(values.json);
told.say(`on ${machine()}`);
try {
  for (const name of positionals) await SCENARIOS[name as keyof typeof SCENARIOS](told, { isQuick: values.quick });
  told.sayGoals();
} catch (error) {
  if (!interruption.signal.aborted) throw error;
}
