import { grantNamespaces } from '#operations';

import { readArguments, readWords, wrong } from '../arguments.ts';
import { type CommandContext, EXIT } from '../command.ts';
import { oneLine, printJson, printLines } from '../output.ts';
import { withInstallation } from '../with-installation.ts';
import { PATTERNS, patterns } from './patterns.ts';

/** Lets a key speak for more. */
export async function grantKey(args: string[], commandContext: CommandContext): Promise<number> {
  const { values, positionals } = readArguments(args, { namespace: PATTERNS });
  const { prefix } = readWords(positionals, ['prefix']);
  const asked = patterns(values.namespace ?? []);
  if (asked.length === 0) throw wrong('--namespace is missing');
  return withInstallation(commandContext, { keys: 'or-new' }, async ({ installation: { principals }, context, actor }) => {
    const namespaces = await grantNamespaces(context, await actor(), { principals, prefix, namespaces: asked });
    if (values.json === true) printJson(commandContext, { prefix, namespaces });
    else printLines(commandContext, [`${prefix} may speak for: ${oneLine(namespaces.join(' '), 1000)}`]);
    return EXIT.done;
  });
}
