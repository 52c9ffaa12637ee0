import { Mapper } from '#operations';
import { Database } from '#store';
import { diceOf } from '#testkit';

import { contextOf } from './proof-server.ts';

/** What a process that maps is told: a store to map, until it is told to stop. */
export interface MapOrder {
  readonly connectionString: string;
  readonly keyFile: string;
  readonly tenant: number;
  readonly seed: number;
}

/** Entries in a micro-batch. */
const BATCHES = [1, 3, 10, 40, 500];
const PAUSE_MS = 2;

let isWanted = false;

/** Asked through a function, for another turn of the loop may have said no. */
function isStillWanted(): boolean {
  return isWanted;
}

/** Maps for as long as it is wanted, beside others that do the same, and counts the batches that it had the lane for. */
async function map({ connectionString, keyFile, tenant, seed }: MapOrder): Promise<number> {
  const database = new Database(connectionString, { connections: 2 });
  const mapper = new Mapper(contextOf({ database, keyFile, tenant }));
  const dice = diceOf(seed);
  let batches = 0;
  isWanted = true;
  while (isStillWanted()) {
    const count = await mapper.projectEntries(dice.pick(BATCHES));
    if (count > 0) batches += 1;
    if (count === 0 || dice.chance(0.2)) await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
  await database.close();
  return batches;
}

process.on('message', (order: MapOrder | 'stop') => {
  if (order === 'stop') isWanted = false;
  else
    void map(order).then(
      (batches) => process.send?.({ batches }),
      (error: unknown) => process.send?.({ failure: error instanceof Error ? error.stack : String(error) }),
    );
});
process.once('disconnect', () => process.exit());
process.send?.('ready');
