import { expect, test } from 'vitest';

import { FOLD_VERSION } from '#store';
import { type FreshInstallation, freshInstallation } from '#testkit';

import { readStatus } from '../ask/read-status.ts';
import type { Principal } from '../context.ts';
import { receiveEvent } from '../receive/receive-event.ts';
import { previewRulings } from '../rule/preview-rulings.ts';
import { mapNext } from './live-fold.ts';
import { mapUpTo } from './map-up-to.ts';
import { Mapper } from './project-entries.ts';
import { replay } from './replay.ts';

const EMITTER: Principal = { id: '00000000-0000-4000-8000-00000000000e', kind: 'emitter', name: 'a test', namespaces: ['*'], roles: [] };

/** A graph with one event in it and one that waits, made by another fold. */
async function givenFold(fold: number): Promise<FreshInstallation> {
  const installation = await freshInstallation();
  const { context } = installation;
  const event = (minute: number): Buffer =>
    Buffer.from(
      JSON.stringify({
        eventTime: `2026-03-01T00:0${minute}:00Z`,
        eventType: 'COMPLETE',
        run: { runId: `0198c3a0-0000-7000-8000-00000000000${minute}` },
        job: { namespace: 'batch', name: 'JOB' },
      }),
    );
  await receiveEvent(context, EMITTER, event(1));
  await mapUpTo(context);
  await receiveEvent(context, EMITTER, event(2));
  await context.database.transaction((session) => session.rows`update hot.map_head as head set fold = ${fold}::int where head.live`);
  return installation;
}

test('a graph that another fold made takes nothing in, and says what to do', async () => {
  await using installation = await givenFold(FOLD_VERSION + 1);
  const { context, admin } = installation;

  const look = await mapNext(context, new Mapper(context));
  const isMapped = await mapUpTo(context);
  const { header, mapped, recorded } = await readStatus(context, admin);

  const message = `The graph was made by fold version ${FOLD_VERSION + 1}, and this program has ${FOLD_VERSION}: it takes no entries into it. Run the newer program, or build the graph anew with this one's \`headgate replay\`.`;
  expect(look).toEqual({ kind: 'other-fold', message });
  expect([isMapped, mapped, recorded]).toEqual([false, 1n, 2n]);
  expect(header.reasons).toEqual([
    { code: 'MAPPING_BEHIND', message: '1 recorded entries are not in the graph yet.' },
    { code: 'FOLD_DIFFERS', message },
  ]);
  const ruling = { retraction: 'r1', emitter: EMITTER.id, from: null, to: null, why: 'a test' };
  await expect(previewRulings(context, admin, [ruling])).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
});

test('a rebuild makes a graph of an older fold one that takes entries in again', async () => {
  await using installation = await givenFold(FOLD_VERSION - 1);
  const { context, admin } = installation;

  const before = await mapNext(context, new Mapper(context));
  await replay(context, admin);
  const { header, mapped } = await readStatus(context, admin);

  expect(before).toMatchObject({ kind: 'other-fold', message: expect.stringContaining('Build it anew with `headgate replay`') as unknown });
  expect([mapped, header.reasons]).toEqual([2n, []]);
});
