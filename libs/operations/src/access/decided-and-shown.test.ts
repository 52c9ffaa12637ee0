import { expect, test } from 'vitest';

import { Failure } from '#foundation';
import { type Dice, diceOf, type FreshInstallation, freshInstallation, given, mapAll, person } from '#testkit';

import type { FacetInForce, SchemaField } from '../ask/dataset.ts';
import { findDataset } from '../ask/find-dataset.ts';
import { findJob } from '../ask/find-job.ts';
import { findRun } from '../ask/find-run.ts';
import type { Context, Principal } from '../context.ts';
import { receiveEvent } from '../receive/receive-event.ts';
import { applyAccess } from './apply-access.ts';
import { applyPolicy } from './apply-policy.ts';
import { decideAll, type DecisionAnswer, type DecisionQuestion } from './decide.ts';

// Goal: what `decide` says of what somebody sees is what answers show to them: of datasets, columns, jobs, and facets of datasets, jobs and runs.
// Method: random policies over a graph with facets of every kind; an administrator asks about ann, ann asks about herself, and ann looks.

const FACET = { _producer: 'https://example.com/p', _schemaURL: 'https://openlineage.io/spec/facets/1-0-0/Some.json' };
const COLUMNS = ['id', 'ssn', 'address', 'address.street', 'address.town'];
const FIELDS = [{ name: 'id' }, { name: 'ssn' }, { name: 'address', fields: [{ name: 'street' }, { name: 'town' }] }];
const NAMES = ['patients', 'pay', 'notes'];
const PLACES = ['db', 'hr'].flatMap((namespace) => NAMES.map((name) => ({ namespace, name })));
const DATASET_FACETS = ['schema', 'tags', 'documentation', 'ownership', 'sample', 'toString'];
const JOB_FACETS = ['sql', 'sourceCode', 'documentation', 'jobType'];
const RUN_FACETS = ['environmentVariables', 'nominalTime'];

function eventOf(dice: Dice, place: (typeof PLACES)[number], index: number): object {
  const tags = [{ key: 'phi', field: 'ssn' }, { key: 'pii' }].filter(() => dice.chance(0.5));
  const facets = {
    schema: { ...FACET, fields: FIELDS },
    tags: { ...FACET, tags },
    documentation: { ...FACET, description: 'What it is.', extra: 1 },
    ownership: { ...FACET, owners: [{ name: 'heart' }] },
    ...{ sample: { ...FACET, values: ['ssn'] }, toString: { ...FACET, odd: true } },
  };
  return {
    ...{ eventTime: '2026-03-01T00:00:00Z', eventType: 'COMPLETE', producer: 'https://example.com/p' },
    run: {
      runId: runOf(index),
      facets: {
        environmentVariables: { ...FACET, environmentVariables: [] },
        nominalTime: { ...FACET, nominalStartTime: '2026-03-01T00:00:00Z' },
      },
    },
    job: {
      ...place,
      facets: {
        ...{ sql: { ...FACET, query: 'select ssn' }, sourceCode: { ...FACET, sourceCode: 'x', language: 'y' } },
        ...{ documentation: { ...FACET, description: 'What it does.' }, jobType: { ...FACET, processingType: 'BATCH', integration: 'X' } },
      },
    },
    outputs: [{ ...place, facets }],
  };
}

const runOf = (index: number): string => `0197ad84-7a0d-7527-9f8a-00000000000${index}`;

function randomRules(dice: Dice): readonly object[] {
  const subject = (): object =>
    dice.pick([
      { jobs: [dice.pick(['*', 'pa*', 'notes'])] },
      { columns: [dice.pick(['*', 'ssn', 'address', 'address.street', '*.town'])] },
      { facets: [dice.pick(['*', 'sql', 's*', 'documentation', 'nominalTime', 'schema'])] },
      { name: dice.pick(['*', 'pa*', 'notes']), ...(dice.chance(0.3) ? { tag: dice.pick(['phi', 'pii']) } : {}) },
      { tag: 'phi', columns: ['*'] },
    ]);
  return Array.from({ length: 1 + dice.below(4) }, () => ({
    effect: dice.chance(0.55) ? 'deny' : 'allow',
    roles: [dice.pick(['engineer', 'reader', 'reader'])],
    ...(dice.chance(0.1) ? { until: '2026-01-01T00:00:00Z' } : {}),
    on: {
      ...(dice.chance(0.4) ? { namespace: dice.pick(['db', 'hr', '*']) } : {}),
      ...(dice.chance(0.15) ? { owner: 'own' } : {}),
      ...subject(),
    },
  }));
}

