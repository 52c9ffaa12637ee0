import { BROKEN_GLASS, randomAccessCase, type RefQuestion } from '#testkit';

import { ENGINE, READING_ENGINE, viewIn } from './access/engine.ts';
import { judgeRows } from './access/judge-rows.ts';
import { judgeEngine, judgeEngineMasks, judgeReference, judgeReferenceMasks, type Verdict } from './access/judge.ts';
import { listing } from './access/listing.ts';
import { failed, held, type OpenProof, type Outcome, type Proof, type Tally } from './proof.ts';
import { type ProofDatabase, startProofServer } from './proof-server.ts';

const QUESTIONS = 500;
/** The one that the migration makes. */
const TENANT = 1;

interface Stage {
  readonly name: string;
  /** Its questions have rules that mask; else they have none. */
  readonly withMasks?: boolean;
  /** `first` is the seed of the first question. */
  readonly judge: (questions: readonly RefQuestion[], first: number) => Verdict | Promise<Verdict>;
}

const CEDAR: Stage = { name: 'the reference against Cedar', judge: judgeReference };
const CEDAR_MASKS: Stage = { name: 'the masks of the reference against Cedar', judge: judgeReferenceMasks, withMasks: true };
const DECISIONS: Stage = { name: 'the engine against the reference', judge: (questions) => judgeEngine(questions, ENGINE) };
const READINGS: Stage = {
  name: 'the masks of the engine against the reference',
  judge: (questions) => judgeEngineMasks(questions, READING_ENGINE),
  withMasks: true,
};

/** What only some questions have; a proof in which none has it shows nothing of it. */
const DRAWN: Readonly<Record<string, (question: RefQuestion) => boolean>> = {
  'rules of logical datasets': ({ policies }) => policies.some(({ rules }) => rules.some(({ on }) => on.logical !== undefined)),
  'grants of engagements': ({ asker }) => asker.grants.some(({ engagement }) => engagement !== undefined),
  'broken glasses': ({ asker }) => asker.grants.some(({ role }) => role === BROKEN_GLASS),
};

const LISTS = 'the conditions of lists, on Postgres, against the reference';

/** Who may see, read and write is decided alike by all that decide it. */
export const access: Proof = {
  summary:
    'random questions of who may what, and of what is read masked, are decided by the reference as by Cedar, and by the engine as by the reference; and those of who may what by the conditions of lists on a real Postgres',
  units: { ci: 4, full: 700 },
  open: async (): Promise<OpenProof> => {
    const server = await startProofServer();
    const place = await server.clone();
    return {
      run: (index) => judgeUnit(index, [CEDAR, CEDAR_MASKS, DECISIONS, READINGS, listsIn(place)]),
      [Symbol.asyncDispose]: async () => {
        await place[Symbol.asyncDispose]();
        await server[Symbol.asyncDispose]();
      },
    };
  },
  figures: (tally) =>
    [...[CEDAR.name, CEDAR_MASKS.name, DECISIONS.name, READINGS.name, LISTS].map((name) => figuresOf(name, tally)), drawnIn(tally)].join(
      '; ',
    ),
};

function listsIn({ database }: ProofDatabase): Stage {
  const lists = { rulesOf: (question: RefQuestion) => viewIn(question).rows, ask: listing.bind(undefined, database, TENANT) };
  return { name: LISTS, judge: (questions, first) => judgeRows(questions, lists, first) };
}

function figuresOf(name: string, tally: Tally): string {
  const [judged = 0, allowed = 0, leftOut = 0] = ['judged', 'allowed', 'left out'].map((word) => tally[`${name}: ${word}`]);
  const spared = leftOut === 0 ? '' : ` (${leftOut} more that no list answers)`;
  return `${name}: ${judged} questions${spared}, ${Math.round((allowed / Math.max(judged, 1)) * 100)} % allowed, no disagreement`;
}

function drawnIn(tally: Tally): string {
  const told = Object.keys(DRAWN).map((what) => `${tally[`with ${what}`] ?? 0} with ${what}`);
  return `of ${tally['questions'] ?? 0} different questions ${told.join(', ')}`;
}

/** Fails when a stage finds a disagreement, or did not judge every question that it could; and when something is in none of the questions. */
export async function judgeUnit(index: number, stages: readonly Stage[], drawn = questionsFrom): Promise<Outcome> {
  const first = index * QUESTIONS;
  if (stages.length === 0) return failed('There is no stage: nothing would be shown.');
  const sets = new Map(
    [...new Set(stages.map(({ withMasks = false }) => withMasks))].map((withMasks) => [withMasks, drawn(first, withMasks)]),
  );
  const all = [...sets.values()].flat();
  const tally: Record<string, number> = { questions: all.length };
  for (const [what, hasIt] of Object.entries(DRAWN)) {
    const count = all.filter(hasIt).length;
    if (count === 0) return failed(`Of the questions from ${first} on none has ${what}: nothing would be shown of them.`);
    tally[`with ${what}`] = count;
  }
  for (const { name, judge, withMasks = false } of stages) {
    const questions = sets.get(withMasks) ?? [];
    const { judged, allowed, leftOut = 0, report } = await judge(questions, first);
    if (report !== undefined) return failed(`${name}, of the questions from ${first} on: ${report}`);
    if (judged + leftOut !== questions.length || judged < questions.length / 2) {
      return failed(`${name} was not run: it judged ${judged} of ${questions.length} questions, and left ${leftOut} out.`);
    }
    tally[`${name}: judged`] = judged;
    tally[`${name}: allowed`] = allowed;
    tally[`${name}: left out`] = leftOut;
  }
  return held(tally);
}

/**
 * Dataset, column, facet and job, each to see, read and write, are twelve seeds: what is drawn besides changes after each twelve, in turns of different lengths,
 * so that every kind and action meets each of it, alone and beside the others.
 */
function questionsFrom(first: number, withMasks: boolean): readonly RefQuestion[] {
  return Array.from({ length: QUESTIONS }, (_, place) => {
    const turn = Math.floor((first + place) / 12);
    const labels = { withClassification: turn % 2 === 1, withMasks };
    return randomAccessCase(first + place, {
      ...labels,
      ...{ withBodies: turn % 3 === 0, withEngagement: turn % 5 === 1, withBrokenGlass: turn % 7 === 2 },
    });
  });
}
