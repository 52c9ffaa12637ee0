import { issueSignInLink } from '#operations';

import { readConfig } from '../../server/src/config.ts';
import { readArguments, readWords, required } from './arguments.ts';
import { type Command, EXIT, EXIT_CODES } from './command.ts';
import { oneLine, printJson, printLines } from './output.ts';
import { URL_USUAL } from './remote/server.ts';
import { withInstallation } from './with-installation.ts';

const usage = `Usage: headgate login-link --name <name or id>

Prints a link that opens GraphiQL signed in as that principal: good once, and for a few minutes. Whoever opens it acts as that principal
until the session ends, so that the ledger keeps who asked for the link, and for whom. Works on the installation itself; the link leads to
HEADGATE_URL.

  --name   who signs in; headgate keys list names who there is

A script signs in with what stands behind the #: curl -c jar -d "token=<that>" <address>/signin; then it asks with curl -b jar.

With --json: {"url", "principal": {"id", "name", "kind"}, "until"}.
${EXIT_CODES}
`;

export const command: Command = {
  usage,
  run: async (args, commandContext) => {
    const { values, positionals } = readArguments(args, { name: { type: 'string' } });
    readWords(positionals, []);
    const called = required(values.name, '--name');
    const { HEADGATE_URL = URL_USUAL } = readConfig(commandContext.environment);

    return withInstallation(commandContext, { keys: true }, async ({ installation, actor }) => {
      const { token, principal, until } = await issueSignInLink(installation, await actor(), called);
      const url = new URL(`/signin#${token}`, HEADGATE_URL).href;
      const { id, name, kind } = principal;
      if (values.json === true) printJson(commandContext, { url, principal: { id, name, kind }, until: until.toISOString() });
      else printLines(commandContext, [url, `Good once, until ${until.toISOString().slice(0, 16)}Z, for ${oneLine(name)} (${kind}).`]);
      return EXIT.done;
    });
  },
};
