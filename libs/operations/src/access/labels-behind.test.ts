import { expect, test } from 'vitest';

import { type FreshInstallation, freshInstallation, labelAll, mapAll, person } from '#testkit';

import { findDataset } from '../ask/find-dataset.ts';
import { receiveEvent } from '../receive/receive-event.ts';
import { applyAccess } from './apply-access.ts';
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

test('only whom a rule by classification concerns is answered as far as labels are kept, by whichever grant and from whenever on', async () => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  const people = {
    engineer: await person(installation, 'Eve', 'engineer'),
    member: await person(installation, 'Mia'),
    later: await person(installation, 'Lea', 'later'),
    auditor: await person(installation, 'Ann', 'auditor'),
    reader: await person(installation, 'Rob', 'reader'),
    writer: await person(installation, 'Wim', 'writer'),
  };
  await applyAccess(context, admin, {
    ...{ text: 'teams: { heart: { owns: [db], members: { engineer: [Mia] } } }', isPruning: false, isDryRun: false },
  });
  await applyPolicy(context, admin, {
    text: `name: p
rules:
  - { effect: allow, roles: [reader, writer, later], on: { namespace: db } }
  - { effect: deny, roles: [engineer], on: { classification: PHI } }
  - { effect: deny, roles: [reader], action: read, on: { classification: PHI } }
  - { effect: deny, roles: [writer], action: write, on: { classification: PHI } }
  - { effect: deny, roles: [later], on: { classification: PHI }, from: "2099-01-01T00:00:00Z" }`,
  });
  await sent(installation, TAGGED);
  await labelAll(context);
  await sent(installation, COPIED);

  const seen: Record<string, boolean> = {};
  for (const [who, principal] of Object.entries(people))
    seen[who] = await findDataset(context, principal, { dataset: { namespace: 'db', name: 'copy' } }).then(
      () => true,
      () => false,
    );
  expect(seen).toEqual({ engineer: false, member: false, later: false, auditor: true, reader: false, writer: true });
});
