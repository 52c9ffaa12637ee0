import { Failure } from '#foundation';

import type { QuarantinedJson } from '../../server/src/ingest/arrival-json.ts';
import { oneOf, readArguments, readWords, wholeNumber, wrong } from './arguments.ts';
import { type Command, type CommandContext, EXIT, EXIT_CODES } from './command.ts';
import { columns, oneLine, printJson, printLines, secondOf } from './output.ts';
import { QUARANTINE, type QuarantineSource, type QuarantineWish, type Redriven } from './quarantine-source.ts';
import { REMOTE, withSource } from './with-source.ts';

const usage = `Usage: headgate quarantine list [--because unreadable|unusable|refused] [--sender <name or id>] [--open | --redriven] [--limit 50]
       headgate quarantine show <id>
       headgate quarantine redrive <id> | --all [--because unreadable|unusable|refused]

What could not be recorded as an event is kept with its bytes, its sender and every problem: because it is not JSON at all
(unreadable), because it lacks what an event needs (unusable), or because its sender may not speak of that namespace (refused).

  list      newest first; --open is what nobody has redriven yet
  show      one of them, with its bytes as they came (control characters escaped, but with --json)
  redrive   send the bytes through today's gate, as their sender with the namespaces it has now; they are never edited. What is
            recorded is a new entry that points back. What still cannot be used stays in quarantine, and the exit code is 1.
            --all takes everything that is open, oldest last

It works on the installation of this machine, as the holder of HEADGATE_KEY when it is set, else as its administrator. With --remote it
asks the server that HEADGATE_URL names. An emitter sees and redrives what it sent itself, an administrator everything; an auditor from
whom no policy hides anything sees all of it but the bytes; whoever has a role in the team that owns a namespace sees, without the bytes,
claims on it that were refused.

With --json: list gives {"items": [...], "more": true|false}, show one item with its body, redrive {"outcomes": [...]}.
${EXIT_CODES}
`;

const REASONS = ['unreadable', 'unusable', 'refused'] as const;
const PAGE = 500;
const LIMIT_DEFAULT = '50';
const LIMIT_MAX = 100_000;

export const command: Command = {
  usage,
  run: (args, commandContext) => {
    const [verb, ...rest] = args;
    switch (oneOf(verb, ['list', 'show', 'redrive'], 'what to do')) {
      case 'list':
        return list(rest, commandContext);
      case 'show':
        return show(rest, commandContext);
      case 'redrive':
        return redrive(rest, commandContext);
    }
  },
};

async function list(args: string[], commandContext: CommandContext): Promise<number> {
  const [flag, text] = [{ type: 'boolean' } as const, { type: 'string' } as const];
  const options = { because: text, sender: text, limit: text, open: flag, redriven: flag, ...REMOTE };
  const { values, positionals } = readArguments(args, options);
  readWords(positionals, []);
  if (values.open === true && values.redriven === true) throw wrong('--open and --redriven exclude each other');
  const limit = wholeNumber(values.limit ?? LIMIT_DEFAULT, '--limit', { min: 1, max: LIMIT_MAX });
  const because = values.because === undefined ? undefined : oneOf(values.because, REASONS, '--because');
  const open = values.open === true ? true : values.redriven === true ? false : undefined;
  const isAll = because === undefined && values.sender === undefined && open === undefined;

  return withSource(commandContext, { ...QUARANTINE, keys: false, remote: values.remote }, async (source) => {
    const items = await collect(source, { because, sender: values.sender, open }, limit + 1);
    const shown = items.slice(0, limit);
    const more = items.length > limit;
    if (values.json === true) printJson(commandContext, { items: shown, more });
    else if (items.length === 0)
      printLines(commandContext, [isAll ? 'Nothing is in quarantine.' : 'Nothing of that kind is in quarantine.']);
    else printLines(commandContext, [...columns(shown.map(itemCells)), ...(more ? ['There are more; raise --limit.'] : [])]);
    return EXIT.done;
  });
}

async function show(args: string[], commandContext: CommandContext): Promise<number> {
  const { values, positionals } = readArguments(args, REMOTE);
  const { id } = readWords(positionals, ['id']);
  return withSource(commandContext, { ...QUARANTINE, remote: values.remote }, async (source) => {
    const shown = await source.show(id);
    const { body } = shown;
    if (values.json === true) printJson(commandContext, shown);
    else
      printLines(commandContext, [
        ...itemLines(shown),
        '',
        visible(body.text) ??
          `base64: ${body.base64 ?? 'the bytes were erased, cannot be read here, or are for their sender and administrators alone'}`,
      ]);
    return EXIT.done;
  });
}

