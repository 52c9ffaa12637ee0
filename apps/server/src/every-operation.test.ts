import { inspect } from 'node:util';

import { expect, test } from 'vitest';

import { DAY_MS, Failure } from '#foundation';
import * as operations from '#operations';
import { ENTRY_KIND_CODES } from '#record';
import { freshInstallation, type FreshInstallation, given, mapAll, refusal } from '#testkit';

import {
  BY_WHAT_IS_SENT,
  LOAD_BYTES,
  OF_THE_SERVER,
  operationCalls,
  PATIENTS,
  peopled,
  type PeopledInstallation,
  type Persona,
  PERSONAS,
  SIGNING_IN,
} from '../testkit/operation-calls.ts';

// Goal: no operation answers somebody who may not ask for it, and each refusal is on record. Method: every export of the operations, also one that comes later, has its line in
// testkit/operation-calls.ts, and is called by somebody of each kind.

/** The same installation, come to from an address that is called like an operation: what is on record then tells which it was. */
function cameFrom(installation: FreshInstallation, address: string): FreshInstallation {
  return { ...installation, context: { ...installation.context, from: { door: 'graphql', address } } };
}

/** Each refusal on record that is about who asked: the operation, and who. */
async function refusalsOnRecord({ context, admin }: FreshInstallation): Promise<readonly string[]> {
  const found: string[] = [];
  for (const action of ['ask', 'administer']) {
    let after: string | null = null;
    do {
      const page: Awaited<ReturnType<typeof operations.auditTrail>> = await operations.auditTrail(context, admin, {
        ...{ action, outcome: 'denied', alsoUnmapped: true, first: 500, after },
      });
      found.push(...page.nodes.map(({ from, by }) => `${String(from?.address)} ${by}`));
      after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
    } while (after !== null);
  }
  return [...new Set(found)].toSorted();
}

/** A glass that was broken and is ended, and that nobody has reviewed: where it stands. */
async function glassOver({ context, admin }: FreshInstallation, { people }: PeopledInstallation): Promise<string> {
  const { position } = await operations.breakGlass(context, people.breaker, { reason: 'a test', hours: 1 });
  await operations.endGlass(context, admin, { position: String(position) });
  return String(position);
}

test('every operation answers those who may ask for it and refuses all others; each refusal is on record, and an auditor changes nothing but reviews a broken glass (`reviewGlass`)', async () => {
  await using installation = await freshInstallation();
  const world = await peopled(installation);
  const about = { ...PATIENTS, glass: await glassOver(installation, world) };
  const exported = Object.entries(operations).filter(([, each]) => typeof each === 'function' && !/^class /.test(each.toString()));
  const called = Object.keys(operationCalls(installation, world));
  expect([...called, ...BY_WHAT_IS_SENT, ...SIGNING_IN, ...OF_THE_SERVER].toSorted()).toEqual(exported.map(([name]) => name).toSorted());

  const refused: string[] = [];
  for (const operation of called) {
    const { may, call } = given(operationCalls(cameFrom(installation, operation), world, about)[operation]);
    const answered: string[] = [];
    for (const persona of PERSONAS) {
      const failed = await call(world.people[persona]).catch((thrown: unknown) => thrown);
      if (!(failed instanceof Failure) || failed.code !== 'ACCESS_DENIED') answered.push(persona);
      else if (operation !== 'examine') refused.push(`${operation} ${world.people[persona].id}`); // it works without a ledger to write to
    }
    expect([operation, answered.toSorted()]).toEqual([operation, may.toSorted()]);
  }
  expect(refused.length).toBeGreaterThan(300);
  expect(await refusalsOnRecord(installation)).toEqual(refused.toSorted());

  const { nodes: glasses } = await operations.listBrokenGlasses(installation.context, installation.admin, { alsoUnmapped: true });
  expect(glasses.map(({ position, review }) => [String(position), review?.by])).toEqual([[about.glass, world.people.auditor.id]]);
  const { nodes: done } = await operations.auditTrail(installation.context, installation.admin, {
    ...{ who: world.people.auditor.id, outcome: 'done', alsoUnmapped: true, first: 500 },
  });
  expect(done.filter(({ by }) => by === world.people.auditor.id).map(({ action }) => action)).toEqual(['review broken glass', 'report']);
  const auditors = await installation.context.database.snapshot(
    (session) => session.rows`select distinct entry.kind from hot.ledger_entry as entry where entry.by = ${world.people.auditor.id}::uuid`,
  );
  const { decision, report, policy } = ENTRY_KIND_CODES; // a review is one about the policies
  expect(auditors.map(({ kind }) => Number(kind)).toSorted()).toEqual([decision, report, policy].toSorted());
});

