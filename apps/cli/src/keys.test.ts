import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';

import { expect, test } from 'vitest';
import { parse } from 'yaml';

import { DAY_MS } from '#foundation';
import { applyAccess, type Principal, receiveEvent } from '#operations';
import { type FreshInstallation, freshInstallation, given, mapAll, temporaryDirectory } from '#testkit';

import { type Ran, runCommand } from '../testkit/command.ts';

function command({ connectionString, dataDir }: FreshInstallation, ...args: readonly string[]): Promise<Ran> {
  return runCommand({ environment: { DATABASE_URL: connectionString, HEADGATE_DATA_DIR: dataDir, HTTP_PORT: '0' } }, args);
}

async function json<Value>(installation: FreshInstallation, ...args: readonly string[]): Promise<Value> {
  return JSON.parse((await command(installation, ...args, '--json')).out) as Value;
}

interface Made {
  readonly prefix: string;
  readonly key: string;
}

const create = (installation: FreshInstallation, name: string, ...more: readonly string[]): Promise<Made> =>
  json<Made>(installation, 'keys', 'create', '--name', name, '--emitter', '--namespace', '*', ...more);

async function send({ context, principals }: FreshInstallation, key: string, job: string): Promise<void> {
  const sender: Principal = given(await principals.holder(key));
  const event = {
    ...{ eventType: 'COMPLETE', eventTime: '2026-03-01T00:00:00Z', run: { runId: '0198c3a0-0000-7000-8000-00000000000a' } },
    ...{
      job: { namespace: 'etl', name: job },
      outputs: [{ namespace: 'db', name: job }],
      producer: 'https://example.org/p',
      schemaURL: 's',
    },
  };
  await receiveEvent(context, sender, Buffer.from(job === '' ? '{' : JSON.stringify(event)));
}

test('a person may have a role of their own, or those alone that teams give', async () => {
  await using installation = await freshInstallation();

  const reader = await command(installation, 'keys', 'create', '--name', 'eve', '--role', 'ml-reader');
  const [eve, zoe] = [given(reader.out.split('\n')[0]), await json<Made>(installation, 'keys', 'create', '--name', 'zoe', '--person')];
  const refused = await command(installation, 'keys', 'create', '--name', 'x', '--role', 'Admin');

  expect(reader.out).toContain('ml-reader is a role of your own: it is allowed what policies say, and nothing else.');
  expect(await installation.principals.holder(eve)).toMatchObject({ kind: 'person', roles: ['ml-reader'] });
  expect(await installation.principals.holder(zoe.key)).toMatchObject({ kind: 'person', roles: [] });
  expect([refused.code, refused.err]).toEqual([2, expect.stringContaining('a role is a word of small letters')]);
});

test('keys that end soon, or that nobody used, are found and told of', async () => {
  await using installation = await freshInstallation();
  const soon = await create(installation, 'soon', '--expires', '9d');
  const used = await create(installation, 'used', '--expires', '90d');
  await create(installation, 'endless');
  await runCommand(
    { environment: { DATABASE_URL: installation.connectionString, HEADGATE_DATA_DIR: installation.dataDir, HEADGATE_KEY: used.key } },
    ['whoami'],
  );
  await installation.context.database.transaction((session) =>
    session.send(`update control.api_key set created_at = created_at - interval '40 days';
                  update control.api_key set last_used_at = now() - interval '2 days' where prefix = '${used.prefix}'`),
  );
  const names = async (...filter: readonly string[]): Promise<readonly string[]> =>
    (await json<{ keys: readonly { name: string }[] }>(installation, 'keys', 'list', ...filter)).keys.map(({ name }) => name);

  expect(await names('--unused', '30d')).toEqual(['soon', 'endless']);
  expect(await names('--unused', '24h')).toEqual(['soon', 'used', 'endless']);
  expect(await names('--expiring', '14d')).toEqual(['soon']);
  expect(await names('--unused', '30d', '--expiring', '100d')).toEqual(['soon']);
  const { out } = await command(installation, 'keys', 'list');
  expect(out).toMatch(/hg_\S+ {2}emitter {2}expiring {2}until \d{4}-\d\d-\d\d {2}never used {5,}soon {5}\*\n/);
  expect(out).toMatch(new RegExp(`${used.prefix} {2}emitter {2}in force {2}until .* {2}used \\d{4}-\\d\\d-\\d\\d {2}used {5}\\*\n`));
  expect(out).toContain(`${soon.prefix} of soon ends within 9 days: headgate keys rotate ${soon.prefix}\n`);

  const doctor = await command(installation, 'doctor');
  expect(doctor.out).toContain(`Keys end within 14 days: ${soon.prefix} of soon at `);
  expect(await command(installation, 'keys', 'list', '--unused', 'never')).toMatchObject({
    code: 2,
    err: 'headgate keys: --unused is a length of time such as 90m, 12h or 30d, not never; --help shows how.\n',
  });
});

