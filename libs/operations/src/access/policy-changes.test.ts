import { expect, test } from 'vitest';

import { DAY_MS } from '#foundation';
import { type FreshInstallation, freshInstallation, mapAll, person, providerSaid, refusal } from '#testkit';

import type { Principal } from '../context.ts';
import { denialsRecorded } from '../denials.ts';
import { issueSignInLink } from '../sign-in/issue-sign-in-link.ts';
import { applyAccess } from './apply-access.ts';
import { applyPolicy } from './apply-policy.ts';
import { approvePolicy, rejectPolicy } from './approve-policy.ts';
import { auditTrail } from './audit-trail.ts';
import { breakGlass } from './break-glass.ts';
import { reviewGlass } from './broken-glasses.ts';
import { draftPolicy } from './draft-policy.ts';
import { endGlass } from './end-glass.ts';
import { makeKey, revokeKey, rotateKey } from './keys.ts';
import { listPolicies } from './list-policies.ts';
import { type ListedChange, listPolicyChanges } from './list-policy-changes.ts';
import { rollbackPolicy } from './rollback-policy.ts';

const text = (name: string, ...hidden: readonly string[]): string =>
  JSON.stringify({ name, rules: hidden.map((each) => ({ effect: 'deny', roles: ['engineer'], on: { name: each } })) });

/** An administrator with a key: unlike who works on the machine, somebody. */
async function keyedAdmin({ context, admin, principals }: FreshInstallation, name: string): Promise<Principal> {
  const { id } = await makeKey(context, admin, { principals, kind: 'admin', name, namespaces: [] });
  return { ...admin, id, name };
}

const inWords = ({ kind, state, policy, version, isInForce, isAlone }: ListedChange): string =>
  [
    kind,
    state,
    policy.name,
    ...(version === null ? [] : [`as ${version.position} by ${version.byName ?? ''}`]),
    ...(isInForce ? ['in force'] : []),
    ...(isAlone ? ['alone'] : []),
  ].join(' ');

test('a draft changes nothing until a second person approves it, and what it came to is known at every size of the ledger', async () => {
  await using installation = await freshInstallation();
  const { context } = installation;
  const ann = await person(installation, 'ann', 'policy-author');
  const bob = await person(installation, 'bob', 'policy-approver');
  const cyd = await person(installation, 'cyd', 'policy-author', 'policy-approver');
  const engineer = await person(installation, 'eve', 'engineer');

  const { draft, isNew } = await draftPolicy(context, ann, { text: text('hr', 'hr.*'), why: 'payroll' });
  expect([isNew, (await listPolicies(context, ann, { alsoUnmapped: true })).policies]).toEqual([true, []]);
  expect(await draftPolicy(context, cyd, { text: text('hr', 'hr.*') })).toEqual({ name: 'hr', draft, isNew: false });

  const position = String(draft);
  expect(await refusal(approvePolicy(context, ann, { position }))).toBe(
    'ACCESS_DENIED: Only a policy approver or an administrator may approve a policy.',
  );
  expect(await refusal(applyPolicy(context, ann, { text: text('hr', 'hr.*') }))).toBe(
    'ACCESS_DENIED: Only an administrator may apply a policy.',
  );
  expect(await refusal(draftPolicy(context, bob, { text: text('hr') }))).toMatch(
    'Only a policy author or an administrator may draft a policy',
  );
  for (const act of [
    () => draftPolicy(context, engineer, { text: text('hr') }),
    () => approvePolicy(context, engineer, { position }),
    () => rejectPolicy(context, engineer, { position }),
    () => rollbackPolicy(context, engineer, { version: position }),
    () => listPolicyChanges(context, engineer, {}),
    () => listPolicies(context, engineer, {}),
  ])
    expect(await refusal(act())).toMatch(/^ACCESS_DENIED/);

  const { version, isAlone } = await approvePolicy(context, bob, { position });
  expect([version > draft, isAlone]).toEqual([true, false]);
  expect(await refusal(approvePolicy(context, cyd, { position }))).toBe(
    `BAD_REQUEST: Draft ${draft} is approved already, as version ${version} of hr.`,
  );
  expect(await refusal(rejectPolicy(context, cyd, { position }))).toMatch('is approved already');
  expect(await refusal(draftPolicy(context, ann, { text: text('hr', 'hr.*') }))).toMatch('there is nothing to draft');

  await mapAll(context);
  const at = async (knownAt: bigint) => {
    const changes = (await listPolicyChanges(context, bob, { knownAt: String(knownAt) })).nodes.map(inWords);
    return [changes, (await listPolicies(context, ann, { knownAt: String(knownAt) })).policies.map(({ by }) => by)];
  };
  expect(await at(draft)).toEqual([[], []]);
  expect(await at(draft + 1n)).toEqual([['draft waiting hr'], []]);
  expect(await at(version)).toEqual([['draft waiting hr'], []]);
  expect(await at(version + 1n)).toEqual([[`draft approved hr as ${version} by bob in force`], [bob.id]]);

  const own = await draftPolicy(context, cyd, { text: text('hr') });
  expect(await refusal(approvePolicy(context, cyd, { position: String(own.draft) }))).toBe(
    'ACCESS_DENIED: Nobody approves a change of his own while others can: ask one of bob.',
  );
  expect(await refusal(rejectPolicy(context, ann, { position: String(own.draft) }))).toMatch('Only a policy approver');
  await rejectPolicy(context, cyd, { position: String(own.draft), why: 'a mistake' });
  expect(await refusal(approvePolicy(context, bob, { position: String(own.draft) }))).toBe(
    `BAD_REQUEST: Draft ${own.draft} of hr was rejected; draft it again.`,
  );
  const trail = await auditTrail(context, installation.admin, { kinds: ['policy'], alsoUnmapped: true });
  expect(trail.nodes.map(({ byName, action, what, why }) => [byName, action, what, why])).toEqual([
    ['cyd', 'reject policy', 'hr', `Draft ${own.draft}. a mistake`],
    ['cyd', 'draft policy', 'hr', null],
    ['bob', 'approve policy', 'hr', `Draft ${draft}.`],
    ['ann', 'draft policy', 'hr', 'payroll'],
  ]);
});

