import { accessData, readAccess, type Standings, writeAccess } from '#access';
import type { AccessChange } from '#operations';
import { stringify } from 'yaml';

import { ACCESS_DESK, type AccessDesk } from './access-source.ts';
import { readArguments, readWords } from './arguments.ts';
import { type Command, type CommandContext, EXIT, EXIT_CODES } from './command.ts';
import { accessText } from './access-text.ts';
import { lineDiff } from './line-diff.ts';
import { printJson, printLines } from './output.ts';
import { REMOTE, REMOTE_USAGE, withSource } from './with-source.ts';

const usage = `Usage: headgate teams [--remote]
       headgate teams diff <access.yaml> [--prune] [--remote]

Prints the teams, roles, quotas and logical datasets in force, as YAML that \`headgate apply\` takes. A steward is told of his teams.

diff prints what applying a file would change of them, line by line; with --prune what it does not name goes, too. Of addresses of alerts the
host is told alone. Who would gain and lose by it tells \`headgate apply --dry-run\`. Nothing is recorded.

${REMOTE_USAGE}

With --json: the same as JSON; diff {"changes": [{"what", "name", "change", "lines": ["+ ..."]}]}.
${EXIT_CODES}
`;

export const command: Command = {
  usage,
  run: async (args, commandContext) => {
    const [verb, ...rest] = args;
    return verb === 'diff' ? diff(rest, commandContext) : list(args, commandContext);
  },
};

async function list(args: string[], commandContext: CommandContext): Promise<number> {
  const { values, positionals } = readArguments(args, REMOTE);
  readWords(positionals, []);
  return withSource(commandContext, { ...ACCESS_DESK, remote: values.remote }, async (desk) => {
    const standings = await desk.teams();
    if (values.json === true) printJson(commandContext, accessData(standings));
    else printLines(commandContext, writeAccess(standings).trimEnd().split('\n'));
    return EXIT.done;
  });
}

async function diff(args: string[], commandContext: CommandContext): Promise<number> {
  const { values, positionals } = readArguments(args, { prune: { type: 'boolean' }, ...REMOTE });
  const text = await accessText(readWords(positionals, ['file']).file);
  return withSource(commandContext, { ...ACCESS_DESK, remote: values.remote }, async (desk) => {
    const changes = await changesOf(desk, text, values.prune === true);
    if (values.json === true) printJson(commandContext, { changes });
    else printLines(commandContext, changes.length === 0 ? ['All that the file says is in force as it has it.'] : changes.flatMap(linesOf));
    return EXIT.done;
  });
}

interface DiffedChange extends AccessChange {
  /** None: an address alone would change. */
  readonly lines: readonly string[];
}

async function changesOf(desk: AccessDesk, text: string, isPruning: boolean): Promise<readonly DiffedChange[]> {
  const { told } = await desk.apply({ text, isPruning, isDryRun: true });
  const inForce = await desk.teams();
  const read = readAccess(text);
  if (read.kind === 'unusable') throw new Error('a file that was tried cannot be read');
  return told().changes.flatMap((each) =>
    each.change === 'same' || each.change === 'left'
      ? []
      : [{ ...each, lines: lineDiff(yamlOf(inForce, each), each.change === 'removed' ? [] : yamlOf(read.standings, each)) }],
  );
}

/** One of its things, as a file says it; none: it has none that is called so. */
function yamlOf({ teams, roles, quotas, datasets = [] }: Standings, { what, name }: AccessChange): readonly string[] {
  const alone: Standings = {
    teams: what === 'team' ? teams.flatMap((each) => (each.team === name ? [withHost(each)] : [])) : [],
    roles: what === 'role' ? roles.filter(({ role }) => role === name) : [],
    quotas: what === 'quota' ? quotas.filter(({ quota }) => quota === name) : [],
    datasets: what === 'dataset' ? datasets.filter(({ dataset }) => dataset === name) : [],
  };
  const said = Object.entries(accessData(alone)).filter(([, of]) => Object.keys(of as object).length > 0); // a record each
  return said.length === 0 ? [] : stringify(Object.fromEntries(said)).trimEnd().split('\n');
}

function withHost(team: Standings['teams'][number]): Standings['teams'][number] {
  if (team.alerts === undefined) return team;
  const { protocol, host } = new URL(team.alerts.url);
  return { ...team, alerts: { ...team.alerts, url: `${protocol}//${host}/…` } };
}

function linesOf({ what, name, change, lines }: DiffedChange): readonly string[] {
  const isSame = lines.every((line) => line.startsWith('  '));
  return [`${what} ${name} would be ${change}${isSame ? ': the address of its alerts' : ''}`, ...(isSame ? [] : lines)];
}
