import { book, questions } from '../book/book.ts';

/** A question as GraphiQL opens it: a tab, whose title is the name of its operation, and a line in the list of questions. */
export interface Tab {
  readonly number: number;
  readonly question: string;
  readonly shows: string;
  readonly query: string;
  /** JSON. */
  readonly variables: string;
}

export interface TabChapter {
  readonly title: string;
  readonly tabs: readonly Tab[];
}

/** About the width of GraphiQL's editor on a laptop. */
const COMMENT_WIDTH = 42;

/** The whole book. What a question is, and what its answer shows, stand above its operation. */
export const tabChapters: readonly TabChapter[] = book.map(({ title, questions: some }) => ({
  title,
  tabs: some.map((each) => ({
    number: questions.indexOf(each) + 1,
    question: each.question,
    shows: each.shows,
    query: `# ${each.question}\n${wrappedComment(each.shows)}\n${each.operation}\n`,
    variables: JSON.stringify(each.variables, null, 2),
  })),
}));

function wrappedComment(text: string): string {
  const lines = [''];
  for (const word of text.split(' ')) {
    const line = lines.at(-1) ?? '';
    if (line !== '' && line.length + 1 + word.length > COMMENT_WIDTH) lines.push(word);
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`;
  }
  return lines.map((line) => `# ${line}`).join('\n');
}
