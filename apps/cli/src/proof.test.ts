import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { expect, test } from 'vitest';

import { receiveEvent } from '#operations';
import { type FreshInstallation, freshInstallation, temporaryDirectory } from '#testkit';

import { type PeopleServer, peopleServer } from '../../server/testkit/people-server.ts';
import { type Ran, runCommand } from '../testkit/command.ts';

const EVENT = { eventTime: '2026-03-01T00:00:00Z', producer: 'https://example.test', dataset: { namespace: 'db', name: 'patients' } };

type Command = (...args: readonly string[]) => Promise<Ran>;

/** The command where the database is and, as an auditor, where it is not; an event is recorded. */
async function withAnEvent(
  { context, admin, principals, connectionString, dataDir }: FreshInstallation,
  { address }: PeopleServer,
): Promise<{ readonly here: Command; readonly afar: Command }> {
  await receiveEvent(context, admin, Buffer.from(JSON.stringify(EVENT)));
  const { key } = await principals.create({ kind: 'person', name: 'audrey', namespaces: [], roles: ['auditor'] }, context.clock.now());
  return {
    here: (...args) => runCommand({ environment: { DATABASE_URL: connectionString, HEADGATE_DATA_DIR: dataDir } }, args),
    afar: (...args) => runCommand({ environment: { HEADGATE_URL: address, HEADGATE_KEY: key } }, [...args, '--remote']),
  };
}

const verify: Command = (...args) => runCommand({ environment: {} }, ['verify', ...args]);

// Goal: an auditor takes the proof of an entry away and checks it on a machine that knows nothing of Headgate but its command. Method: the command at both places; every byte of the proof changed.
test('an entry is proved here and from afar, and the proof is checked without settings', async () => {
  await using fresh = await freshInstallation();
  await using server = await peopleServer(fresh, {});
  await using home = await temporaryDirectory();
  const { here, afar } = await withAnEvent(fresh, server);
  const file = path.join(home.path, 'entry-0.tlog-proof');

  const made = await here('proof', '0', '--out', file);
  const logKey = (await here('log-key')).out.trim();
  expect([made.code, made.out]).toEqual([0, expect.stringContaining(`headgate verify ${file} --key`)]);
  expect((await afar('proof', '0')).out).toBe(readFileSync(file, 'utf8'));
  const good = await verify(file, '--key', logKey);
  expect(good).toMatchObject({ code: 0, err: '' });
  expect(good.out).toMatch(
    /^entry {6}0: event, recorded 20\S+Z by \S+, commitment [0-9a-f]{64}\nproved {5}yes: it is in the log headgate\/\S+ of \d+ entries\nsigned {5}by the key that you gave\nwitnessed {2}by nobody/,
  );
  expect(JSON.parse((await verify(file, '--key', logKey, '--json')).out)).toMatchObject({
    good: true,
    flaw: null,
    index: 0,
    leaf: { kind: 'event' },
  });

  expect((await here('proof', '0', '--out', file)).err).toContain('name a file that is not there yet');
  expect(await here('proof', '9')).toMatchObject({ code: 1, err: expect.stringContaining('not yet one at 9') as string });
  expect(await afar('proof', '9')).toMatchObject({ code: 1, err: expect.stringContaining('not yet one at 9') as string });
  expect(await verify(file)).toMatchObject({ code: 2, err: expect.stringContaining('headgate log-key prints') as string });
  expect(await verify(file, '--key', 'x')).toMatchObject({ code: 2, err: expect.stringContaining('--key is the key of a log') as string });
});

