import { readArguments, readWords } from '../arguments.ts';
import { type CommandContext, EXIT } from '../command.ts';
import { printJson, printLines } from '../output.ts';
import { KEY_DESK } from '../key-source.ts';
import { REMOTE, withSource } from '../with-source.ts';

/** Ends a key. */
export async function revokeOneKey(args: string[], commandContext: CommandContext): Promise<number> {
  const { values, positionals } = readArguments(args, REMOTE);
  const { prefix } = readWords(positionals, ['prefix']);
  return withSource(commandContext, { ...KEY_DESK, remote: values.remote }, async (desk) => {
    await desk.revoke(prefix);
    if (values.json === true) printJson(commandContext, { prefix, revoked: true });
    else printLines(commandContext, [`${prefix} is revoked; no server takes it from now on.`]);
    return EXIT.done;
  });
}
