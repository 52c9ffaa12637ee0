import { parseArgs } from 'node:util';

import { access } from './prove/access.ts';
import { bitemporal } from './prove/bitemporal.ts';
import { crash } from './prove/crash.ts';
import { leaks } from './prove/leaks.ts';
import { permute } from './prove/permute.ts';
import type { Proof, Size } from './prove/proof.ts';
import { runProof } from './prove/run-proof.ts';
import { tamper } from './prove/tamper.ts';

// `npm run prove -- <what>... --size ci|full`: what must hold, shown at length. Exits 1 when it does not, 2 when it was asked wrongly.

const PROOFS: Readonly<Record<string, Proof>> = { permute, bitemporal, crash, access, leaks, tamper };

const usage = `Usage: npm run prove -- <what>... [--size ci|full]

${Object.entries(PROOFS)
  .map(([name, { summary }]) => `  ${name.padEnd(12)} ${summary}`)
  .join('\n')}

A stopped proof goes on where it was, for as long as no file has changed. --size full adds its figures to docs/proofs.md.
`;

async function main(): Promise<number> {
  const { positionals: names, values } = parseArgs({
    allowPositionals: true,
    options: { size: { type: 'string', default: 'ci' }, help: { type: 'boolean', default: false } },
  });
  if (values.help) {
    console.log(usage);
    return 0;
  }
  const unknown = names.filter((name) => !Object.hasOwn(PROOFS, name));
  if (names.length === 0 || unknown.length > 0 || !isSize(values.size)) {
    const what = unknown.length > 0 ? `There is no proof called ${unknown.join(', ')}.` : 'Say what is to be proved, and at which size.';
    console.error(`${what}\n\n${usage}`);
    return 2;
  }
  let holds = true;
  for (const name of names) if (!(await runProof(name, PROOFS[name] as Proof, values.size))) holds = false; // unknown ones were refused
  return holds ? 0 : 1;
}

function isSize(size: string): size is Size {
  return size === 'ci' || size === 'full';
}

// An embedded Postgres is stopped by a handler that a signal would pass over.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));
process.exitCode = await main();
