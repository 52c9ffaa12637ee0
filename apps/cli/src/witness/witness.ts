import { setTimeout as after } from 'node:timers/promises';

import { Failure, formatInstant, instantNow, SECOND_MS, systemClock } from '#foundation';
import { verifierKey } from '#log';

import { oneOf, readArguments, readWords, required, wholeNumber } from '../arguments.ts';
import { type Command, type CommandContext, EXIT, EXIT_CODES } from '../command.ts';
import { keyOfLog, textOf } from '../log-trust.ts';
import { oneLine, printJson, printLines } from '../output.ts';
import { serverFor } from '../remote/server.ts';
import { WitnessDesk } from './desk.ts';
import { lookAt, type Looked } from './follow.ts';
import { serveWitness } from './serve-witness.ts';
import { untilStopped } from './until-stopped.ts';
import { holdWitness, makeWitness, openWitness } from './witness-home.ts';

const usage = `Usage: headgate witness key --dir <folder> --name <name>
       headgate witness follow --dir <folder> --key <key of the log> [--seen <file>] [--every <seconds> | --once]
       headgate witness serve --dir <folder> --key <key of the log> [--seen <file>] [--port <port>] [--host <address>]

Sees the log of a Headgate from elsewhere: run it on a machine of the auditor, not on the one that it watches. It signs each
checkpoint that begins with all it signed before, and never another: who changes the past of that Headgate, with its database and its
key, is told by what this one holds.

  key      makes the key of the witness in a folder of its own, when there is none yet, and prints its public half. Whoever runs the
           Headgate puts that into LOG_WITNESSES; whoever checks proofs gives it to headgate verify with --witness
  follow   reads the newest checkpoint, has it proved, signs it and hands that in: HEADGATE_URL and HEADGATE_KEY, with a key of an
           auditor (headgate keys create --role auditor --scope ask). Ends with 1, and says why, when the log shows another past than
           it saw: keep what it prints, and its folder
  serve    waits to be asked instead, by POST /add-checkpoint (C2SP tlog-witness): the Headgate asks it when its address stands behind
           its key in LOG_WITNESSES

  --key    the key of the log as headgate log-key prints it, or a file with that; take it by a way of its own
  --seen   a checkpoint that somebody kept, to begin from. Without one the first that it sees is believed
  --every  seconds between two looks, 60 unless given
  --once   looks once
  --port   0, unless given, is a free one; --host is 127.0.0.1 unless given

What it signed last stands in the folder, written before the signature leaves. One process at a time has the folder; do not copy it, and
do not bring an older copy of it back.

With --json: of key {"verifierKey"}; of follow one line for each look, {"at", "kind", ...}; of serve {"ready", "address", "verifierKey"}.
${EXIT_CODES}
`;

const VERBS = ['key', 'follow', 'serve'] as const;
const EVERY_MAX = 86_400;
const PORT_MAX = 65_535;
const EVERY_USUAL = '60';

export const command: Command = {
  usage,
  run: async (args, context) => {
    const [verb, ...rest] = args;
    switch (oneOf(verb, VERBS, 'what to do')) {
      case 'key':
        return printKey(rest, context);
      case 'follow':
        return follow(rest, context);
      case 'serve':
        return serve(rest, context);
    }
  },
};

const text = { type: 'string' } as const;

function printKey(args: string[], context: CommandContext): Promise<number> {
  const { values, positionals } = readArguments(args, { dir: text, name: text });
  readWords(positionals, []);
  const told = verifierKey(makeWitness(required(values.dir, '--dir'), required(values.name, '--name')));
  if (values.json === true) printJson(context, { verifierKey: told });
  else printLines(context, [told]);
  return Promise.resolve(EXIT.done);
}

interface Wishes {
  readonly dir?: string | undefined;
  readonly key?: string | undefined;
  readonly seen?: string | undefined;
}