// Goal: an auditor takes away what was said, and that it was said. Method: the same file from both places; its text, its salt and the folder beside it changed.
test('a report is proved and opened here and from afar, and so are the digests of its folder', async () => {
  await using fresh = await freshInstallation();
  await using server = await peopleServer(fresh, {});
  await using home = await temporaryDirectory();
  const { here, afar } = await withAnEvent(fresh, server);
  const [folder, other] = [path.join(home.path, 'evidence'), path.join(home.path, 'other')];
  const file = path.join(home.path, 'report.proof.json');
  const logKey = (await here('log-key')).out.trim();
  const { id } = JSON.parse((await here('report', 'HIPAA_EPHI_MAP', '--out', folder, '--json')).out) as { readonly id: string };
  await here('report', 'HIPAA_EPHI_MAP', '--as-of', '2026-02-01T00:00:00Z', '--out', other);

  expect(await here('proof', 'report', id, '--open', '--out', file)).toMatchObject({ code: 0, err: '' });
  expect((await afar('proof', 'report', id, '--open')).out).toBe(readFileSync(file, 'utf8'));
  const opened = await verify(file, '--key', logKey);
  expect([opened.code, opened.out]).toEqual([
    0,
    expect.stringMatching(
      /: report, recorded .*\nproved {5}yes: .*\nopened {5}yes: what it commits to is the text below\n(?:.*\n)+\n\{"asOf":.*"kind":"HIPAA_EPHI_MAP"/,
    ),
  ]);
  const recorded = await verify(folder, '--proof', file, '--log-key', logKey);
  expect([recorded.code, recorded.out]).toEqual([
    0,
    expect.stringMatching(/\nrecorded {3}yes: entry \d+ of the log headgate\/\S+ of \d+ entries, recorded 20/),
  ]);

  expect(await verify(other, '--proof', file, '--log-key', logKey)).toMatchObject({
    code: 1,
    out: expect.stringContaining('recorded   NO: the proof is of another report than the one in this folder') as string,
  });
  const shut = path.join(home.path, 'shut.tlog-proof');
  await here('proof', 'report', id, '--out', shut);
  expect(await verify(folder, '--proof', shut, '--log-key', logKey)).toMatchObject({
    code: 1,
    out: expect.stringContaining('recorded   NO: the proof opens no report') as string,
  });
  for (const change of [
    ['HIPAA_EPHI_MAP', 'HIPAA_EPHI_MAQ'],
    [/"salt":"./.exec(readFileSync(file, 'utf8'))?.[0] ?? '', '"salt":"g'],
  ] as const) {
    writeFileSync(shut, readFileSync(file, 'utf8').replace(change[0], change[1]));
    expect((await verify(shut, '--key', logKey)).code).toBeGreaterThan(0);
    expect((await verify(folder, '--proof', shut, '--log-key', logKey)).code).toBeGreaterThan(0);
  }
  writeFileSync(shut, readFileSync(file, 'utf8').replace('HIPAA_EPHI_MAP', 'HIPAA_EPHI_MAQ'));
  expect((await verify(shut, '--key', logKey)).out).toContain('opened     NO: the text is not what the entry commits to');
  expect(await verify(folder, '--proof', file)).toMatchObject({ code: 2, err: expect.stringContaining('belong together') as string });
  expect(await here('proof', 'policy', '0')).toMatchObject({ code: 1, err: expect.stringContaining('There is no such policy') as string });
  expect(await afar('proof', 'decision', 'x')).toMatchObject({ code: 2, err: expect.stringContaining('A Position is a number') as string });
});

test('a proof in which any letter was changed proves nothing', async () => {
  await using fresh = await freshInstallation();
  await using home = await temporaryDirectory();
  const { context, admin, connectionString, dataDir } = fresh;
  for (const name of ['a', 'b', 'c'])
    await receiveEvent(context, admin, Buffer.from(JSON.stringify({ ...EVENT, dataset: { namespace: 'db', name } })));
  const here = (...args: readonly string[]): Promise<Ran> =>
    runCommand({ environment: { DATABASE_URL: connectionString, HEADGATE_DATA_DIR: dataDir } }, args);
  const proof = (await here('proof', '1')).out;
  const logKey = (await here('log-key')).out.trim();
  const file = path.join(home.path, 'spoiled.tlog-proof');

  const good: number[] = [];
  for (let at = 0; at < proof.length; at += 7) {
    writeFileSync(file, `${proof.slice(0, at)}${proof[at] === 'A' ? 'B' : 'A'}${proof.slice(at + 1)}`);
    if ((await runCommand({ environment: {} }, ['verify', file, '--key', logKey])).code === 0) good.push(at);
  }
  expect(good).toEqual([]);
});

test('a whole ledger is checked against a checkpoint or a proof of before, and a changed one is told by the place', async () => {
  await using fresh = await freshInstallation();
  await using home = await temporaryDirectory();
  const { context, admin, connectionString, dataDir } = fresh;
  for (const name of ['a', 'b', 'c'])
    await receiveEvent(context, admin, Buffer.from(JSON.stringify({ ...EVENT, dataset: { namespace: 'db', name } })));
  const here = (...args: readonly string[]): Promise<Ran> =>
    runCommand({ environment: { DATABASE_URL: connectionString, HEADGATE_DATA_DIR: dataDir } }, args);
  const seen = path.join(home.path, 'seen.tlog-proof');
  await here('proof', '1', '--out', seen);
  const logKey = (await here('log-key')).out.trim();

  const whole = await here('verify', '--ledger', '--key', logKey, '--seen', seen);
  expect(whole).toMatchObject({ code: 0, err: '' });
  expect(whole.out).toMatch(
    /^whole {6}yes: .*\nentries {4}(\d+) recorded, of which \d+ are in the log headgate\/\S+\nbodies {5}\1 opened\nsigned {5}by the key that you gave\nseen {7}the checkpoint of \d+ entries that you gave is its beginning\n$/,
  );
  expect((await here('verify', '--ledger')).out).toContain("signed     by the key in this machine's data folder");
  expect(await here('verify', '--ledger', '--seen', 'nowhere')).toMatchObject({
    code: 2,
    err: expect.stringContaining('--seen names no file') as string,
  });
  expect(await here('verify', 'x', '--seen', seen)).toMatchObject({
    code: 2,
    err: expect.stringContaining('--seen belongs to --ledger') as string,
  });

  await context.database.transaction((session) => session.send('update hot.ledger_entry set by = gen_random_uuid() where index = 0'));
  const changed = await here('verify', '--ledger', '--key', logKey);
  expect([changed.code, changed.out]).toEqual([
    1,
    expect.stringMatching(/^whole {6}NO: TAMPERED\n {13}entry 0: it, or what the log says of it, is not what was signed\n/),
  ]);
  expect(JSON.parse((await here('verify', '--ledger', '--json')).out)).toMatchObject({
    whole: false,
    flaws: [{ position: 0 }],
  });
});
