import { GraphStatistics } from '#store';
import {
  applyAccess,
  applyContract,
  applyPolicy,
  type Context,
  type Installation,
  keepLabels,
  Mapper,
  openInstallation,
  type Principal,
  receiveEvent,
  recordRuling,
} from '#operations';

import { freshDatabase } from './fresh-database.ts';
import { type HistoryStep, randomHistory } from './random-history.ts';
import { emitterId, recordedHistory } from './recorded-history.ts';
import { temporaryDirectory } from './temporary-directory.ts';

/** A Headgate of a test's own, without a server: a database, a key file, and what operations need. */
export interface FreshInstallation extends Installation, AsyncDisposable {
  readonly dataDir: string;
  /** An administrator that holds no key. */
  readonly admin: Principal;
}

export async function freshInstallation(): Promise<FreshInstallation> {
  const database = await freshDatabase();
  const directory = await temporaryDirectory();
  const installation = await openInstallation({
    databaseUrl: database.connectionString,
    dataDir: directory.path,
    migrations: '', // the template is migrated
    migrate: false,
    connections: 4,
  });
  return {
    ...installation,
    dataDir: directory.path,
    admin: { id: installation.context.randomness.uuid(), kind: 'admin', name: 'a test', namespaces: [], roles: ['admin'] },
    [Symbol.asyncDispose]: async () => {
      await installation.close();
      await database[Symbol.asyncDispose]();
      await directory[Symbol.asyncDispose]();
    },
  };
}

/** Records a history, in order: its events through the gate, all else as an administrator's. */
export async function recordHistory(context: Context, admin: Principal, history: readonly HistoryStep[]): Promise<void> {
  const rulings = recordedHistory(history).steps.flatMap((step) => (step.kind === 'ruling' ? [step.ruling] : []));
  for (const step of history) {
    if (step.kind === 'event') {
      const emitter: Principal = { id: emitterId(step.emitter), kind: 'emitter', name: step.emitter, namespaces: ['*'], roles: [] };
      const received = await receiveEvent(context, emitter, Buffer.from(step.body));
      if (received.kind === 'quarantined') throw new Error(`a history holds what cannot be used: ${JSON.stringify(received.problems)}`);
    } else if (step.kind === 'policy' || step.kind === 'contract' || step.kind === 'bodies') {
      await recordSaid(context, admin, step);
    } else {
      const ruling = rulings.shift();
      if (ruling !== undefined) await recordRuling(context, admin, ruling);
    }
  }
}

async function recordSaid(
  context: Context,
  admin: Principal,
  step: Extract<HistoryStep, { readonly kind: 'policy' | 'contract' | 'bodies' }>,
): Promise<void> {
  if (step.kind === 'policy') {
    const { position } = await applyPolicy(context, admin, step);
    if (position === null) throw new Error('a policy of a history waits for a second person');
  } else if (step.kind === 'contract') {
    const applied = await applyContract(context, admin, step);
    if (applied.kind === 'unreadable')
      throw new Error(`a history holds a contract that cannot be used: ${JSON.stringify(applied.problems)}`);
  } else {
    const text = JSON.stringify({ datasets: { [step.logical]: step.bodies } });
    await applyAccess(context, admin, { text, isPruning: false, isDryRun: false });
  }
}

/** Folds all that is recorded into the live graph. */
export async function mapAll(context: Context): Promise<void> {
  const mapper = new Mapper(context);
  while ((await mapper.projectEntries()) > 0);
  await new GraphStatistics(context.database).refresh(); // a young graph has none, and walks over it are planned as if it were empty
}

/** Follows labels to all that is mapped. */
export async function labelAll(context: Context): Promise<void> {
  while ((await keepLabels(context)).hasMore);
}

/** A random history of `size` steps, recorded and folded; and its entries, for the reference. */
export async function mappedHistory(
  { context, admin }: FreshInstallation,
  { seed, size }: { readonly seed: number; readonly size: number },
): Promise<ReturnType<typeof recordedHistory>['entries']> {
  const history = randomHistory(seed, size);
  await recordHistory(context, admin, history);
  await mapAll(context);
  return recordedHistory(history).entries;
}
