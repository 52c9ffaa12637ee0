import { expect, test } from 'vitest';

import { Failure } from '#foundation';
import { type FreshInstallation, freshInstallation, mapAll, refusal, widened } from '#testkit';

import type { Principal } from '../context.ts';
import { Mapper } from '../map/project-entries.ts';
import { receiveEvent } from '../receive/receive-event.ts';
import { listQuarantine } from './list-quarantine.ts';
import { redriveQuarantined } from './redrive-quarantined.ts';
import { notInQuarantine, showQuarantined } from './show-quarantined.ts';
import { applyPolicy } from '../access/apply-policy.ts';
import { revokeKey } from '../access/keys.ts';
import { answer } from '../ask/answer.ts';
import { LedgerReader, type LedgerEntry, type NewKey } from '#store';

function eventOf(namespace: string, name = 'load'): Buffer {
  return Buffer.from(
    JSON.stringify({
      eventType: 'COMPLETE',
      eventTime: '2026-03-01T00:00:00Z',
      run: { runId: '0198c3a0-0000-7000-8000-00000000000a' },
      job: { namespace, name },
      producer: 'https://example.org/test',
      schemaURL: 'https://openlineage.io/spec/2-0-2/OpenLineage.json#/definitions/RunEvent',
    }),
  );
}

async function givenEmitter(
  { principals, context }: FreshInstallation,
  name: string,
  more: Pick<NewKey, 'namespaces' | 'expiresAt'>,
): Promise<Emitter> {
  const { key } = await principals.create({ kind: 'emitter', name, ...more }, context.clock.now());
  const holder = await principals.holder(key);
  if (holder === undefined) throw new Error('the key was just made');
  return { ...holder, prefix: key.slice(0, 11) };
}

type Emitter = Principal & { readonly prefix: string };

async function quarantinedAs(installation: FreshInstallation, emitter: Principal, bytes: Buffer): Promise<string> {
  const received = await receiveEvent(installation.context, emitter, bytes);
  if (received.kind !== 'quarantined') throw new Error('the event was accepted');
  return received.id;
}

/** All but the decisions to redrive, which are in the trail. */
async function entries({ context }: FreshInstallation): Promise<readonly LedgerEntry[]> {
  const all = await context.database.snapshot((session) => new LedgerReader(session, context.tenant, context.keys).from(0n, 1000));
  return all.filter(({ kind }) => kind !== 'decision');
}

test('a refused event is recorded once, when its sender may say it and somebody redrives it', async () => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  const emitter = await givenEmitter(installation, 'airflow', { namespaces: ['etl'] });
  const id = await quarantinedAs(installation, emitter, eventOf('warehouse'));

  const refused = await redriveQuarantined(context, admin, { id });
  expect(refused).toMatchObject({ kind: 'quarantined', because: 'refused', id });
  expect(await entries(installation)).toHaveLength(1);

  await widened(installation, emitter.prefix, 'warehouse');
  const redriven = await redriveQuarantined(context, admin, { id });
  expect(redriven).toEqual({ kind: 'recorded', position: 2n, commitment: expect.any(Buffer) as Buffer, isDuplicate: false, warnings: [] });

  const [quarantined, recorded] = await entries(installation);
  expect(recorded).toMatchObject({ kind: 'event', by: emitter.id, frame: { form: 'json', text: eventOf('warehouse').toString() } });
  expect(JSON.parse(recorded?.remarks ?? '')).toEqual({ warnings: [], redrives: id });
  expect(quarantined).toMatchObject({ kind: 'quarantined', frame: { form: 'bytes', bytes: eventOf('warehouse') } });

  const again = await redriveQuarantined(context, admin, { id });
  expect(again).toMatchObject({ kind: 'recorded', position: 2n, isDuplicate: true });
  expect(await entries(installation)).toHaveLength(2);
  const page = await listQuarantine(context, admin, { alsoUnmapped: true });
  expect(page.nodes).toMatchObject([{ id, redrivenTo: 2n }]);
});

test('redriving what was recorded meanwhile settles it', async () => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  const emitter = await givenEmitter(installation, 'airflow', { namespaces: ['etl'] });
  const id = await quarantinedAs(installation, emitter, eventOf('warehouse'));
  await widened(installation, emitter.prefix, 'ware*');
  await receiveEvent(context, { ...emitter, namespaces: ['ware*'] }, eventOf('warehouse'));

  const redriven = await redriveQuarantined(context, admin, { id });

  expect(redriven).toMatchObject({ kind: 'recorded', position: 1n, isDuplicate: true });
  expect((await listQuarantine(context, admin, { open: true, alsoUnmapped: true })).nodes).toEqual([]);
  expect((await listQuarantine(context, admin, { open: false, alsoUnmapped: true })).nodes).toMatchObject([{ id, redrivenTo: 1n }]);
});

