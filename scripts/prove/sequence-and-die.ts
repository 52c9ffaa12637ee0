import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

import pg from 'pg';

import type * as Operations from '#operations';

// One turn of keeping the log, in a process that ends itself by SIGKILL at a step of it: before a message to Postgres, after one was sent whose answer nobody waits for, or before a call that
// changes a file. Arguments: the folder of the built program, the address of the database, the data folder, the number of the step. Prints how many steps there are where it came to the end.

const [checkout = '', databaseUrl = '', dataDir = '', last = ''] = process.argv.slice(2);
const operations = pathToFileURL(path.join(checkout, 'dist/libs/operations/src/index.js')).href;
const { openInstallation, sequenceLog } = (await import(operations)) as typeof Operations;
let step = 0;

/** Counts a step, and ends the process when it is the one. */
function reach(): void {
  if (step === Number(last)) {
    process.kill(process.pid, 'SIGKILL');
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0); // until it is gone
  }
  step += 1;
}

const { context, close } = await openInstallation({ databaseUrl, dataDir, migrations: '', migrate: false, connections: 1 });

type Query = (this: pg.Client, ...args: unknown[]) => unknown;
const prototype = pg.Client.prototype as unknown as { query: Query };
const { query } = prototype;
prototype.query = function (...args) {
  reach();
  const answered = query.apply(this, args);
  setImmediate(reach); // it is on its way
  return answered;
};
for (const name of ['openSync', 'writeSync', 'fsyncSync', 'renameSync'] as const) {
  const call = fs[name] as (...args: unknown[]) => unknown;
  Object.assign(fs, {
    [name]: (...args: unknown[]) => {
      reach();
      return call(...args);
    },
  });
}
syncBuiltinESMExports();

while ((await sequenceLog(context)).hasMore);
const steps = step;
await close();
process.stdout.write(`${steps}\n`);