// Goal: one administrator is not two persons. Method: an administrator makes a way in for somebody else, by each of the means there are, and what was drafted is approved by that one.
test.each(['a link', 'a key', 'a rotated key'])('who may be the author, who made %s for somebody, is no second person', async (by) => {
  await using installation = await freshInstallation();
  const { context, principals } = installation;
  const ada = await keyedAdmin(installation, 'ada');
  const made = by === 'a key' ? { ...installation, admin: ada } : installation;
  const bob = await person(made, 'bob', 'policy-approver');
  const cyd = await person(installation, 'cyd', 'policy-approver');
  const drafted = async (name: string): Promise<string> => String((await draftPolicy(context, ada, { text: text(name, 'x') })).draft);
  const position = await drafted('hr');
  if (by === 'a link') await issueSignInLink(installation, ada, 'bob');
  if (by === 'a rotated key') await rotateKey(context, ada, { principals, called: 'bob', graceMs: 0, expiresAt: null });

  expect(await refusal(approvePolicy(context, bob, { position }))).toBe(
    'ACCESS_DENIED: Whoever drafted it made your key, or a link that signs you in, and may come in as you: ask one of cyd, or have your key rotated by somebody else.',
  );
  await denialsRecorded(context);
  expect((await auditTrail(context, ada, { who: bob.id, action: 'administer', alsoUnmapped: true })).nodes).toHaveLength(1);
  expect(await approvePolicy(context, cyd, { position })).toMatchObject({ isAlone: false });

  const [mine, { position: glass }] = [
    await drafted('billing'),
    await breakGlass(context, ada, { who: 'cyd', reason: 'ward 4 is down', hours: 1 }),
  ];
  await endGlass(context, ada, { position: String(glass) });
  const auditor = await person(made, 'aud', 'auditor');
  const ida = await person(installation, 'ida', 'auditor');
  if (by !== 'a key') await issueSignInLink(installation, ada, 'aud');
  expect(await refusal(reviewGlass(context, auditor, { position: String(glass), note: 'fine' }))).toMatch('may come in as you');
  for (const { prefix } of [cyd, ida]) await revokeKey(context, ada, { principals, prefix });
  await reviewGlass(context, auditor, { position: String(glass), note: 'fine' });
  const { nodes } = await auditTrail(context, ada, { action: 'review broken glass', alsoUnmapped: true });
  expect(nodes.map(({ why }) => why)).toEqual(['fine (Whoever broke it, or for whom, made the key of who reviewed it.)']);
  expect(await approvePolicy(context, bob, { position: mine })).toMatchObject({ isAlone: true });
});

