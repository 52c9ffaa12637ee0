import { expect, test } from 'vitest';

import { type FreshInstallation, freshInstallation, labelAll, mapAll, person } from '#testkit';

import { receiveEvent } from '../receive/receive-event.ts';
import { applyPolicy } from './apply-policy.ts';
import { previewPolicy } from './preview-policy.ts';
import { whatCould } from './what-could.ts';

// What is judged by the rules of others does not run ahead of labels, whoever asks.

const FACET = { _producer: 'https://example.com/p', _schemaURL: 'https://openlineage.io/spec/facets/1-0-0/X.json' };
const PATIENTS = { namespace: 'db', name: 'patients' };
const TAGGED = {
  ...{ producer: 'https://example.com/p', eventTime: '2026-03-01T00:00:00Z' },
  dataset: { ...PATIENTS, facets: { tags: { ...FACET, tags: [{ key: 'PHI' }] } } },
};
const COPIED = {
  ...{ producer: 'https://example.com/p', eventTime: '2026-03-02T00:00:00Z', eventType: 'COMPLETE' },
  ...{ run: { runId: '0198c3a0-0000-7000-8000-000000000001' }, job: { namespace: 'etl', name: 'copy' } },
  ...{ inputs: [PATIENTS], outputs: [{ namespace: 'db', name: 'copy' }] },
};

async function sent({ context, admin }: FreshInstallation, event: object): Promise<void> {
  await receiveEvent(context, admin, Buffer.from(JSON.stringify(event)));
  await mapAll(context);
}

test('what somebody could see is told as far as labels are kept, also to administrators', async () => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  const eve = await person(installation, 'Eve', 'engineer');
  await applyPolicy(context, admin, { text: 'name: p\nrules: [{ effect: deny, roles: [engineer], on: { classification: PHI } }]' });
  await sent(installation, TAGGED);
  await labelAll(context);
  const couldSee = async (): Promise<readonly string[]> =>
    (await whatCould(context, admin, { who: eve.id, action: 'see' })).nodes.map(({ name }) => name);

  await sent(installation, COPIED);
  const behind = await couldSee();
  await labelAll(context);

  expect([behind, await couldSee()]).toEqual([[], []]);
});

test('a preview of a rule by classification looks as far as labels are kept; one of a rule by name at all that is mapped', async () => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  await sent(installation, TAGGED);
  await labelAll(context);
  await sent(installation, COPIED);
  const looked = async (on: string): Promise<readonly unknown[]> => {
    const text = `name: p\nrules: [{ effect: deny, roles: [engineer], on: { ${on} } }]`;
    const preview = await previewPolicy(context, admin, { of: { text } });
    return [preview.looked, preview.idleRules];
  };

  expect([await looked('classification: PHI, name: "c*"'), await looked('name: "c*"')]).toEqual([
    [1, [1]],
    [3, []],
  ]);
  await labelAll(context);
  expect(await looked('classification: PHI, name: "c*"')).toEqual([3, []]);
});
