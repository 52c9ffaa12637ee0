import { setTimeout as after } from 'node:timers/promises';

import { Failure, SECOND_MS } from '#foundation';
import { z } from 'zod';

import type { ArrivalJson } from '../../server/src/ingest/arrival-json.ts';
import { oneOf, readArguments, readWords, wholeNumber, wrong } from './arguments.ts';
import { type Command, type CommandContext, EXIT, EXIT_CODES } from './command.ts';
import { DoorClient } from './remote/door-client.ts';
import { eventLines, eventSummary } from './event-lines.ts';
import { oneLine, printLines } from './output.ts';

const usage = `Usage: headgate events tail [--mine] [--sender <name or id>] [--since <position>] [--once | --follow] [--limit <count>]

Shows what arrives at the server that HEADGATE_URL names, within a second: what each event was understood as, its warnings, or why it
is in quarantine. Asks with HEADGATE_KEY. The key of an emitter sees what it sent itself; that of an administrator everything.

  --mine     with an administrator's key: what it sent itself
  --sender   with an administrator's key: what this sender sent
  --since    from this position of the ledger on, such as a 201 gives; 0 is the beginning. Without it the newest 1000 entries are
             looked at, of which it shows the last 10, and with --once all
  --once     shows what is there, and ends
  --follow   goes on showing what arrives, until it is ended; so it does unless --once is said
  --limit    ends when so many were shown; the last 10 that it begins with are not counted, so with 1 it waits for the next

An event that was recorded before is a duplicate, is recorded no more, and does not arrive again.
With --json: one JSON value a line, one for each event.
${EXIT_CODES}
`;

export const command: Command = {
  usage,
  run: (args, commandContext) => {
    const [verb, ...rest] = args;
    oneOf(verb, ['tail'], 'what to do');
    return tail(rest, commandContext);
  },
};

const LIMIT_MAX = 999_999_999;
/** Entries that are looked at when nobody says where to begin, and how many of what is found there a tail begins with. */
const NEWEST = 1_000n;
const RECENT = 10;
const WAIT_SECONDS = 20;
/** Before a server that does not answer is asked again. */
const AGAIN_MS = SECOND_MS;

interface Wishes {
  readonly question: Readonly<Record<'mine' | 'sender', string | undefined>>;
  readonly since: string | undefined;
  readonly isOnce: boolean;
  readonly limit: number;
  readonly isJson: boolean;
}

async function tail(args: string[], commandContext: CommandContext): Promise<number> {
  const wishes = readWishes(args);
  const door = await DoorClient.from(commandContext);
  const there = await showThere(door, wishes, commandContext);
  if (wishes.isOnce) return EXIT.done;
  if (!wishes.isJson && there.left > 0) commandContext.stderr.write(`${greeting(door, there.sender)}\n`);

  let from = there.next;
  for (let left = there.left; left > 0;) {
    const question = { ...wishes.question, from, wait: String(WAIT_SECONDS), first: String(Math.min(left, PAGE)) };
    const { arrivals, next } = await patiently(door, question, commandContext);
    for (const arrival of arrivals) show(commandContext, arrival, wishes.isJson);
    left -= arrivals.length;
    from = next;
  }
  return EXIT.done;
}

interface There extends Pick<Page, 'next' | 'sender'> {
  /** How many more are to be shown. */
  readonly left: number;
}

/** Shows what is in the ledger already, as far as it is asked for. */
async function showThere(
  door: DoorClient,
  { question, since, isOnce, limit, isJson }: Wishes,
  commandContext: CommandContext,
): Promise<There> {
  const isBeginning = since === undefined && !isOnce;
  const recent: ArrivalJson[] = [];
  let from = since ?? newestOf(await page(door, { ...question, first: '1' }));
  for (let left = limit; ;) {
    const first = isBeginning ? PAGE : Math.min(left, PAGE);
    const { arrivals, next, size, sender } = await page(door, { ...question, from, first: String(first) });
    recent.push(...arrivals);
    recent.splice(0, isBeginning ? Math.max(0, recent.length - RECENT) : 0);
    from = next;
    if (!isBeginning) left -= arrivals.length;
    const isEnd = BigInt(next) >= BigInt(size) || left <= 0;
    if (isEnd || !isBeginning) for (const arrival of recent.splice(0)) show(commandContext, arrival, isJson);
    if (isEnd) return { next, sender, left };
  }
}