// Goal: of all who decide on changes of one policy at once, one does, whatever they do. Method: everybody at once, several times over.
test('of approvals, rejections and rollbacks at once one comes true, and a draft that was overtaken is refused', async () => {
  await using installation = await freshInstallation();
  const { context } = installation;
  const ann = await person(installation, 'ann', 'policy-author');
  const approvers = await Promise.all(['bob', 'cyd', 'dan'].map((name) => person(installation, name, 'policy-approver')));
  const drafts = [];
  for (const name of ['a', 'b']) drafts.push(await draftPolicy(context, ann, { text: text('hr', name) }));
  const calls = drafts.flatMap(({ draft }) => approvers.map((who) => approvePolicy(context, who, { position: String(draft) })));

  const outcomes = await Promise.allSettled(calls);

  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  const [done, late] = (await listPolicyChanges(context, ann, { alsoUnmapped: true })).nodes.toSorted((left) =>
    left.state === 'approved' ? -1 : 1,
  );
  expect([done?.state, late?.state]).toEqual(['approved', 'overtaken']);
  const message = `BAD_REQUEST: Draft ${late?.position} was made before version ${done?.version?.position} of hr came into force; draft it again, on top of that.`;
  expect(await refusal(approvePolicy(context, approvers[0] ?? ann, { position: String(late?.position) }))).toBe(message);

  const third = await draftPolicy(context, ann, { text: text('hr', 'c') });
  const position = String(third.draft);
  const both = await Promise.allSettled([
    rejectPolicy(context, approvers[0] ?? ann, { position }),
    approvePolicy(context, approvers[1] ?? ann, { position }),
  ]);
  expect(both.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
});

test('a lone approver approves his own, marked for ever; whoever is at the machine without a key is nobody in particular', async () => {
  await using installation = await freshInstallation();
  const { context, admin, principals } = installation;
  const first = await keyedAdmin(installation, 'first');
  const applied = await applyPolicy(context, admin, { text: text('hr', 'a') });
  const { draft } = await draftPolicy(context, first, { text: text('hr', 'b') });
  expect(await approvePolicy(context, first, { position: String(draft) })).toMatchObject({ name: 'hr', isAlone: true });
  const second = await person(installation, 'bob', 'policy-approver');

  const waiting = await applyPolicy(context, first, { text: text('hr', 'c') });
  expect(waiting).toMatchObject({ name: 'hr', position: null, isNew: true });
  expect(await applyPolicy(context, first, { text: text('hr', 'c') })).toEqual({ ...waiting, isNew: false });
  const position = String(waiting.draft);
  expect(await refusal(approvePolicy(context, first, { position }))).toMatch('ask one of bob');
  expect(await refusal(approvePolicy(context, admin, { position }))).toBe(
    "ACCESS_DENIED: Two or more people can approve, so it is approved with a key of one's own: one of bob.",
  );
  await revokeKey(context, admin, { principals, prefix: second.prefix });
  expect(await refusal(approvePolicy(context, second, { position }))).toMatch('You may not approve policies any more');
  expect(await approvePolicy(context, first, { position })).toMatchObject({ isAlone: true });

  const { nodes } = await listPolicyChanges(context, admin, { alsoUnmapped: true });
  expect(nodes.map(({ isAlone, kind }) => [kind, isAlone])).toEqual([
    ['draft', true],
    ['draft', true],
    ['application', true],
  ]);
  expect(applied.draft).toBeNull();
  const { policies } = await listPolicies(context, admin, { alsoUnmapped: true });
  expect(policies.map(({ isAlone, isOwed }) => [isAlone, isOwed])).toEqual([[true, false]]);
  const trail = await auditTrail(context, admin, { kinds: ['policy'], alsoUnmapped: true });
  expect(trail.nodes.flatMap(({ action, why }) => (action === 'draft policy' ? [] : [why]))).toEqual([
    `Draft ${waiting.draft}. Approved by its author alone.`,
    `Draft ${draft}. Approved by its author alone.`,
    'Approved by its author alone.',
  ]);
});

test('an approver by group counts while the provider tells of it, and approves no more when the group is taken away', async () => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  const roles = 'roles: { policy-approver: ["group:stewards"], policy-author: [ann, "group:stewards"] }';
  await applyAccess(context, admin, { text: roles, isPruning: false, isDryRun: false });
  const ann = await person(installation, 'ann');
  const said = { issuer: 'https://id.example', roles: [], groups: ['stewards'] };
  const known = async (name: string, groups: readonly string[], toldAt: Date): Promise<Principal> => {
    const { principalId } = await providerSaid(installation, { ...said, subject: name, name, groups, toldAt }, toldAt);
    return { id: principalId, kind: 'person', name, namespaces: [], roles: [], groups };
  };
  const now = new Date();
  const [sue, tom] = [await known('sue', ['stewards'], now), await known('tom', ['stewards'], now)];
  const { draft } = await draftPolicy(context, ann, { text: text('hr', 'a') });

  await known('sue', ['nurses'], new Date(now.getTime() + 1));
  expect(await refusal(approvePolicy(context, sue, { position: String(draft) }))).toMatch('You may not approve policies any more');
  expect(await refusal(approvePolicy(context, { ...sue, groups: ['nurses'] }, { position: String(draft) }))).toMatch(
    'Only a policy approver',
  );
  expect(await approvePolicy(context, tom, { position: String(draft) })).toMatchObject({ isAlone: false });

  await known('gone', ['stewards'], new Date(now.getTime() - 31 * DAY_MS));
  const own = await draftPolicy(context, tom, { text: text('hr', 'b') });
  expect(await approvePolicy(context, tom, { position: String(own.draft) })).toMatchObject({ isAlone: true });
});

