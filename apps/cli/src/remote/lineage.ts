import { oneOf, readArguments, readWords, wholeNumber, wrong } from '../arguments.ts';
import { type Command, type CommandContext, EXIT, EXIT_CODES } from '../command.ts';
import { withNameless } from '../drawing/nameless.ts';
import { printJson, printLines } from '../output.ts';
import { TIMES, TIMES_USAGE, timesIn } from './answer-header.ts';
import { lineagePage } from './lineage-page.ts';
import type { LineageAsked, LineageRow, LineageVariables } from './lineage-question.ts';
import { screenOn } from './screen.ts';
import { serverFor } from './server.ts';
import { walk, walkByColumns } from './walk-server.ts';

const DEPTH = 20;
const DEPTH_MAX = 100;

const usage = `Usage: headgate lineage <name> [--up | --down | --both] [--columns] [--column <column>] [--indirect] [--job] [--namespace <namespace>]
                        [--depth <n>] [--format tree|svg|mermaid|json] [--as-of <time>] [--known-at <at>] [--json]

Shows where data came from, or where it went: a dataset on each line, jobs on the branches, and below it whether the answer is whole.
What is hidden from you is left out, or, where a policy gives you its topology, shown without its name.
A name may be short: patients is ehr.public.patients, where no other ends so.

  --up              where it came from (the default)
  --down            where it went
  --both            both
  --columns         column by column
  --column <c>      column by column, from this one
  --indirect        with columns: also those that decided about rows by a filter, a join and the like
  --job             the name is that of a job
  --namespace <n>   the namespace, or what stands in it before ://, such as postgres
  --depth <n>       how many jobs far, 1 to ${DEPTH_MAX}; unset: ${DEPTH}
  --format <form>   tree, unless said otherwise; svg: a picture; mermaid: a flowchart as text; json: the answer, as --json does
${TIMES_USAGE}

The server is HEADGATE_URL and the key HEADGATE_KEY, else those of \`headgate login\`.
${EXIT_CODES}
`;

const OPTIONS = {
  up: { type: 'boolean' },
  down: { type: 'boolean' },
  both: { type: 'boolean' },
  columns: { type: 'boolean' },
  column: { type: 'string' },
  indirect: { type: 'boolean' },
  job: { type: 'boolean' },
  namespace: { type: 'string' },
  depth: { type: 'string' },
  format: { type: 'string' },
  ...TIMES,
} as const;

export const command: Command = {
  usage,
  run: async (args, context) => {
    const { values, positionals } = readArguments(args, OPTIONS);
    const { name } = readWords(positionals, ['name']);
    const format = values.json === true ? 'json' : oneOf(values.format ?? 'tree', ['tree', 'svg', 'mermaid', 'json'], '--format');
    const asked = askedIn(values);
    const node = { name, namespace: values.namespace ?? null };
    const variables: LineageVariables = {
      root: values.job === true ? { job: node } : { dataset: node },
      ...{ direction: asked.direction, depth: asked.depth, column: values.column ?? null },
      granularity: asked.isByColumn ? 'COLUMN' : 'DATASET',
      transformations: asked.isIndirect ? 'ALL' : 'DIRECT',
      ...timesIn(values),
    };
    const server = await serverFor(context);
    const lineage =
      values.columns === true && values.column === undefined ? await walkByColumns(server, variables) : await walk(server, variables);
    await print(context, { lineage, asked, format });
    return EXIT.done;
  },
};

function askedIn(values: ReturnType<typeof readArguments<typeof OPTIONS>>['values']): LineageAsked {
  const ways = [values.up === true, values.down === true, values.both === true].filter(Boolean).length;
  if (ways > 1) throw wrong('say one of --up, --down and --both');
  const isByColumn = values.columns === true || values.column !== undefined;
  if (isByColumn && values.job === true) throw wrong('columns are those of a dataset, not of a job');
  if (values.indirect === true && !isByColumn) throw wrong('--indirect needs --columns');
  return {
    direction: values.both === true ? 'BOTH' : values.down === true ? 'DOWNSTREAM' : 'UPSTREAM',
    depth: values.depth === undefined ? DEPTH : wholeNumber(values.depth, '--depth', { min: 1, max: DEPTH_MAX }),
    isByColumn,
    isIndirect: values.indirect === true,
  };
}

interface Printed {
  readonly lineage: LineageRow;
  readonly asked: LineageAsked;
  readonly format: 'tree' | 'svg' | 'mermaid' | 'json';
}

async function print(context: CommandContext, { lineage, asked, format }: Printed): Promise<void> {
  const drawn = withNameless(lineage);
  switch (format) {
    case 'tree':
      printLines(context, lineagePage(drawn, asked, screenOn(context.stdout)));
      return;
    case 'json':
      printJson(context, lineage);
      return;
    case 'mermaid': {
      const { lineageMermaid } = await import('../drawing/lineage-mermaid.ts');
      context.stdout.write(lineageMermaid(drawn));
      return;
    }
    case 'svg': {
      const { lineageSvg } = await import('../drawing/lineage-svg.ts'); // only now: other commands need no layout
      context.stdout.write(lineageSvg(drawn));
      return;
    }
  }
}