test('a revoked key gives its sender nothing to claim with', async () => {
  await using installation = await freshInstallation();
  const { context, admin, principals } = installation;
  const emitter = await givenEmitter(installation, 'airflow', { namespaces: ['etl'] });
  const id = await quarantinedAs(installation, emitter, eventOf('warehouse'));
  await widened(installation, emitter.prefix, 'warehouse');
  await revokeKey(context, admin, { principals, prefix: emitter.prefix });

  expect(await redriveQuarantined(context, admin, { id })).toMatchObject({ kind: 'quarantined', because: 'refused' });
});

test('a key that is over gives its sender nothing to claim with', async () => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  const end = new Date(Date.now() + 2_000);
  const emitter = await givenEmitter(installation, 'airflow', { namespaces: ['etl'], expiresAt: end });
  const id = await quarantinedAs(installation, emitter, eventOf('warehouse'));
  await widened(installation, emitter.prefix, 'warehouse');
  await expect.poll(() => new Date() > end, { timeout: 30_000 }).toBe(true);

  expect(await redriveQuarantined(context, admin, { id })).toMatchObject({ kind: 'quarantined', because: 'refused' });
});

test('what cannot be used stays as it was, and its bytes are shown as they came', async () => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  const emitter = await givenEmitter(installation, 'airflow', { namespaces: ['etl'] });
  const [text, raw] = ['\ufeff{"job": "é"}', Buffer.from([0x1f, 0x8b, 0xff, 0x00])];
  const asText = await quarantinedAs(installation, emitter, Buffer.from(text));
  const asBytes = await quarantinedAs(installation, emitter, raw);

  expect(await redriveQuarantined(context, admin, { id: asBytes })).toMatchObject({
    kind: 'quarantined',
    because: 'unreadable',
    id: asBytes,
  });
  const { header, quarantined } = await showQuarantined(context, admin, { id: asBytes, alsoUnmapped: true });
  expect(quarantined).toEqual({
    id: asBytes,
    position: 1n,
    because: 'unreadable',
    problems: [{ pointer: '', message: expect.any(String) as string }],
    sender: emitter.id,
    senderName: 'airflow',
    receivedAt: expect.any(BigInt) as bigint,
    bytes: 4,
    redrivenTo: null,
    body: { text: null, base64: raw.toString('base64') },
  });
  expect(header.reasons.map(({ code }) => code)).toEqual(['MAPPING_BEHIND']); // the graph's size is before both
  expect((await showQuarantined(context, admin, { id: asText, alsoUnmapped: true })).quarantined.body).toEqual({ text, base64: null });
});

test('asked again with the same times, an answer is as whole as it was, whatever was quarantined and redriven since', async () => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  const emitter = await givenEmitter(installation, 'airflow', { namespaces: ['etl'] });
  const reasonsAt = async (knownAt: string | null): Promise<readonly string[]> =>
    answer(context, { knownAt }, { work: ({ header }) => Promise.resolve(header().reasons.map(({ code }) => code)) });

  await receiveEvent(context, emitter, eventOf('etl'));
  await mapAll(context);
  const whole = await reasonsAt(null);
  const id = await quarantinedAs(installation, emitter, eventOf('warehouse'));
  await mapAll(context);
  const partial = await reasonsAt(null);
  await widened(installation, emitter.prefix, 'warehouse');
  await redriveQuarantined(context, admin, { id });
  const behind = await reasonsAt(null);
  const behindByTime = await reasonsAt('2999-01-01T00:00:00Z');
  await mapAll(context);

  expect([whole, partial, behind]).toEqual([[], ['QUARANTINED_EVENTS'], ['MAPPING_BEHIND', 'QUARANTINED_EVENTS']]);
  expect(behindByTime).toEqual(behind);
  expect([await reasonsAt('1'), await reasonsAt('2'), await reasonsAt('3'), await reasonsAt(null)]).toEqual([
    [],
    ['QUARANTINED_EVENTS'],
    [],
    [],
  ]);
});