test('a rollback applies an earlier version at once, and owes its second approval until somebody else gives it', async () => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  const { position: early } = await applyPolicy(context, admin, { text: text('hr', 'a') });
  const { position: late } = await applyPolicy(context, admin, { text: text('hr', 'b') });
  const { position: lifted } = await applyPolicy(context, admin, { text: text('other', 'b') });
  const bob = await person(installation, 'bob', 'policy-approver');
  const cyd = await person(installation, 'cyd', 'policy-approver');
  const back = (version: bigint | null) => rollbackPolicy(context, bob, { version: String(version), why: 'too much hidden' });

  expect(await refusal(back(late))).toBe(`BAD_REQUEST: Version ${late} of hr is in force already.`);
  expect(await refusal(back(late === null ? null : late + 100n))).toMatch('NOT_FOUND: No version of a policy stands at');
  const { version } = await back(early);
  expect(await refusal(back(early))).toBe(`BAD_REQUEST: Version ${version} of hr, which is in force, says the same as version ${early}.`);
  const owed = async () => (await listPolicyChanges(context, cyd, { states: ['owed'], alsoUnmapped: true })).nodes.map(inWords);
  expect(await owed()).toEqual([`rollback owed hr as ${version} by bob in force`]);
  const inForce = async () =>
    (await listPolicies(context, cyd, { alsoUnmapped: true })).policies.map(({ position, isOwed }) => [position, isOwed]);
  expect(await inForce()).toEqual([
    [version, true],
    [lifted, false],
  ]);

  const position = String(version);
  expect(await refusal(rejectPolicy(context, cyd, { position }))).toMatch('is a rollback and in force');
  expect(await refusal(approvePolicy(context, bob, { position }))).toMatch('ask one of cyd');
  expect(await approvePolicy(context, cyd, { position })).toEqual({ name: 'hr', version, isAlone: false });
  expect([await owed(), await inForce()]).toEqual([
    [],
    [
      [version, false],
      [lifted, false],
    ],
  ]);
  expect(await refusal(approvePolicy(context, cyd, { position }))).toBe(`BAD_REQUEST: Version ${version} of hr is approved already.`);
  const [page] = [await listPolicyChanges(context, admin, { first: 2, policy: 'hr', alsoUnmapped: true })];
  const rest = await listPolicyChanges(context, admin, { first: 2, policy: 'hr', alsoUnmapped: true, after: page.pageInfo.endCursor });
  expect([...page.nodes, ...rest.nodes].map(({ position }) => position)).toEqual([version, late, early]);
});

// No rule says who may draft, approve or administer, so no policy can take that away.
test('a policy that hides everything from everybody is lifted by those who approve, and none names administrators', async () => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  const ann = await person(installation, 'ann', 'policy-author');
  const bob = await person(installation, 'bob', 'policy-approver');
  const roles = ['engineer', 'auditor', 'steward', 'policy-author', 'policy-approver'];
  const rules = ['name', 'facets', 'columns'].map((about) => ({ effect: 'deny', roles, on: { [about]: about === 'name' ? '*' : ['*'] } }));
  const naming = JSON.stringify({ name: 'x', rules: [{ effect: 'deny', roles: ['admin'], on: { name: '*' } }] });
  expect(await refusal(draftPolicy(context, ann, { text: naming }))).toMatch('admin is no role for rules');

  for (const each of [rules, []]) {
    const { draft } = await draftPolicy(context, ann, { text: JSON.stringify({ name: 'dark', rules: each }) });
    const waiting = (await listPolicyChanges(context, bob, { states: ['waiting'], alsoUnmapped: true })).nodes;
    expect(waiting.map(({ position, policy }) => [position, policy.rules.length])).toEqual([[draft, each.length]]);
    expect(await approvePolicy(context, bob, { position: String(draft) })).toMatchObject({ isAlone: false });
  }
  expect((await listPolicies(context, admin, { alsoUnmapped: true })).policies.map(({ policy }) => policy.rules)).toEqual([[]]);
});
