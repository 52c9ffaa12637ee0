import { formatInstant } from '#foundation';
import { type ListedRoute, listRoutes, routeSecret } from '#operations';

import { readConfig } from '../../server/src/config.ts';
import { readArguments, readWords, wrong } from './arguments.ts';
import { type Command, type CommandContext, EXIT, EXIT_CODES } from './command.ts';
import { columns, printJson, printLines, shortTime } from './output.ts';
import { withInstallation } from './with-installation.ts';

const usage = `Usage: headgate routes
       headgate routes secret <team>
       headgate routes secret --administrators

Lists where teams and administrators are told of what happens (alerts in the access file, ALERTS_URL), and how it goes: what waits, since
when a route fails and why, what was given up within 7 days. A steward is told of his teams. Of an address scheme and host are shown.

  secret   prints what notices of a route are signed with, as Standard Webhooks writes it (whsec_…); that is recorded. Another address
           has another secret. For administrators, and for stewards of the team.

Works on the installation itself.

With --json: {"routes": [{"team", "address", "on", "waiting", "givenUp", "lastSentAt", "failingSince", "lastError"}]}; team is null of the
administrators' route. secret gives {"team", "secret"}.
${EXIT_CODES}
`;

export const command: Command = {
  usage,
  run: (args, commandContext) => {
    const [verb, ...rest] = args;
    return verb === 'secret' ? secret(rest, commandContext) : list(args, commandContext);
  },
};

async function list(args: string[], commandContext: CommandContext): Promise<number> {
  const { values, positionals } = readArguments(args, {});
  readWords(positionals, []);
  const { ALERTS_URL } = readConfig(commandContext.environment);
  return withInstallation(commandContext, { keys: 'or-new' }, async ({ context, reader }) => {
    const routes = await listRoutes(context, reader, { administrators: ALERTS_URL });
    if (values.json === true) printJson(commandContext, { routes: routes.map(asJson) });
    else if (routes.length === 0)
      printLines(commandContext, ['Nobody is told: no team has alerts in the access file, and ALERTS_URL is not set.']);
    else printLines(commandContext, columns(routes.map(row)));
    return EXIT.done;
  });
}

function asJson({ lastSentAt, failingSince, ...route }: ListedRoute): object {
  const time = (instant: ListedRoute['lastSentAt']): string | null => (instant === null ? null : formatInstant(instant));
  return { ...route, lastSentAt: time(lastSentAt), failingSince: time(failingSince) };
}

function row({ team, address, on, waiting, givenUp, lastSentAt, failingSince, lastError }: ListedRoute): readonly string[] {
  const health =
    failingSince === null
      ? lastSentAt === null
        ? 'nothing sent yet'
        : `works, sent ${shortTime(lastSentAt)}`
      : `fails since ${shortTime(failingSince)}: ${lastError ?? ''}`;
  const rest = [`${waiting} waiting`, ...(givenUp === 0 ? [] : [`${givenUp} given up`])];
  return [team ?? '(administrators)', new URL(address).origin, on.join(', '), `${health}; ${rest.join(', ')}`];
}

async function secret(args: string[], commandContext: CommandContext): Promise<number> {
  const { values, positionals } = readArguments(args, { administrators: { type: 'boolean' } });
  const isOfAdministrators = values.administrators === true;
  const team = isOfAdministrators ? null : readWords(positionals, ['team']).team;
  if (isOfAdministrators) readWords(positionals, []);
  const { ALERTS_URL } = readConfig(commandContext.environment);
  if (isOfAdministrators && ALERTS_URL === undefined) throw wrong('ALERTS_URL is not set: administrators are told nowhere.');
  return withInstallation(commandContext, { keys: true }, async ({ context, actor }) => {
    const told = await routeSecret(context, await actor(), { team, administrators: ALERTS_URL });
    if (values.json === true) printJson(commandContext, { team, secret: told });
    else printLines(commandContext, [told]);
    return EXIT.done;
  });
}