test('an administrator sees and redrives all, an auditor sees all, an emitter its own, others nothing', async () => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  const [one, other] = [
    await givenEmitter(installation, 'one', { namespaces: [] }),
    await givenEmitter(installation, 'other', { namespaces: [] }),
  ];
  const person: Principal = { ...admin, kind: 'person', roles: ['engineer'] };
  const auditor: Principal = { ...person, roles: ['auditor'] };
  const ofOne = await quarantinedAs(installation, one, eventOf('n'));
  const ofOther = await quarantinedAs(installation, other, eventOf('n'));
  const idsFor = async (principal: Principal, sender?: string): Promise<readonly string[]> =>
    (await listQuarantine(context, principal, { sender, alsoUnmapped: true })).nodes.map(({ id }) => id);

  expect(await idsFor(admin)).toEqual([ofOther, ofOne]);
  expect(await idsFor(admin, one.id)).toEqual([ofOne]);
  expect(await idsFor(one)).toEqual([ofOne]);
  expect(await idsFor(one, other.id)).toEqual([]);
  expect(await idsFor(person)).toEqual([]);
  expect(await idsFor(auditor)).toEqual([ofOther, ofOne]);
  expect(await showQuarantined(context, auditor, { id: ofOne, alsoUnmapped: true })).toMatchObject({
    quarantined: { id: ofOne, body: { text: null, base64: null } },
  });
  expect((await showQuarantined(context, admin, { id: ofOne, alsoUnmapped: true })).quarantined.body.text).toContain('"job"');
  await expect(redriveQuarantined(context, auditor, { id: ofOne })).rejects.toEqual(notInQuarantine(ofOne));
  await expect(showQuarantined(context, one, { id: ofOther, alsoUnmapped: true })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await expect(showQuarantined(context, person, { id: ofOne, alsoUnmapped: true })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await expect(showQuarantined(context, admin, { id: 'no-such-id' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await expect(redriveQuarantined(context, admin, { id: 'no-such-id' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  expect(await redriveQuarantined(context, one, { id: ofOne })).toMatchObject({ kind: 'quarantined', because: 'refused', id: ofOne });
  const absent = '0198c3a0-0000-4000-8000-00000000000b';
  const hidden = await redriveQuarantined(context, one, { id: ofOther }).catch((error: unknown) => error as Failure);
  expect(hidden).toEqual(new Failure('NOT_FOUND', notInQuarantine(absent).message.replace(absent, ofOther))); // as if it were not there
  await expect(redriveQuarantined(context, person, { id: ofOne })).rejects.toEqual(notInQuarantine(ofOne));

  const text = 'name: apart\nrules:\n  - { effect: deny, roles: [auditor], on: { name: "hr.*" } }\n';
  await applyPolicy(context, admin, { text });
  expect(await idsFor(auditor)).toEqual([]);
  await expect(showQuarantined(context, auditor, { id: ofOther, alsoUnmapped: true })).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

test('pages follow each other by key, newest first, and show what was known when they began', async () => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  const emitter = await givenEmitter(installation, 'airflow', { namespaces: [] });
  const ids: string[] = [];
  for (const bytes of [eventOf('a'), Buffer.from('nonsense'), eventOf('b'), Buffer.from('{}'), eventOf('c')])
    ids.unshift(await quarantinedAs(installation, emitter, bytes));
  while ((await new Mapper(context).projectEntries()) > 0);

  const first = await listQuarantine(context, admin, { first: 2 });
  const later = await quarantinedAs(installation, emitter, eventOf('d'));
  await widened(installation, emitter.prefix, '*');
  await redriveQuarantined(context, admin, { id: ids[2] ?? '' });
  const second = await listQuarantine(context, admin, { first: 2, after: first.pageInfo.endCursor });
  const last = await listQuarantine(context, admin, { first: 2, after: second.pageInfo.endCursor });

  expect([first, second, last].map(({ nodes }) => nodes.map(({ id }) => id))).toEqual([ids.slice(0, 2), ids.slice(2, 4), ids.slice(4)]);
  expect([first, second, last].map(({ pageInfo }) => pageInfo.hasNextPage)).toEqual([true, true, false]);
  expect(second.nodes.map(({ redrivenTo }) => redrivenTo)).toEqual([null, null]); // the redrive came after these pages' `knownAt`
  expect(second.header).toMatchObject({ knownAt: 5n, asOf: first.header.asOf });

  while ((await new Mapper(context).projectEntries()) > 0);
  const now = async (filter: object): Promise<readonly string[]> =>
    (await listQuarantine(context, admin, filter)).nodes.map(({ id }) => id);
  expect(await now({})).toEqual([later, ...ids]);
  expect(await now({ because: 'refused' })).toEqual([later, ids[0], ids[2], ids[4]]);
  expect(await now({ because: 'refused', open: true })).toEqual([later, ids[0], ids[4]]);
  expect(await now({ because: 'unreadable' })).toEqual([ids[3]]);
  expect(await now({ because: 'unusable' })).toEqual([ids[1]]);
  await expect(now({ after: 'x' })).rejects.toMatchObject({ code: 'BAD_REQUEST' });
  await expect(now({ first: 501 })).rejects.toMatchObject({ code: 'LIMIT_EXCEEDED' });
});

// A fixed bug: what is no id at all was answered as a failure of the server, and stood in its log.
test('of a sender that is no id the list says what is wanted', async () => {
  await using installation = await freshInstallation();
  for (const sender of ['spark', 'WyJkYXRhc2V0Il0', ''])
    expect(await refusal(listQuarantine(installation.context, installation.admin, { sender }))).toMatch(
      'BAD_REQUEST: sender must be the id of a principal',
    );
});

test('a quarantined event whose key is gone is shown without its bytes, and cannot be redriven', async () => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  const emitter = await givenEmitter(installation, 'airflow', { namespaces: [] });
  const id = await quarantinedAs(installation, emitter, eventOf('n'));
  await using other = await freshInstallation();
  const withoutKeys = { ...context, keys: other.context.keys };

  expect((await showQuarantined(withoutKeys, admin, { id, alsoUnmapped: true })).quarantined.body).toEqual({ text: null, base64: null });
  await expect(redriveQuarantined(withoutKeys, admin, { id })).rejects.toMatchObject({ code: 'NOT_FOUND' });
});
