import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { afterEach, beforeEach, expect, test } from 'vitest';

import { verifierIn } from '#log';
import { type Context, declareRestored, logUpTo, receiveEvent, showLog, takeCosigned, type Witness } from '#operations';
import { logHead } from '#store';
import { type FreshInstallation, freshInstallation, given, seenAhead, temporaryDirectory } from '#testkit';

import { startWitnesses } from '../../server/src/worker/start-witnesses.ts';
import { type PeopleServer, peopleServer } from '../../server/testkit/people-server.ts';
import { type Ran, runCommand } from '../testkit/command.ts';

// Goal: who has database, keys and machine of a Headgate cannot show another past to anybody who asks a witness. Method: the command as an auditor runs it, against a server, before and
// after its history was written anew and signed with its own key.

interface World {
  readonly fresh: FreshInstallation;
  readonly context: Context;
  readonly server: PeopleServer;
  readonly home: string;
  readonly dir: string;
  /** The key of the log, and of the witness. */
  readonly logKey: string;
  readonly key: string;
  readonly here: (...args: readonly string[]) => Promise<Ran>;
  readonly witness: (...args: readonly string[]) => Promise<Ran>;
  readonly end: () => Promise<void>;
}

let world: World;
beforeEach(async () => {
  const fresh = await freshInstallation();
  const folder = await temporaryDirectory();
  const home = folder.path;
  const dir = path.join(home, 'witness');
  const key = (await runCommand({ environment: {} }, ['witness', 'key', '--dir', dir, '--name', 'auditor.example'])).out.trim();
  const context = { ...fresh.context, witnesses: [{ verifier: given(verifierIn(key)), url: null }] };
  const server = await peopleServer({ ...fresh, context }, {});
  const { principals, connectionString, dataDir } = fresh;
  const audrey = await principals.create({ kind: 'person', name: 'audrey', namespaces: [], roles: ['auditor'] }, context.clock.now());
  const here = (...args: readonly string[]): Promise<Ran> =>
    runCommand({ environment: { DATABASE_URL: connectionString, HEADGATE_DATA_DIR: dataDir, LOG_WITNESSES: key } }, args);
  const logKey = (await here('log-key')).out.trim();
  const witness = (...args: readonly string[]): Promise<Ran> =>
    runCommand({ environment: { HEADGATE_URL: server.address, HEADGATE_KEY: audrey.key } }, ['witness', ...args]);
  const end = async (): Promise<void> => {
    await server[Symbol.asyncDispose]();
    await fresh[Symbol.asyncDispose]();
    await folder[Symbol.asyncDispose]();
  };
  world = { fresh, context, server, home, dir, logKey, key, here, witness, end };
});
afterEach(() => world.end());

async function record(...names: readonly string[]): Promise<void> {
  const { context, fresh } = world;
  for (const name of names) {
    const event = { eventTime: '2026-03-01T00:00:00Z', producer: 'https://example.test', dataset: { namespace: 'db', name } };
    await receiveEvent(context, fresh.admin, Buffer.from(JSON.stringify(event)));
  }
  await logUpTo(context);
}

/** Another history of as many entries, signed with the key of the log, by who has the whole machine. */
async function writeAnew(): Promise<void> {
  const { context } = world;
  const { log } = await context.database.snapshot((session) => logHead(session, context.tenant));
  await context.database.transaction((session) =>
    session.send(
      `update hot.ledger_batch set recorded_at = recorded_at + interval '1 second'; delete from hot.log_tile; delete from hot.log_head`,
    ),
  );
  rmSync(context.keys.seen.fileOf(log));
  await logUpTo(context);
}

const follow = (...more: readonly string[]): Promise<Ran> =>
  world.witness('follow', '--dir', world.dir, '--key', world.logKey, '--once', ...more);

async function lastSaid(): Promise<unknown> {
  const { witnesses } = await showLog(world.context, world.fresh.admin);
  return witnesses.map(({ name, size }) => [name, size]);
}

