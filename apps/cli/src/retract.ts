import { mapUpTo, previewRetraction, retract, type Retracted } from '#operations';
import { Failure } from '#foundation';

import { oneOf, readArguments, readWords, required, timeOrNull, wrong } from './arguments.ts';
import { type Command, EXIT, EXIT_CODES } from './command.ts';
import { printJson, printLines } from './output.ts';
import { isIdle, previewLines } from './preview.ts';
import { withInstallation } from './with-installation.ts';

const usage = `Usage: headgate retract events <position or digest>... --why <reason> [--yes]
       headgate retract run <namespace> <job> <run id> --why <reason> [--yes]
       headgate retract emitter <name or id> [--from <time>] [--to <time>] --why <reason> [--yes]
       headgate retract emitter <name or id> [--since <time>] [--until <time>] --why <reason> [--yes]

Takes claims out of the graph from now on: events by their position (Headgate-Position) or content digest, all events of a run, or those
of an emitter. Nothing is deleted: the events stay in the ledger, an earlier knownAt still shows them, and headgate reinstate takes a
retraction back.

  --from, --to       what the emitter said of a time: by event time, half open; also what it says of that time later
  --since, --until   what the emitter sent within a time: by when it was received, half open; what is recorded by then, and no more
  --why              the reason, recorded beside it
  --yes              do it. Without it, what would vanish is shown, nothing is done, and the exit code is 1

With --json: {"preview": {...}, "recorded": [{"retraction", "position"}] or null, "mapped": whether the graph shows it already}.
${EXIT_CODES}
`;

export const command: Command = {
  usage,
  run: async (args, commandContext) => {
    const text = { type: 'string' } as const;
    const options = { why: text, from: text, to: text, since: text, until: text, yes: { type: 'boolean' } } as const;
    const { values, positionals } = readArguments(args, options);
    const what = readWhat(positionals, values);
    const why = required(values.why, '--why');

    return withInstallation(commandContext, { keys: true }, async ({ context, actor }) => {
      await mapUpTo(context);
      const who = await actor();
      const preview = await previewRetraction(context, who, { what });
      if (isIdle(preview)) throw new Failure('NOT_FOUND', 'Nothing that counts in the graph is named by that; nothing was recorded.');
      if (values.json !== true) printLines(commandContext, previewLines(preview));

      const recorded = values.yes === true ? await retract(context, who, { what, why }) : null;
      const mapped = recorded !== null && (await mapUpTo(context));
      if (values.json === true) printJson(commandContext, { preview, recorded, mapped });
      else if (recorded === null) printLines(commandContext, ['Nothing was done. Repeat with --yes to do it.']);
      else
        printLines(
          commandContext,
          recorded.map(({ retraction, position }) => `retracted at position ${position}: headgate reinstate ${retraction} takes it back`),
        );
      return recorded === null ? EXIT.failed : EXIT.done;
    });
  },
};

type Given = Readonly<Partial<Record<'from' | 'to' | 'since' | 'until', string>>>;

function readWhat([kind, ...words]: readonly string[], given: Given): Retracted {
  const what = oneOf(kind, ['events', 'run', 'emitter'], 'what to retract');
  const [saidIn, receivedIn] = [given.from ?? given.to, given.since ?? given.until];
  if (what !== 'emitter' && (saidIn ?? receivedIn) !== undefined) throw wrong('a period goes with an emitter');
  switch (what) {
    case 'events':
      if (words.length === 0) throw wrong('name at least one event');
      return { kind: 'events', events: words };
    case 'run': {
      const { namespace, job, 'run id': runId } = readWords(words, ['namespace', 'job', 'run id']);
      return { kind: 'run', job: { namespace, name: job }, runId };
    }
    case 'emitter': {
      const { emitter } = readWords(words, ['emitter']);
      if (saidIn !== undefined && receivedIn !== undefined) throw wrong('--from and --to exclude --since and --until');
      if (receivedIn !== undefined)
        return { kind: 'received', emitter, since: timeOrNull(given.since, '--since'), until: timeOrNull(given.until, '--until') };
      return { kind: 'said', emitter, from: timeOrNull(given.from, '--from'), to: timeOrNull(given.to, '--to') };
    }
  }
}