/** What is kept from being read, too: values are withheld then. */
function randomUnread(dice: Dice): readonly object[] {
  const on = { ...(dice.chance(0.5) ? { name: dice.pick(['pa*', 'notes']) } : {}), columns: [dice.pick(['ssn', '*.town'])] };
  const rule = { roles: [dice.pick(['engineer', 'reader'])], on };
  return [dice.chance(0.5) ? { ...rule, effect: 'deny', action: 'read' } : { ...rule, effect: 'mask', how: 'hash' }];
}

/** Ann, with roles that change: everywhere, within a team, or both. */
async function giveRoles({ context, admin }: FreshInstallation, dice: Dice): Promise<void> {
  const role = dice.pick(['engineer', 'reader']);
  const everywhere = dice.chance(0.7) ? `roles: { ${role}: [ann] }` : '';
  const inTeam =
    everywhere === '' || dice.chance(0.4)
      ? `teams: { heart: { owns: [db], members: { ${dice.pick(['engineer', 'reader'])}: [ann] } } }`
      : '';
  await applyAccess(context, admin, { text: `${everywhere}\n${inTeam}`, isPruning: true, isDryRun: false });
}

/** What an answer shows. Null: there is no such thing. */
interface Shown {
  readonly facets: ReadonlyMap<string, string>;
  readonly columns: readonly string[];
}

async function shownTo(context: Context, who: Principal, index: number) {
  const place = given(PLACES[index]);
  const gone = (error: unknown): null => {
    if (error instanceof Failure && error.code === 'NOT_FOUND') return null;
    throw error;
  };
  const facetsOf = (facets: readonly Pick<FacetInForce, 'name' | 'content'>[]) =>
    new Map(facets.map(({ name, content }) => [name, content]));
  const dataset = await findDataset(context, who, { dataset: place }).catch(gone);
  const job = await findJob(context, who, { job: place }).catch(gone);
  const run = await findRun(context, who, { run: { runId: runOf(index), job: place } }).catch(gone);
  const ofJob: Shown | null = job && { facets: new Map([...facetsOf(job.job.facets), ...facetsOf(given(run).run.facets)]), columns: [] };
  expect(run === null).toBe(job === null); // a run is seen when its job is
  return { dataset: dataset && { facets: facetsOf(dataset.dataset.facets), columns: pathsOf(dataset.dataset.fields) }, job: ofJob };
}

const pathsOf = (fields: readonly SchemaField[]): readonly string[] =>
  fields.flatMap(({ path, fields: inner }) => [path, ...pathsOf(inner)]);

const QUESTIONS = 5;
/** Of each place: the dataset whole, its columns, its facets, the job whole, its facets with those of its runs. */
const questionsOf = (place: (typeof PLACES)[number]): readonly DecisionQuestion[] => [
  { action: 'see', dataset: place },
  { action: 'see', dataset: place, columns: COLUMNS },
  { action: 'see', dataset: place, facets: DATASET_FACETS },
  { action: 'see', job: place },
  { action: 'see', job: place, facets: [...JOB_FACETS, ...RUN_FACETS] },
];

/** What of an answer tells who may what, without its words. */
function decidedIn(answer: DecisionAnswer | Failure): unknown {
  if (answer instanceof Failure) return answer.code;
  const { isAllowed, policy, columns, facets } = answer;
  return {
    ...{ isAllowed, policy: columns.length > 0 ? null : policy, columns: columns.map((each) => [each.column, each.isAllowed]) },
    facets: facets.map((each) => [each.facet, each.isAllowed, each.isWhole, each.policy]),
  };
}

const allowedOf = <Part extends { readonly isAllowed: boolean }>(parts: readonly Part[]) => parts.filter(({ isAllowed }) => isAllowed);

/** What of a list of columns and tags is left to somebody: what is decided of a facet is decided by its name, and of one of which nothing is left nothing is shown. */
function leftOf(facet: string, content: string, columns: readonly string[]): readonly unknown[] {
  const { fields, tags } = JSON.parse(content) as Readonly<Record<'fields' | 'tags', readonly Readonly<Record<string, string>>[]>>;
  const items = given({ schema: fields, tags }[facet]);
  return items.filter((item) => {
    const column = facet === 'schema' ? item['name'] : item['field'];
    return column === undefined || columns.includes(column);
  });
}

/**
 * Each facet is shown exactly when it is allowed and something is left of it, and to the letter when it is said to be whole. How many are withheld, shown in part, and
 * as they came.
 */
