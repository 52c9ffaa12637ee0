import { defineConfig } from 'vitest/config';

const NEEDS_DATABASE = [
  'libs/{store,operations,testkit}/**/*.test.ts',
  'apps/server/**/*.test.ts',
  'apps/cli/src/*.test.ts',
  'prisma/**/*.test.ts',
  'scripts/control-schema.test.ts',
  'scripts/prove/attribute-list.test.ts',
  'scripts/prove/access/judge-rows.test.ts',
];
/**
 * What needs minutes: bad input at every door, attacks on the window, kills at each step of keeping the log, secrets and leaks looked for in all that is said, people at a provider, labels of random histories and of drafts, walks of random graphs with names and without, what commands
 * read from afar, every shell block of the documents, the breaches that the checks must find. CI runs it: `npm run test:long`.
 */
const LONG = [
  'e2e/{bad-input,graphql-hardening,secrets,leaks,documents,sequencer-steps}.test.ts',
  'apps/server/src/oidc/login.test.ts',
  'apps/server/src/oidc/access-tokens.test.ts',
  'apps/cli/src/{remote-reading,sign-in}.test.ts',
  'libs/operations/src/trace/{keep-labels,label-property,topology-property,walk-property}.test.ts',
  'libs/operations/src/access/{drafted-labels,reorganised}.test.ts',
  'libs/testkit/src/random-labelled-history.test.ts',
  'scripts/{build-if-stale,check,eslint,knip}.test.ts',
];
/** Starts one Postgres for the run and migrates a template that each test's database is cloned from. */
const globalSetup = ['libs/testkit/src/global-setup.ts'];

const builtSetup = [...globalSetup, 'e2e/support/global-setup.ts'];

/** Tests run the sources: `#names` resolve by the condition `source`, as they do for the compiler. */
const resolve = { conditions: ['source'], externalConditions: ['source'] };

export default defineConfig({
  resolve: {
    ...resolve,
    // The file that Node itself takes. Vite would take another, and graphql refuses objects of a second copy of itself.
    alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }],
  },
  ssr: { resolve },
  environments: { __vitest__: { resolve } }, // where global setups run
  test: {
    testTimeout: 180_000, // a clock is no test: machines are slow, and busy with others
    hookTimeout: 180_000, // some build the program first
    maxWorkers: 3, // for 2 cores: much of a test's time is spent waiting for Postgres and for other processes
    projects: [
      {
        extends: true,
        // One set of modules for all files of a worker: what they hold is what a process holds, and loading it anew for each file took a quarter of the time.
        test: {
          name: 'unit',
          isolate: false,
          include: ['{libs,apps,scripts}/**/*.test.ts'],
          exclude: ['**/node_modules/**', ...NEEDS_DATABASE, ...LONG],
        },
      },
      { extends: true, test: { name: 'store', isolate: false, include: NEEDS_DATABASE, exclude: LONG, globalSetup } },
      { extends: true, test: { name: 'e2e', include: ['e2e/**/*.test.ts'], exclude: LONG, globalSetup: builtSetup } },
      { extends: true, test: { name: 'long', testTimeout: 600_000, include: LONG, globalSetup: builtSetup } }, // minutes each, where others are at work on the machine
    ],
  },
});
