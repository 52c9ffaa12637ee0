import { expect, test } from 'vitest';

import type { JsonObject } from '#record';
import { everyRow, type FreshInstallation, freshInstallation, labelAll, mapAll, person } from '#testkit';

import { applyPolicy } from '../access/apply-policy.ts';
import { ArrivalWait } from '../arrive/arrival-wait.ts';
import { type Arrival, listArrivals } from '../arrive/list-arrivals.ts';
import { listEvents, type RecordedEntry } from '../ask/list-events.ts';
import type { Context, Principal } from '../context.ts';
import { dryRunEvent } from './dry-run.ts';
import { type EventRecorded, receiveEvent } from './receive-event.ts';

// What is told of values that are kept out, to whom, and what their marks betray.

const SENDER: Principal = { id: '00000000-0000-4000-8000-000000000001', kind: 'emitter', name: 'spark', namespaces: ['*'], roles: [] };
const TOY: Principal = { ...SENDER, id: '00000000-0000-4000-8000-000000000002', name: 'toy', namespaces: ['toy'] };
const SSN = '123-45-6789';
const HEAD = { eventTime: '2026-03-01T00:00:00Z', producer: 'https://example.org/p', schemaURL: 'https://example.org/s' };
const PHI = { columns: ['*'], classification: 'PHI' };

const bytes = (event: JsonObject): Buffer => Buffer.from(JSON.stringify({ ...HEAD, ...event }));
const send = async (context: Context, event: JsonObject, sender = SENDER): Promise<EventRecorded> => {
  const answer = await receiveEvent(context, sender, bytes(event));
  if (answer.kind !== 'recorded') throw new Error(JSON.stringify(answer.problems));
  return answer;
};
const keepOut = (how: 'drop' | 'hash', on: JsonObject): string => JSON.stringify({ name: 'phi', rules: [], keep_out: [{ how, on }] });
const tagged = (name: string, field: string): JsonObject => ({
  dataset: { namespace: 'hr', name, facets: { tags: { tags: [{ key: 'PHI', field }] } } },
});

/** A job that read something, with the least values of its columns. */
function profile(job: string, { namespace = 'hr', name, ...columns }: Readonly<Record<string, string>>): JsonObject {
  const columnMetrics = Object.fromEntries(Object.entries(columns).map(([column, min]) => [column, { min }]));
  return {
    job: { namespace: job, name: 'profile' },
    inputs: [{ namespace, name: String(name), inputFacets: { dataQualityMetrics: { columnMetrics } } }],
  };
}

/** Another server over the same database: it knows nothing of what was asked before. */
function otherServer(context: Context): Context {
  return { ...context, recorder: Object.create(context.recorder) as Context['recorder'] };
}

/** Newest first. */
async function recorded({ context }: FreshInstallation, asker: Principal): Promise<readonly RecordedEntry[]> {
  await mapAll(context);
  return (await listEvents(context, asker, { first: 100 })).nodes.filter(({ kind }) => kind === 'event');
}

/** As somebody is told of it: of its own alone, but for administrators. */
async function arrived({ context }: FreshInstallation, asker: Principal): Promise<readonly Arrival[]> {
  return (await listArrivals({ ...context, arrivalWait: new ArrivalWait(context) }, asker, { from: 0n })).arrivals;
}

test('the name of a member that is kept out stands nowhere, not in the path of a secret below it', async () => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  await applyPolicy(context, admin, { text: keepOut('drop', { namespace: 'ehr', facets: ['*'] }) });
  const facets = { acme: { byPatient: { [SSN]: { password: 'hunter2hunter2' } } }, [`of`]: { password: 'hunter2hunter2' } };

  const answer = await send(context, { job: { namespace: 'etl', name: 'j' }, inputs: [{ namespace: 'ehr', name: 'p', facets }] });

  const [entry] = await recorded(installation, admin);
  const redacted = ['/inputs/0/facets/acme/[kept out]', '/inputs/0/facets/of/[kept out]'];
  expect(entry?.redacted).toEqual(redacted);
  expect(entry?.body).toContain('"acme":{"[kept out]":"[kept out]"}');
  const told = await arrived(installation, SENDER);
  expect(told).toMatchObject([{ redacted }]);
  const tables = await context.database.snapshot(everyRow);
  const texts = [answer, told, entry].map((each) =>
    JSON.stringify(each, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value)),
  );
  for (const text of [...texts, ...tables.map(({ text }) => text)]) expect(text).not.toContain(SSN);
});

