import { expect, test } from 'vitest';

import { instantNow } from '#foundation';
import { freshInstallation, labelAll, mapAll } from '#testkit';

import { LabelsAtDoor } from './labels-at-door.ts';
import { receiveEvent } from './receive/receive-event.ts';

test('two that ask at once, of which one alone asks what data bear, are both told it', async () => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  const patients = { namespace: 'db', name: 'patients' };
  const facet = { _producer: 'https://example.com/p', _schemaURL: 'https://openlineage.io/spec/facets/1-0-0/X.json' };
  const facets = { tags: { ...facet, tags: [{ key: 'PHI', field: 'ssn' }] } };
  const event = { producer: 'https://example.com/p', eventTime: '2026-03-01T00:00:00Z', dataset: { ...patients, facets } };
  await receiveEvent(context, admin, Buffer.from(JSON.stringify(event)));
  await mapAll(context);
  await labelAll(context);
  const at = instantNow(context.clock);
  const door = new LabelsAtDoor(context);

  const first = door.of([{ namespace: 'db', name: 'other' }], { asks: { tags: true, held: false }, at });
  const second = await door.of([patients], { asks: { tags: true, held: true }, at });
  await first;

  expect([...second.values()].map((labels) => [...(labels?.columnHeld.keys() ?? [])])).toEqual([['ssn']]);
});
