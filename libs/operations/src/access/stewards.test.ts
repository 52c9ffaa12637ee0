import { expect, test } from 'vitest';

import { Failure } from '#foundation';
import { type FreshInstallation, freshInstallation, given, person } from '#testkit';

import type { Principal } from '../context.ts';
import { type AccessFile, type AppliedAccess, applyAccess } from './apply-access.ts';
import { auditTrail } from './audit-trail.ts';
import { bindKey, grantBounds, listKeys, makeKey, revokeKey, rotateKey } from './keys.ts';
import { listStandings } from './list-standings.ts';

const FILE = `
teams:
  heart:
    owns: ["s3://heart*", nightly]
    reads: ["s3://lab*"]
    members: { engineer: [ann], steward: [sam, "group:heart-stewards"] }
    emitters: { spark: }
    quotas: { events_per_second: 100 }
  brain:
    owns: ["s3://brain*"]
    members: { steward: [bea] }
    emitters: { brain/loads: {}, shared: }
  lungs:
    owns: ["s3://lungs"]
    members: { steward: [sam] }
roles:
  auditor: [audrey]
`;
const HEART = `
teams:
  heart:
    owns: ["s3://heart*", nightly]
    reads: ["s3://lab*"]
    members: { engineer: [ann, heart/zoe], steward: [sam, "group:heart-stewards"] }
    emitters: { spark: , heart/icu: { namespaces: [nightly] } }
    quotas: { events_per_second: 100 }
`;

type File = string | ({ readonly text: string } & Partial<AccessFile>);

const apply = ({ context }: FreshInstallation, who: Principal, file: File): Promise<AppliedAccess> =>
  applyAccess(context, who, { isPruning: false, isDryRun: false, ...(typeof file === 'string' ? { text: file } : file) });

const changes = ({ changes: all }: AppliedAccess): readonly string[] => all.map(({ what, name, change }) => `${what} ${name} ${change}`);

/** What a refusal says, or `done`. */
async function told(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => 'done',
    (thrown: unknown) => thrown,
  );
  return error instanceof Failure ? `${error.code}: ${error.message}` : String(error);
}

async function hospital() {
  const installation = await freshInstallation();
  const { context, admin } = installation;
  await apply(installation, admin, { text: FILE, makesKeys: true });
  const [sam, bea, audrey] = [await person(installation, 'sam'), await person(installation, 'bea'), await person(installation, 'audrey')];
  const keys = async (who: Principal): Promise<readonly string[]> =>
    (await listKeys(context, who, { principals: installation.principals })).map(({ name }) => name).toSorted();
  return { ...installation, installation, sam, bea, audrey, keys, [Symbol.asyncDispose]: () => installation[Symbol.asyncDispose]() };
}

test('a steward puts people and emitters of his team into force, with keys, and it is recorded', async () => {
  await using world = await hospital();
  const { installation, context, principals, admin, sam, keys } = world;

  const dry = await apply(installation, sam, { text: HEART, isDryRun: true, makesKeys: true });
  const done = await apply(installation, sam, { text: HEART, makesKeys: true });
  const again = await apply(installation, sam, { text: HEART, makesKeys: true });

  expect(changes(done)).toEqual(['team heart changed', 'team lungs left']);
  expect({ ...dry, isDryRun: false, keys: done.keys }).toEqual(done);
  expect(done.emitters).toEqual([
    {
      ...{ name: 'heart/icu', team: 'heart', key: 'made', loses: [], keeps: [] },
      gains: [
        { may: 'speak for', namespace: 'nightly' },
        { may: 'say things of', namespace: 's3://heart*' },
        { may: 'take from', namespace: 's3://lab*' },
      ],
    },
  ]);
  expect(done.people).toMatchObject([{ kind: 'named', name: 'heart/zoe', loses: [] }]);
  expect(changes(again)).toEqual(['team heart same', 'team lungs left']);
  expect([again.keys, again.emitters, again.people]).toEqual([[], [], []]);
  expect(await principals.holder(given(done.keys[0]).key)).toMatchObject({
    ...{ kind: 'emitter', name: 'heart/icu', namespaces: ['nightly'] },
    binding: { outputs: ['s3://heart*', 'nightly'], inputs: ['s3://lab*'], producers: [] },
  });
  expect(await keys(sam)).toEqual(['heart/icu']);
  const trail = await auditTrail(context, admin, { who: sam.id, alsoUnmapped: true });
  expect(trail.nodes.map(({ action, what }) => `${action} ${what}`).toSorted()).toEqual([
    `key made heart/icu ${given(done.keys[0]).prefix}`,
    'set team heart',
  ]);
  expect((await listStandings(context, sam, { alsoUnmapped: true })).teams.map(({ team }) => team).toSorted()).toEqual(['heart', 'lungs']);
});

