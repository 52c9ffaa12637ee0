import { createHash } from 'node:crypto';

import { checkProof, parseProof, verifierIn } from '#log';
import { leafHash } from '#record';
import { expect, test } from 'vitest';

import { type FreshInstallation, freshInstallation, given, mapAll, person } from '#testkit';

import { applyPolicy } from '../access/apply-policy.ts';
import { auditTrail } from '../access/audit-trail.ts';
import { denialsRecorded } from '../denials.ts';
import { receiveEvent } from '../receive/receive-event.ts';
import { requestReport } from '../report/request-report.ts';
import { setLineageWindow } from '../rule/set-lineage-window.ts';
import { proveThing, type ThingProof, type ThingToProve } from './prove-thing.ts';
import { logUpTo } from './sequence-log.ts';

const EVENT = { eventTime: '2026-03-01T00:00:00Z', producer: 'https://example.com/p', dataset: { namespace: 'db', name: 'patients' } };
/** A number that no double holds stands in what is committed to as it came. */
const EXACT = JSON.stringify(EVENT).replace('"name":', '"facets":{"offsets":{"at":9007199254740993}},"name":');

/** An installation of an event, its exact twin, a report, a policy and a denial, all of it in the log. */
interface Given {
  readonly installation: FreshInstallation;
  readonly things: readonly ThingToProve[];
}

async function givenThings(installation: FreshInstallation): Promise<Given> {
  const { context, admin } = installation;
  const exact = await receiveEvent(context, admin, Buffer.from(EXACT));
  const { position } = await applyPolicy(context, admin, {
    text: 'name: open\nrules: [{ effect: allow, roles: [auditor], on: { name: "*" } }]',
  });
  const eve = await person(installation, 'eve', 'engineer');
  await setLineageWindow(context, eve, { job: null, days: 7 }).catch(() => undefined);
  await denialsRecorded(context);
  await mapAll(context);
  const { id } = await requestReport(context, admin, { kind: 'HIPAA_EPHI_MAP' });
  await mapAll(context);
  await logUpTo(context);
  const { nodes } = await auditTrail(context, admin, { outcome: 'denied' });
  if (exact.kind !== 'recorded') throw new Error('the event is not recorded');
  return {
    installation,
    things: [
      { event: exact.commitment.toString('hex') },
      { report: id },
      { policy: String(given(position)) },
      { decision: String(given(nodes[0]).position) },
      { position: '0' },
    ],
  };
}

/** Whether what is opened is what the leaf commits to, by SHA-256 alone; and whether the leaf is in the log. */
function holds({ proof, leaf, verifierKey, opening }: ThingProof): boolean {
  const parsed = given(parseProof(proof));
  const checked = checkProof(parsed, { leaf: leafHash(leaf), log: given(verifierIn(verifierKey)), witnesses: [] });
  const digest = createHash('sha256').update('headgate/1').update(given(opening).salt).update(given(opening).text).digest('hex');
  return checked.kind === 'good' && (JSON.parse(leaf) as { commitment: string }).commitment === digest;
}

test('an event, a report, a policy and a decision are proved by what they are called, and opened by SHA-256 alone', async () => {
  await using installation = await freshInstallation();
  const { things } = await givenThings(installation);
  const { context, admin } = installation;

  const proved = await Promise.all(things.map((thing) => proveThing(context, admin, { ...thing, open: true })));

  expect(proved.map(({ kind }) => kind)).toEqual(['event', 'report', 'policy', 'decision', 'event']);
  expect(proved.map(holds)).toEqual(things.map(() => true));
  expect(given(proved[0]?.opening).text).toContain('9007199254740993');
  const shut = await proveThing(context, admin, given(things[0]));
  expect(shut.opening).toBeNull();
});

test('what is asked for as something else, is not there, or was not known then, is not found', async () => {
  await using installation = await freshInstallation();
  const { things } = await givenThings(installation);
  const { context, admin } = installation;
  const [, , { policy } = {}, { decision } = {}] = things;

  for (const wrong of [{ policy: '0' }, { decision: policy }, { policy: decision }, { report: 'x' }, { event: 'f'.repeat(64) }])
    await expect(proveThing(context, admin, wrong)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await expect(proveThing(context, admin, { policy, knownAt: given(policy) })).rejects.toThrow('There is no such policy');
  await expect(proveThing(context, admin, { position: '999' })).rejects.toThrow('not yet one at 999');
  for (const wrong of [{}, { policy, position: '0' }, { position: 'x' }, { event: 'x' }])
    await expect(proveThing(context, admin, wrong)).rejects.toMatchObject({ code: 'BAD_REQUEST' });
});

test('whom something is hidden from has the proof and not the opening, and a body that is gone opens no more', async () => {
  await using installation = await freshInstallation();
  const { things } = await givenThings(installation);
  const { context, admin } = installation;
  const [event = {}] = things;
  const audrey = await person(installation, 'audrey', 'auditor');
  expect((await proveThing(context, audrey, { ...event, open: true })).opening).not.toBeNull();

  await applyPolicy(context, admin, { text: 'name: shut\nrules: [{ effect: deny, roles: [auditor], on: { name: patients } }]' });
  const limited = await proveThing(context, audrey, { ...event, open: true });
  expect([limited.opening, limited.kind, JSON.stringify(limited, (_, value: unknown) => String(value))]).toEqual([
    null,
    'event',
    expect.not.stringContaining('patients') as string,
  ]);

  await context.database.transaction((session) => session.send('delete from hot.event_secret'));
  expect(await proveThing(context, admin, { ...event, open: true })).toMatchObject({ opening: null, kind: 'event' });
});

test('that an entry of the trail was opened is on record, and that it was proved is not', async () => {
  await using installation = await freshInstallation();
  const { things } = await givenThings(installation);
  const { context, admin } = installation;
  const thing = given(things[3]);
  const readings = async (): Promise<readonly string[]> => {
    const { nodes } = await auditTrail(context, admin, { action: 'read trail', alsoUnmapped: true });
    return nodes.map(({ what }) => what).filter((what) => what.includes('entry'));
  };

  await proveThing(context, admin, thing);
  expect(await readings()).toEqual([]);
  await proveThing(context, admin, { ...thing, open: true });
  expect(await readings()).toEqual([`the audit trail: entry ${thing.decision ?? ''}`]);
});
