import type { bindKey, grantBounds } from '#operations';

import { readArguments, readWords, wrong } from '../arguments.ts';
import { type CommandContext, EXIT } from '../command.ts';
import { printJson, printLines } from '../output.ts';
import { withInstallation } from '../with-installation.ts';
import { BOUNDS, boundsGiven, boundsLines } from './bounds.ts';

/** Changes what an emitter may claim: lets it claim more (`grantBounds`), or says it anew (`bindKey`). */
export async function changeBounds(
  change: typeof grantBounds | typeof bindKey,
  args: string[],
  commandContext: CommandContext,
): Promise<number> {
  const { values, positionals } = readArguments(args, BOUNDS);
  const { prefix } = readWords(positionals, ['prefix']);
  const bounds = boundsGiven(values);
  if (Object.keys(bounds).length === 0) throw wrong('--namespace, --outputs, --inputs and --producers are missing; one is needed');

  return withInstallation(commandContext, { keys: 'or-new' }, async ({ installation: { principals }, context, actor }) => {
    const all = await change(context, await actor(), { principals, prefix, bounds });
    if (values.json === true) printJson(commandContext, { prefix, ...all });
    else
      printLines(
        commandContext,
        boundsLines(all).map((line) => `${prefix} ${line}`),
      );
    return EXIT.done;
  });
}
