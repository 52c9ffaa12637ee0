import { readArguments, readWords, wrong } from '../arguments.ts';
import { type CommandContext, EXIT } from '../command.ts';
import { printJson, printLines } from '../output.ts';
import { KEY_DESK, type KeyDesk } from '../key-source.ts';
import { REMOTE, withSource } from '../with-source.ts';
import { BOUNDS, boundsGiven, boundsLines } from './bounds.ts';

/** Changes what an emitter may claim: lets it claim more (`grant`), or says it anew (`bind`). */
export async function changeBounds(
  change: keyof Pick<KeyDesk, 'grant' | 'bind'>,
  args: string[],
  commandContext: CommandContext,
): Promise<number> {
  const { values, positionals } = readArguments(args, { ...BOUNDS, ...REMOTE });
  const { prefix } = readWords(positionals, ['prefix']);
  const bounds = boundsGiven(values);
  if (Object.keys(bounds).length === 0) throw wrong('--namespace, --outputs, --inputs and --producers are missing; one is needed');

  return withSource(commandContext, { ...KEY_DESK, remote: values.remote }, async (desk) => {
    const all = await desk[change](prefix, bounds);
    if (values.json === true) printJson(commandContext, { prefix, ...all });
    else
      printLines(
        commandContext,
        boundsLines(all).map((line) => `${prefix} ${line}`),
      );
    return EXIT.done;
  });
}