function compareFacets(
  { facets }: DecisionAnswer,
  shown: Shown | null,
  whole: Shown | null,
): Record<'withheld' | 'inPart' | 'asItCame', number> {
  const allowed = allowedOf(facets).map(({ facet }) => facet);
  const emptied = shown === null ? [] : allowed.filter((facet) => !shown.facets.has(facet));
  for (const facet of emptied) expect([facet, leftOf(facet, given(whole?.facets.get(facet)), shown?.columns ?? [])]).toEqual([facet, []]);
  expect(allowed.filter((facet) => !emptied.includes(facet)).toSorted()).toEqual([...(shown?.facets.keys() ?? [])].toSorted());
  for (const { facet, isWhole } of facets) if (isWhole) expect(shown?.facets.get(facet)).toBe(given(whole?.facets.get(facet)));
  return {
    withheld: shown === null ? 0 : facets.filter(({ isAllowed, policy }) => !isAllowed && policy === null).length,
    inPart: allowedOf(facets).filter(({ isWhole }) => !isWhole).length,
    asItCame: facets.filter(({ isWhole }) => isWhole).length,
  };
}

test('what is decided of what somebody sees is what answers show to them, of datasets, columns, jobs, runs and facets', async () => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  const dice = diceOf(20_261_122);
  for (const [index, place] of PLACES.entries())
    expect((await receiveEvent(context, admin, Buffer.from(JSON.stringify(eventOf(dice, place, index))))).kind).toBe('recorded');
  await mapAll(context);
  const ann = await person(installation, 'ann');
  const whole = await Promise.all(PLACES.map((_, index) => shownTo(context, admin, index)));
  const counts = {
    hiddenJobs: 0,
    seenJobs: 0,
    hiddenDatasets: 0,
    hiddenColumns: 0,
    withheld: 0,
    inPart: 0,
    asItCame: 0,
    valuesWithheld: 0,
  };

  const unread = diceOf(20_261_123);
  for (let round = 0; round < 36; round += 1) {
    const hides = round < 30; // from whom names are hidden most facets are, too, and their values with them
    await giveRoles(installation, dice);
    const rules = [...(hides ? randomRules(dice) : []), ...(hides && round % 2 === 0 ? [] : randomUnread(unread))];
    await applyPolicy(context, admin, { text: JSON.stringify({ name: 'p', rules }) });
    const questions = PLACES.map(questionsOf);
    const of = await decideAll(context, admin, { questions: questions.flat().map((question) => ({ who: ann.id, ...question })) });
    const own = await decideAll(context, ann, { questions: questions.flat() });
    for (const index of PLACES.keys()) {
      const shown = await shownTo(context, ann, index);
      const at = index * QUESTIONS;
      const decided = of.decisions.slice(at, at + QUESTIONS).map((each) => given(each instanceof Failure ? undefined : each));
      const [dataset, columns, facets, job, ofJob] = decided as [
        DecisionAnswer,
        DecisionAnswer,
        DecisionAnswer,
        DecisionAnswer,
        DecisionAnswer,
      ];

      expect([dataset.isAllowed, job.isAllowed]).toEqual([shown.dataset !== null, shown.job !== null]);
      const compared = [
        compareFacets(facets, shown.dataset, given(whole[index]).dataset),
        compareFacets(ofJob, shown.job, given(whole[index]).job),
      ];
      const allowedColumns = allowedOf(columns.columns).map(({ column }) => column);
      const isSchemaSeen = shown.dataset?.facets.has('schema') === true;
      if (isSchemaSeen || shown.dataset === null) expect(allowedColumns).toEqual(shown.dataset?.columns ?? []);

      // Whoever asks about themselves is told the same, and of what is hidden that there is no such thing.
      const told = decided.map((each, question) => ((question < 3 ? shown.dataset : shown.job) === null ? 'NOT_FOUND' : decidedIn(each)));
      expect(own.decisions.slice(at, at + QUESTIONS).map(decidedIn)).toEqual(told);

      for (const each of compared) for (const name of ['withheld', 'inPart', 'asItCame'] as const) counts[name] += each[name];
      counts.valuesWithheld += [...(shown.dataset?.facets.values() ?? [])].filter((content) => content.includes('[withheld]')).length;
      counts.hiddenColumns += isSchemaSeen ? COLUMNS.length - allowedColumns.length : 0;
      counts.hiddenJobs += shown.job === null ? 1 : 0;
      counts.seenJobs += shown.job === null ? 0 : 1;
      counts.hiddenDatasets += shown.dataset === null ? 1 : 0;
    }
  }

  const few = Object.entries(counts).filter(([, count]) => count < 15);
  expect(few).toEqual([]); // the cases are not all alike
}, 120_000);
