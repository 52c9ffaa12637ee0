import { expect, test } from 'vitest';

import { DAY_MS, Failure, INSTANT_MIN } from '#foundation';
import { takePolicyLane } from '#store';
import { type FreshInstallation, freshInstallation, given, person, refusal } from '#testkit';

import type { Context, Principal } from '../context.ts';
import { recordActIn } from '../record-act.ts';
import { applyAccess } from './apply-access.ts';
import { bindKey, grantBounds, makeKey, revokeKey, rotateKey } from './keys.ts';
import { endLeakedKey } from './leaked-key.ts';
import { listReadings } from './list-readings.ts';
import { openEngagement } from './open-engagement.ts';
import { readKeys } from './read-keys.ts';

const FILE = `
teams:
  heart:
    owns: ["s3://heart*"]
    reads: ["s3://lab*"]
    members: { engineer: [heart/ann, heart/bob], steward: [sam] }
    emitters: { heart/x: {} }
`;

/** A team with a steward, and the key of its emitter. */
async function heart() {
  const installation = await freshInstallation();
  const { context, admin, principals } = installation;
  const { keys } = await apply(installation, admin, FILE);
  const sam = await person(installation, 'sam');
  const rotate = (who: Principal, called: string, expiresAt: Date | null = null) =>
    rotateKey(context, who, { principals, called, graceMs: 0, expiresAt });
  const until = new Date(Date.now() + DAY_MS).toISOString();
  const engage = (name: string, ...who: readonly string[]) =>
    openEngagement(context, admin, { name, who, scope: ['s3://brain*'], purpose: 'audit', why: 'the yearly audit', until });
  const x = given(keys[0]);
  return { ...installation, installation, sam, x, rotate, engage, [Symbol.asyncDispose]: () => installation[Symbol.asyncDispose]() };
}

const dry = ({ context }: FreshInstallation, who: Principal, text: string) =>
  applyAccess(context, who, { text, isPruning: false, isDryRun: true });

const apply = ({ context }: FreshInstallation, who: Principal, text: string) =>
  applyAccess(context, who, { text, isPruning: false, isDryRun: false, makesKeys: true });

test('the key of somebody who is engaged is out of a steward’s hands, and a key that he made lets nobody be engaged', async () => {
  await using world = await heart();
  const { installation, context, principals, sam, rotate, engage } = world;
  const bob = await makeKey(context, sam, { principals, kind: 'person', name: 'heart/bob', namespaces: [] });
  const ann = await person(installation, 'heart/ann');
  await engage('soc2', 'heart/ann');
  const absent = (called: string): string => `ACCESS_DENIED: No key that acts for the team heart alone is called ${called}.`;

  for (const called of ['heart/ann', ann.prefix]) expect(await refusal(rotate(sam, called))).toMatch(absent(called));
  expect(await refusal(engage('iso', 'heart/bob'))).toBe(
    `BAD_REQUEST: heart/bob holds the key ${bob.prefix}, which sam made and may hold too: an administrator makes the next one, with \`headgate keys rotate ${bob.prefix}\`. Open the engagement once ${bob.prefix} is over.`,
  );
  expect(await refusal(engage('iso', bob.id))).toMatch(`BAD_REQUEST: heart/bob holds the key ${bob.prefix}, which sam made`);
  await rotate(world.admin, 'heart/bob');
  await engage('iso', 'heart/bob');
  expect(await refusal(rotate(sam, 'heart/bob'))).toMatch(absent('heart/bob'));
});

test('a key is changed with its entry or not at all, and by who may when it is changed', async () => {
  await using world = await heart();
  const { context, principals, admin, sam, x, rotate } = world;
  const failing = Object.assign(Object.create(context.recorder) as Context['recorder'], {
    recordAllIn: () => Promise.reject(new Failure('STORE_UNAVAILABLE', 'The database did not answer.')),
    recordIn: () => Promise.reject(new Failure('STORE_UNAVAILABLE', 'The database did not answer.')),
    record: () => Promise.reject(new Failure('STORE_UNAVAILABLE', 'The database did not answer.')),
  });
  const away: Context = { ...context, recorder: failing };
  const { prefix } = x;
  const wanted = { principals, kind: 'emitter', name: 'loads', namespaces: ['*'] } as const;
  const before = await principals.list();

  const bounds = { namespaces: ['*'] };
  for (const change of [
    () => makeKey(away, admin, wanted),
    () => rotateKey(away, admin, { principals, called: prefix, graceMs: 0, expiresAt: null }),
    () => bindKey(away, admin, { principals, prefix, bounds }),
    () => grantBounds(away, admin, { principals, prefix, bounds }),
    () => revokeKey(away, admin, { principals, prefix }),
    () => endLeakedKey(away, admin, { principals, prefix, since: INSTANT_MIN, first: 0, isDryRun: false }),
  ])
    expect(await refusal(change())).toBe('STORE_UNAVAILABLE: The database did not answer.');
  expect(await principals.list()).toEqual(before);

  // The steward's right is asked for once what stands before him in the lane is done: here that he is one no more.
  const held = await context.database.withoutTransaction(async (session) => {
    await session.send('begin');
    await takePolicyLane(session, context.tenant);
    const asked = refusal(rotate(sam, 'heart/x'));
    await expect.poll(async () => (await session.send(WAITING)).length, { interval: 5, timeout: 30_000 }).toBe(1);
    const act = { kind: 'policy', namespace: 'policies', subject: 'team:heart', body: { team: 'heart', isGone: true } } as const;
    await recordActIn(context, session, { by: admin.id, act });
    return { asked };
  });
  expect(await held.asked).toMatch('ACCESS_DENIED: Only an administrator, or the steward of a team, may rotate a key.');
});

