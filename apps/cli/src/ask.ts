import { z } from 'zod';

import { Failure } from '#foundation';

import { book, questions, questionsMeant } from '../../server/src/book/book.ts';
import type { Answer, Question, Table } from '../../server/src/book/question.ts';
import { wholeness } from '../../server/src/book/wholeness.ts';
import { readArguments, wrong } from './arguments.ts';
import { type Command, type CommandContext, EXIT, EXIT_CODES } from './command.ts';
import { drawTable, type Table as DrawnTable } from './drawing/table.ts';
import { shortenedName, widthOf, wrapped } from './drawing/text-width.ts';
import { oneLine, printJson, printLines } from './output.ts';
import { askServer } from './remote/ask-server.ts';
import { serverFor } from './remote/server.ts';

const usage = `Usage: headgate ask
       headgate ask <number or words> [--dataset <name>] [--namespace <namespace>] [--as-of <time>] [--var <name>=<value>]...

Asks a question of the book, of the server at HEADGATE_URL, with HEADGATE_KEY. Without a question it lists them all. A question is meant by
its number, its id, or words that only it has: headgate ask march report. docs/questions.md shows each with its operation and its answer.

  --dataset     what to ask about, in place of the dataset of the hospital that the book names
  --namespace   its namespace; the name alone will do when it is the only one
  --as-of       the time of the world to ask about; now: the present
  --var         any variable of the operation: text, or JSON

With --json: {"id", "question", "variables", "data"}; without a question {"chapters": [{"title", "questions": [...]}]}.
${EXIT_CODES}
`;

export const command: Command = {
  usage,
  run: async (args, context) => {
    const text = { type: 'string' } as const;
    const options = { dataset: text, namespace: text, 'as-of': text, var: { type: 'string', multiple: true } } as const;
    const { values, positionals } = readArguments(args, options);
    if (positionals.length === 0) return list(context, values.json === true);
    const question = theOne(positionals.join(' '));
    const changes = { dataset: values.dataset, namespace: values.namespace, asOf: values['as-of'], others: values.var ?? [] };
    const variables = changed(question, changes);

    const data = await askServer(await serverFor(context), z.unknown(), { query: question.operation, variables });

    if (values.json === true) printJson(context, { id: question.id, question: question.question, variables, data });
    else printAnswer(context, question.answer(data), wholeness(data, new Date()));
    return EXIT.done;
  },
};

function list(context: CommandContext, isJson: boolean): number {
  const numbered = book.map(({ title, questions: some }) => ({
    title,
    questions: some.map(({ id, question, shows }) => ({ number: questions.findIndex((each) => each.id === id) + 1, id, question, shows })),
  }));
  if (isJson) printJson(context, { chapters: numbered });
  else {
    const lines = numbered.flatMap(({ title, questions: some }) => [
      title,
      ...some.map(({ number, question }) => `  ${String(number).padStart(2)}  ${question}`),
      '',
    ]);
    printLines(context, [...lines, 'headgate ask <number or words> asks one of them.']);
  }
  return EXIT.done;
}

/** Candidates that a sentence names. */
const NAMED_MAX = 5;

function theOne(text: string): Question {
  const meant = questionsMeant(text);
  const [only, ...others] = meant;
  if (only === undefined)
    throw new Failure('NOT_FOUND', `No question of the book has all of these words: ${oneLine(text)}; headgate ask lists them.`);
  if (others.length === 0) return only;
  const named = meant.slice(0, NAMED_MAX).map((each) => `${questions.indexOf(each) + 1} ${each.question}`);
  const more = meant.length > NAMED_MAX ? `, and ${meant.length - NAMED_MAX} more` : '';
  throw new Failure('AMBIGUOUS', `Several questions have these words; say its number:\n  ${named.join('\n  ')}${more}`);
}

interface Changes {
  readonly dataset: string | undefined;
  readonly namespace: string | undefined;
  readonly asOf: string | undefined;
  readonly others: readonly string[];
}

