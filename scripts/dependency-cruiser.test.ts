import { execFile } from 'node:child_process';
import { join } from 'node:path';

import { expect, test } from 'vitest';
import { z } from 'zod';

import { repository, temporaryRepository } from './temporary-repository.ts';

/** Each lib and what it must not import, spelled out here again, so that a slip in scripts/libs.js shows. */
const ORDER = {
  foundation: 'record',
  record: 'log',
  log: 'lineage',
  lineage: 'labels',
  labels: 'contracts',
  contracts: 'drift',
  drift: 'alerts',
  alerts: 'access',
  access: 'reports',
  reports: 'openlineage',
  openlineage: 'store',
  store: 'operations',
};

/** The rooms of operations, in the same way. */
const ROOMS = { receive: 'map', map: 'ask', ask: 'rule', rule: 'trace', trace: 'quarantine', quarantine: 'sign-in', report: 'log' };

/** `rule: file: what stands in it`. A file may break one rule only. */
const BREACHES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'order-operations': { 'libs/operations/src/up.ts': `import '../../../apps/server/src/main.ts';` },
  'order-unknown-lib': { 'libs/novel/src/lost.ts': `import '#foundation';` },
  'door-only': { 'apps/server/src/window.ts': `import '../../../libs/lineage/src/inner.ts';` },
  'door-by-name': { 'apps/server/src/by-path.ts': `import '../../../libs/lineage/src/index.ts';` },
  'door-not-from-inside': { 'libs/lineage/src/around.ts': `import '#lineage';` },
  'home-of-nest-graphql-kafka': {
    'libs/operations/src/nest.ts': `import type { Module } from '@nestjs/common';`,
    'libs/reports/src/graphql.ts': `import { parse } from 'graphql';`,
    'libs/store/src/kafka.ts': `import { Kafka } from 'kafkajs';`,
  },
  'home-of-prisma-and-pg': {
    'libs/operations/src/pg.ts': `import type { Pool } from 'pg';`,
    'apps/server/src/prisma.ts': `import { PrismaPg } from '@prisma/adapter-pg';`,
    'apps/server/src/client.ts': `import '../../../libs/store/src/control/client/client.ts';`,
  },
  'home-of-casl': { 'libs/operations/src/casl.ts': `import { Ability } from '@casl/ability';` },
  'home-of-the-outside-world': { 'libs/drift/src/files.ts': `import { readFileSync } from 'node:fs';` },
  'home-of-dev-dependencies': { 'libs/store/src/properties.ts': `import fc from 'fast-check';` },
  'testkit-in-tests-only': {
    'apps/cli/src/demo.ts': `import '#testkit';`,
    'apps/server/src/served.ts': `import '../testkit/window.ts';`,
  },
  'reference-stands-apart': {
    'libs/testkit/src/reference-door.ts': `import '#lineage';`,
    'libs/testkit/src/reference-inner.ts': `import '../../lineage/src/inner.ts';`,
    'libs/testkit/src/reference-store.ts': `import '#store';`,
    'libs/testkit/src/reference-keys.ts': `import '../../lineage/src/statements.ts';`,
    'libs/testkit/src/reference-digests.ts': `import '#record';`,
    'libs/testkit/src/reference-bytes.ts': `import '#foundation';`,
  },
  'reference-computes-by-itself': { 'libs/testkit/src/reference-names.ts': `import { nameKey } from '../../lineage/src/names.ts';` },
  'reference-of-access-stands-apart': {
    'libs/testkit/src/reference-access.ts': `import '#access';`,
    'libs/testkit/src/access-cases.ts': `import '#lineage';`,
    'libs/testkit/src/access-coverage.ts': `import './givens.ts';`,
    'libs/testkit/src/reference-masks.ts': `import '../../lineage/src/names.ts';`,
    'scripts/prove/access/cedar.ts': `import '#access';`,
    'scripts/prove/access/cedar-masks.ts': `import '#access';`,
  },
  'client-stands-alone': { 'libs/openlineage-client/src/ours.ts': `import '#foundation';` },
  'no-import-of-a-test': { 'libs/lineage/src/borrowed.ts': `import './inner.test.ts';` },
  'no-circle': { 'libs/alerts/src/chicken.ts': `import type { Egg } from './egg.ts';` },
  'no-vague-name': { 'libs/record/src/drawer.ts': `import './utils.ts';` },
};

