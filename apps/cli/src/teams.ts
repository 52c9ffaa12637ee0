import { listStandings, type StandingsAnswer } from '#operations';
import { stringify } from 'yaml';

import { readArguments, readWords } from './arguments.ts';
import { type Command, EXIT, EXIT_CODES } from './command.ts';
import { printJson, printLines } from './output.ts';
import { withInstallation } from './with-installation.ts';

const usage = `Usage: headgate teams

Prints the teams, roles, quotas and logical datasets in force, as YAML that \`headgate apply\` takes.

With --json: the same as JSON.
${EXIT_CODES}
`;

export const command: Command = {
  usage,
  run: async (args, commandContext) => {
    const { values, positionals } = readArguments(args, {});
    readWords(positionals, []);
    return withInstallation(commandContext, { keys: 'or-new' }, async ({ context, reader }) => {
      const file = fileOf(await listStandings(context, reader, { alsoUnmapped: true }));
      if (values.json === true) printJson(commandContext, file);
      else printLines(commandContext, stringify(file).trimEnd().split('\n'));
      return EXIT.done;
    });
  },
};

/** As an access file says it. */
function fileOf({ teams, roles, quotas, datasets = [] }: StandingsAnswer): object {
  return {
    teams: Object.fromEntries(teams.map(({ team, ...standing }) => [team, standing])),
    roles: Object.fromEntries(roles.map(({ role, members }) => [role, members])),
    quotas: Object.fromEntries(quotas.map(({ quota, ...each }) => [quota, each])),
    ...(datasets.length === 0 ? {} : { datasets: Object.fromEntries(datasets.map(({ dataset, bodies }) => [dataset, bodies])) }),
  };
}
