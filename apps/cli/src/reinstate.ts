import { mapUpTo, previewReinstatement, reinstate } from '#operations';

import { readArguments, readWords, required } from './arguments.ts';
import { type Command, EXIT, EXIT_CODES } from './command.ts';
import { printJson, printLines } from './output.ts';
import { previewLines } from './preview.ts';
import { withInstallation } from './with-installation.ts';

const usage = `Usage: headgate reinstate <retraction> --why <reason> [--yes]

Takes a retraction back, by the id that headgate retractions list names: what it took out counts again from now on.

  --why   the reason, recorded beside it
  --yes   do it. Without it, what would come back is shown, nothing is done, and the exit code is 1

With --json: {"preview": {...}, "recorded": {"position"} or null, "mapped": whether the graph shows it already}.
${EXIT_CODES}
`;

export const command: Command = {
  usage,
  run: async (args, commandContext) => {
    const { values, positionals } = readArguments(args, { why: { type: 'string' }, yes: { type: 'boolean' } });
    const { retraction } = readWords(positionals, ['retraction']);
    const why = required(values.why, '--why');
    return withInstallation(commandContext, { keys: true }, async ({ context, actor }) => {
      await mapUpTo(context);
      const who = await actor();
      const preview = await previewReinstatement(context, who, { retraction });
      if (values.json !== true) printLines(commandContext, previewLines(preview));

      const recorded = values.yes === true ? await reinstate(context, who, { retraction, why }) : null;
      const mapped = recorded !== null && (await mapUpTo(context));
      if (values.json === true) printJson(commandContext, { preview, recorded, mapped });
      else if (recorded === null) printLines(commandContext, ['Nothing was done. Repeat with --yes to do it.']);
      else printLines(commandContext, [`The retraction was taken back at position ${recorded.position}.`]);
      return recorded === null ? EXIT.failed : EXIT.done;
    });
  },
};
