import { expect, test } from 'vitest';

import { freshInstallation } from '#testkit';

import { receiveEvent } from '../receive/receive-event.ts';
import { proveEntry } from './prove-entry.ts';
import { logUpTo } from './sequence-log.ts';

const ENTRIES = 5;

test.each([
  ['a tree', 'update hot.log_tile set hashes = set_byte(hashes, 0, get_byte(hashes, 0) # 1) where level = 0'],
  ['an entry', 'update hot.ledger_entry set commitment = set_byte(commitment, 0, get_byte(commitment, 0) # 1)'],
  ['a tree that is shorter', 'update hot.log_tile set hashes = substring(hashes from 1 for 32)'],
  ['a checkpoint', "update hot.log_head set note = replace(note, E'\\n5\\n', E'\\n6\\n')"],
])('no proof is handed out of %s that was changed after it was signed', async (_what, change) => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  for (let entry = 0; entry < ENTRIES; entry += 1) {
    const dataset = { namespace: 'db', name: `t${entry}` };
    await receiveEvent(
      context,
      admin,
      Buffer.from(JSON.stringify({ eventTime: '2026-03-01T00:00:00Z', producer: 'https://example.com/p', dataset })),
    );
  }
  await logUpTo(context);
  expect(await proveEntry(context, admin, '1')).toMatchObject({ position: 1n });

  await context.database.transaction((session) => session.send(change));

  await expect(proveEntry(context, admin, '1')).rejects.toThrow('the database was changed');
});
