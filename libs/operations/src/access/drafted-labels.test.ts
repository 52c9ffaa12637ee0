import { expect, test } from 'vitest';

import { type Labels, labelsAsked } from '#access';
import { formatInstant, instantNow, presentAt } from '#foundation';
import type { JsonObject } from '#record';
import { labelsWith, identitiesNamed, presentNodes } from '#store';
import {
  diceOf,
  type Dice,
  type FreshInstallation,
  freshInstallation,
  given,
  labelAll,
  mapAll,
  person,
  randomLabelledHistory,
  recordedHistory,
  recordHistory,
} from '#testkit';

import { accessInForce } from '../ask/access-in-force.ts';
import { read } from '../ask/ask.ts';
import { findDataset } from '../ask/find-dataset.ts';
import { denialsWritten } from '../denials.ts';
import { receiveEvent } from '../receive/receive-event.ts';
import { applyPolicy } from './apply-policy.ts';
import { decideAccess } from './decide.ts';
import { draftedLabels } from './drafted-labels.ts';
import { policyIn } from './policy-text.ts';
import { type PolicyPreview, previewPolicy } from './preview-policy.ts';

const FACET = { _producer: 'https://example.com/p', _schemaURL: 'https://openlineage.io/spec/facets/1-0-0/X.json' };
const schemaOf = (...names: readonly string[]) => ({ schema: { ...FACET, fields: names.map((name) => ({ name })) } });
const masked = (masking: boolean) => [{ type: 'DIRECT', subtype: 'TRANSFORMATION', masking }];

/** `patients.ssn` is copied to `mart.key`, and masked to `mart.hash`; nobody tags anything. */
async function hospital({ context, admin }: FreshInstallation): Promise<void> {
  const from = { namespace: 'db', name: 'patients', field: 'ssn' };
  const columnLineage = {
    ...FACET,
    fields: {
      key: { inputFields: [{ ...from, transformations: masked(false) }] },
      hash: { inputFields: [{ ...from, transformations: masked(true) }] },
      ward: { inputFields: [{ ...from, field: 'ward', transformations: masked(false) }] },
    },
  };
  const patients = { namespace: 'db', name: 'patients', facets: schemaOf('ssn', 'ward') };
  const mart = { namespace: 'db', name: 'mart', facets: { ...schemaOf('key', 'hash', 'ward'), columnLineage } };
  const run = { run: { runId: '0198c3a0-0000-7000-8000-000000000001' }, job: { namespace: 'etl', name: 'copy' } };
  const events: readonly JsonObject[] = [
    { eventTime: '2026-03-01T00:00:00Z', dataset: patients },
    { eventTime: '2026-03-02T00:00:00Z', eventType: 'COMPLETE', ...run, inputs: [patients], outputs: [mart] },
  ];
  for (const event of events)
    await receiveEvent(context, admin, Buffer.from(JSON.stringify({ producer: 'https://example.com/p', ...event })));
}

async function applied({ context, admin }: FreshInstallation, policy: JsonObject): Promise<void> {
  await applyPolicy(context, admin, { text: JSON.stringify(policy) });
  await mapAll(context);
  await labelAll(context);
}

const sets = ({ changes }: PolicyPreview) =>
  changes.map(({ role, action, change, what, examples }) => [`${role} ${action} ${change} ${what}`, ...examples.toSorted()]);
const PHI = (...columns: readonly string[]) => ({ label: 'PHI', on: { namespace: 'db', name: 'patients', columns } });
const RULES = {
  name: 'rules',
  rules: [
    { effect: 'allow', roles: ['analyst'], action: 'read', on: { name: '*' } },
    { effect: 'deny', roles: ['engineer'], on: { classification: 'PHI', columns: ['*'] } },
    { effect: 'mask', how: 'redact', roles: ['analyst'], action: 'read', on: { classification: 'PHI', form: 'plain', columns: ['*'] } },
  ],
};
const SSN_TAKEN = [
  ['analyst read less mask', 'db mart key: plain, then redact', 'db patients ssn: plain, then redact'],
  ['engineer see less column', 'db mart hash', 'db mart key', 'db patients ssn'],
];