/** What is allowed, however near to a breach it stands. */
const ALLOWED = {
  'libs/alerts/src/egg.ts': `import type { Chicken } from './chicken.ts';`, // the other half of the circle, which is reported once
  'libs/lineage/src/inner.ts': `import '#record';`,
  'libs/lineage/src/inner.test.ts': `import '#testkit'; import 'vitest';`,
  'libs/lineage/src/names.ts': ``,
  'libs/lineage/src/statements.ts': ``,
  'libs/foundation/src/instant.ts': ``,
  'libs/record/src/json-value.ts': ``,
  'libs/testkit/src/reference-fold.ts': `import type { Name } from '../../lineage/src/names.ts'; import './reference-words.ts';`,
  'libs/testkit/src/reference-words.ts': `import '../../foundation/src/instant.ts'; import '../../record/src/json-value.ts';`,
  'libs/testkit/src/access-words.ts': `import '#foundation'; import './dice.ts'; import './access-more.ts';`,
  'libs/testkit/src/access-more.ts': ``,
  'libs/testkit/src/dice.ts': ``,
  'libs/testkit/src/givens.ts': `import '#operations'; import 'pg'; import 'fast-check';`,
  'libs/testkit/src/reference-fold.test.ts': `import './givens.ts'; import '#store';`,
  'prisma/seed/story.ts': `import './times.ts'; import '#lineage';`,
  'prisma/seed/times.ts': ``,
  'libs/access/src/ability.ts': `import '@casl/ability';`,
  'libs/record/src/digest.ts': `import { createHash } from 'node:crypto';`,
  'libs/record/src/utils.ts': ``,
  'libs/store/src/rows.ts': `import 'pg'; import './control/client/client.ts';`,
  'libs/store/src/control/client/client.ts': `import './models.ts';`,
  'libs/store/src/control/client/models.ts': `import './client.ts';`,
  'apps/server/src/main.ts': `import '@nestjs/core'; import 'kafkajs'; import '#operations'; import './inner/rooms.ts';`,
  'apps/server/src/inner/rooms.ts': ``,
  'apps/server/testkit/window.ts': `import '#testkit'; import '../src/main.ts';`,
  ...Object.fromEntries(Object.values(ROOMS).map((room) => [`libs/operations/src/${room}/left.ts`, ''])),
};

const libs = [...Object.keys(ORDER), 'operations', 'testkit'];
const doors = Object.fromEntries(libs.map((lib) => [`libs/${lib}/src/index.ts`, '']));
const orderBreaches = Object.entries(ORDER).map(
  ([lib, right]) => [`order-${lib}`, { [`libs/${lib}/src/right.ts`]: `import '#${right}';` }] as const,
);

const roomBreaches = Object.entries(ROOMS).map(
  ([room, right]) => [`order-room-${room}`, { [`libs/operations/src/${room}/right.ts`]: `import '../${right}/left.ts';` }] as const,
);

const Report = z.object({
  summary: z.object({ violations: z.array(z.object({ from: z.string(), rule: z.object({ name: z.string() }) })) }),
});

// Goal: every rule of .dependency-cruiser.js finds its breach, and nothing else.
// Method: a small house in a folder of its own, judged once with the real configuration; the list of violations is compared whole.
test('each planted import is refused by the rule that names it', async () => {
  const planted = [...orderBreaches, ...roomBreaches, ...Object.entries(BREACHES)];
  const packageJson = JSON.stringify({
    type: 'module',
    imports: Object.fromEntries(libs.map((lib) => [`#${lib}`, { source: `./libs/${lib}/src/index.ts` }])),
    devDependencies: { 'fast-check': '*', vitest: '*' },
  });
  const files = Object.fromEntries([
    ['package.json', packageJson],
    ['tsconfig.json', '{}'],
    ...[doors, ALLOWED, ...planted.map(([, texts]) => texts)].flatMap((texts) => Object.entries(texts)),
  ]);

  await using house = await temporaryRepository({ files });

  const violations = await cruise(house.folder);

  const expected = planted.flatMap(([rule, texts]) => Object.keys(texts).map((file) => `${rule}: ${file}`));
  expect(violations).toEqual(expected.sort());
}, 30_000);

/** `rule: file` for each violation in the folder, sorted, each once. */
async function cruise(folder: string): Promise<readonly string[]> {
  const program = join(repository, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
  const args = [
    program,
    '--config',
    join(repository, '.dependency-cruiser.js'),
    '--output-type',
    'json',
    'apps',
    'libs',
    'prisma',
    'scripts',
  ];
  const output = await new Promise<string>((resolve) => {
    execFile(process.execPath, args, { cwd: folder, maxBuffer: 32 * 1024 * 1024 }, (_error, stdout) => resolve(stdout));
  });
  const { violations } = Report.parse(JSON.parse(output)).summary;
  return [...new Set(violations.map(({ rule, from }) => `${rule.name}: ${from}`))].sort();
}
