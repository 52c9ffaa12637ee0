import { readArguments, readWords } from '../arguments.ts';
import { type Command, EXIT, EXIT_CODES } from '../command.ts';
import { printJson, printLines } from '../output.ts';
import { TIMES, TIMES_USAGE, timesIn } from './answer-header.ts';
import { askServer } from './ask-server.ts';
import { DATASET_PAGE, datasetPage, DatasetShape } from './dataset-page.ts';
import { JOB_PAGE, jobPage, JobShape } from './job-page.ts';
import { screenOn } from './screen.ts';
import { serverFor } from './server.ts';

const usage = `Usage: headgate show <name> [--job] [--namespace <namespace>] [--as-of <time>] [--known-at <at>] [--json]

Shows a dataset, or a job, on a page: its names, who owns it, what it is, its columns with types and tags, who reads and writes it,
when it last ran, and whether the answer is whole. A name may be short: patients is ehr.public.patients, where no other ends so.

  --job             a job, not a dataset
  --namespace <n>   the namespace, or what stands in it before ://, such as postgres
${TIMES_USAGE}

The server is HEADGATE_URL and the key HEADGATE_KEY, else those of \`headgate login\`. With --json: the dataset or the job, with its header.
${EXIT_CODES}
`;

export const command: Command = {
  usage,
  run: async (args, context) => {
    const { values, positionals } = readArguments(args, { job: { type: 'boolean' }, namespace: { type: 'string' }, ...TIMES });
    const { name } = readWords(positionals, ['name']);
    const variables = { name, namespace: values.namespace ?? null, ...timesIn(values) };
    const server = await serverFor(context);
    const screen = screenOn(context.stdout);
    if (values.job === true) {
      const { job } = await askServer(server, JobShape, { query: JOB_PAGE, variables });
      if (values.json === true) printJson(context, job);
      else printLines(context, jobPage(job, screen));
      return EXIT.done;
    }
    const { dataset } = await askServer(server, DatasetShape, { query: DATASET_PAGE, variables });
    if (values.json === true) printJson(context, dataset);
    else printLines(context, datasetPage(dataset, screen));
    return EXIT.done;
  },
};
