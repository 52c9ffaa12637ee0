import { expect, test } from 'vitest';

import { DAY_MS } from '#foundation';
import { freshInstallation } from '#testkit';

import { applyAccess } from './access/apply-access.ts';
import { whoAmI } from './ask/who-am-i.ts';
import type { Principal } from './context.ts';
import { endingKeyNotices } from './ending-keys.ts';
import { examine } from './examine.ts';

test('that a key ends soon is told to who holds it, to stewards of the team for which that sends, to doctor and to the log', async () => {
  await using installation = await freshInstallation();
  const { context, admin, principals } = installation;
  const now = context.clock.now();
  const make = (name: string, days: number) =>
    principals.create({ kind: 'emitter', name, namespaces: [], expiresAt: new Date(now.getTime() + days * DAY_MS) }, now);
  const [nightly, spark] = [await make('nightly', 3), await make('spark', 5)];
  await make('later', 30);
  const person = (number: number, name: string): Principal => ({
    ...{ id: `00000000-0000-4000-8000-00000000000${number}`, kind: 'person', name, namespaces: [], roles: [] },
  });
  const [stella, rob] = [person(1, 'stella'), person(2, 'rob')];
  const prefix = spark.key.slice(0, 11);
  const text = `teams: { heart: { owns: ["s3://heart"], emitters: ["${prefix}"], members: { steward: [stella], reader: [rob] } } }`;
  await applyAccess(context, admin, { text, isPruning: false, isDryRun: false });

  const told = async (who: Principal) =>
    (await whoAmI(context, who)).endingKeys.map(({ name, teams }) => [name, teams.map(({ team }) => team)]);
  expect(await told({ ...person(0, 'nightly'), kind: 'emitter', id: nightly.id })).toEqual([['nightly', []]]);
  expect(await told(stella)).toEqual([['spark', ['heart']]]);
  expect(await told(rob)).toEqual([]);
  const { expiringKeys } = await examine(context, admin);
  expect(expiringKeys.map(({ name, teams }) => [name, teams])).toEqual([
    ['nightly', []],
    ['spark', [{ team: 'heart', stewards: ['stella'] }]],
  ]);
  const notices = await endingKeyNotices(context);
  expect(notices).toHaveLength(2);
  expect(notices[1]).toMatch(
    new RegExp(
      `^The key ${prefix} of spark ends at \\S+; .*\`headgate keys rotate ${prefix}\`.* To know: spark; the stewards of the team heart: stella\\.$`,
    ),
  );
  expect(notices.join(' ')).not.toContain(spark.key.slice(11));
});