function newestOf({ size }: Page): string {
  const end = BigInt(size);
  return String(end > NEWEST ? end - NEWEST : 0n);
}

const PAGE = 100;

function readWishes(args: string[]): Wishes {
  const [flag, text] = [{ type: 'boolean' } as const, { type: 'string' } as const];
  const { values, positionals } = readArguments(args, { mine: flag, sender: text, since: text, once: flag, follow: flag, limit: text });
  readWords(positionals, []);
  if (values.once === true && values.follow === true) throw wrong('--once and --follow exclude each other');
  if (values.mine === true && values.sender !== undefined) throw wrong('--mine and --sender exclude each other');
  if (values.since !== undefined && !/^\d{1,18}$/.test(values.since))
    throw wrong(`--since is a position of the ledger, not ${values.since}`);
  return {
    question: { mine: values.mine === true ? 'true' : undefined, sender: values.sender },
    since: values.since,
    isOnce: values.once === true,
    limit: values.limit === undefined ? Number.POSITIVE_INFINITY : wholeNumber(values.limit, '--limit', { min: 1, max: LIMIT_MAX }),
    isJson: values.json === true,
  };
}

const Page = z.object({
  arrivals: z.array(z.custom<ArrivalJson>((value) => typeof value === 'object' && value !== null && 'position' in value)),
  sender: z.object({ id: z.string(), name: z.string().nullable() }).nullable(),
  next: z.string().regex(/^\d+$/),
  size: z.string().regex(/^\d+$/),
});
type Page = z.infer<typeof Page>;

async function page(door: DoorClient, question: Readonly<Record<string, string | undefined>>): Promise<Page> {
  const read = Page.safeParse(await door.get('/api/v1/arrivals', question, WAIT_SECONDS * SECOND_MS));
  if (!read.success)
    throw new Failure('STORE_UNAVAILABLE', `${door.server.url} answers, and not as a Headgate does; look at HEADGATE_URL.`);
  return read.data;
}

/** As `page`; a server that does not answer, or has too much to do, is asked again. Said once each time. */
async function patiently(
  door: DoorClient,
  question: Readonly<Record<string, string | undefined>>,
  { stderr }: CommandContext,
): Promise<Page> {
  for (let isSaid = false; ; isSaid = true) {
    try {
      return await page(door, question);
    } catch (error) {
      if (!(error instanceof Failure) || (error.code !== 'STORE_UNAVAILABLE' && error.code !== 'BUSY')) throw error;
      if (!isSaid) stderr.write(`${error.message} Asking again.\n`);
      await after(AGAIN_MS);
    }
  }
}

function greeting({ server: { url } }: DoorClient, sender: Page['sender']): string {
  const whose = sender === null ? 'everybody sends' : `${oneLine(sender.name ?? sender.id, 60)} sends`;
  return `Waiting for what ${whose} to ${url}; Ctrl-C ends.`;
}

function show(commandContext: CommandContext, arrival: ArrivalJson, isJson: boolean): void {
  if (isJson) commandContext.stdout.write(`${JSON.stringify(arrival)}\n`);
  else printLines(commandContext, [firstLine(arrival), ...eventLines(arrival), ...lastLines(arrival)]);
}

function firstLine({ position, outcome, because, sender, understood }: ArrivalJson): string {
  const fate = outcome === 'accepted' ? 'accepted' : `quarantined (${because ?? ''})`;
  const at = understood === null ? '' : ` at ${understood.eventTime}`;
  return oneLine(`${position}: ${fate}  ${eventSummary(understood)}${at}, from ${sender.name ?? sender.id}`, 1000);
}

function lastLines({ quarantine, redrives }: ArrivalJson): readonly string[] {
  return [
    ...(quarantine === null ? [] : [`  kept     headgate quarantine show ${quarantine} --remote`]),
    ...(redrives === null ? [] : [`  redrive  of ${redrives}`]),
  ];
}
