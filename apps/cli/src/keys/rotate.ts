import { rotateKey } from '#operations';

import { lengthOfTime, readArguments, readWords } from '../arguments.ts';
import { type CommandContext, EXIT } from '../command.ts';
import { oneLine, printJson, printLines } from '../output.ts';
import { withInstallation } from '../with-installation.ts';

/** A week has a working day in it. */
const GRACE = '7d';

/** Makes the next key of somebody. */
export async function rotateOneKey(args: string[], commandContext: CommandContext): Promise<number> {
  const text = { type: 'string' } as const;
  const { values, positionals } = readArguments(args, { grace: text, expires: text });
  const { 'name or prefix': called } = readWords(positionals, ['name or prefix']);
  const graceMs = lengthOfTime(values.grace ?? GRACE, '--grace');
  const expiresMs = values.expires === undefined ? undefined : lengthOfTime(values.expires, '--expires');

  return withInstallation(commandContext, { keys: 'or-new' }, async ({ installation: { principals }, context, actor }) => {
    const expiresAt = expiresMs === undefined ? null : new Date(context.clock.now().getTime() + expiresMs);
    const { ending, ...made } = await rotateKey(context, await actor(), { principals, called, graceMs, expiresAt });
    if (values.json === true) printJson(commandContext, { ...made, expiresAt, ending: ending ?? null });
    else
      printLines(commandContext, [
        made.key,
        `Keep it: it is shown this once. It is the next key of ${oneLine(made.name)}, known as ${made.prefix}.`,
        ending === undefined
          ? 'No other key of it is in force.'
          : `${ending.prefix} stays good until ${ending.expiresAt.toISOString().slice(0, 16)}Z; give the new one to who uses it before.`,
      ]);
    return EXIT.done;
  });
}