test('a witness cosigns what begins with what it saw, the server shows it, and a proof is checked by its word', async () => {
  const { here, home, logKey, key, fresh } = world;
  await record('a', 'b', 'c');
  expect(await lastSaid()).toEqual([['auditor.example', null]]);

  const first = await follow();
  expect([first.code, first.out, first.err]).toEqual([0, expect.stringMatching(/^20\S+Z {2}headgate\/\S+ 0 → 3 entries: cosigned\n$/), '']);
  await record('d');
  expect((await follow()).out).toContain('3 → 4 entries: cosigned');
  expect((await follow()).out).toContain('4 entries: nothing new');
  expect(await lastSaid()).toEqual([['auditor.example', 4n]]);
  await record('e');

  const file = path.join(home, 'entry-1.tlog-proof');
  await here('proof', '1', '--out', file);
  const verify = (...args: readonly string[]): Promise<Ran> => runCommand({ environment: {} }, ['verify', file, '--key', logKey, ...args]);
  const good = await verify('--witness', key);
  expect([good.code, good.out]).toEqual([0, expect.stringMatching(/ of 4 entries\n.*\nwitnessed {2}by auditor\.example, 20\S+Z\n$/)]);
  const named = path.join(home, 'witnesses');
  writeFileSync(named, `${key}\n`);
  expect(JSON.parse((await verify('--witness', named, '--json')).out)).toMatchObject({
    good: true,
    witnesses: [{ name: 'auditor.example' }],
  });
  expect((await verify()).out).toContain('witnessed  not checked: give the key of auditor.example with --witness');
  const other = (
    await runCommand({ environment: {} }, ['witness', 'key', '--dir', path.join(home, 'other'), '--name', 'other.example'])
  ).out.trim();
  expect(await verify('--witness', other)).toMatchObject({
    code: 1,
    out: expect.stringContaining('witnessed  NO: by none of the witnesses that you named') as string,
  });
  expect(await verify('--witness', logKey)).toMatchObject({ code: 2 });

  await here('proof', '4', '--out', path.join(home, 'entry-4.tlog-proof'));
  const newest = await runCommand({ environment: {} }, ['verify', path.join(home, 'entry-4.tlog-proof'), '--key', logKey]);
  expect(newest.out).toMatch(/ of \d+ entries\n.*\nwitnessed {2}by nobody\n$/);
  await fresh.context.database.transaction((session) =>
    session.send("update hot.log_cosigned set note = replace(note, 'auditor', 'auditos')"),
  );
  expect(await lastSaid()).toEqual([['auditor.example', null]]);
});

test('a history that was written anew and signed with the stolen key is refused, and so is one that was cut', async () => {
  await record('a', 'b', 'c');
  await follow();
  const before = readFileSync(path.join(world.dir, given(stateFile())), 'utf8');
  await writeAnew();
  const same = await follow();
  expect([same.code, same.out]).toEqual([
    1,
    expect.stringMatching(
      /REFUSED: it ends before the 3 entries that were cosigned, or holds as many others\. What it shows:\n {4}headgate\//,
    ),
  ]);
  await record('d');
  const longer = await follow();
  expect([longer.code, longer.out]).toEqual([
    1,
    expect.stringContaining('REFUSED: the 3 entries that were cosigned are not its beginning: another history was signed'),
  ]);
  expect(readFileSync(path.join(world.dir, given(stateFile())), 'utf8')).toBe(before);
});

function stateFile(): string | undefined {
  return /log-\S+\.checkpoint/.exec(readdirSync(world.dir).join(' '))?.[0];
}

test('what is handed in is of a witness that is believed, of this log, and of this history', async () => {
  const { home, context, server, logKey } = world;
  await record('a', 'b');
  const stranger = path.join(home, 'stranger');
  await runCommand({ environment: {} }, ['witness', 'key', '--dir', stranger, '--name', 'stranger.example']);
  const refused = await world.witness('follow', '--dir', stranger, '--key', logKey, '--once');
  expect([refused.code, refused.err]).toEqual([2, expect.stringContaining('of one witness of LOG_WITNESSES')]);
  await follow();
  const cosigned = readFileSync(path.join(world.dir, given(stateFile())), 'utf8');

  await writeAnew();
  await expect(takeCosigned(context, world.fresh.admin, cosigned)).rejects.toThrow('another history was signed');
  await expect(takeCosigned(context, world.fresh.admin, cosigned.replace(/\n2\n/, '\n3\n'))).rejects.toMatchObject({ code: 'BAD_REQUEST' });
  expect(server.logged).toEqual([]);
});

