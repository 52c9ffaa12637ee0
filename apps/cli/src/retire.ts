import { Failure } from '#foundation';
import { mapUpTo, previewRetirement, retireNode } from '#operations';

import { oneOf, readArguments, readWords, timeOrNull, wrong } from './arguments.ts';
import { type Command, EXIT, EXIT_CODES } from './command.ts';
import { printJson, printLines } from './output.ts';
import { isIdle, previewLines } from './preview.ts';
import { withInstallation } from './with-installation.ts';

const usage = `Usage: headgate retire dataset|job <namespace> <name> (--at <time> | --undo) [--yes]

Closes a dataset or a job that is gone: it and its edges end at that time, and their history stays. An event that speaks of it later
opens it again.

  --at     since when it is gone: an RFC 3339 time such as 2026-01-31T06:30:00Z, or now
  --undo   take its retirement back
  --yes    do it. Without it, what would end is shown, nothing is done, and the exit code is 1

With --json: {"preview": {...}, "recorded": {"position"} or null, "mapped": whether the graph shows it already}.
${EXIT_CODES}
`;

export const command: Command = {
  usage,
  run: async (args, commandContext) => {
    const flag = { type: 'boolean' } as const;
    const { values, positionals } = readArguments(args, { at: { type: 'string' }, undo: flag, yes: flag });
    const [word, ...rest] = positionals;
    const kind = oneOf(word, ['dataset', 'job'], 'what to retire');
    const { namespace, name } = readWords(rest, ['namespace', 'name']);
    const node = { kind, namespace, name };
    if ((values.at === undefined) === (values.undo !== true)) throw wrong('say --at or --undo');

    return withInstallation(commandContext, { keys: true }, async ({ context, actor }) => {
      await mapUpTo(context);
      const who = await actor();
      const at = values.at === 'now' ? context.clock.now().toISOString() : timeOrNull(values.at, '--at');
      const preview = await previewRetirement(context, who, { node, at });
      if (isIdle(preview)) throw new Failure('NOT_FOUND', 'That would change nothing; nothing was recorded.');
      if (values.json !== true) printLines(commandContext, previewLines(preview));

      const recorded = values.yes === true ? await retireNode(context, who, { node, at }) : null;
      const mapped = recorded !== null && (await mapUpTo(context));
      if (values.json === true) printJson(commandContext, { preview, recorded, mapped });
      else if (recorded === null) printLines(commandContext, ['Nothing was done. Repeat with --yes to do it.']);
      else printLines(commandContext, [`Recorded at position ${recorded.position}.`]);
      return recorded === null ? EXIT.failed : EXIT.done;
    });
  },
};
