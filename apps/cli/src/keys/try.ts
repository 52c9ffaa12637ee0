import { makeTrialKey } from '#operations';

import { lengthOfTime, readArguments, readWords, wrong } from '../arguments.ts';
import { type CommandContext, EXIT } from '../command.ts';
import { oneLine, printJson, printLines } from '../output.ts';
import { withInstallation } from '../with-installation.ts';
import { SCOPE, scopesGiven, scopesLine } from './scopes.ts';

const FOR = '1h';

/** Makes a key for trying things. */
export async function tryKey(args: string[], commandContext: CommandContext): Promise<number> {
  const { values, positionals } = readArguments(args, { role: { type: 'string', multiple: true }, for: { type: 'string' }, ...SCOPE });
  readWords(positionals, []);
  const roles = [...new Set(values.role)];
  if (roles.length === 0) throw wrong('--role is missing');
  const scopes = scopesGiven(values.scope);
  const forMs = lengthOfTime(values.for ?? FOR, '--for');

  return withInstallation(commandContext, { keys: 'or-new' }, async ({ installation: { principals }, context, actor }) => {
    const made = await makeTrialKey(context, await actor(), { principals, roles, scopes, forMs });
    const { name, prefix, expiresAt, key } = made;
    if (values.json === true) printJson(commandContext, { name, roles, scopes: made.scopes ?? null, prefix, expiresAt, key });
    else
      printLines(commandContext, [
        key,
        `It is shown this once. It is the key of ${oneLine(name)}, to try what ${roles.join(' and ')} may, and ends by itself at ${expiresAt.toISOString().slice(0, 16)}Z.`,
        ...scopesLine(made.scopes),
      ]);
    return EXIT.done;
  });
}