/** The variables of a question with what the caller says in their place. */
function changed({ variables }: Question, { dataset, namespace, asOf, others }: Changes): Readonly<Record<string, unknown>> {
  const named = dataset === undefined ? {} : withDataset(variables, { name: dataset, ...(namespace === undefined ? {} : { namespace }) });
  if (dataset === undefined && namespace !== undefined && !('namespace' in variables)) throw wrong('--namespace goes with --dataset');
  const ofNamespace = dataset === undefined && namespace !== undefined ? { namespace } : {};
  if (asOf !== undefined && !('asOf' in variables)) throw wrong('this question takes no --as-of');
  const ofTime = asOf === undefined ? {} : { asOf: asOf === 'now' ? null : asOf };
  return { ...variables, ...named, ...ofNamespace, ...ofTime, ...Object.fromEntries(others.map((each) => assigned(variables, each))) };
}

/** In the place of the one dataset that the variables name: as a member of their own, or as `namespace` and `name`. */
function withDataset(
  variables: Question['variables'],
  dataset: { readonly name: string; readonly namespace?: string },
): Question['variables'] {
  const places = Object.entries(variables).filter(([, value]) => typeof value === 'object' && value !== null && 'name' in value);
  if (places.length > 1) throw wrong(`this question names several datasets: ${places.map(([name]) => `--var ${name}=...`).join(', ')}`);
  const flat = 'name' in variables ? { namespace: null, ...dataset } : {};
  if (places.length === 0 && !('name' in variables)) throw wrong('this question names no dataset');
  return { ...flat, ...Object.fromEntries(places.map(([name]) => [name, dataset])) };
}

function assigned(variables: Question['variables'], text: string): readonly [string, unknown] {
  const at = text.indexOf('=');
  const [name, value] = [text.slice(0, Math.max(0, at)), text.slice(at + 1)];
  if (!(name in variables)) throw wrong(`--var is <name>=<value>, with a name of ${Object.keys(variables).join(', ')}`);
  return [name, typeof variables[name] === 'string' ? value : jsonOrText(value)];
}

function jsonOrText(value: string): unknown {
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

const WIDTH_MIN = 60;
const WIDTH_MAX = 160;
/** Of a pipe or file, and of running text. */
const WIDTH_USUAL = 100;

function printAnswer(context: CommandContext, { says, table }: Answer, whole: readonly string[]): void {
  const width = Math.max(WIDTH_MIN, Math.min(WIDTH_MAX, columnsOf(context.stdout) ?? WIDTH_USUAL));
  const told = wrapped(oneLine(says, says.length), Math.min(width, WIDTH_USUAL));
  const drawn = table === undefined || table.rows.length === 0 ? [] : ['', ...drawTable(fitted(table, width), width)];
  printLines(context, [...told, ...drawn, '', ...whole.flatMap((line) => wrapped(oneLine(line, line.length), width))]);
}

/** Names are not made shorter than this. */
const CELL_WIDTH_MIN = 12;
const GAP_MIN = 2;

/** The table, with names shortened where it would be too wide: of the widest column first. Its last column is wrapped, at spaces. */
function fitted({ titles, rows }: Table, width: number): DrawnTable {
  const plain = rows.map((row) => row.map((cell) => oneLine(cell, cell.length)));
  const widths = titles.map((title, index) => Math.max(widthOf(title), ...plain.map((row) => widthOf(row[index] ?? ''))));
  const room = width - GAP_MIN * (titles.length - 1);
  while (widths.reduce((sum, each) => sum + each, 0) > room) {
    const widest = widths.indexOf(Math.max(...widths));
    if ((widths[widest] ?? 0) <= CELL_WIDTH_MIN) break;
    widths[widest] = (widths[widest] ?? 0) - 1;
  }
  const cut = plain.map((row) =>
    row.map((cell, index) => (index === titles.length - 1 ? shortenedWords : withItsEnd)(cell, widths[index] ?? 0)),
  );
  return { columns: titles.map((title) => ({ title })), rows: cut };
}

function shortenedWords(cell: string, width: number): string {
  return cell
    .split(' ')
    .map((word) => withItsEnd(word, width))
    .join(' ');
}

/** A name with some of its parts left out; where that is too long, its end, which tells more than its beginning. */
function withItsEnd(name: string, width: number): string {
  const short = shortenedName(name, width);
  return short === name || short.includes('.….')
    ? short
    : `…${Array.from(name)
        .slice(1 - width)
        .join('')}`;
}

function columnsOf(stdout: CommandContext['stdout']): number | undefined {
  return 'columns' in stdout && typeof stdout.columns === 'number' ? stdout.columns : undefined;
}
