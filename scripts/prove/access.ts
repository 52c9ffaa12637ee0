import { randomAccessCase, type RefQuestion } from '#testkit';

import { ENGINE } from './access/engine.ts';
import { judgeEngine, judgeReference, type Verdict } from './access/judge.ts';
import { failed, held, type OpenProof, type Outcome, type Proof, type Tally } from './proof.ts';

const QUESTIONS = 500;

interface Stage {
  readonly name: string;
  readonly judge: (questions: readonly RefQuestion[]) => Verdict;
}

const STAGES: readonly Stage[] = [
  { name: 'the reference against Cedar', judge: judgeReference },
  { name: 'the engine against the reference', judge: (questions) => judgeEngine(questions, ENGINE) },
];

/** Who may see, read and write is decided alike by all that decide it. */
export const access: Proof = {
  summary: 'random questions of who may what are decided by the reference as by Cedar, and by the engine as by the reference',
  units: { ci: 4, full: 600 },
  open: (): Promise<OpenProof> =>
    Promise.resolve({ run: (index) => Promise.resolve(judgeUnit(index, STAGES)), [Symbol.asyncDispose]: () => Promise.resolve() }),
  figures: (tally) => STAGES.map(({ name }) => figuresOf(name, tally)).join('; '),
};

function figuresOf(name: string, tally: Tally): string {
  const [judged, allowed] = [tally[`${name}: judged`] ?? 0, tally[`${name}: allowed`] ?? 0];
  return `${name}: ${judged} questions, ${Math.round((allowed / Math.max(judged, 1)) * 100)} % allowed, no disagreement`;
}

/** Fails when a stage finds a disagreement, or did not judge every question. */
export function judgeUnit(index: number, stages: readonly Stage[]): Outcome {
  const questions = Array.from({ length: QUESTIONS }, (_, place) => randomAccessCase(index * QUESTIONS + place));
  if (stages.length === 0) return failed('There is no stage: nothing would be shown.');
  const tally: Record<string, number> = {};
  for (const { name, judge } of stages) {
    const { judged, allowed, report } = judge(questions);
    if (report !== undefined) return failed(`${name}, question ${index * QUESTIONS + judged - 1}: ${report}`);
    if (judged !== questions.length) return failed(`${name} was not run: it judged ${judged} of ${questions.length} questions.`);
    tally[`${name}: judged`] = judged;
    tally[`${name}: allowed`] = allowed;
  }
  return held(tally);
}
