import { makeTrialKey } from '#operations';

import { lengthOfTime, readArguments, readWords, wrong } from '../arguments.ts';
import { type CommandContext, EXIT } from '../command.ts';
import { oneLine, printJson, printLines } from '../output.ts';
import { withInstallation } from '../with-installation.ts';

const FOR = '1h';

/** Makes a key for trying things. */
export async function tryKey(args: string[], commandContext: CommandContext): Promise<number> {
  const { values, positionals } = readArguments(args, { role: { type: 'string', multiple: true }, for: { type: 'string' } });
  readWords(positionals, []);
  const roles = [...new Set(values.role)];
  if (roles.length === 0) throw wrong('--role is missing');
  const forMs = lengthOfTime(values.for ?? FOR, '--for');

  return withInstallation(commandContext, { keys: 'or-new' }, async ({ installation: { principals }, context, actor }) => {
    const { name, prefix, expiresAt, key } = await makeTrialKey(context, await actor(), { principals, roles, forMs });
    if (values.json === true) printJson(commandContext, { name, roles, prefix, expiresAt, key });
    else
      printLines(commandContext, [
        key,
        `It is shown this once. It is the key of ${oneLine(name)}, to try what ${roles.join(' and ')} may, and ends by itself at ${expiresAt.toISOString().slice(0, 16)}Z.`,
      ]);
    return EXIT.done;
  });
}