test('a key is rotated: the next is shown once, the one before ends after the grace, and a third is refused', async () => {
  await using installation = await freshInstallation();
  const first = await create(installation, 'loads');

  const { code, out } = await command(installation, 'keys', 'rotate', 'loads', '--grace', '7d', '--expires', '90d');

  expect(code).toBe(0);
  const [key = '', ...told] = out.split('\n');
  expect(await installation.principals.holder(key)).toMatchObject({ name: 'loads' });
  const next = key.slice(0, 11);
  const until = new Date(Date.now() + 7 * DAY_MS).toISOString().slice(0, 10);
  expect(told[0]).toBe(`Keep it: it is shown this once. It is the next key of loads, known as ${next}.`);
  expect(told[1]).toContain(`${first.prefix} stays good until ${until}T`);
  expect((await command(installation, 'keys', 'list')).out).toContain(
    `${first.prefix} of loads ends within 7 days: see that it uses ${next} by then\n`,
  );
  expect(await command(installation, 'keys', 'rotate', first.prefix)).toMatchObject({
    code: 2,
    err: expect.stringMatching(/^headgate keys: loads has 2 keys in force: .* End the one that is used no more with/) as string,
  });
  const { out: trail } = await command(installation, 'trail');
  expect(trail).toMatch(new RegExp(`key rotated +loads ${next}\n`));
});

test('the keys of a team are rotated at once: those of its emitters alone, into a new file, and who has two keys is left', async () => {
  await using installation = await freshInstallation();
  await using directory = await temporaryDirectory();
  const to = path.join(directory.path, 'next.yaml');
  const [spark, flink] = [await create(installation, 'heart/spark'), await create(installation, 'heart/flink')];
  for (const other of ['heart', 'heart2/spark']) await create(installation, other);
  await command(installation, 'keys', 'revoke', (await create(installation, 'heart/old')).prefix);
  await command(installation, 'keys', 'rotate', 'heart/flink');

  expect((await command(installation, 'keys', 'rotate', '--team', 'heart')).err).toMatch('--to <file>');
  expect((await command(installation, 'keys', 'rotate', '--team', 'lung', '--to', to)).err).toMatch('no emitter of the team lung');
  const { code, out } = await command(installation, 'keys', 'rotate', '--team', 'heart', '--to', to, '--grace', '7d');

  const keys = parse(await readFile(to, 'utf8')) as Record<string, string>;
  expect([code, Object.keys(keys), (await stat(to)).mode & 0o777]).toEqual([0, ['heart/spark'], 0o600]);
  expect(await installation.principals.holder(given(keys['heart/spark']))).toMatchObject({ name: 'heart/spark' });
  expect(out).toContain(`heart/spark: ${given(keys['heart/spark']).slice(0, 11)} is the next; ${spark.prefix} stays good until `);
  expect(out).toContain('heart/flink has two keys in force already, and is left as it is.\n1 key made, and written to ');
  expect(await installation.principals.holder(flink.key)).toMatchObject({ name: 'heart/flink' });
  expect(out).not.toContain(given(keys['heart/spark']));
});

test("a team's emitters are those that the access file names, whatever they are called, and those called after it", async () => {
  await using installation = await freshInstallation();
  await using directory = await temporaryDirectory();
  const to = (name: string): string => path.join(directory.path, name);
  const [, icu] = [
    await create(installation, 'spark-icu'),
    await create(installation, 'icu-live'),
    await create(installation, 'heart/spark'),
  ];
  const [byPrefix] = [await create(installation, 'by-prefix'), await create(installation, 'lungs'), await create(installation, 'stray')];
  const teams = {
    heart: { owns: ['*'], emitters: { 'spark-icu': {}, [icu.prefix]: null, [byPrefix.prefix]: null } },
    lung: { owns: ['*'], emitters: { lungs: {} } },
  };
  await applyAccess(installation.context, installation.admin, { text: JSON.stringify({ teams }), isPruning: false, isDryRun: false });

  const { code } = await command(installation, 'keys', 'rotate', '--team', 'heart', '--to', to('heart.yaml'));
  const made = parse(await readFile(to('heart.yaml'), 'utf8')) as Record<string, string>;
  expect([code, Object.keys(made).sort()]).toEqual([0, ['by-prefix', 'heart/spark', 'icu-live', 'spark-icu']]);

  await applyAccess(installation.context, installation.admin, { text: '{}', isPruning: true, isDryRun: false });
  expect((await command(installation, 'keys', 'rotate', '--team', 'lung', '--to', to('lung.yaml'))).err).toMatch(
    'no emitter of the team lung',
  );
});

