import { randomAccessCase, type RefQuestion } from '#testkit';

import { judgeReference, type Verdict } from './access/judge.ts';
import { failed, held, type OpenProof, type Outcome, type Proof, type Tally } from './proof.ts';

const QUESTIONS = 500;

interface Stage {
  readonly name: string;
  /** Undefined: not registered, and so nothing is said of it. */
  readonly judge?: (questions: readonly RefQuestion[]) => Verdict;
}

const STAGES: readonly Stage[] = [
  { name: 'the reference against Cedar', judge: judgeReference },
  { name: 'the engine against the reference' },
];
const MISSING = STAGES.flatMap(({ name, judge }) => (judge === undefined ? [name] : []));

/** Who may see, read and write is decided alike by all that decide it. */
export const access: Proof = {
  summary: 'random questions of who may what are decided by the reference as by Cedar, and by the engine as by the reference',
  units: { ci: 4, full: 100 },
  open: (_size, log): Promise<OpenProof> => {
    for (const name of MISSING) log(`NOT REGISTERED, and so not shown: ${name}`);
    return Promise.resolve({ run: (index) => Promise.resolve(judgeUnit(index, STAGES)), [Symbol.asyncDispose]: () => Promise.resolve() });
  },
  figures: (tally) => {
    const registered = STAGES.flatMap(({ name, judge }) => (judge === undefined ? [] : [figuresOf(name, tally)]));
    return [...registered, ...MISSING.map((name) => `${name}: NOT RUN`)].join('; ');
  },
};

function figuresOf(name: string, tally: Tally): string {
  const [judged, allowed] = [tally[`${name}: judged`] ?? 0, tally[`${name}: allowed`] ?? 0];
  return `${name}: ${judged} questions, ${Math.round((allowed / Math.max(judged, 1)) * 100)} % allowed, no disagreement`;
}

/** Fails when a registered stage finds a disagreement, or did not judge every question. */
export function judgeUnit(index: number, stages: readonly Stage[]): Outcome {
  const questions = Array.from({ length: QUESTIONS }, (_, place) => randomAccessCase(index * QUESTIONS + place));
  const registered = stages.flatMap(({ name, judge }) => (judge === undefined ? [] : [{ name, judge }]));
  if (registered.length === 0) return failed('No stage is registered: nothing would be shown.');
  const tally: Record<string, number> = {};
  for (const { name, judge } of registered) {
    const { judged, allowed, report } = judge(questions);
    if (report !== undefined) return failed(`${name}, question ${index * QUESTIONS + judged - 1}: ${report}`);
    if (judged !== questions.length) return failed(`${name} was not run: it judged ${judged} of ${questions.length} questions.`);
    tally[`${name}: judged`] = judged;
    tally[`${name}: allowed`] = allowed;
  }
  return held(tally);
}
