import { fileURLToPath } from 'node:url';
import type { TestProject } from 'vitest/node';
import { startEmbeddedPostgres } from '#store';
import { removeAbandonedDirectories, temporaryDirectory } from './temporary-directory.ts';
import { buildTemplate, dropAll, newTestRun } from './test-databases.ts';

const MIGRATIONS = fileURLToPath(new URL('../../../prisma/migrations', import.meta.url));

/** Room for the pools of every worker at once. */
const TEST_SETTINGS = { max_connections: '300', max_wal_size: '1GB' };

/**
 * Once per run, before all tests: a server (HEADGATE_TEST_DATABASE_URL, or an embedded one that does not wait for the
 * disk) and a migrated template in it, for `freshDatabase`. In watch mode the template is built again for each rerun.
 */
export async function setup(project: Pick<TestProject, 'provide' | 'onTestsRerun'>): Promise<() => Promise<void>> {
  await removeAbandonedDirectories();
  const server = await testServer();
  const run = newTestRun(server.connectionString);
  const teardown = async () => {
    await dropAll(run).finally(server.stop);
  };

  try {
    await buildTemplate(run, MIGRATIONS);
  } catch (error) {
    await teardown();
    throw error;
  }
  project.onTestsRerun(() => buildTemplate(run, MIGRATIONS));
  project.provide('testDatabases', run);
  return teardown;
}

interface TestServer {
  readonly connectionString: string;
  readonly stop: () => Promise<void>;
}

async function testServer(): Promise<TestServer> {
  // eslint-disable-next-line no-restricted-properties -- tests have no config.ts, and this is their one setting
  const connectionString = process.env['HEADGATE_TEST_DATABASE_URL'];
  if (connectionString !== undefined) return { connectionString, stop: () => Promise.resolve() };

  const directory = await temporaryDirectory();
  const server = await startEmbeddedPostgres({ dataDir: directory.path, durable: false, settings: TEST_SETTINGS });
  return {
    connectionString: server.connectionString(),
    stop: async () => {
      await server.stop();
      await directory[Symbol.asyncDispose]();
    },
  };
}