// Goal: an emitter learns nothing of what it may not say things of. Method: it asks about a dataset with labels, and about one that is not there, in each way that it can; also with
// values of a wrong form and with secrets, whose remarks change where a value is replaced.
test('an emitter is told the same of data beyond its own, whatever they bear; of its own it is told', async () => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  await applyPolicy(context, admin, { text: keepOut('drop', { ...PHI, facets: ['*'] }) });
  await send(context, tagged('salaries', 'diagnosis'));
  await send(context, { dataset: { namespace: 'toy', name: 'doll', facets: { tags: { tags: [{ key: 'PHI', field: 'diagnosis' }] } } } });
  await mapAll(context);
  await labelAll(context);
  const about = (namespace: string, name: string): JsonObject => {
    const fields = ['ssn', 'diagnosis'].map((column) => ({
      name: column,
      type: { column },
      description: SSN,
      example: { password: 'hunter2x' },
    }));
    const facets = { schema: { _producer: 5, fields }, tags: { tags: [{ key: 'team', value: 7 }] } };
    return {
      job: { namespace: 'toy', name: 'j', facets: { sql: { query: `select ${SSN}`, more: { token: 'hunter2x' } } } },
      inputs: [{ namespace, name, facets }],
    };
  };
  const asked = async (namespace: string, name: string): Promise<object> => {
    const server = otherServer(context);
    const dry = await dryRunEvent(server, TOY, bytes(about(namespace, name)));
    const real = await send(server, about(namespace, name), TOY);
    const arrival = (await arrived(installation, TOY)).at(-1);
    if (dry.kind !== 'accepted') throw new Error('it is accepted');
    const { warnings, redacted, keptOut } = dry;
    return { warnings, redacted, keptOut, real: real.warnings, arrival: [arrival?.warnings, arrival?.redacted, arrival?.keptOut] };
  };

  const there = await asked('hr', 'salaries');
  expect(there).toEqual(await asked('hr', 'absent'));
  expect(there).toMatchObject({ keptOut: [], arrival: [expect.anything(), expect.anything(), []] });
  expect(JSON.stringify(there)).not.toContain('KEPT_OUT');
  expect(await asked('toy', 'doll')).toMatchObject({
    keptOut: expect.arrayContaining([{ how: 'drop', pointer: '/job/facets/sql/query' }]) as unknown,
  });

  const [, absent, salaries] = await recorded(installation, admin); // newest first
  expect(absent?.keptOut).toEqual([]);
  expect(salaries?.keptOut).toMatchObject([{ paths: expect.arrayContaining(['/inputs/0/facets/schema/fields/1/description']) as unknown }]);
  const told = await arrived(installation, admin);
  expect(told.filter(({ by }) => by === TOY.id).map(({ keptOut }) => keptOut.length > 0)).toEqual([true, false, true]);
});

test('a bound emitter is told of what its outputs name, and not of what it may only take from', async () => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  await applyPolicy(context, admin, { text: keepOut('drop', { ...PHI, facets: ['dataQualityMetrics'] }) });
  await send(context, tagged('salaries', 'ssn'));
  await mapAll(context);
  const told = async (binding: Principal['binding']): Promise<number> => {
    const dry = await dryRunEvent(
      otherServer(context),
      { ...TOY, ...(binding && { binding }) },
      bytes(profile('toy', { name: 'salaries', ssn: SSN })),
    );
    return dry.kind === 'accepted' ? dry.keptOut.length : -1;
  };

  expect(await told({ inputs: ['hr'], outputs: [], producers: [] })).toBe(0);
  expect(await told({ inputs: [], outputs: ['h*'], producers: [] })).toBe(1);
  expect(await told(undefined)).toBe(0); // it may name any input, and learns of its own alone
});

test('an event that tells late of a time when data bore a label is kept out as it would have been then', async () => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  await applyPolicy(context, admin, { text: keepOut('drop', { ...PHI, facets: ['dataQualityMetrics'] }) });
  await send(context, { ...tagged('p', 'ssn'), eventTime: '2026-03-01T12:00:00Z' });
  const emptied = { tags: { tags: [] }, lifecycleStateChange: { lifecycleStateChange: 'TRUNCATE' } };
  await send(context, { dataset: { namespace: 'hr', name: 'p', facets: emptied }, eventTime: '2026-03-05T12:00:00Z' });
  await mapAll(context);
  await labelAll(context);
  const keptAt = async (eventTime: string): Promise<boolean> =>
    (await send(otherServer(context), { ...profile('etl', { name: 'p', ssn: SSN, at: eventTime }), eventTime })).warnings.some(
      ({ code }) => code === 'KEPT_OUT',
    );

  expect(await keptAt('2026-02-28T10:00:00Z')).toBe(true); // a tag tells of the data that are there
  expect(await keptAt('2026-03-02T23:59:59.999999999Z')).toBe(true);
  expect(await keptAt('2026-03-05T23:00:00Z')).toBe(true); // on the day it went
  expect(await keptAt('2026-03-06T00:00:00Z')).toBe(false);
});

