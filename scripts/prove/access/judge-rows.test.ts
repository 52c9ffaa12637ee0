import { expect, test } from 'vitest';

import { Database } from '#store';
import { decideByReference, freshDatabase, randomAccessCase, type RefQuestion } from '#testkit';

import { viewIn } from './engine.ts';
import { judgeRows, type Lists } from './judge-rows.ts';
import { listing } from './listing.ts';

const QUESTIONS = Array.from({ length: 1_500 }, (_, seed) => randomAccessCase(2_000_000 + seed));

const BODIED = Array.from({ length: 1_000 }, (_, seed) => randomAccessCase(2_200_000 + seed, { withBodies: true }));

/** With logical datasets, with engagements, and with broken glasses. */
const MORE = Array.from({ length: 150 }, (_, seed) =>
  randomAccessCase(2_100_000 + seed, { withBodies: seed % 3 === 0, withEngagement: seed % 3 === 1, withBrokenGlass: seed % 3 === 2 }),
);

/** Lists of a database, filtered by what the rules of each question come to, or of another question made from it. */
function listsOf(database: Database, made: (question: RefQuestion) => RefQuestion = (question) => question): Lists {
  return { rulesOf: (question) => viewIn(made(question)).rows, ask: (questions) => listing(database, 1, questions) };
}

/** Takes every purpose for said. */
function careless(question: RefQuestion): RefQuestion {
  const policies = question.policies.map((policy) => ({ ...policy, rules: policy.rules.map((rule) => ({ ...rule, purpose: undefined })) }));
  return { ...question, policies };
}

/** Takes tags that cannot be read for none. */
function blind(question: RefQuestion): RefQuestion {
  const { thing } = question;
  return { ...question, thing: { ...thing, tags: thing.tags.filter((tag) => tag !== '?') } };
}

/** Takes bodies of logical datasets for patterns. */
function wild(question: RefQuestion): RefQuestion {
  const policies = question.policies.map((policy) => ({
    ...policy,
    rules: policy.rules.flatMap((rule) => {
      const { logical, namespace, name } = rule.on;
      if (logical === undefined || namespace !== undefined || name !== undefined) return [rule];
      return (question.bodies?.get(logical) ?? []).map((body) => ({ ...rule, on: { ...rule.on, logical: undefined, ...body } }));
    }),
  }));
  return { ...question, policies };
}

function turnedBy(made: (question: RefQuestion) => RefQuestion, questions = QUESTIONS): readonly RefQuestion[] {
  return questions.filter(
    (question) => question.thing.kind === 'dataset' && decideByReference(question) !== decideByReference(made(question)),
  );
}

// Goal: what lists hide is what the reference refuses, and a fault would be found. Method: the right conditions, then rules without
// purposes, then patterns for bodies, then a database that does not tell tags that it cannot read; each of these where it matters.
test('lists show what the reference allows; rules or tags that are wrong are found, with the question as small as can be', async () => {
  await using fresh = await freshDatabase();
  const database = new Database(fresh.connectionString, { connections: 1 });

  const right = await judgeRows(
    [...QUESTIONS.slice(0, 100), ...MORE, ...turnedBy(careless), ...turnedBy(blind), ...turnedBy(wild, BODIED)],
    listsOf(database),
  );
  const withoutPurposes = await judgeRows(turnedBy(careless), listsOf(database, careless));
  const withPatterns = await judgeRows(turnedBy(wild, BODIED), listsOf(database, wild));
  await database.transaction((session) => session.send(BLIND));
  const withoutUnreadable = await judgeRows(turnedBy(blind), listsOf(database));
  await database.close();

  expect(right.report).toBeUndefined();
  expect(right.judged).toBeGreaterThan(80);
  expect(withoutPurposes.report).toContain('"purpose"');
  expect(withPatterns.report).toContain('"logical"');
  expect(withoutUnreadable.report).toContain('The smallest like it; the lists show, the reference refuses');
});

/** As the real one where tags can be read; else there are none. */
const BLIND = `
  alter function hot.tags_of(text) rename to tags_told;
  create function hot.tags_of(body text) returns table (field text, tag text) language sql immutable as
    $$ select told.field, told.tag from hot.tags_told(body) as told where told.tag <> '?' $$`;
