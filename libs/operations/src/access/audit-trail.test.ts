import { readFileSync } from 'node:fs';

import { expect, test } from 'vitest';

import { freshInstallation, given } from '#testkit';

import { setLineageWindow } from '../rule/set-lineage-window.ts';
import { applyPolicy } from './apply-policy.ts';
import { auditTrail, type TrailFilter } from './audit-trail.ts';

const FIND_DEEDS = readFileSync(new URL('../../../../prisma/migrations/20261208000000_find_deeds/migration.sql', import.meta.url), 'utf8');

test('a list by what entries tell says up to where an earlier version recorded them, and nothing of that else', async () => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  const older = given((await applyPolicy(context, admin, { text: 'name: old\nrules: []' })).position ?? undefined);
  await setLineageWindow(context, admin, { job: null, days: 7 });
  await context.database.transaction(async (session) => {
    await session.send('delete from hot.ledger_deed; drop index hot.ledger_deed_by_action; drop table hot.act_without_deed');
    await session.send(FIND_DEEDS);
  });
  await applyPolicy(context, admin, { text: 'name: new\nrules: []' });
  const asked = async (filter: TrailFilter) => {
    const { header, nodes } = await auditTrail(context, admin, { alsoUnmapped: true, kinds: ['policy'], ...filter });
    const told = header.reasons.filter(({ code }) => code === 'OLDER_ENTRIES');
    return [nodes.map(({ what }) => what), told.map(({ message }) => message.split(' were ')[0])];
  };

  const apart = [`Entries up to position ${older}`];
  expect(await asked({ action: 'apply policy' })).toEqual([['new'], apart]);
  expect(await asked({ outcome: 'done' })).toEqual([['new'], apart]);
  expect(await asked({ thing: 'n*' })).toEqual([['new'], apart]);
  expect(await asked({})).toEqual([['new', 'old'], []]);
  expect(await asked({ who: admin.id })).toEqual([['new', 'old'], []]);
  expect(await asked({ kinds: ['policy', 'setting'], action: 'set' })).toEqual([[], [`Entries up to position ${older + 1n}`]]);
  expect(await asked({ kinds: ['contract'], action: 'contract' })).toEqual([[], []]);
});