/** Does the work of a witness, alone in its folder. */
async function atDesk({ dir, key, seen }: Wishes, work: (desk: WitnessDesk, verifierKey: string) => Promise<number>): Promise<number> {
  const folder = required(dir, '--dir');
  const signer = openWitness(folder);
  const desk = new WitnessDesk({ folder, signer, log: keyOfLog(required(key, '--key')), now: () => systemClock.now().getTime() });
  const letGo = holdWitness(folder);
  try {
    if (seen !== undefined) desk.begin(textOf(seen));
    return await work(desk, verifierKey(signer));
  } finally {
    letGo();
  }
}

async function follow(args: string[], context: CommandContext): Promise<number> {
  const { values, positionals } = readArguments(args, { dir: text, key: text, seen: text, every: text, once: { type: 'boolean' } });
  readWords(positionals, []);
  const everyMs = wholeNumber(values.every ?? EVERY_USUAL, '--every', { min: 1, max: EVERY_MAX }) * SECOND_MS;
  const isJson = values.json === true;
  return atDesk(values, (desk) =>
    untilStopped(async (stop) => {
      while (!stop.aborted) {
        const looked = await patiently(() => serverFor(context).then((server) => lookAt(server, desk)), {
          context,
          isOnce: values.once === true,
        });
        if (looked !== undefined) tell(context, looked, { isJson, name: desk.log.name });
        if (looked?.kind === 'refused') return EXIT.failed;
        if (values.once === true) return EXIT.done;
        await after(everyMs, undefined, { signal: stop }).catch(() => undefined); // asked to end
      }
      return EXIT.done;
    }),
  );
}

/** A server that does not answer is asked again at the next look. Undefined: it gave no answer. */
async function patiently(
  look: () => Promise<Looked>,
  { context, isOnce }: { readonly context: CommandContext; readonly isOnce: boolean },
): Promise<Looked | undefined> {
  try {
    return await look();
  } catch (error) {
    const isPassing = error instanceof Failure && ['STORE_UNAVAILABLE', 'BUSY', 'NOT_FOUND'].includes(error.code);
    if (isOnce || !isPassing) throw error;
    context.stderr.write(`${error.message} Asking again.\n`);
    return undefined;
  }
}

function tell(context: CommandContext, looked: Looked, { isJson, name }: { readonly isJson: boolean; readonly name: string }): void {
  const at = formatInstant(instantNow(systemClock));
  if (isJson) context.stdout.write(`${JSON.stringify({ at, log: name, ...looked })}\n`);
  else
    printLines(
      context,
      linesOf(looked).map((line, index) => (index === 0 ? `${at}  ${oneLine(name)} ${line}` : line)),
    );
}

function linesOf(looked: Looked): readonly string[] {
  switch (looked.kind) {
    case 'cosigned':
      return [`${looked.from} → ${looked.to} entries: cosigned`];
    case 'same':
      return [`${looked.size} entries: nothing new`];
    case 'refused':
      return [
        `REFUSED: ${looked.why}. What it shows:`,
        ...looked.checkpoint
          .trimEnd()
          .split('\n')
          .map((line) => `    ${oneLine(line, 1_000)}`),
      ];
  }
}

async function serve(args: string[], context: CommandContext): Promise<number> {
  const { values, positionals } = readArguments(args, { dir: text, key: text, seen: text, port: text, host: text });
  readWords(positionals, []);
  const port = wholeNumber(values.port ?? '0', '--port', { min: 0, max: PORT_MAX });
  const host = values.host ?? '127.0.0.1';
  return atDesk(values, async (desk, key) => {
    const server = await serveWitness(desk, { port, host, log: (line) => context.stderr.write(`${oneLine(line, 1_000)}\n`) });
    const told = server.address();
    const address = `http://${host}:${typeof told === 'object' && told !== null ? told.port : port}`;
    context.stdout.write(`${JSON.stringify({ ready: true, address, verifierKey: key })}\n`);
    await untilStopped((stop) => new Promise((resolve) => stop.addEventListener('abort', resolve)));
    await new Promise<void>((resolve) => server.close(() => resolve()));
    return EXIT.done;
  });
}