// Goal: one command ends a key, says what came by it, and hands over a retraction that works as printed. Method: the printed commands are run.
test('a leaked key is ended, what came since is listed, and the retraction that it prints takes just that out', async () => {
  await using installation = await freshInstallation();
  const [leaked, other] = [await create(installation, 'loads'), await create(installation, 'streams')];
  await send(installation, leaked.key, 'before');
  const since = new Date(Date.now() + 1).toISOString();
  await expect.poll(() => new Date().toISOString() > since).toBe(true);
  await send(installation, leaked.key, 'forged');
  await send(installation, other.key, 'honest');
  await send(installation, leaked.key, 'honest');
  await send(installation, leaked.key, '');
  await mapAll(installation.context);
  const call = ['keys', 'leaked', leaked.prefix, '--since', since];

  const dry = await command(installation, ...call, '--dry-run');
  expect(dry.out).toMatch(
    /^hg_\S+ of loads \(emitter\) would be revoked\.\n\nSince \S+Z loads brought 1 of kind event, 1 of kind quarantined, 1 event that others had brought before\.\n/,
  );
  expect(await installation.principals.holder(leaked.key)).toMatchObject({ name: 'loads' });

  const { code, out } = await command(installation, ...call);
  expect(code).toBe(0);
  expect(out).toContain(`${leaked.prefix} of loads (emitter) is revoked; no server takes it from now on.`);
  expect(out).toMatch(
    /\n {2}\d+ {2}\S+Z {2}event {8}job etl \/ forged\n {2}\d+ {2}\S+Z {2}quarantined {2}in quarantine, or not to be read\n/,
  );
  expect(out).toContain('It was shown no protected data, and denied nothing: other readings are on no record.\n');
  const [preview = [], record = []] = [...out.matchAll(/^ {2}headgate (retract .*)$/gm)].map(([, line = '']) =>
    [...line.matchAll(/'([^']*)'|\S+/g)].map(([word, quoted]) => quoted ?? word),
  );
  expect(await command(installation, ...preview)).toMatchObject({ code: 1, out: expect.stringContaining('1 taken out') as string });
  expect(await command(installation, ...record)).toMatchObject({
    code: 0,
    out: expect.stringContaining('retracted at position') as string,
  });

  expect((await command(installation, 'keys', 'list')).out).toContain(`${leaked.prefix}  emitter  revoked`);
  expect(await json(installation, ...call)).toMatchObject({
    wasRevoked: true,
    brought: [{ kind: 'event', entries: 1 }, { kind: 'quarantined' }],
  });
  expect((await command(installation, 'trail')).out).toMatch(new RegExp(`key leaked +loads ${leaked.prefix}\n`));
});

test('a holder of two keys is told that an entry does not name the key, and one that sent nothing gets no retraction', async () => {
  await using installation = await freshInstallation();
  const first = await create(installation, 'loads');
  const { prefix: next } = await json<Made>(installation, 'keys', 'rotate', 'loads');

  const { out } = await command(installation, 'keys', 'leaked', first.prefix, '--since', '2026-01-01T00:00:00Z');

  expect(out).toContain('loads brought nothing.');
  expect(out).toContain(`By any of its keys, ${next} among them: an entry names its principal, and not the key.`);
  expect(out).toContain('No event came that a retraction would take out.');
  expect(await command(installation, 'keys', 'leaked', 'hg_nobody00', '--since', '2026-01-01T00:00:00Z')).toMatchObject({ code: 1 });
  expect(await command(installation, 'keys', 'leaked', first.prefix)).toMatchObject({ code: 2 });
});

// Goal: an emitter's claims are narrowed and widened by command, for each of its keys, at the gate and when redriven. Method: one event that writes elsewhere.
test('of a leaked key of an administrator the keys that it made are named, and which of them are still good', async () => {
  await using installation = await freshInstallation();
  const { connectionString, dataDir } = installation;
  const mallory = await json<Made>(installation, 'keys', 'create', '--name', 'mallory', '--admin');
  const environment = { DATABASE_URL: connectionString, HEADGATE_DATA_DIR: dataDir, HTTP_PORT: '0', HEADGATE_KEY: mallory.key };
  await runCommand({ environment }, ['keys', 'create', '--name', 'door', '--admin', '--json']);
  const door = given((await installation.principals.list()).find(({ name }) => name === 'door'));
  const call = ['keys', 'leaked', mallory.prefix, '--since', '2026-01-01T00:00:00Z'];

  const { out } = await command(installation, ...call);
  expect(out).toContain(
    `It made keys since, which whoever had it was shown. End those that are in force in the same way:\n  ${door.prefix}  in force  of door\n`,
  );
  await command(installation, 'keys', 'revoke', door.prefix);
  expect(await json(installation, ...call)).toMatchObject({
    made: [{ prefix: door.prefix, name: 'door', isInForce: false }],
    hasOlderMade: false,
  });
});

