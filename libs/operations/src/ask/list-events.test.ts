import { expect, test } from 'vitest';

import { freshInstallation, mapAll, person } from '#testkit';

import { applyPolicy } from '../access/apply-policy.ts';
import { auditTrail } from '../access/audit-trail.ts';
import type { Principal } from '../context.ts';
import { receiveEvent } from '../receive/receive-event.ts';
import { listEvents } from './list-events.ts';

const EVENT = { eventTime: '2026-03-01T00:00:00Z', producer: 'https://example.com/p', dataset: { namespace: 'db', name: 'beds' } };
const POLICY = 'name: hr\nrules: [{ effect: deny, roles: [engineer], on: { namespace: hr } }]';

test('who decided and asked what is told by the record to those who audit alone, and who sent an event to all', async () => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  const [eve, ann] = [await person(installation, 'eve', 'engineer'), await person(installation, 'ann', 'auditor')];
  await receiveEvent(context, admin, Buffer.from(JSON.stringify(EVENT)));
  await receiveEvent(context, admin, Buffer.from('no event'));
  await applyPolicy(context, admin, { text: POLICY });
  await mapAll(context);
  await auditTrail(context, ann, {}); // is itself on record
  await mapAll(context);

  const told = async (who: Principal) => {
    const { nodes } = await listEvents(context, who, {});
    return nodes.map(({ kind, by }) => [kind, by]).toReversed();
  };
  const asThey = await told(ann);
  expect(asThey.slice(0, 6)).toEqual([
    ['key', admin.id], // of eve, and of ann
    ['key', admin.id],
    ['event', admin.id],
    ['quarantined', admin.id],
    ['policy', admin.id],
    ['decision', ann.id],
  ]);
  const ofData = ['event', 'quarantined'];
  expect((await told(eve)).slice(0, 6)).toEqual(
    asThey.slice(0, 6).map(([kind, by]) => (ofData.includes(String(kind)) ? [kind, by] : ['withheld', null])),
  );
});
