import { expect, test } from 'vitest';

import { type FreshInstallation, freshInstallation } from '#testkit';

import type { Principal } from '../context.ts';
import { receiveEvent } from './receive-event.ts';

const emitter = (number: number): Principal => ({
  ...{ id: `00000000-0000-4000-8000-00000000000${number}`, kind: 'emitter' },
  ...{ name: `emitter ${number}`, namespaces: ['*'], roles: [] },
});
const [FIRST, SECOND, THIRD] = [emitter(1), emitter(2), emitter(3)];

function eventOf(job: string): Buffer {
  const run = { runId: '0198c3a0-0000-7000-8000-000000000001' };
  return Buffer.from(
    JSON.stringify({ eventTime: '2026-03-01T00:00:00Z', eventType: 'COMPLETE', run, job: { namespace: 'etl', name: job } }),
  );
}

/** Who else sent what was recorded before, and the place of the first. */
async function sightings({ context }: FreshInstallation): Promise<readonly unknown[]> {
  return context.database.snapshot(
    (session) => session.rows`
      select sighting.by, batch.first + identity.index as position
      from hot.ledger_sighting as sighting
      join hot.ledger_identity as identity using (tenant, identity)
      join hot.ledger_batch as batch on batch.tenant = identity.tenant and batch.batch = identity.batch
      order by position, sighting.by`,
  );
}

test('an event that comes again is a duplicate of the first, and who else sent it is noted once', async () => {
  await using installation = await freshInstallation();
  const send = (principal: Principal, job: string) => receiveEvent(installation.context, principal, eventOf(job));

  await send(FIRST, 'other');
  const first = await send(FIRST, 'load');
  const byTheSame = await send(FIRST, 'load');
  const notedOfTheSame = await sightings(installation);
  const byOthers = [await send(SECOND, 'load'), await send(SECOND, 'load'), await send(THIRD, 'load')];

  expect(first).toMatchObject({ kind: 'recorded', position: 1n, isDuplicate: false });
  for (const again of [byTheSame, ...byOthers]) expect(again).toEqual({ ...first, isDuplicate: true });
  expect(notedOfTheSame).toEqual([]);
  expect(await sightings(installation)).toEqual([SECOND, THIRD].map(({ id }) => ({ by: id, position: 1n })));
});

test('a warning is told in its own sentence, and recorded by its code and pointer alone', async () => {
  await using installation = await freshInstallation();
  const event = {
    ...(JSON.parse(String(eventOf('load'))) as object),
    eventType: 'hunter2',
    producer: 'https://example.org/p',
    schemaURL: 's',
  };

  const received = await receiveEvent(installation.context, FIRST, Buffer.from(JSON.stringify(event)));
  const [recorded] = await installation.context.database.snapshot((session) => session.rows`select remarks from hot.ledger_entry`);

  const message = expect.stringContaining('eventType "hunter2" is not one of START') as string;
  expect(received).toMatchObject({ kind: 'recorded', warnings: [{ code: 'EVENT_TYPE_UNKNOWN', pointer: '/eventType', message }] });
  expect(JSON.parse(String(recorded?.['remarks']))).toEqual({ warnings: [{ code: 'EVENT_TYPE_UNKNOWN', pointer: '/eventType' }] });
});
