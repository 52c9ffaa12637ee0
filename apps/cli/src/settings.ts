import { listSettings, mapUpTo, setAlias, setLineageWindow } from '#operations';
import type { SettingsInForce } from '#store';

import { oneOf, readArguments, readWords, required, wrong } from './arguments.ts';
import { type Command, type CommandContext, EXIT, EXIT_CODES } from './command.ts';
import { oneLine, printJson, printLines } from './output.ts';
import { withInstallation } from './with-installation.ts';

const usage = `Usage: headgate settings list
       headgate settings lineage-window --days <n> [--job <namespace> <name>]
       headgate settings alias join|part <namespace> <name> <namespace> <name>

What operators decide about the graph. Each is recorded in the ledger and holds for all event time from then on; an earlier knownAt
gives the graph without it. Of each setting the newest counts.

  list             what is set
  lineage-window   how many days an edge outlives its last sighting, before a later completed run of its job ends it; 30 unless set.
                   With --job for that job alone
  alias            two names are one dataset (join), or not by this reason any more (part)

With --json: list gives {"lineageWindows", "aliases", "retired"}, the others {"position", "mapped"}.
${EXIT_CODES}
`;

export const command: Command = {
  usage,
  run: (args, commandContext) => {
    const [verb, ...rest] = args;
    switch (oneOf(verb, ['list', 'lineage-window', 'alias'], 'what to do')) {
      case 'list':
        return list(rest, commandContext);
      case 'lineage-window':
        return lineageWindow(rest, commandContext);
      case 'alias':
        return alias(rest, commandContext);
    }
  },
};

async function list(args: string[], commandContext: CommandContext): Promise<number> {
  const { values, positionals } = readArguments(args, {});
  readWords(positionals, []);
  return withInstallation(commandContext, {}, async ({ context, reader }) => {
    const settings = await listSettings(context, reader);
    if (values.json === true) printJson(commandContext, settings);
    else printLines(commandContext, inWords(settings));
    return EXIT.done;
  });
}

async function lineageWindow(args: string[], commandContext: CommandContext): Promise<number> {
  const { values, positionals } = readArguments(args, { days: { type: 'string' }, job: { type: 'boolean' } });
  const text = required(values.days, '--days');
  const days = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  if (!(days > 0)) throw wrong(`--days is a number of days, not ${text}`);
  const job = values.job === true ? readWords(positionals, ['namespace', 'name']) : (readWords(positionals, []), null);
  return record(commandContext, { isJson: values.json === true }, (context, admin) => setLineageWindow(context, admin, { job, days }));
}

async function alias(args: string[], commandContext: CommandContext): Promise<number> {
  const { values, positionals } = readArguments(args, {});
  const [verb, ...rest] = positionals;
  const joined = oneOf(verb, ['join', 'part'], 'what to do with the names') === 'join';
  const words = readWords(rest, ['namespace', 'name', 'other namespace', 'other name']);
  const pair = [
    { namespace: words.namespace, name: words.name },
    { namespace: words['other namespace'], name: words['other name'] },
  ] as const;
  return record(commandContext, { isJson: values.json === true }, (context, admin) => setAlias(context, admin, { pair, joined }));
}

async function record(
  commandContext: CommandContext,
  { isJson }: { readonly isJson: boolean },
  set: (...who: Parameters<typeof listSettings>) => Promise<{ readonly position: bigint }>,
): Promise<number> {
  return withInstallation(commandContext, { keys: true }, async ({ context, actor }) => {
    const { position } = await set(context, await actor());
    const mapped = await mapUpTo(context, position + 1n);
    if (isJson) printJson(commandContext, { position, mapped });
    else printLines(commandContext, [`Recorded at position ${position}${mapped ? '' : '; the graph has not reached it yet'}.`]);
    return EXIT.done;
  });
}

function inWords({ lineageWindows, aliases, retired }: SettingsInForce): readonly string[] {
  const windows = lineageWindows.map(
    ({ job, days }) => `lineage window  ${days} days, ${job === null ? 'all jobs' : oneLine(`${job.namespace} / ${job.name}`)}`,
  );
  const pairs = aliases.map(
    ([left, right]) => `alias           ${oneLine(`${left.namespace} / ${left.name} = ${right.namespace} / ${right.name}`)}`,
  );
  const gone = retired.map(({ node, at }) => `retired         ${oneLine(`${node.kind} ${node.namespace} / ${node.name}`)} at ${at}`);
  const general = lineageWindows.some(({ job }) => job === null) ? [] : ['lineage window  30 days, all jobs (not set)'];
  return [...general, ...windows, ...pairs, ...gone];
}
