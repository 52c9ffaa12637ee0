import { expect, test } from 'vitest';

import { type FreshInstallation, freshInstallation, mapAll, person } from '#testkit';

import { listDatasets } from '../ask/list-nodes.ts';
import type { Principal } from '../context.ts';
import { receiveEvent } from '../receive/receive-event.ts';
import { applyAccess } from './apply-access.ts';
import { applyPolicy } from './apply-policy.ts';
import { previewPolicy } from './preview-policy.ts';

const FILE = `
teams:
  heart: { owns: ["s3://heart*"], members: { engineer: [ann], analyst: [ann, "group:hearts"], steward: [eve, leo] } }
  lung: { owns: ["s3://lung"], members: { analyst: [leo] } }
roles:
  analyst: [tom]
`;

/** `beats` and `valves` of the heart team, `airs` of the lung team, `bills` of nobody. */
async function givenTeams(installation: FreshInstallation): Promise<void> {
  const { context, admin } = installation;
  for (const [namespace, name] of [
    ['s3://heart', 'beats'],
    ['s3://heart/raw', 'valves'],
    ['s3://lung', 'airs'],
    ['s3://money', 'bills'],
  ] as const) {
    const event = { eventTime: '2026-03-01T00:00:00Z', producer: 'https://example.com/p', dataset: { namespace, name } };
    await receiveEvent(context, admin, Buffer.from(JSON.stringify(event)));
  }
  await mapAll(context);
  await applyAccess(context, admin, { text: FILE, isPruning: false, isDryRun: false });
}

const textOf = (...rules: readonly object[]): string => JSON.stringify({ name: 'p', rules });
const previewed = async ({ context, admin }: FreshInstallation, ...rules: readonly object[]) => {
  const { changes, idleRules } = await previewPolicy(context, admin, { of: { text: textOf(...rules) } });
  return { changes: changes.map(({ role, change, count, examples }) => [role, change, count, ...examples]), idleRules };
};

const BEATS = 's3://heart beats';
const VALVES = 's3://heart/raw valves';
const AIRS = 's3://lung airs';
const BILLS = 's3://money bills';

test('a rule of what one owns is previewed for a role as it is held: in which teams, everywhere, and in a team by another role', async () => {
  await using installation = await freshInstallation();
  await givenTeams(installation);
  await person(installation, 'eve', 'engineer');
  await person(installation, 'max', 'engineer');

  const own = { roles: ['engineer', 'analyst'], on: { owner: 'own' } };
  expect(await previewed(installation, { effect: 'deny', ...own })).toEqual({
    changes: [
      ['engineer (also of heart)', 'less', 2, BEATS, VALVES],
      ['engineer of heart', 'less', 2, BEATS, VALVES],
    ],
    idleRules: [],
  });
  expect(await previewed(installation, { effect: 'allow', ...own })).toEqual({
    changes: [
      ['analyst of heart', 'more', 2, BEATS, VALVES],
      ['analyst of lung (also of heart)', 'more', 1, AIRS],
    ],
    idleRules: [],
  });
});

test('a rule of what others own is previewed for a role as it is held: it takes from nobody what is of a team of theirs', async () => {
  await using installation = await freshInstallation();
  await givenTeams(installation);
  await person(installation, 'eve', 'engineer');
  await person(installation, 'max', 'engineer');

  const others = { roles: ['engineer', 'analyst'], on: { owner: 'others' } };
  expect(await previewed(installation, { effect: 'deny', ...others })).toEqual({
    changes: [
      ['engineer (also of heart)', 'less', 2, AIRS, BILLS],
      ['engineer', 'less', 4, BEATS, VALVES, AIRS, BILLS],
    ],
    idleRules: [],
  });
  expect(await previewed(installation, { effect: 'allow', ...others })).toEqual({
    changes: [['analyst', 'more', 4, BEATS, VALVES, AIRS, BILLS]],
    idleRules: [],
  });
});

test('what a preview tells of a role as it is held is what whoever holds it so sees less once the policy is in force', async () => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  await givenTeams(installation);
  const eve = await person(installation, 'eve', 'engineer');
  const ann = await person(installation, 'ann');
  const seen = async (who: Principal) => (await listDatasets(context, who, {})).nodes.map(({ namespace, name }) => `${namespace} ${name}`);

  for (const owner of ['own', 'others']) {
    const rules = [{ effect: 'deny', roles: ['engineer'], on: { owner, name: '*s' } }];
    await applyPolicy(context, admin, { text: textOf({ effect: 'deny', roles: ['nobody'], on: { name: 'x' } }) });
    const before = [await seen(eve), await seen(ann)];
    const { changes } = await previewed(installation, ...rules);
    await applyPolicy(context, admin, { text: textOf(...rules) });
    const after = [await seen(eve), await seen(ann)];

    const lost = before.map((names, index) => names.filter((each) => after[index]?.includes(each) !== true).sort());
    const told = ['engineer (also of heart)', 'engineer of heart'].map((called) => {
      const [, , , ...examples] = changes.find(([role]) => role === called) ?? [];
      return examples.toSorted();
    });
    expect([owner, ...told]).toEqual([owner, ...lost]);
  }
});

test('a rule of other policies that says whose a thing is counts, too, and without one a role is told of as held everywhere', async () => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  await givenTeams(installation);
  const draft = { effect: 'deny', roles: ['engineer'], on: { namespace: 's3://*' } };
  expect((await previewed(installation, draft)).changes).toEqual([['engineer', 'less', 4, BEATS, VALVES, AIRS, BILLS]]);

  const own = { effect: 'deny', roles: ['engineer'], on: { owner: 'own', name: 'beats' } };
  await applyPolicy(context, admin, { text: JSON.stringify({ name: 'own', rules: [own] }) });

  expect((await previewed(installation, draft)).changes).toEqual([['engineer of heart', 'less', 1, VALVES]]);
});

test('a rule is called idle where it takes nothing from anybody who holds its roles, and not where it takes something within a team', async () => {
  await using installation = await freshInstallation();
  await givenTeams(installation);
  const deny = (role: string, on: object) => ({ effect: 'deny', roles: [role], action: 'read', on });

  const { idleRules } = await previewed(
    installation,
    deny('analyst', { owner: 'own', name: 'air*' }),
    deny('analyst', { owner: 'own', name: 'bill*' }),
    deny('engineer', { owner: 'others', namespace: 's3://heart*' }),
    deny('engineer', { owner: 'others', namespace: 's3://lung' }),
    deny('nurse', { owner: 'own', name: '*' }),
    deny('nurse', { owner: 'others', name: '*' }),
  );

  expect(idleRules).toEqual([2, 3, 5]);
});