test('a preview judges by the labels that the policy says, moves and no longer says, and by what comes of them; so it becomes', async () => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  await hospital(installation);
  await applied(installation, RULES);
  const engineer = await person(installation, 'eve', 'engineer');
  const preview = (policy: JsonObject) => previewPolicy(context, admin, { of: { text: JSON.stringify(policy) } });
  const seen = async () =>
    (await Promise.all(['patients', 'mart'].map((name) => findDataset(context, engineer, { dataset: { namespace: 'db', name } })))).map(
      ({ dataset }) => JSON.stringify(dataset.fields.map(({ path }) => path)),
    );
  const labels = (...said: readonly JsonObject[]) => ({ name: 'labels', rules: [], ...(said.length > 0 && { labels: said }) });

  const added = await preview(labels(PHI('ssn')));
  expect(sets(added)).toEqual(SSN_TAKEN);
  expect(added).toMatchObject({ areLabelsCut: false, labels: [{ place: 1, label: 'PHI', places: 1 }] });
  expect(await seen()).toEqual(['["ssn","ward"]', '["key","hash","ward"]']);
  await applied(installation, labels(PHI('ssn')));
  expect(await seen()).toEqual(['["ward"]', '["ward"]']);

  expect(sets(await preview(labels(PHI('ssn'))))).toEqual([]);
  expect(sets(await preview(labels(PHI('ward'))))).toEqual([
    ['analyst read less mask', 'db mart ward: plain, then redact', 'db patients ward: plain, then redact'],
    ['analyst read more mask', 'db mart key: redact, then plain', 'db patients ssn: redact, then plain'],
    ['engineer see less column', 'db mart ward', 'db patients ward'],
    ['engineer see more column', 'db mart hash', 'db mart key', 'db patients ssn'],
  ]);
  expect(sets(await preview(labels()))).toEqual([
    ['analyst read more mask', 'db mart key: redact, then plain', 'db patients ssn: redact, then plain'],
    ['engineer see more column', 'db mart hash', 'db mart key', 'db patients ssn'],
  ]);
  await applied(installation, labels());
  expect(await seen()).toEqual(['["ssn","ward"]', '["key","hash","ward"]']);
});

test('rules and labels of one draft are judged together, and a rule is idle by the labels that the draft says', async () => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  await hospital(installation);
  await applied(installation, { name: 'all', rules: RULES.rules.slice(0, 1) });
  const told = async (said: readonly JsonObject[]) => {
    const text = JSON.stringify({ ...RULES, rules: RULES.rules.slice(1), labels: said });
    return previewPolicy(context, admin, { of: { text } });
  };

  expect(sets(await told([PHI('ssn')]))).toEqual(SSN_TAKEN);
  expect(await told([PHI('ssn')])).toMatchObject({ idleRules: [] });
  expect(await told([PHI('sn')])).toMatchObject({ changes: [], idleRules: [1, 2] });
});

test('for whom something is hidden labels are not followed: what is said counts, and that the rest does not is told', async () => {
  await using installation = await freshInstallation();
  const { context } = installation;
  await hospital(installation);
  const hidden = { name: 'hidden', rules: [{ effect: 'deny', roles: ['policy-author'], on: { name: 'secret' } }] };
  await applied(installation, hidden);
  await applied(installation, RULES);
  const author = await person(installation, 'ann', 'policy-author');
  const preview = (said: readonly JsonObject[]) =>
    previewPolicy(context, author, {
      of: { text: JSON.stringify({ name: 'labels', rules: [], ...(said.length > 0 && { labels: said }) }) },
    });

  const added = await preview([PHI('ssn')]);
  expect(added.areLabelsCut).toBe(true);
  expect(sets(added)).toEqual([
    ['analyst read less mask', 'db patients ssn: plain, then redact'],
    ['engineer see less column', 'db patients ssn'],
  ]);
  await applied(installation, { name: 'labels', rules: [], labels: [PHI('ssn')] });
  expect(await preview([])).toMatchObject({ areLabelsCut: true, changes: [] });
  expect(await preview([PHI('ssn')])).toMatchObject({ areLabelsCut: false, changes: [] });
  const levelless = { label: 'team=mail', on: { name: '*' } };
  expect(await preview([PHI('ssn'), levelless])).toMatchObject({ areLabelsCut: false, changes: [] });
});

const DENY = { effect: 'deny', roles: ['engineer'], on: { classification: 'PUBLIC', form: 'inferred', columns: ['*'] } };

function randomLabels(dice: Dice): readonly JsonObject[] {
  return Array.from({ length: dice.below(3) }, () => ({
    label: dice.pick(['PHI', 'PII', 'INTERNAL', 'gold']),
    on: {
      namespace: dice.pick(['lake', 'mart', '*']),
      name: dice.pick(['a', 'b', 'c', '*']),
      ...(dice.below(3) === 0 ? {} : { columns: [dice.pick(['id', 'name', 'name.*', 'na*', '*'])] }),
    },
  }));
}

