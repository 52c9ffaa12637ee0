import { revokeKey } from '#operations';

import { readArguments, readWords } from '../arguments.ts';
import { type CommandContext, EXIT } from '../command.ts';
import { printJson, printLines } from '../output.ts';
import { withInstallation } from '../with-installation.ts';

/** Ends a key. */
export async function revokeOneKey(args: string[], commandContext: CommandContext): Promise<number> {
  const { values, positionals } = readArguments(args, {});
  const { prefix } = readWords(positionals, ['prefix']);
  return withInstallation(commandContext, { keys: 'or-new' }, async ({ installation: { principals }, context, actor }) => {
    await revokeKey(context, await actor(), { principals, prefix });
    if (values.json === true) printJson(commandContext, { prefix, revoked: true });
    else printLines(commandContext, [`${prefix} is revoked; no server takes it from now on.`]);
    return EXIT.done;
  });
}