/** What became of one redrive. */
type Outcome = { readonly id: string } & (
  | { readonly outcome: 'recorded' | 'duplicate'; readonly position: bigint }
  | { readonly outcome: 'unreadable' | 'unusable' | 'refused'; readonly problems: QuarantinedJson['problems'] }
  | { readonly outcome: 'failed'; readonly message: string }
);

async function redrive(args: string[], commandContext: CommandContext): Promise<number> {
  const { values, positionals } = readArguments(args, { all: { type: 'boolean' }, because: { type: 'string' }, ...REMOTE });
  if (values.all !== true && values.because !== undefined) throw wrong('--because goes with --all');
  const because = values.because === undefined ? undefined : oneOf(values.because, REASONS, '--because');
  const named = values.all === true ? (readWords(positionals, []), undefined) : [readWords(positionals, ['id']).id];

  return withSource(commandContext, { ...QUARANTINE, remote: values.remote }, async (source) => {
    const ids = named ?? (await collect(source, { because, open: true }, LIMIT_MAX)).map(({ id }) => id);
    const send = await source.redriver();
    const outcomes: Outcome[] = [];
    for (const id of ids) outcomes.push(await redriveOne(send, { id, isAlone: named !== undefined }));
    await source.settle();

    if (values.json === true) printJson(commandContext, { outcomes });
    else printLines(commandContext, outcomes.length === 0 ? ['Nothing is open in quarantine.'] : columns(outcomes.map(outcomeCells)));
    return outcomes.every(({ outcome }) => outcome === 'recorded' || outcome === 'duplicate') ? EXIT.done : EXIT.failed;
  });
}

/** Among many, one that fails does not end the others. */
async function redriveOne(send: (id: string) => Promise<Redriven>, { id, isAlone }: { id: string; isAlone: boolean }): Promise<Outcome> {
  try {
    const received = await send(id);
    if (received.kind === 'quarantined') return { id, outcome: received.because, problems: received.problems };
    return { id, outcome: received.isDuplicate ? 'duplicate' : 'recorded', position: received.position };
  } catch (error) {
    if (isAlone || !(error instanceof Failure)) throw error;
    return { id, outcome: 'failed', message: error.message };
  }
}

/** As many as are there, up to a limit, page by page. */
async function collect(
  source: QuarantineSource,
  wish: Omit<QuarantineWish, 'first' | 'after'>,
  limit: number,
): Promise<readonly QuarantinedJson[]> {
  const found: QuarantinedJson[] = [];
  for (let after: string | null = null; found.length < limit;) {
    const { items, next } = await source.list({ ...wish, first: Math.min(PAGE, limit - found.length), after });
    found.push(...items);
    if (next === null) return found;
    after = next;
  }
  return found;
}

/** Bytes as they came, but for what a terminal would obey. */
function visible(text: string | null): string | undefined {
  return text?.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, (each) => `\\u${each.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function itemCells({ id, because, receivedAt, sender, senderName, redrivenTo, problems }: QuarantinedJson): readonly string[] {
  const state = redrivenTo === null ? 'open' : `redriven to ${redrivenTo}`;
  const [first] = problems;
  const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : '';
  return [
    id,
    secondOf(receivedAt),
    because,
    oneLine(senderName ?? sender, 40),
    state,
    `${oneLine(`${first?.pointer ?? ''} ${first?.message ?? ''}`.trim())}${more}`,
  ];
}

function itemLines({
  id,
  position,
  because,
  receivedAt,
  sender,
  senderName,
  bytes,
  redrivenTo,
  problems,
}: QuarantinedJson): readonly string[] {
  const state = redrivenTo === null ? 'open' : `redriven, recorded at position ${redrivenTo}`;
  return [
    ...columns([
      ['id', id],
      ['position', position],
      ['received', receivedAt],
      ['sender', senderName === null ? sender : `${oneLine(senderName)} (${sender})`],
      ['because', because],
      ['state', state],
      ['bytes', bytes.toString()],
    ]),
    ...problems.map(({ pointer, message }) => `problem  ${oneLine(`${pointer} ${message}`.trim(), 1000)}`),
  ];
}

function outcomeCells(outcome: Outcome): readonly string[] {
  switch (outcome.outcome) {
    case 'recorded':
      return [outcome.id, 'recorded', `at position ${outcome.position}`];
    case 'duplicate':
      return [outcome.id, 'duplicate', `of the event at position ${outcome.position}`];
    case 'unreadable':
    case 'unusable':
    case 'refused':
      return [
        outcome.id,
        outcome.outcome,
        oneLine(outcome.problems.map(({ pointer, message }) => `${pointer} ${message}`.trim()).join('; ')),
      ];
    case 'failed':
      return [outcome.id, 'failed', oneLine(outcome.message)];
  }
}
