import { logUpTo, receiveEvent } from '#operations';
import { freshInstallation, seenAhead } from '#testkit';
import { expect, test } from 'vitest';

import { type Ran, runCommand } from '../testkit/command.ts';

const EVENT = { eventTime: '2026-03-01T00:00:00Z', producer: 'https://example.test', dataset: { namespace: 'db', name: 'patients' } };

// Goal: nobody works on an older copy of the database by mistake, and whoever must can. Method: a checkpoint beside the keys that is past the end of the log; the commands.
test('a server does not start on an older copy of the database, doctor says so, and it starts once that was declared', async () => {
  await using fresh = await freshInstallation();
  const { context, admin, connectionString, dataDir } = fresh;
  await receiveEvent(context, admin, Buffer.from(JSON.stringify(EVENT)));
  await seenAhead(fresh, 40);
  const here = (...args: readonly string[]): Promise<Ran> =>
    runCommand({ environment: { DATABASE_URL: connectionString, HEADGATE_DATA_DIR: dataDir, HTTP_PORT: '0' } }, args);

  const behind = 'The log ends at 0 entries, and this machine saw a checkpoint of 40: the database is an older copy, or it was changed';
  const refused = await here('serve');
  expect([refused.code, refused.out]).toEqual([1, '']);
  expect(refused.err).toContain(
    `${behind}. Bring the newest copy back; if it is gone, declare that this one goes on: headgate restored --why <reason>`,
  );
  expect((await here('doctor')).out).toContain(behind);

  expect(await here('restored')).toMatchObject({ code: 2, err: expect.stringContaining('say why with --why') as string });
  expect(await here('restored', '--why', 'the disk is gone')).toEqual({
    code: 0,
    err: '',
    out: `Recorded at 1: this database goes on. Entries 0 to 39, as they were signed before, are lost.
Start the server, and give the key that headgate log-key prints to whoever checks the log.
`,
  });
  expect((await here('doctor')).out).not.toContain(behind);
  await logUpTo(context);
  const verified = await here('verify', '--ledger');
  expect([verified.code, verified.out]).toEqual([
    0,
    expect.stringContaining('RESTORED   entry 1 declares: entries 0 to 39, as they were signed before, are lost: the disk is gone\n'),
  ]);
  expect((await here('log-key')).out).toMatch(/^headgate\/[0-9a-f-]+\/1\+/);
});