test('by a steward’s hand the next key ends no later than the one before, and a key that takes from beyond the team is not in it', async () => {
  await using world = await heart();
  const { context, principals, admin, sam, rotate } = world;
  const [day, week] = [new Date(Date.now() + DAY_MS), new Date(Date.now() + 7 * DAY_MS)];
  const ends = async (called: string) => (await principals.list()).find(({ prefix }) => prefix === called)?.expiresAt;
  const later = (end: Date) =>
    `ACCESS_DENIED: An administrator decides whether heart/bob has a key for longer than until ${end.toISOString()}.`;
  await makeKey(context, admin, { principals, kind: 'person', name: 'heart/bob', namespaces: [], expiresAt: day });

  expect(await refusal(rotate(sam, 'heart/bob', week))).toBe(later(day));
  const next = await rotate(sam, 'heart/bob');
  expect([next.expiresAt, await ends(next.prefix)]).toEqual([day, day]);
  const sooner = new Date(day.getTime() - 1_000);
  expect((await rotate(sam, 'heart/bob', sooner)).expiresAt).toEqual(sooner);
  const tomorrow = { ...context, clock: { now: () => new Date(day.getTime() + 1) } };
  const wish = { principals, called: 'heart/bob', graceMs: 0, expiresAt: null };
  expect(await refusal(rotateKey(tomorrow, sam, wish))).toBe(later(sooner));
  expect((await rotateKey(tomorrow, admin, wish)).expiresAt).toBeNull();
  expect((await rotate(sam, 'heart/x')).expiresAt).toBeNull();

  // What ends because another came after it shortens nothing.
  const lost = await rotateKey(context, sam, { principals, called: 'heart/x', graceMs: DAY_MS, expiresAt: null });
  await revokeKey(context, sam, { principals, prefix: lost.prefix });
  expect((await rotate(sam, 'heart/x')).expiresAt).toBeNull();

  const bind = async (...inputs: readonly string[]) => {
    const { prefix } = given((await principals.list()).findLast(({ name }) => name === 'heart/x'));
    await bindKey(context, admin, { principals, prefix, bounds: { inputs } });
  };
  await bind('s3://heart-1', 's3://lab-7');
  expect((await rotate(sam, 'heart/x')).name).toBe('heart/x');
  await bind('s3://heart-1', 's3://brain');
  expect(await refusal(rotate(sam, 'heart/x'))).toMatch('ACCESS_DENIED: No key that acts for the team heart alone is called heart/x.');
});

test('what a steward’s file comes to is told by what his teams give, and not by what others hold elsewhere', async () => {
  await using world = await heart();
  const { installation, admin, sam, engage } = world;
  await person(installation, 'olga');
  const wide =
    FILE.replace('[heart/ann, heart/bob]', '[heart/ann]') +
    '  brain: { owns: ["s3://*"], members: { engineer: [heart/zoe] } }\nroles: { engineer: [yan, "group:icu"] }';
  await apply(installation, admin, wide);
  await engage('soc2', 'olga');
  const asked = ['heart/zoe', 'yan', 'olga', 'group:icu', 'nobody'];
  const text = FILE.replace('[heart/ann, heart/bob]', `[heart/ann, ${asked.map((member) => `"${member}"`).join(', ')}]`);

  const { people } = await dry(installation, sam, text);

  const given = { gains: [{ role: 'engineer', namespace: 's3://heart*' }], loses: [], keeps: [] };
  expect(people.map(({ kind, name, ...change }) => [kind === 'group' ? `group:${name}` : name, change]).toSorted()).toEqual(
    asked.map((member) => [member, { id: null, ...given }]).toSorted(),
  );
  expect((await dry(installation, admin, text)).people).toContainEqual({
    ...{ kind: 'named', id: null, name: 'yan' },
    ...{ gains: [{ role: null, namespace: 's3://heart*' }], loses: [], keeps: [] },
  });
});

test('keys that are listed, and access files that are tried out, stand among what was asked under an engagement', async () => {
  await using world = await heart();
  const { installation, context, principals, admin, sam, engage } = world;
  await engage('soc2', 'sam');

  const keys = await readKeys(context, sam, { principals, unusedMs: DAY_MS });
  const { changes } = await dry(installation, sam, FILE);
  expect(await refusal(dry(installation, sam, 'teams: { brain: {} }'))).toMatch('ACCESS_DENIED');

  const { nodes } = await listReadings(context, admin, { name: 'soc2', alsoUnmapped: true });
  expect(nodes.flatMap(({ asked }) => asked.map(({ operation, shown, failed }) => [operation, shown, failed]))).toEqual([
    ['access file', 0, 'ACCESS_DENIED'],
    ['access file', changes.length, null],
    ['keys', keys.nodes.length, null],
  ]);
  expect(nodes.at(-1)?.asked[0]?.arguments).toBe(`{"unusedMs":${DAY_MS}}`);
});

