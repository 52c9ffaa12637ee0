import { expect, test } from 'vitest';

import { type FreshInstallation, freshInstallation, labelAll, mapAll, person } from '#testkit';

import { applyPolicy } from '../access/apply-policy.ts';
import { findDataset } from '../ask/find-dataset.ts';
import { listDatasets } from '../ask/list-nodes.ts';
import { examine } from '../examine.ts';
import { replay } from '../map/replay.ts';
import { receiveEvent } from '../receive/receive-event.ts';
import { retract } from '../rule/retract.ts';
import { keepLabels } from '../keep-labels.ts';

/** That are looked at together, instead of 500,000. */
const EVENTS_MAX = 20;

async function followed({ context }: FreshInstallation, entriesMax = 5_000n): Promise<void> {
  while ((await keepLabels(context, entriesMax, EVENTS_MAX)).hasMore);
}

const HEAD = { producer: 'https://example.com/p' };
const FACET = { _producer: 'https://example.com/p', _schemaURL: 'https://openlineage.io/spec/facets/1-0-0/X.json' };
const HIDING = 'name: p\nrules: [{ effect: deny, roles: [engineer], on: { classification: PHI } }]';

function run(
  number: number,
  eventTime: string,
  { job, from, to }: { readonly job: string; readonly from: string; readonly to: string },
): object {
  return {
    ...{ ...HEAD, eventTime, eventType: 'COMPLETE', run: { runId: `0198c3a0-0000-7000-8000-0000000${String(10_000 + number)}` } },
    ...{ job: { namespace: 'etl', name: job }, inputs: [{ namespace: 'db', name: from }], outputs: [{ namespace: 'db', name: to }] },
  };
}

function dataset(name: string, eventTime: string, tags: readonly object[] = []): object {
  const schema = { ...FACET, fields: [{ name: 'ssn' }, { name: 'ward' }] };
  return { ...HEAD, eventTime, dataset: { namespace: 'db', name, facets: { schema, tags: { ...FACET, tags } } } };
}

async function sent({ context, admin }: FreshInstallation, ...events: readonly object[]): Promise<bigint> {
  const positions: bigint[] = [];
  for (const event of events) {
    const done = await receiveEvent(context, admin, Buffer.from(JSON.stringify(event)));
    if (done.kind === 'recorded') positions.push(done.position);
  }
  await mapAll(context);
  return positions.at(-1) ?? -1n;
}

async function seen({ context }: FreshInstallation, who: Awaited<ReturnType<typeof person>>): Promise<readonly string[]> {
  return (await listDatasets(context, who, {})).nodes.map(({ name }) => name);
}

test('one event with an old time does not stop the keeping of labels, whether or not its datasets bear any', async () => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  const eve = await person(installation, 'Eve', 'engineer');
  await applyPolicy(context, admin, { text: HIDING });
  await sent(installation, dataset('labelled', '2026-03-01T00:00:00Z', [{ key: 'PHI' }]));
  const hourly = { job: 'hourly', from: 'open', to: 'out' };
  for (let hour = 0; hour < 24; hour += 1)
    await sent(installation, run(hour, `2026-03-01T${String(hour).padStart(2, '0')}:00:00Z`, hourly));

  await sent(
    installation,
    run(90, '1970-01-01T00:00:00Z', { job: 'clockless', from: 'labelled', to: 'copy' }),
    run(91, '1970-01-01T00:00:00Z', { job: 'other', from: 'toy', to: 'thing' }),
    run(24, '2026-03-02T00:00:00Z', hourly),
    dataset('new', '2026-03-02T01:00:00Z'),
  );
  await followed(installation);

  expect(await seen(installation, eve)).toEqual(['new', 'open', 'out', 'thing', 'toy']);
  expect((await examine(context, admin)).labelsUnfollowed).toEqual({ count: 0, last: null });
});

test('what is too much to follow may bear anything, with all that lies downstream, and is told; the rest goes on, wherever turns are cut', async () => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  const eve = await person(installation, 'Eve', 'engineer');
  await applyPolicy(context, admin, { text: HIDING });
  const hourly = { job: 'hourly', from: 'central', to: 'out' };
  for (let hour = 0; hour < 24; hour += 1)
    await sent(installation, run(hour, `2026-03-01T${String(hour).padStart(2, '0')}:00:00Z`, hourly));
  await sent(installation, run(30, '2026-03-02T00:00:00Z', { job: 'copy', from: 'out', to: 'copy' }));
  await followed(installation);

  const tagged = await sent(installation, dataset('central', '2026-03-03T00:00:00Z', [{ key: 'PII' }]));
  await sent(
    installation,
    dataset('new', '2026-03-04T00:00:00Z'),
    run(31, '2026-03-04T00:00:00Z', { job: 'late', from: 'copy', to: 'late' }),
  );
  await followed(installation);

  const told = { count: 1, last: tagged };
  expect(await seen(installation, eve)).toEqual(['new']);
  expect((await examine(context, admin)).labelsUnfollowed).toEqual(told);
  await context.database.transaction((session) => session.send('delete from hot.label; delete from hot.label_head'));
  await followed(installation, 1n);
  expect(await seen(installation, eve)).toEqual(['new']);
  expect((await examine(context, admin)).labelsUnfollowed).toEqual(told);
});

test.each([
  { turns: 'one turn', isEach: false },
  { turns: 'a turn each', isEach: true },
])('a tag that was taken back is believed at the size in between: $turns', async ({ isEach }) => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  const eve = await person(installation, 'Eve', 'engineer');
  await applyPolicy(context, admin, {
    text: 'name: p\nrules: [{ effect: deny, roles: [engineer], on: { classification: PHI, columns: ["*"] } }]',
  });
  await sent(installation, dataset('p', '2026-01-01T00:00:00Z'));
  if (isEach) await labelAll(context);
  const tagged = await sent(installation, dataset('p', '2026-03-01T00:00:00Z', [{ key: 'PHI', field: 'ssn' }]));
  if (isEach) await labelAll(context);
  await retract(context, admin, { what: { kind: 'events', events: [String(tagged)] }, why: 'a slip' });
  await mapAll(context);
  await labelAll(context);

  const columnsAt = async (knownAt: bigint): Promise<readonly string[]> => {
    const answer = await findDataset(context, eve, { dataset: { namespace: 'db', name: 'p' }, knownAt: String(knownAt) });
    return answer.dataset.fields.map(({ name }) => name);
  };
  expect(await columnsAt(tagged)).toEqual(['ssn', 'ward']);
  expect(await columnsAt(tagged + 1n)).toEqual(['ward']);
  expect(await columnsAt(tagged + 2n)).toEqual(['ssn', 'ward']);
});

test('after a rebuild nobody waits for labels', async () => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  const eve = await person(installation, 'Eve', 'engineer');
  await applyPolicy(context, admin, { text: HIDING });
  await sent(installation, dataset('open', '2026-03-01T00:00:00Z'), dataset('closed', '2026-03-01T00:00:00Z', [{ key: 'PHI' }]));
  await labelAll(context);

  await replay(context, admin, {
    onProgress: async ({ doing }) => {
      if (doing === 'switching')
        await sent(installation, dataset('last', '2026-03-01T00:00:00Z', [{ key: 'PHI' }]), dataset('young', '2026-03-01T00:00:00Z'));
    },
  });

  expect(await seen(installation, eve)).toEqual(['open', 'young']);
  expect(await keepLabels(context)).toEqual({ hasMore: false });
});
