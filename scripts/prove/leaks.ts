import { builtCheckout } from '../../e2e/support/built-checkout.ts';
import { temporaryDirectory } from '#testkit';

import { crawl, type Crawled } from './leaks/crawl.ts';
import { failed, held, type Outcome, type Proof, type Size, type Tally } from './proof.ts';

/** By turns: what is hidden. */
const HIDDEN = ['data', 'jobs', 'data without names', 'jobs without names', 'values'] as const;
const JOBS: Readonly<Record<Size, number>> = { ci: 2, full: 6 };
/** Enough that every two arguments are asked beside each other. */
const QUESTIONS: Readonly<Record<Size, number>> = { ci: 250, full: 1_200 };
/** Of the five from whom half is hidden, how many ask each question. */
const ASKERS_EACH: Readonly<Record<Size, number>> = { ci: 2, full: 5 };
/** What of the schema is counted, as the figures call it. */
const COVERED = ['fields', 'arguments', 'pairs'] as const;
const COVERED_NAMES = { fields: 'fields', arguments: 'arguments', pairs: 'pairs of arguments beside each other' } as const;
/** Leaks that one failure shows. */
const SHOWN_MAX = 10;

/** Nothing that a policy hides is told to whom it is hidden from, by any field, argument, cursor, error or log. */
export const leaks: Proof = {
  summary:
    'a crawler of the whole GraphQL schema (every field, every argument and every two arguments beside each other; every query and argument of one was answered to somebody, but for a short list), of the other doors and of commands, as each of five from whom half of a graph is hidden (an engineer, a role of its own, one by classification, a steward of a team, an auditor who is engaged), is told none of the random words that it is made of, with a word in every member of a facet of the standard that is not plain, and an administrator all: where datasets, columns and facets are hidden, and where jobs are and nothing else, also where topology is given of all that is hidden; and where reading alone is denied or masked, none of the words that stand for values; among it what operators retracted, reinstated, retired, joined and parted by aliases and set windows for, and the bodies of a logical dataset. There is no endpoint of metrics: its path is asked, and answers 404',
  units: { ci: 5, full: 10 },
  open: async (size) => {
    const checkout = await builtCheckout();
    return {
      run: async (index) => {
        await using home = await temporaryDirectory();
        const hidden = HIDDEN[index % HIDDEN.length] ?? 'data';
        const seed = 1 + Math.floor(index / HIDDEN.length);
        const asked = {
          checkout: checkout.path,
          dataDir: home.path,
          hidden,
          seed,
          jobs: JOBS[size],
          questions: QUESTIONS[size],
          askersEach: ASKERS_EACH[size],
          isThorough: true,
        };
        return outcomeOf(await crawl(asked));
      },
      [Symbol.asyncDispose]: () => checkout[Symbol.asyncDispose](),
    };
  },
  figures: (tally) => {
    const { questions = 0, refused = 0, asked = 0, tokens = 0, inFields = 0 } = tally;
    return `${questions} questions (${refused} refused), asked with others ${asked} times; of the schema a crawl asked ${coverageOf(tally)}: of ${tokens} hidden words none was told to those from whom they are hidden, in bodies, headers, what commands print and logs, and an administrator all, ${inFields} of them other than in the text of an event`;
  },
};

/** It holds when nothing leaked, and when the same questions show the administrator everything: else it would hold by asking nothing. All of the schema must have been asked, and its queries answered. */
function outcomeOf({ leaks: found, unseen, asking, answered, unanswered, ...counts }: Crawled): Outcome {
  if (found.length > 0) return failed(`${found.length} leaks:\n  ${found.slice(0, SHOWN_MAX).join('\n  ')}`);
  if (unseen.length > 0) return failed(`Not told to whom it may be: ${unseen.join('; ')}. The crawl does not look there.`);
  const missed = COVERED.flatMap((name) => asking[name].missed);
  if (missed.length > 0)
    return failed(`Never asked: ${missed.join(', ')}. Ask more questions, or mend how they are made (scripts/prove/leaks/questions.ts).`);
  if (unanswered.length > 0)
    return failed(
      `Answered to nobody: ${unanswered.join(', ')}. Ask it so that an administrator is answered (scripts/prove/leaks/answerable.ts).`,
    );
  const covered = COVERED.flatMap((name) => [
    [`${name} there are`, asking[name].all] as const,
    [`${name} asked`, asking[name].asked] as const,
    [`${name} answered`, answered[name].asked] as const,
  ]);
  return held({ ...counts, ...Object.fromEntries(covered), crawls: 1 });
}

/** Of each crawl, rounded down: all are asked by each. */
function coverageOf(tally: Tally): string {
  const each = (name: string): number => Math.floor((tally[name] ?? 0) / (tally['crawls'] ?? 1));
  const figures = COVERED.map(
    (name) =>
      `${each(`${name} asked`)} of ${each(`${name} there are`)} ${COVERED_NAMES[name]} (${each(`${name} answered`)} answered to somebody)`,
  );
  return figures.join(', ');
}
