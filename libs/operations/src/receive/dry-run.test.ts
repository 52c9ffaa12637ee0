import { expect, test } from 'vitest';

import { type FreshInstallation, freshInstallation } from '#testkit';

import type { Principal } from '../context.ts';
import { listQuarantine } from '../quarantine/list-quarantine.ts';
import { type DryRun, dryRunBatch, dryRunEvent } from './dry-run.ts';
import { receiveBatch } from './receive-batch.ts';
import { type EventQuarantined, type EventRecorded, receiveEvent } from './receive-event.ts';

const SENDER: Principal = { id: '0198c3a0-0000-4000-8000-00000000000a', kind: 'emitter', name: 'spark', namespaces: ['etl'], roles: [] };

const eventOf = (job: string, more: object = {}): string =>
  JSON.stringify({ eventTime: '2026-03-01T00:00:00Z', job: { namespace: 'etl', name: job }, ...more });

/** Good, odd, bad in each way, and one that came before. */
const textsNamed = (name: string): readonly string[] => [
  eventOf(name, { producer: 'https://example.org/p', schemaURL: 'https://example.org/s' }),
  eventOf(name, { run: { runId: 'mine' }, eventType: 'DONE', inputs: {}, producer: 'x', parameters: { password: 'hunter2' } }),
  eventOf(name, { job: { namespace: 'other', name: 'x' } }),
  '{"eventTime":"yesterday"}',
  '['.repeat(1000) + ']'.repeat(1000),
  eventOf('known'),
];

async function kept({ context, admin }: FreshInstallation): Promise<unknown> {
  const rows = await context.database.snapshot(
    (session) => session.rows`
      select head.next, (select count(*) from hot.ledger_sighting) as sightings, (select count(*) from hot.ledger_identity) as identities,
             (select count(*) from hot.refusal) as refusals from hot.ledger_head as head`,
  );
  return { rows, quarantine: (await listQuarantine(context, admin, { alsoUnmapped: true })).nodes };
}

/** What both must agree in. */
function told(answer: DryRun | EventRecorded | EventQuarantined): unknown {
  if (answer.kind === 'quarantined') return { because: answer.because, problems: answer.problems };
  const isDuplicate = answer.kind === 'recorded' ? answer.isDuplicate : answer.duplicateOf !== undefined;
  return { isDuplicate, warnings: answer.warnings.map(({ code, pointer }) => ({ code, pointer })) };
}

test('a dry run says what then becomes of an event, one by one and as a batch, and leaves nothing behind', async () => {
  await using installation = await freshInstallation();
  const { context } = installation;
  await dryRunEvent(context, SENDER, Buffer.from(eventOf('first')));
  expect(context.keys.hasIdentityKey(context.tenant)).toBe(false); // not even a key is made
  await receiveEvent(context, SENDER, Buffer.from(eventOf('known')));
  const before = await kept(installation);
  const single = [...textsNamed('single'), '{"eventTime":', ''].map((text) => Buffer.from(text));
  const batch = Buffer.from(`[${[...textsNamed('batch'), textsNamed('batch')[0]].join()}]`);

  const dry: DryRun[] = [];
  for (const bytes of [...single, ...single]) dry.push(await dryRunEvent(context, SENDER, bytes));
  const byOther = await dryRunEvent(context, { ...SENDER, id: '0198c3a0-0000-4000-8000-00000000000b' }, Buffer.from(eventOf('known')));
  const [dryBatch, dryNoBatch] = [await dryRunBatch(context, SENDER, batch), await dryRunBatch(context, SENDER, Buffer.from('{}'))];

  expect(await kept(installation)).toEqual(before);
  expect(dry.slice(single.length)).toEqual(dry.slice(0, single.length));
  expect([dry[5]?.duplicateOf, byOther.duplicateOf]).toEqual([
    { kind: 'recorded', position: 0n },
    { kind: 'recorded', position: 0n },
  ]);
  expect(dryNoBatch).toMatchObject({ kind: 'quarantined', because: 'unusable' });

  const real: (EventRecorded | EventQuarantined)[] = [];
  for (const bytes of single) real.push(await receiveEvent(context, SENDER, bytes));
  const realBatch = await receiveBatch(context, SENDER, batch);
  expect(dry.slice(0, single.length).map(told)).toEqual(real.map(told));
  const items = [realBatch, dryBatch].map((each) => (each.kind === 'batch' ? each.items : []));
  expect(items[1]?.map((item) => told(item as DryRun))).toEqual(items[0]?.map((item) => told(item as EventRecorded))); // one failed: then told differs
  expect(items[1]?.at(-1)).toMatchObject({ duplicateOf: { kind: 'earlier', index: 0 } });
});
