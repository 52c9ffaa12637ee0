import { randomAccessCase, type RefQuestion } from '#testkit';

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
  figures: (tally) => [CEDAR.name, CEDAR_MASKS.name, DECISIONS.name, READINGS.name, LISTS].map((name) => figuresOf(name, tally)).join('; '),
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

/** Fails when a stage finds a disagreement, or did not judge every question that it could. */
export async function judgeUnit(index: number, stages: readonly Stage[]): Promise<Outcome> {
  const first = index * QUESTIONS;
  if (stages.length === 0) return failed('There is no stage: nothing would be shown.');
  const tally: Record<string, number> = {};
  for (const { name, judge, withMasks = false } of stages) {
    const questions = questionsFrom(first, withMasks);
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

/** Every second one with levels. */
function questionsFrom(first: number, withMasks: boolean): readonly RefQuestion[] {
  return Array.from({ length: QUESTIONS }, (_, place) =>
    randomAccessCase(first + place, { withClassification: place % 2 === 1, withMasks }),
  );
}