test('of a team that is not his a steward is told nothing: not whether it is there, nor whether his file would change it', async () => {
  await using world = await hospital();
  const { installation, sam, bea, audrey } = world;
  const brain = FILE.slice(FILE.indexOf('  brain:'), FILE.indexOf('  lungs:'));
  const refusal = (team: string): string =>
    `ACCESS_DENIED: Nothing was applied. An administrator decides about the team ${team}; a steward decides about people and emitters of his own teams.`;

  expect(await told(apply(installation, sam, `${HEART}${brain}`))).toBe(refusal('brain'));
  expect(await told(apply(installation, sam, `${HEART}${brain.replace('bea', 'sam')}`))).toBe(refusal('brain'));
  expect(await told(apply(installation, sam, `${HEART}${brain.replace('brain:', 'liver:')}`))).toBe(refusal('liver'));
  expect(await told(apply(installation, sam, 'roles: { auditor: [audrey] }'))).toContain('who has the role auditor everywhere;');
  expect(await told(apply(installation, sam, 'quotas: { spark: { events_per_second: 9 } }'))).toContain('the quotas of spark;');
  expect(await told(apply(installation, sam, { text: HEART, isPruning: true }))).toContain('leave --prune out');
  expect(await told(apply(installation, audrey, HEART))).toMatch(/^ACCESS_DENIED: Only an administrator, or the steward of a team/);
  const auditing = { ...sam, roles: ['auditor'] };
  expect(changes(await apply(installation, auditing, `${HEART}${brain}`))).toEqual(['team heart changed', 'team lungs left']);
  expect(await told(apply(installation, auditing, `${HEART}${brain.replace('bea', 'sam')}`))).toBe(refusal('brain'));
  expect(await told(apply(installation, { ...bea, roles: ['steward'] }, HEART))).toBe(refusal('heart'));
});

test('a steward of two teams moves an emitter between them; a member may be an administrator elsewhere, whose key stays out of his hands', async () => {
  await using world = await hospital();
  const { installation, context, admin, principals, sam, keys } = world;
  const boss = await makeKey(context, admin, { principals, kind: 'admin', name: 'boss', namespaces: [] });
  const { key } = given((await apply(installation, sam, { text: HEART.replace('[ann,', '[ann, boss,'), makesKeys: true })).keys[0]);
  const moved = `${HEART.replace('heart/icu: { namespaces: [nightly] }', '')}  lungs:
    { owns: ["s3://lungs"], members: { steward: [sam] }, emitters: { heart/icu: {} } }`;

  const { emitters } = await apply(installation, sam, moved);

  expect(emitters).toEqual([
    {
      ...{ name: 'heart/icu', team: 'lungs', key: 'held', keeps: [] },
      gains: [{ may: 'speak for', namespace: 's3://lungs' }],
      loses: [
        { may: 'speak for', namespace: 'nightly' },
        { may: 'say things of', namespace: 's3://heart*' },
        { may: 'take from', namespace: 's3://lab*' },
      ],
    },
  ]);
  await expect.poll(async () => (await principals.holder(key))?.namespaces, { timeout: 10_000 }).toEqual(['s3://lungs']);
  expect(await keys(sam)).toEqual(['heart/icu']);
  expect(await told(revokeKey(context, sam, { principals, prefix: boss.prefix }))).toBe(
    `ACCESS_DENIED: No key that acts for the teams heart and lungs alone is called ${boss.prefix}. An administrator decides about all others.`,
  );
  const gone = await apply(installation, admin, moved.replace('emitters: { heart/icu: {} }', 'emitters: {}'));
  expect(gone.emitters).toMatchObject([{ name: 'heart/icu', team: null, gains: [] }]);
  expect(await principals.list()).toContainEqual(expect.objectContaining({ name: 'heart/icu', namespaces: [], revokedAt: null }));
});