test('what is sent is judged by who sends it, and what came is shown to its sender, and to those who may see all of it', async () => {
  await using installation = await freshInstallation();
  const { context } = installation;
  const { people } = await peopled(installation);
  const batch = Buffer.from(`[${LOAD_BYTES.toString()}]`);
  const waiting = { ...context, arrivalWait: new operations.ArrivalWait(context) };
  const sent = await operations.receiveEvent(context, people.engineer, LOAD_BYTES);
  const id = sent.kind === 'quarantined' ? sent.id : '';
  const isFound = async (work: Promise<unknown>): Promise<boolean> => !(await refusal(work)).startsWith('NOT_FOUND');
  const isLetIn = (...answers: readonly object[]): boolean =>
    !answers.some((answer) => inspect(answer, { depth: 3 }).includes("kind: 'quarantined'"));
  const may: Record<string, Persona[]> = {};
  for (const persona of PERSONAS) {
    const who = people[persona];
    const received = [await operations.receiveEvent(context, who, LOAD_BYTES), await operations.receiveBatch(context, who, batch)];
    const tried = [await operations.dryRunEvent(context, who, LOAD_BYTES), await operations.dryRunBatch(context, who, batch)];
    expect(await operations.quarantineUnread(context, who, { bytes: batch, message: 'it cannot be opened' })).toMatchObject({
      kind: 'quarantined',
    });
    await mapAll(context);
    const { nodes } = await operations.listQuarantine(context, who, { first: 500 });
    const { arrivals } = await operations.listArrivals(waiting, who, { from: 0n });
    const told = {
      'send events': isLetIn(...received),
      'send events, by a dry run': isLetIn(...tried),
      'list what others have in quarantine': nodes.some(({ sender }) => sender !== who.id),
      'be told what others send': arrivals.some(({ position }) => position === 0n),
      'look into the quarantine of others': await isFound(operations.showQuarantined(context, who, { id })),
      'send it again': await isFound(operations.redriveQuarantined(context, who, { id })),
    };
    for (const [what, isSo] of Object.entries(told)) if (isSo) may[what] = [...(may[what] ?? []), persona];
    expect(await operations.whoAmI(context, who)).toMatchObject({ id: who.id });
  }

  expect(may).toEqual({
    'send events': ['emitter', 'admin'],
    'send events, by a dry run': ['emitter', 'admin'],
    'list what others have in quarantine': ['auditor', 'admin'],
    'be told what others send': ['admin'],
    'look into the quarantine of others': ['auditor', 'admin'],
    'send it again': ['admin'],
  });
});

test('who is engaged finds nothing outside of the scope by any operation, and each that answers is in the list of what was read', async () => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  const world = await peopled(installation);
  const engaged: operations.Principal = { ...world.people.nobody, groups: ['acme'] };
  const until = new Date(Date.now() + DAY_MS).toISOString();
  await operations.openEngagement(context, admin, {
    name: 'engaged',
    who: ['group:acme'],
    scope: ['db'],
    purpose: 'audit',
    why: 'a test',
    until,
  });
  const answers = new Map<string, string>();
  const calls = Object.entries(operationCalls(installation, world));
  const asked = async (who: operations.Principal, operation: string): Promise<string> =>
    inspect(
      await given(calls.find(([name]) => name === operation))[1]
        .call(who)
        .catch((thrown: unknown) => thrown),
      { depth: 20 },
    );
  for (const [operation] of calls) answers.set(operation, await asked(engaged, operation));

  expect([...answers].filter(([, text]) => /qzx|vault/.test(text))).toEqual([]);
  expect([...answers.values()].filter((text) => /patients|open_column/.test(text)).length).toBeGreaterThan(3);
  for (const operation of ['listDatasets', 'listNamespaces']) expect(await asked(world.people.engineer, operation)).toMatch(/qzx|vault/);
  const report = await operations.requestReport(context, engaged, { kind: 'HIPAA_EPHI_MAP' });
  expect(report.map.askedAs).toEqual(['auditor of the engagement engaged']);
  expect(report.json).toContain('ACCESS_SCOPED');
  const answered = calls.filter(([name, { may }]) => may.includes('engineer') && !given(answers.get(name)).startsWith('Failure'));
  const { nodes } = await operations.listReadings(context, admin, { name: 'engaged', alsoUnmapped: true, first: 500 });
  expect(answered.length).toBeGreaterThan(15);
  expect(nodes.filter((each) => each.asked.every(({ failed }) => failed === null)).length).toBeGreaterThanOrEqual(answered.length);
});