test('what an administrator bound by key a steward’s file does not lift, nor does a move between his teams', async () => {
  await using world = await heart();
  const { installation, context, principals, admin, sam, x } = world;
  const lungs = (emitters: string): string => `  lungs: { owns: ["s3://lungs"], members: { steward: [sam] }, emitters: { ${emitters} } }`;
  await apply(installation, admin, `${FILE}${lungs('')}`);
  const refused = (why: string): string => `ACCESS_DENIED: Nothing was applied. An administrator decides ${why}; a steward decides`;
  const producers = refused('as which producers heart/x may speak');
  const bind = (bounds: object) => bindKey(context, admin, { principals, prefix: x.prefix, bounds });
  const [said, moved] = [
    (claims: string) => apply(installation, sam, FILE.replace('heart/x: {}', `heart/x: { ${claims} }`)),
    (claims: string) => apply(installation, sam, `${FILE.replace('heart/x: {}', '')}${lungs(`heart/x: { ${claims} }`)}`),
  ];
  await bind({ producers: ['https://airflow/*'] });

  expect(await refusal(apply(installation, sam, FILE))).toMatch(producers);
  expect(await refusal(moved(''))).toMatch(producers);
  expect(await refusal(said('producers: ["https://*"]'))).toMatch(producers);
  const freed = [{ may: 'speak as', namespace: '*' }];
  expect((await dry(installation, admin, FILE)).emitters).toMatchObject([{ gains: freed, loses: [] }]);
  expect((await moved('producers: ["https://airflow/2"]')).emitters).toMatchObject([{ name: 'heart/x', team: 'lungs' }]);
  expect(
    (await apply(installation, sam, `${FILE.replace('heart/x: {}', 'heart/x: { producers: ["https://airflow/2"] }')}${lungs('')}`)).keys,
  ).toEqual([]);

  // Dropped, it may claim nothing, and is held to its producers when it is bound again.
  expect((await apply(installation, sam, `${FILE.replace('heart/x: {}', '')}${lungs('')}`)).emitters).toMatchObject([
    { team: null, gains: [] },
  ]);
  expect(await refusal(apply(installation, sam, FILE))).toMatch(producers);

  // What an administrator let a team's emitter claim beyond it is there for as long as the key has it.
  const wide = 'outputs: ["s3://brain"], producers: ["https://airflow/2"]';
  await apply(installation, admin, FILE.replace('heart/x: {}', `heart/x: { ${wide} }`));
  expect((await said(wide)).emitters).toEqual([]);
  await bind({ outputs: [] });
  expect(await refusal(said(wide))).toMatch(refused('whether heart/x may claim s3://brain, which heart does not own'));
});

test('an emitter that a steward dropped he has again, unless its key may do more than his team; what is claimed by nobody is remarked', async () => {
  await using world = await heart();
  const { installation, context, principals, admin, sam, x } = world;
  const without = FILE.replace('heart/x: {}', '');
  const foreign = 'ACCESS_DENIED: Nothing was applied. An administrator decides whether heart/x, whom others know, is bound;';

  expect((await apply(installation, sam, without)).emitters).toMatchObject([{ name: 'heart/x', team: null, gains: [] }]);
  const again = await apply(installation, sam, FILE);
  expect(again.emitters).toMatchObject([{ name: 'heart/x', team: 'heart', key: 'held', loses: [] }]);
  expect([again.keys, await keysOf(world)]).toEqual([[], [['s3://heart*']]]);
  await apply(installation, sam, without);
  await bindKey(context, admin, { principals, prefix: x.prefix, bounds: { inputs: ['s3://brain'] } });
  expect(await refusal(apply(installation, sam, FILE))).toMatch(foreign);
  await bindKey(context, admin, { principals, prefix: x.prefix, bounds: { inputs: [] } });
  await apply(installation, admin, 'roles: { gateway: [heart/x] }');
  expect(await refusal(apply(installation, sam, FILE))).toMatch(foreign);

  const { remarks } = await dry(installation, admin, 'teams: { mid: { owns: ["s3://*-mid"], emitters: { mid/x: {} } } }');
  expect(remarks).toEqual([
    'mid/x may not claim s3://*-mid, which mid owns: of what an emitter may claim a * stands at the end alone. Say in its braces what it may, such as { namespaces: [nightly] }.',
  ]);
});

/** What the emitters of the team speak for. */
const keysOf = async ({ principals }: FreshInstallation) =>
  (await principals.list()).filter(({ kind }) => kind === 'emitter').map(({ namespaces }) => namespaces);

/** Those who wait for the lane of policies. */
const WAITING = `select from pg_locks as lock where lock.locktype = 'advisory' and not lock.granted
  and pg_backend_pid() = any (pg_blocking_pids(lock.pid))`;
