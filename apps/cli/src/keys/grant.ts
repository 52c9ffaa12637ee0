import { bindKey, grantBounds, type KeyBounds } from '#operations';

import { readArguments, readWords, wrong } from '../arguments.ts';
import { type CommandContext, EXIT } from '../command.ts';
import { printJson, printLines } from '../output.ts';
import { withInstallation } from '../with-installation.ts';
import { BOUNDS, boundsGiven, boundsLines } from './bounds.ts';

/** Lets an emitter claim more. */
export async function grantKey(args: string[], commandContext: CommandContext): Promise<number> {
  const { prefix, bounds, isJson } = read(args);
  if (Object.keys(bounds).length === 0) throw wrong('--namespace, --outputs, --inputs and --producers are missing; one is needed');
  return withInstallation(commandContext, { keys: 'or-new' }, async ({ installation: { principals }, context, actor }) => {
    const all = await grantBounds(context, await actor(), { principals, prefix, bounds });
    tell(commandContext, { prefix, all, isJson });
    return EXIT.done;
  });
}

/** Says anew what an emitter may claim. */
export async function bindOneKey(args: string[], commandContext: CommandContext): Promise<number> {
  const { prefix, bounds, isJson } = read(args);
  if (Object.keys(bounds).length === 0) throw wrong('--namespace, --outputs, --inputs and --producers are missing; one is needed');
  return withInstallation(commandContext, { keys: 'or-new' }, async ({ installation: { principals }, context, actor }) => {
    const all = await bindKey(context, await actor(), { principals, prefix, bounds });
    tell(commandContext, { prefix, all, isJson });
    return EXIT.done;
  });
}

function read(args: string[]): { readonly prefix: string; readonly bounds: KeyBounds['bounds']; readonly isJson: boolean } {
  const { values, positionals } = readArguments(args, BOUNDS);
  return { ...readWords(positionals, ['prefix']), bounds: boundsGiven(values), isJson: values.json === true };
}

interface Told {
  readonly prefix: string;
  readonly all: Required<KeyBounds['bounds']>;
  readonly isJson: boolean;
}

function tell(commandContext: CommandContext, { prefix, all, isJson }: Told): void {
  if (isJson) printJson(commandContext, { prefix, ...all });
  else
    printLines(
      commandContext,
      boundsLines(all).map((line) => `${prefix} ${line}`),
    );
}
