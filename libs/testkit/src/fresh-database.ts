import { inject } from 'vitest';
import { cloneTemplate, dropDatabase, type TestDatabases } from './test-databases.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Put there by global-setup.ts. */
    readonly testDatabases: TestDatabases;
  }
}

/** A database of a test's own with all migrations in it, removed at the end of its scope. */
export interface FreshDatabase extends AsyncDisposable {
  readonly connectionString: string;
}

export async function freshDatabase(): Promise<FreshDatabase> {
  const run = inject('testDatabases') as TestDatabases | undefined; // undefined without the global setup, whatever its type says
  if (run === undefined) {
    throw new Error("Tests with a database need globalSetup: ['libs/testkit/src/global-setup.ts'] in vitest.config.ts.");
  }

  const { name, connectionString } = await cloneTemplate(run);
  return { connectionString, [Symbol.asyncDispose]: () => dropDatabase(run, name) };
}