function spelt({ held, columnHeld }: Labels): JsonObject {
  return { whole: [...held].sort(), ...Object.fromEntries([...columnHeld].map(([path, words]) => [path, [...words].sort()])) };
}

/** What every dataset bears as it is, and as it would be with a policy, as of a time. */
async function borne({ context, admin }: FreshInstallation, policy: JsonObject, asOf: string): Promise<readonly JsonObject[]> {
  return read(context, admin, {
    question: { asOf },
    as: { operation: 'policy preview', input: {} },
    work: async (reading) => {
      const { asked } = reading;
      const { policies: before, standings } = await accessInForce(context, asked.session);
      const present = presentAt(instantNow(context.clock));
      const drafted = policyIn(JSON.stringify(policy));
      const labels = await draftedLabels(context, reading, { policy: drafted, before, standings, present });
      const nodes = await presentNodes(asked, { kind: 'dataset', namespace: undefined, namePrefix: '', after: undefined, limit: 100 });
      const ids = nodes.map(({ node }) => node);
      const now = await labelsWith(asked, ids, { asks: labelsAsked([drafted]), present });
      const then = await labels.of(asked, now, await identitiesNamed(asked, nodes));
      return nodes.map(({ node, namespace, name }) => ({
        ...{ namespace, name, now: spelt(given(now.get(node))), then: spelt(given(then.get(node))) },
      }));
    },
  });
}

const HISTORIES = 10;
const SIZE = 24;
const DRAFTS = 3;

// Goal: what a preview judges by is what is kept once the policy is in force and labels are followed: said, moved, no longer said, and what came of it.
// Method: random histories in which policies and contracts speak, too; random policies, one after the other; all labels of all datasets, at some time.
test.each(Array.from({ length: HISTORIES }, (_, seed) => seed))(
  'labels become what the draft of a policy told: history %i',
  async (seed) => {
    await using installation = await freshInstallation();
    const { context, admin } = installation;
    const history = randomLabelledHistory(seed, SIZE, { withSaid: true });
    await recordHistory(context, admin, history);
    const times = recordedHistory(history).entries.flatMap((entry) => (entry.kind === 'event' ? [entry.event.time] : []));
    const dice = diceOf(seed);
    await applied(installation, { name: 'drafted', rules: [DENY] });

    for (let draft = 0; draft < DRAFTS; draft += 1) {
      const labels = randomLabels(dice);
      const policy = { name: 'drafted', rules: [DENY], ...(labels.length > 0 && { labels }) };
      const asOf = formatInstant(dice.pick(times));
      const told = await borne(installation, policy, asOf);
      await applied(installation, policy);
      const become = await borne(installation, policy, asOf);
      expect(told.map(({ namespace, name, then }) => ({ namespace, name, now: then }))).toEqual(
        become.map(({ namespace, name, now }) => ({ namespace, name, now })),
      );
    }
  },
);

// Goal: what was decided is replayed with the labels that a draft gives and takes, not with those in force. Method: somebody is denied by a label of a policy; drafts of that policy keep it, and take it away.
test('a replay judges a decision by the labels of the draft', async () => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  await hospital(installation);
  const says = (...labels: readonly JsonObject[]) => ({ name: 'says', rules: [], ...(labels.length === 0 ? {} : { labels }) });
  const reads = [
    { effect: 'allow', roles: ['analyst'], action: ['see', 'read'], on: { name: '*' } },
    { effect: 'deny', roles: ['analyst'], action: 'read', on: { classification: 'PHI', columns: ['*'] } },
  ];
  await applied(installation, { name: 'reads', rules: reads });
  await applied(installation, says(PHI('ssn')));
  const analyst = await person(installation, 'nina', 'analyst');
  const question = { action: 'read', dataset: { namespace: 'db', name: 'patients' }, columns: ['ssn'] } as const;
  expect(await decideAccess(context, analyst, question)).toMatchObject({ isAllowed: false });
  await denialsWritten(context);

  const replayed = async (policy: JsonObject) => {
    const { decisions } = await previewPolicy(context, admin, { of: { text: JSON.stringify(policy) }, days: 1 });
    return [decisions?.stillDenied, decisions?.wouldBeAllowed];
  };
  expect([await replayed(says(PHI('ssn', 'ward'))), await replayed(says(PHI('ward'))), await replayed(says())]).toEqual([
    [1, 0],
    [0, 1],
    [0, 1],
  ]);
});
