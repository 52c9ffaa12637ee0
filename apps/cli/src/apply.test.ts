import { once } from 'node:events';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';

import { expect, test } from 'vitest';

import { freshInstallation, mapAll, temporaryDirectory } from '#testkit';

import { authenticate } from '../../server/src/authenticate.ts';
import { windowApp } from '../../server/testkit/window-app.ts';
import { type Ran, runCommand } from '../testkit/command.ts';

/** Commands of an administrator on the machine, and those of the holder of a key, from afar. */
async function hospital() {
  const installation = await freshInstallation();
  const folder = await temporaryDirectory();
  const { context, principals, connectionString, dataDir } = installation;
  const app = await windowApp({
    ...{ context, principals, introspection: false, log: () => undefined },
    authenticate: ({ headers }) => authenticate(principals, headers.authorization),
  });
  await app.listen(0, '127.0.0.1');
  const url = await app.getUrl();
  const write = (name: string, text: string): string => {
    writeFileSync(path.join(folder.path, name), text);
    return path.join(folder.path, name);
  };
  return {
    ...{ installation, folder: folder.path, write },
    here: (...args: readonly string[]): Promise<Ran> =>
      runCommand({ environment: { DATABASE_URL: connectionString, HEADGATE_DATA_DIR: dataDir, HTTP_PORT: '0' } }, args),
    from:
      (key: string) =>
      (verb: string, ...args: readonly string[]): Promise<Ran> =>
        runCommand({ environment: { HEADGATE_URL: url, HEADGATE_KEY: key, HEADGATE_DATA_DIR: folder.path } }, [verb, ...args, '--remote']),
    [Symbol.asyncDispose]: async () => {
      await app.close();
      await installation[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
}

const FILE = `
teams:
  heart:
    owns: ["s3://heart*"]
    members: { engineer: [ann], steward: [sam] }
    emitters: { heart/icu: {}, heart/ward: { outputs: [] } }
  brain: { owns: ["s3://brain*"], members: { engineer: [bea] } }
`;

test('a dry run tells who would gain and lose what; keys are made once, and written to a file that its owner alone may read', async () => {
  await using world = await hospital();
  const { installation, here, folder, write } = world;
  const file = write('access.yaml', FILE);
  const keys = path.join(folder, 'keys.yaml');

  expect((await here('apply', file, '--dry-run', '--make-keys', keys)).out).toBe(
    [
      'team heart would be added.',
      'team brain would be added.',
      '  ann would gain engineer in s3://heart*',
      '  bea would gain engineer in s3://brain*',
      '  sam would gain steward in s3://heart*',
      '  heart/icu could then speak for s3://heart*',
      '  heart/ward could then speak for s3://heart*',
      '2 keys would be made.',
      'Nothing was recorded.\n',
    ].join('\n'),
  );
  expect(existsSync(keys)).toBe(false);
  expect((await here('apply', file, '--make-keys', keys)).out).toContain(`2 keys made, and written to ${keys}: they are there alone`);
  expect(statSync(keys).mode & 0o777).toBe(0o600);
  const [icu = ''] = /hg_\S+/.exec(readFileSync(keys, 'utf8')) ?? [];
  expect(await installation.principals.holder(icu)).toMatchObject({ name: 'heart/icu', namespaces: ['s3://heart*'] });
  expect(await here('apply', file, '--make-keys', keys)).toMatchObject({
    code: 2,
    err: expect.stringContaining('there is a file') as string,
  });
  const more = path.join(folder, 'more.yaml');
  expect((await here('apply', file, '--make-keys', more)).out).toBe("All 2 of the file's teams and roles are in force already.\n");
  expect(existsSync(more)).toBe(false);

  const smaller = write(
    'smaller.yaml',
    FILE.replace('[ann]', '[]').replace('heart/icu: {}, ', '').replace('owns: ["s3://heart*"]', 'owns: [db]'),
  );
  expect((await here('apply', smaller, '--dry-run')).out).toContain(
    ['  ann would lose engineer in s3://heart*', '  sam would gain steward in db', '  sam would lose steward in s3://heart*']
      .concat('  heart/ward could then speak for db', '  heart/ward could no more speak for s3://heart*')
      .concat('  heart/icu could no more speak for s3://heart*')
      .join('\n'),
  );
});

test('what a file would change is told line by line, here and from afar; of an address its host', async () => {
  await using world = await hospital();
  const { installation, here, from, write } = world;
  const url = (place: string): string => `alerts: { url: "https://hooks.example.org/${place}" }`;
  const text = `${FILE}  lab: { owns: ["s3://lab*"], ${url('T1')} }\nroles: { auditor: [carol] }\n`;
  await here('apply', write('access.yaml', text));
  await mapAll(installation.context);
  const [key = ''] = (await here('keys', 'create', '--name', 'root', '--admin')).out.split('\n');

  expect((await here('teams', 'diff', write('same.yaml', text))).out).toBe('All that the file says is in force as it has it.\n');
  const next = text.replace('[ann]', '[ann, al]').replace('T1', 'T2').replace('auditor: [carol]', 'engineer: [dan]');
  const file = write('next.yaml', next.replace(/ {2}brain.*\n/, ''));
  const told = (await here('teams', 'diff', file, '--prune')).out;
  expect(told.split('\n').filter((line) => !line.startsWith('  '))).toEqual([
    'team heart would be changed',
    '+         - al',
    'team lab would be changed: the address of its alerts',
    'role engineer would be added',
    '+ roles:',
    '+   engineer:',
    '+     - dan',
    'team brain would be removed',
    ...['- teams:', '-   brain:', '-     owns:', '-       - s3://brain*', '-     members:', '-       engineer:', '-         - bea'],
    'role auditor would be removed',
    ...['- roles:', '-   auditor:', '-     - carol'],
    '',
  ]);
  expect((await from(key)('teams', 'diff', file, '--prune')).out).toBe(told);
  expect((await here('teams', 'diff', file)).out).not.toContain('brain');
  expect((await here('teams', 'diff', write('bad.yaml', 'teams: 7'))).code).toBe(2);
});

test('a steward looks after his team from afar: its file, its keys, and nothing else', async () => {
  await using world = await hospital();
  const { installation, here, from, folder, write } = world;
  await here('apply', write('access.yaml', FILE));
  const [sam = ''] = (await here('keys', 'create', '--name', 'sam', '--person')).out.split('\n');
  const steward = from(sam);
  await mapAll(installation.context);

  const { out: own } = await steward('teams');
  expect(own).toContain('heart:');
  expect(own).not.toContain('brain');
  const file = write('heart.yaml', own.replace('- ann', '- ann\n        - heart/zoe'));
  const keys = path.join(folder, 'heart-keys.yaml');
  const applied = await steward('apply', file, '--make-keys', keys);
  expect(applied).toMatchObject({ code: 0, out: expect.stringContaining('team heart is changed.\n') as string });
  const listed = await steward('keys', 'list');
  expect(listed.out.match(/heart\/\w+/g)?.sort()).toEqual(['heart/icu', 'heart/ward']);
  const [prefix = '', ward = ''] = ['heart/icu', 'heart/ward'].map(
    (name) => new RegExp(`^(hg_.{8}).* ${name} `, 'm').exec(listed.out)?.[1] ?? '',
  );

  expect((await steward('keys', 'create', '--name', 'heart/zoe', '--person')).out).toMatch(/^hg_\S+\nKeep it/);
  expect((await steward('keys', 'bind', prefix, '--outputs', 's3://heart-icu*')).out).toContain('s3://heart-icu*\n');
  expect((await steward('keys', 'rotate', 'heart/icu', '--grace', '1h')).out).toContain(`${prefix} stays good until`);
  expect((await steward('keys', 'revoke', prefix)).out).toContain(`${prefix} is revoked`);
  expect(await installation.principals.find(sam)).toMatchObject({ kind: 'in-force' });
  const refused: readonly (readonly [string, ...string[]])[] = [
    ['keys', 'create', '--name', 'x', '--role', 'auditor'],
    ['keys', 'revoke', sam.slice(0, 11)],
    ['keys', 'grant', ward, '--namespace', '*'],
    ['apply', write('roles.yaml', 'roles: { auditor: [sam] }')],
  ];
  for (const args of refused)
    expect(await steward(...args)).toMatchObject({
      code: 1,
      err: expect.stringContaining('An administrator decides') as string,
    });
  expect(await steward('keys', 'create', '--name', 'x', '--admin')).toMatchObject({ code: 2 });
});

test('a steward rotates the keys of his team from afar: what comes next is written to a file of his, and no other team learns of it', async () => {
  await using world = await hospital();
  const { installation, here, from, folder, write } = world;
  const teams = FILE.replace('members: { engineer: [bea] }', 'members: { engineer: [bea] }, emitters: { brain/mri: {} }');
  await here('apply', write('access.yaml', teams), '--make-keys', path.join(folder, 'keys.yaml'));
  const [sam = ''] = (await here('keys', 'create', '--name', 'sam', '--person')).out.split('\n');
  await mapAll(installation.context);
  const to = path.join(folder, 'next.yaml');

  const brain = await from(sam)('keys', 'rotate', '--team', 'brain', '--to', to);
  const rotated = await from(sam)('keys', 'rotate', '--team', 'heart', '--to', to, '--grace', '1h');

  expect([brain.code, brain.err]).toEqual([2, expect.stringContaining('no emitter of the team brain')]);
  expect([rotated.code, rotated.out.match(/^heart\/\w+: .* is the next; .* stays good until/gm)?.length]).toEqual([0, 2]);
  const next = [...readFileSync(to, 'utf8').matchAll(/^(heart\/\w+): (hg_\S+)$/gm)];
  expect([next.map(([, name]) => name).sort(), statSync(to).mode & 0o777]).toEqual([['heart/icu', 'heart/ward'], 0o600]);
  for (const [, name, key = ''] of next) {
    expect(await installation.principals.holder(key)).toMatchObject({ name });
    expect(rotated.out).not.toContain(key);
  }
  const { out: listed } = await here('keys', 'list');
  const keysOf = (name: string): number => listed.match(new RegExp(`^hg_.{8}  emitter .* ${name} `, 'gm'))?.length ?? 0;
  expect(['heart/icu', 'heart/ward', 'brain/mri'].map(keysOf)).toEqual([2, 2, 1]);
});

test('logical datasets are applied from afar, and keys that a server made are kept whatever else it says', async () => {
  await using world = await hospital();
  const { here, from, folder, write } = world;
  const [admin = ''] = (await here('keys', 'create', '--name', 'ada', '--admin')).out.split('\n');
  const patients = 'datasets: { patients: [{ namespace: "s3://heart", name: patients }, { namespace: "kafka://icu", name: patients }] }';
  const file = write('access.yaml', `${FILE}${patients}\n`);
  const keys = path.join(folder, 'keys.yaml');

  const applied = await from(admin)('apply', file, '--make-keys', keys);
  expect(applied).toMatchObject({ code: 0, out: expect.stringContaining('logical dataset patients is added.\n') as string });
  expect(readFileSync(keys, 'utf8')).toMatch(/heart\/icu: hg_/);

  const made = { team: 'heart', name: 'heart/icu', prefix: 'hg_12345678', key: 'hg_made' };
  const change = { what: 'SOMETHING_NEW', name: 'x', change: 'ADDED' };
  const none = { people: [], rules: [], emitters: [], remarks: [], isDryRun: false };
  const newer = createServer((_request, response) => {
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ data: { applyAccess: { ...none, changes: [change], keys: [made] } } }));
  });
  await once(newer.listen(0, '127.0.0.1'), 'listening');
  try {
    const url = `http://127.0.0.1:${(newer.address() as AddressInfo).port}`;
    const more = path.join(folder, 'more.yaml');
    const environment = { HEADGATE_URL: url, HEADGATE_KEY: admin, HEADGATE_DATA_DIR: folder };
    expect(await runCommand({ environment }, ['apply', file, '--make-keys', more, '--remote'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('The file is applied') as string,
    });
    expect(readFileSync(more, 'utf8')).toBe('heart:\n  heart/icu: hg_made\n');
  } finally {
    newer.close();
  }
});