test('a steward neither takes keys nor names of others, nor makes a key that may do more than his team', async () => {
  await using world = await hospital();
  const { installation, context, admin, principals, sam, keys } = world;
  const make = (name: string, more: object = {}) =>
    told(makeKey(context, sam, { principals, kind: 'emitter', name, namespaces: ['nightly'], ...more }));
  const spark = await makeKey(context, admin, {
    principals,
    kind: 'emitter',
    name: 'spark',
    namespaces: ['nightly'],
    binding: { outputs: ['nightly'] },
  });
  const squat = await makeKey(context, admin, { principals, kind: 'emitter', name: 'heart/there', namespaces: ['*'] });
  const [loads] = (await principals.list()).filter(({ name }) => name === 'brain/loads');
  const absent = (called: string): string =>
    `ACCESS_DENIED: No key that acts for the teams heart and lungs alone is called ${called}. An administrator decides about all others.`;
  const file = (emitter: string) => told(apply(installation, sam, HEART.replace('heart/icu: { namespaces: [nightly] }', emitter)));

  await apply(installation, sam, HEART);
  for (const called of ['brain/loads', given(loads).prefix, squat.prefix, 'heart/there', 'nobody', 'spark', spark.prefix])
    expect([called, await told(rotateKey(context, sam, { principals, called, graceMs: 0, expiresAt: null }))]).toEqual([
      called,
      absent(called),
    ]);
  expect(await told(revokeKey(context, sam, { principals, prefix: given(loads).prefix }))).toBe(absent(given(loads).prefix));
  expect(await file('heart/there: {}')).toContain('whether heart/there, whom others know, is bound');
  expect(await file('shared: {}')).toContain('about an emitter that is not called heart/…, such as shared');
  expect(await file('heart/icu: { outputs: ["s3://*"] }')).toContain('whether heart/icu may claim s3://*, which heart does not own');
  expect(await make('heart/icu', { namespaces: ['*'] })).toContain('whether heart/icu may claim *, which heart does not own');
  expect(await make('heart/icu', { binding: { inputs: ['*'] } })).toContain('whether heart/icu may take from *');
  expect(await make('heart/other')).toContain('heart/other is no emitter of the teams heart and lungs alone');
  expect(await make('brain/loads')).toContain('brain/loads is no emitter of');
  for (const more of [{ kind: 'admin' }, { kind: 'person', roles: ['gateway'] }, { roles: ['auditor'] }])
    expect(await make('heart/zoe', more)).toContain('An administrator decides who administers, and which roles a key has of its own.');
  expect(await make('ann', { kind: 'person', namespaces: [] })).toContain(
    'A steward makes keys of people who are members of his team alone',
  );
  expect(await make('heart/icu', { namespaces: ['night*ly'] })).toMatch(/^BAD_REQUEST: night\*ly names nothing/);

  expect(await make('heart/zoe', { kind: 'person', namespaces: [] })).toBe('done');
  expect(await make('heart/icu', { namespaces: [] })).toBe('done');
  expect(await keys(sam)).toEqual(['heart/icu', 'heart/zoe']);
  const { prefix } = await rotateKey(context, sam, { principals, called: 'heart/icu', graceMs: 0, expiresAt: null });
  const bind = (bounds: object) => told(bindKey(context, sam, { principals, prefix, bounds }));
  expect(await bind({ outputs: ['s3://heart/icu'] })).toBe('done');
  expect(await bind({ outputs: ['s3://brain'] })).toContain('whether heart/icu may claim s3://brain, which heart does not own');
  expect(await told(grantBounds(context, sam, { principals, prefix, bounds: { namespaces: ['s3://lungs'] } }))).toContain('s3://lungs');
  await grantBounds(context, admin, { principals, prefix, bounds: { outputs: ['s3://brain'] } });
  expect(await told(revokeKey(context, sam, { principals, prefix }))).toBe(absent(prefix));
});

test('an emitter is bound by one team, and what a name means to others is no emitter', async () => {
  await using world = await hospital();
  const { installation, admin, context } = world;
  const file = (emitters: string) => told(apply(installation, admin, `teams: { liver: { owns: ["s3://liver"], emitters: ${emitters} } }`));

  expect(await file('{ brain/loads: {} }')).toMatch(/brain\/loads is bound by two teams.*--prune/);
  expect(await file('{ sam: {} }')).toContain('sam is a person, and what it may claim is said of emitters alone.');
  expect((await listStandings(context, admin, { alsoUnmapped: true })).teams.map(({ team }) => team)).not.toContain('liver');
});
