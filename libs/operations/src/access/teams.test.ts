import { expect, test } from 'vitest';

import { Failure, formatInstant } from '#foundation';
import { type FreshInstallation, freshInstallation, given, mapAll, person } from '#testkit';

import { findDataset } from '../ask/find-dataset.ts';
import { listDatasets } from '../ask/list-nodes.ts';
import type { Principal } from '../context.ts';
import { receiveEvent } from '../receive/receive-event.ts';
import { applyAccess } from './apply-access.ts';
import { applyPolicy } from './apply-policy.ts';
import { auditTrail } from './audit-trail.ts';
import { decideAccess } from './decide.ts';
import { listStandings } from './list-standings.ts';
import { whoCould } from './who-could.ts';

const FACET = { _producer: 'https://example.com/p', _schemaURL: 'https://openlineage.io/spec/facets/1-0-0/Some.json' };
const FILE = `
teams:
  heart:
    owns: ["s3://heart*"]
    members: { engineer: [ann, "group:heart-engineers"], steward: [bob] }
  brain:
    owns: ["s3://brain"]
    members: { engineer: [bob] }
roles:
  auditor: ["group:audit"]
  ml-reader: [eve]
`;

const dataset = (namespace: string, name: string) => ({ dataset: { namespace, name } });
const BEATS = dataset('s3://heart/raw', 'beats');
const WAVES = dataset('s3://brain', 'waves');

/** `beats` (with the column `ssn`, tagged PHI) of the heart team, `waves` of the brain team. */
async function givenDatasets({ context, admin }: FreshInstallation): Promise<void> {
  const tags = { ...FACET, tags: [{ key: 'classification', value: 'PHI', field: 'ssn' }] };
  for (const { dataset: named } of [BEATS, WAVES]) {
    const event = { eventTime: '2026-03-01T00:00:00Z', producer: 'https://example.com/p', dataset: { ...named, facets: { tags } } };
    await receiveEvent(context, admin, Buffer.from(JSON.stringify(event)));
  }
  await mapAll(context);
}

const apply = ({ context, admin }: FreshInstallation, text: string, flags: { isPruning?: boolean; isDryRun?: boolean } = {}) =>
  applyAccess(context, admin, { text, isPruning: false, isDryRun: false, ...flags });
const names = async ({ context }: FreshInstallation, who: Principal): Promise<readonly string[]> =>
  (await listDatasets(context, who, {})).nodes.map(({ name }) => name);

test('an access file that is applied twice changes nothing the second time, and what it does not name stays until it is pruned', async () => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  const told = async (applied: ReturnType<typeof apply>): Promise<readonly string[]> =>
    (await applied).changes.map(({ what, name, change }) => `${what} ${name} ${change}`);

  expect(await told(apply(installation, FILE, { isDryRun: true }))).toEqual([
    'team heart added',
    'team brain added',
    'role auditor added',
    'role ml-reader added',
  ]);
  expect((await listStandings(context, admin, { alsoUnmapped: true })).teams).toEqual([]);
  await apply(installation, FILE);
  expect(new Set((await apply(installation, FILE)).changes.map(({ change }) => change))).toEqual(new Set(['same']));

  const smaller = 'teams: { heart: { owns: ["s3://heart*"], members: { engineer: [ann] }, contacts: ["#heart", "https://wiki/heart"] } }';
  expect(await told(apply(installation, smaller))).toEqual([
    'team heart changed',
    'team brain left',
    'role auditor left',
    'role ml-reader left',
  ]);
  expect(await told(apply(installation, smaller, { isPruning: true }))).toEqual([
    'team heart same',
    'team brain removed',
    'role auditor removed',
    'role ml-reader removed',
  ]);
  const { teams, roles } = await listStandings(context, admin, { alsoUnmapped: true });
  expect({ teams: teams.map(({ team, contacts }) => ({ team, contacts })), roles }).toEqual({
    teams: [{ team: 'heart', contacts: ['#heart', 'https://wiki/heart'] }],
    roles: [],
  });

  const trail = await auditTrail(context, admin, { kinds: ['policy'], alsoUnmapped: true });
  expect(trail.nodes.map(({ action, what }) => `${action} ${what}`).toSorted()).toEqual(
    ['remove role auditor', 'remove role ml-reader', 'remove team brain', 'set role auditor', 'set role ml-reader']
      .concat(['set team brain', 'set team heart', 'set team heart'])
      .toSorted(),
  );
  await expect(apply(installation, 'teams: { own: { owns: [] } }\nroles: { admin: [x] }')).rejects.toThrow(
    /own and others are words of rules.*admin is no role for rules and teams/,
  );
});

