import { book, questions } from '../../apps/server/src/book/book.ts';
import type { Question } from '../../apps/server/src/book/question.ts';
import { filesUnder, type Generated } from './generated.ts';

/** The answers that a test compared with the hospital's story: a part for each question, headed by its id. */
const ANSWERS = 'apps/server/src/book/reviewed/answers.md';

const HEAD = `# Questions

Written by \`npm run generate\` from \`apps/server/src/book\`. These questions are the first tabs of GraphiQL; \`headgate ask\` lists them, and
\`headgate ask 7\`, or words that only one of them has, asks one. Variables are those of the hospital of \`npm run demo\`, and the answers are those of its
story, on the day on which it ends. With data of your own, give your own: \`headgate ask 6 --dataset my.table\`.`;

/** docs/questions.md: every question of the book with its operation, its variables, and its answer about the hospital. */
export async function questionsPage(root: string): Promise<Generated> {
  const home = 'docs/questions.md';
  const text = (await filesUnder(root, ANSWERS)).get(ANSWERS);
  if (text === undefined) return { home, files: new Map() };

  const answers = answersIn(text);
  const contents = book.flatMap(({ title, questions: some }) => [
    `**${title}**`,
    some.map((each) => `${numberOf(each)}. [${each.question}](#${anchorOf(each)})`).join('\n'),
  ]);
  const chapters = book.flatMap(({ title, questions: some }) => [
    `## ${title}`,
    ...some.map((each) => section(each, answers.get(each.id) ?? '')),
  ]);
  return { home, files: new Map([[home, `${[HEAD, ...contents, ...chapters].join('\n\n')}\n`]]) };
}

function section(question: Question, answer: string): string {
  const variables = Object.entries(question.variables).map(([name, value]) => `- \`${name}\`: \`${JSON.stringify(value)}\``);
  const operation = ['```graphql', question.operation, '```'].join('\n');
  const parts = [`### ${numberOf(question)}. ${question.question}`, question.shows, answer, operation, variables.join('\n')];
  return parts.filter((part) => part !== '').join('\n\n');
}

function numberOf(question: Question): number {
  return questions.indexOf(question) + 1;
}

/** As GitHub makes anchors of headings. */
function anchorOf(question: Question): string {
  const heading = `${numberOf(question)}. ${question.question}`.toLowerCase();
  return heading.replaceAll(/[^\p{L}\p{N}\s-]/gu, '').replaceAll(' ', '-');
}

function answersIn(text: string): ReadonlyMap<string, string> {
  const parts = text.split(/^## /m).slice(1);
  return new Map(
    parts.map((part) => {
      const end = part.indexOf('\n');
      return [part.slice(0, end), part.slice(end).trim()];
    }),
  );
}