test('an emitter is bound to what it may claim, and granted more', async () => {
  await using installation = await freshInstallation();
  await installation.principals.heed();
  const make = ['keys', 'create', '--name', 'loads', '--emitter', '--namespace', 'etl'];
  const unsaid = await command(installation, ...make);
  expect([unsaid.code, unsaid.err]).toEqual([2, expect.stringContaining('Say where the jobs of the emitter write')]);
  const unbound = await command(installation, ...make, '--outputs', '*');
  expect(unbound.out).toContain('What its jobs write may lie in any namespace; `headgate keys bind` narrows that.\n');
  const first = unbound.out.slice(0, 11);
  const { key } = await json<Made>(installation, 'keys', 'rotate', 'loads');
  const quarantined = async (): Promise<number> => {
    await send(installation, key, 'orders');
    return (await json<{ items: readonly unknown[] }>(installation, 'quarantine', 'list', '--open')).items.length;
  };

  const bind = await command(installation, 'keys', 'bind', first, '--outputs', 'lake*', '--producers', 'https://example.org/*');
  expect(bind.out).toBe(
    `${first} may speak for: etl\n${first} may say things of these and of: lake*\n${first} may speak as: https://example.org/*\n`,
  );
  expect(await quarantined()).toBe(1);
  expect((await command(installation, 'keys', 'list')).out).toContain('etl outputs: lake* producers: https://example.org/*\n');
  const granted = await json(installation, 'keys', 'grant', first, '--outputs', 'db');
  expect(granted).toEqual({
    prefix: first,
    namespaces: ['etl'],
    outputs: ['lake*', 'db'],
    inputs: ['*'],
    producers: ['https://example.org/*'],
  });
  expect(await command(installation, 'quarantine', 'redrive', '--all')).toMatchObject({ code: 0 });
  await expect.poll(async () => (await installation.principals.holder(key))?.binding?.outputs, { timeout: 30_000 }).toContain('db');
  expect(await quarantined()).toBe(0);

  const narrow = await json<Made>(
    installation,
    'keys',
    'create',
    '--name',
    'narrow',
    '--emitter',
    '--namespace',
    'etl',
    '--outputs',
    'etl',
    '--inputs',
    'db',
  );
  expect(await installation.principals.holder(narrow.key)).toMatchObject({ binding: { outputs: ['etl'], inputs: ['db'], producers: [] } });
  expect((await command(installation, 'trail')).out).toMatch(new RegExp(`key bound +loads ${first}\n`));
  expect(await command(installation, 'keys', 'bind', first)).toMatchObject({ code: 2 });
  expect(await command(installation, 'keys', 'create', '--name', 'x', '--admin', '--outputs', 'a')).toMatchObject({ code: 2 });
});

test('a key is made with scopes, and says so wherever it is told of', async () => {
  await using installation = await freshInstallation();
  const made = await command(
    installation,
    'keys',
    'create',
    '--name',
    'chart',
    '--role',
    'engineer',
    '--scope',
    'decide, ask',
    '--scope',
    'ask',
  );
  const key = given(made.out.split('\n')[0]);
  const tried = await command(installation, 'keys', 'try', '--role', 'engineer', '--scope', 'ask');
  const listed = await command(installation, 'keys', 'list');
  const asChart = (...args: readonly string[]): Promise<Ran> => {
    const environment = { DATABASE_URL: installation.connectionString, HEADGATE_DATA_DIR: installation.dataDir, HEADGATE_KEY: key };
    return runCommand({ environment }, args);
  };

  expect([made.out, tried.out]).toEqual([
    expect.stringContaining('It may be used for ask and decide alone.'),
    expect.stringContaining('It may be used for ask alone.'),
  ]);
  expect(listed.out.split('\n').map((line) => /(for trying things )?for [a-z ]+ alone$/.exec(line)?.[0])).toEqual([
    'for ask and decide alone',
    'for trying things for ask alone',
    undefined,
  ]);
  expect(await json(installation, 'keys', 'rotate', 'chart')).toMatchObject({ scopes: ['ask', 'decide'] });
  expect(await asChart('keys', 'revoke', 'hg_12345678')).toMatchObject({
    code: 1,
    err: 'headgate keys: Your key has the scopes ask and decide, and this needs the scope manage. Use another key, or ask who gave you this one.\n',
  });
  expect((await command(installation, 'keys', 'create', '--name', 'odd', '--person', '--scope', 'read')).err).toContain(
    '--scope: read is no scope; there are send, ask, decide, manage',
  );
  const { keys } = await json<{ keys: readonly { name: string; scopes: unknown }[] }>(installation, 'keys', 'list');
  expect(keys.filter(({ name }) => name === 'chart').map(({ scopes }) => scopes)).toEqual([
    ['ask', 'decide'],
    ['ask', 'decide'],
  ]);
});
