import { SECOND_MS } from '#foundation';
import { type Comparison, type OnlyIn, replay, type Replayed, type ReplayProgress } from '#operations';

import { readArguments, readWords } from './arguments.ts';
import { type Command, type CommandContext, EXIT, EXIT_CODES } from './command.ts';
import { oneLine, printJson, printLines } from './output.ts';
import { withInstallation } from './with-installation.ts';

const usage = `Usage: headgate replay [--anew] [--keep] [--keep-old] [--accept-differences] [--json]

Builds the graph anew from the ledger, beside the live one, while the server goes on. When the same fold version made the live graph,
both are compared; when they are the same, or the live one is of another version, the new one takes its place in one transaction.
Interrupted, it leaves the live graph as it is, and goes on where it was when it is run again.

  --anew                 begin anew instead of going on with an interrupted rebuild
  --keep                 keep a rebuilt graph that differs, to be looked at: its number is printed
  --keep-old             keep the graph that was live until now
  --accept-differences   switch although the graphs differ: the ledger is the truth, the live graph was damaged

When the graphs differ the exit code is 1, and both digests and the first facts that only one of them has are printed.
${EXIT_CODES}
`;

export const command: Command = {
  usage,
  run: async (args, commandContext) => {
    const flag = { type: 'boolean' } as const;
    const { values, positionals } = readArguments(args, { anew: flag, keep: flag, 'keep-old': flag, 'accept-differences': flag });
    readWords(positionals, []);
    return withInstallation(commandContext, { keys: true }, async ({ context, actor }) => {
      const outcome = await replay(context, await actor(), {
        anew: values.anew === true,
        keepDifferent: values.keep === true,
        keepOld: values['keep-old'] === true,
        acceptDifferences: values['accept-differences'] === true,
        onProgress: toldSparingly(commandContext),
      });
      if (values.json === true) printJson(commandContext, outcome);
      else printLines(commandContext, inWords(outcome));
      return outcome.isSwitched ? EXIT.done : EXIT.failed;
    });
  },
};

/** Tells progress on stderr: at once when something else is done, else once a second at most. */
function toldSparingly({ stderr }: CommandContext): (progress: ReplayProgress) => void {
  let [last, saidAt] = ['', 0];
  return ({ doing, mapped, size }) => {
    const now = performance.now();
    if (doing === last && now - saidAt < SECOND_MS) return;
    [last, saidAt] = [doing, now];
    stderr.write(doing === 'rebuilding' ? `${doing}: ${mapped} of ${size} entries\n` : `${doing}\n`);
  };
}

function inWords({
  isSwitched,
  size,
  foldVersion,
  foldVersionBefore,
  continuedAt,
  comparison,
  setAside,
  kept,
}: Replayed): readonly string[] {
  return [
    ...(continuedAt > 0n ? [`An interrupted rebuild was gone on with, at ${continuedAt} entries.`] : []),
    ...(comparison === undefined
      ? [`The live graph was made by fold version ${foldVersionBefore}; it was not compared.`]
      : compared(comparison)),
    isSwitched
      ? `The rebuilt graph is live: ${size} entries, fold version ${foldVersion}.`
      : 'The live graph stays. If it was damaged, --accept-differences takes the rebuilt one.',
    ...(setAside > 0 ? [`${setAside} entries could not be applied; headgate doctor names them.`] : []),
    ...(kept === undefined ? [] : [`The graph that is not live is kept as number ${kept}.`]),
  ];
}

function compared({ size, liveDigest, rebuiltDigest, differences }: Comparison): readonly string[] {
  if (differences === undefined) return [`At ${size} entries both graphs have the digest ${liveDigest}.`];
  return [
    `At ${size} entries the graphs differ.`,
    `live:    ${liveDigest}`,
    `rebuilt: ${rebuiltDigest}`,
    ...only('live', differences.onlyLive),
    ...only('rebuilt', differences.onlyRebuilt),
  ];
}

function only(which: string, { count, first }: OnlyIn): readonly string[] {
  return [
    `only in the ${which} graph, ${count}${count > first.length ? `, the first ${first.length}` : ''}:`,
    ...first.map((line) => `  ${oneLine(line, 1000)}`),
  ];
}