test('a witness that is asked answers as the standard says, and the server keeps what it cosigned', async () => {
  const { context, dir, key, logKey } = world;
  await record('a', 'b', 'c');
  const heard: string[] = [];
  const serving = runCommand({ environment: {}, heard: (text) => heard.push(text) }, ['witness', 'serve', '--dir', dir, '--key', logKey]);
  await expect.poll(() => heard.join('')).toContain('"ready":true');
  const { address } = JSON.parse(given(heard[0])) as { readonly address: string };
  const witnesses: readonly Witness[] = [{ verifier: given(verifierIn(key)), url: address }];
  const lines: string[] = [];
  const turns = startWitnesses({ ...context, witnesses }, (line) => lines.push(line), 20);
  try {
    await expect.poll(lastSaid).toEqual([['auditor.example', 3n]]);
    await record('d');
    await expect.poll(lastSaid).toEqual([['auditor.example', 4n]]);
    await context.database.transaction((session) => session.send('delete from hot.log_cosigned'));
    await record('e');
    await expect.poll(lastSaid).toEqual([['auditor.example', 5n]]);
    expect(lines).toEqual([]);

    const post = (body: string, where = '/add-checkpoint'): Promise<number> =>
      fetch(`${address}${where}`, { method: 'POST', body }).then(({ status }) => status);
    expect([await post('x'), await post('x', '/'), (await fetch(`${address}/add-checkpoint`)).status]).toEqual([400, 404, 405]);
    await writeAnew();
    await record('f');
    await expect.poll(() => lines.join('\n')).toContain('is not the beginning of this log (422): another history was signed');
  } finally {
    await turns.stop();
    process.emit('SIGTERM');
  }
  expect((await serving).code).toBe(0);
});

test('a witness has one name, and its folder is for one process', async () => {
  const { home, dir, witness, logKey } = world;
  await record('a');
  expect(await witness('key', '--dir', dir, '--name', 'else')).toMatchObject({
    code: 2,
    err: expect.stringContaining('is called auditor.example') as string,
  });
  expect(await witness('key', '--dir', dir, '--name', 'a b')).toMatchObject({ code: 2 });
  expect(await witness('follow', '--dir', path.join(home, 'none'), '--key', logKey, '--once')).toMatchObject({
    code: 2,
    err: expect.stringContaining('headgate witness key --dir') as string,
  });
  expect(await follow('--seen', path.join(home, 'none'))).toMatchObject({
    code: 2,
    err: expect.stringContaining('--seen names no checkpoint') as string,
  });
  writeFileSync(path.join(dir, 'witness.pid'), `${process.ppid}\n`);
  expect(await follow()).toMatchObject({ code: 1, err: expect.stringContaining(`Process ${process.ppid} is the witness in`) as string });
  writeFileSync(path.join(dir, 'witness.pid'), '999999999\n');
  expect((await follow()).code).toBe(0);
});

test('after a restore the witness asks for the new key before it goes on, and a checkpoint that was kept can be its beginning', async () => {
  const { context, fresh, here, home, witness, logKey } = world;
  await record('a', 'b');
  await follow();
  const kept = path.join(home, 'kept.checkpoint');
  writeFileSync(kept, given((await showLog(context, fresh.admin)).checkpoint));
  await seenAhead(fresh, 1_000);
  await declareRestored(context, fresh.admin, { why: 'a test' });
  await logUpTo(context);

  const refused = await follow();
  expect([refused.code, refused.out]).toEqual([1, expect.stringContaining('REFUSED: it names another log than the key; after a restore')]);
  const renamed = (await here('log-key')).out.trim();
  expect(renamed).not.toBe(logKey);
  expect((await witness('follow', '--dir', world.dir, '--key', renamed, '--once')).out).toContain('0 → ');
  expect(await witness('follow', '--dir', world.dir, '--key', renamed, '--once', '--seen', kept)).toMatchObject({
    code: 2,
    err: expect.stringContaining('--seen names no checkpoint') as string,
  });
});