test('who is in a team sees what the team owns, by name or by group, and whoever is in nothing is told so', async () => {
  await using installation = await freshInstallation();
  const { context } = installation;
  await givenDatasets(installation);
  await apply(installation, FILE);
  const [ann, bob, zoe, eve] = [
    await person(installation, 'ann'),
    await person(installation, 'bob'),
    await person(installation, 'zoe'),
    await person(installation, 'eve'),
  ];

  expect(await names(installation, ann)).toEqual(['beats']);
  expect(await names(installation, bob)).toEqual(['waves', 'beats']);
  expect(await names(installation, { ...zoe, groups: ['heart-engineers'] })).toEqual(['beats']);
  expect(await names(installation, eve)).toEqual([]);
  await expect(names(installation, zoe)).rejects.toThrow(
    new Failure('ACCESS_DENIED', 'You have no role, and so see nothing; ask an administrator for one.'),
  );
  await expect(findDataset(context, ann, WAVES)).rejects.toThrow(/no such dataset/);

  await applyPolicy(context, installation.admin, {
    text: 'name: lake\nrules: [{ effect: allow, roles: [ml-reader], on: { namespace: "s3://brain" } }]',
  });
  expect(await names(installation, eve)).toEqual(['waves']);
});

test('an auditor is whoever the access file names, by group, id or the name of a key; a name that a provider tells is none', async () => {
  await using installation = await freshInstallation();
  const { context } = installation;
  const [dora, emil] = [await person(installation, 'dora'), await person(installation, 'emil')];
  await apply(installation, `roles: { auditor: [dora, "group:audit", ${emil.id}] }`);
  const readsTrail = async (who: Principal): Promise<boolean> =>
    auditTrail(context, who, {}).then(
      () => true,
      () => false,
    );

  expect(await readsTrail(dora)).toBe(true);
  expect(await readsTrail({ ...dora, groups: [] })).toBe(false);
  expect(await readsTrail({ ...dora, groups: ['audit'] })).toBe(true);
  expect(await readsTrail({ ...emil, name: 'anybody', groups: [] })).toBe(true);
  expect(await readsTrail({ ...emil, id: dora.id, name: 'emil', groups: [] })).toBe(false);
});

test('a cursor that no page gave is refused', async () => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  await apply(installation, FILE);
  const { pageInfo } = await auditTrail(context, admin, { first: 1, alsoUnmapped: true });
  const [version, print, asOf, knownAt] = JSON.parse(Buffer.from(given(pageInfo.endCursor), 'base64url').toString()) as unknown[];
  const after = Buffer.from(JSON.stringify([version, print, asOf, knownAt, ['anything']])).toString('base64url');

  await expect(auditTrail(context, admin, { after, alsoUnmapped: true })).rejects.toMatchObject({ code: 'BAD_REQUEST' });
});

test('who could see or read something is told for now and for a time past, by the rules and teams of then', async () => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  await givenDatasets(installation);
  const [ann, carl] = [await person(installation, 'ann'), await person(installation, 'carl', 'engineer')];
  await mapAll(context);
  const before = formatInstant(given((await auditTrail(context, admin, { first: 1 })).nodes[0]).recordedAt);
  await apply(installation, FILE);
  await applyPolicy(context, admin, {
    text: `name: phi
rules:
  - { effect: deny, roles: [engineer], on: { tag: classification=PHI, columns: ["*"], owner: others } }
  - { effect: allow, roles: [ml-reader], action: read, on: { namespace: "s3://heart*" }, purpose: [sepsis] }`,
  });
  await mapAll(context);
  const could = async (question: Partial<Parameters<typeof whoCould>[2]>): Promise<readonly string[]> =>
    (await whoCould(context, admin, { ...BEATS, action: 'see', ...question })).who.map(({ kind, name }) => `${kind} ${name}`);

  expect((await could({})).filter((who) => !who.startsWith('admin'))).toEqual([
    'person ann',
    'person carl',
    'group audit',
    'group heart-engineers',
    'named bob',
  ]);
  expect((await could({ column: 'ssn' })).filter((who) => !who.startsWith('admin'))).toEqual([
    'person ann',
    'group audit',
    'group heart-engineers',
    'named bob',
  ]);
  expect((await could({ asOf: before })).filter((who) => !who.startsWith('admin'))).toEqual(['person carl']);
  expect(await could({ action: 'read' })).toEqual([]);
  expect(await could({ action: 'read', purpose: 'sepsis' })).toEqual(['named eve']);

  const ofCarl = await decideAccess(context, carl, { ...BEATS, columns: ['ssn'], action: 'see' });
  expect(ofCarl).toMatchObject({
    isAllowed: false,
    policy: { name: 'phi', rule: 1 },
    grants: [{ role: 'engineer', team: null, by: 'key' }],
  });
  expect(await decideAccess(context, admin, { ...BEATS, columns: ['ssn'], action: 'see', who: 'ann' })).toMatchObject({
    isAllowed: true,
    grants: [{ role: 'engineer', team: 'heart', by: 'ann' }],
  });
  expect(await decideAccess(context, admin, { ...BEATS, action: 'read', who: 'ann' })).toMatchObject({
    isAllowed: false,
    policy: null,
    enforcement: 'not known',
  });
  await expect(decideAccess(context, ann, { ...BEATS, action: 'see', who: 'carl' })).rejects.toThrow(/may ask what others may do/);
  await expect(decideAccess(context, admin, { ...BEATS, action: 'see', who: 'nobody' })).rejects.toThrow(/Nobody who could come in/);
});