test('equal values have equal marks within the namespace that events speak for, and in another nobody can try them out', async () => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  await applyPolicy(context, admin, { text: keepOut('hash', { columns: ['ssn'], facets: ['dataQualityMetrics'] }) });
  const markOf = async (job: string, name: string): Promise<string | undefined> => {
    await send(context, profile(job, { name, ssn: SSN }));
    const [entry] = await recorded(installation, admin);
    return /"\[kept out: (b\.[\w-]{22})\]"/.exec(entry?.body ?? '')?.[1];
  };

  const first = await markOf('etl', 'patients');
  expect(first).toBeDefined();
  expect(await markOf('etl', 'copy')).toBe(first);
  expect(await markOf('toy', 'patients')).not.toBe(first); // who may not speak for etl may name its datasets
});

test('to whom something is hidden nothing is told of what was kept out, nor where an event departs from the standard', async () => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  const rules = [{ effect: 'deny', roles: ['engineer'], on: { namespace: 'hr' } }];
  const keep_out = [{ how: 'hash', on: { columns: ['*'], facets: ['dataQualityMetrics'] } }];
  await applyPolicy(context, admin, { text: JSON.stringify({ name: 'phi', rules, keep_out }) });
  const eve = await person(installation, 'Eve', 'engineer');
  const fields = ['a', 'b', 'c'].map((name) => ({ name, type: 5 }));
  const event = profile('etl', { name: 'p', a: SSN, b: SSN, c: SSN });
  await send(context, { ...event, outputs: [{ namespace: 'hr', name: 'q', facets: { schema: { fields } } }] });

  const [seen] = await recorded(installation, eve);
  const [all] = await recorded(installation, admin);

  expect(all?.warnings.filter(({ code }) => code === 'KEPT_OUT')).toHaveLength(3);
  expect(all?.warnings.filter(({ code }) => code === 'FACET_NOT_UNDERSTOOD')).toHaveLength(3);
  expect(seen).toMatchObject({ kind: 'event', warnings: [], keptOut: [], body: null });
});

test('what is no event is none, whatever is kept out of it', async () => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  await applyPolicy(context, admin, { text: keepOut('drop', { facets: ['*'] }) });

  const event = { job: { namespace: [SSN], name: 'j' }, inputs: [{ namespace: 'hr', name: 'p' }] };
  expect(await receiveEvent(context, SENDER, bytes(event))).toMatchObject({
    ...{ kind: 'quarantined', because: 'unusable' },
    problems: [{ pointer: '/job/namespace', message: 'namespace must be a text that is not empty' }],
  });
  const tables = await context.database.snapshot(everyRow);
  for (const { text } of tables) expect(text).not.toContain(SSN);
});

test('past a hundred warnings the sender is told how many more there are, by code', async () => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  await applyPolicy(context, admin, { text: keepOut('drop', { columns: ['*'], facets: ['dataQualityMetrics'] }) });
  const values = (count: number): Record<string, string> =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`c${index}`, SSN]));
  const event = profile('etl', { name: 'p', ...values(1_200) });
  const facets = { acme: {} };
  const sent = { ...event, outputs: Array.from({ length: 90 }, () => ({ namespace: 'hr', name: 'q', facets })) }; // 91 facets are unsigned

  const dry = await dryRunEvent(context, SENDER, bytes(sent));
  const { warnings } = await send(context, sent);
  const { warnings: again } = await send(context, sent);

  const more = { code: 'MORE_WARNINGS', pointer: '', message: 'beside these there are: 1191 KEPT_OUT' };
  expect(warnings).toHaveLength(101);
  expect(warnings.at(-1)).toEqual(more);
  expect(dry).toMatchObject({ warnings });
  expect(again.map(({ code }) => code)).toEqual(Array.from({ length: 91 }, () => 'FACET_UNSIGNED')); // of a duplicate nothing is kept out
});
