import { type Config, readConfig } from '../../../server/src/config.ts';
import type { CommandContext } from '../command.ts';
import { colouredInk, plainInk } from './drawing/ink.ts';
import { listenForStop, STOPPED_EXIT_CODE } from './listen-for-stop.ts';
import type { Paper } from './page/paper.ts';
import { openingPage, storyPage } from './page/story.ts';
import { progressOn, type Stream } from './progress.ts';
import { StandingDemo } from './standing-demo.ts';
import { type Telling, tellStory, type Told } from './tell-story.ts';

/** How it is shown. */
export interface Options {
  readonly once: boolean;
  readonly json: boolean;
}

/** Lines of the server's log that are shown when something fails. */
const LOG_LINES_SHOWN = 20;
const WIDTH_MIN = 60;
const WIDTH_MAX = 160;
const WIDTH_UNKNOWN = 80;

/** Shows everything, and leaves nothing behind; the exit code. */
export async function show(options: Options, context: CommandContext): Promise<number> {
  let config: Config;
  try {
    config = readConfig();
  } catch (error) {
    context.stderr.write(`${messageOf(error)}\n`);
    return 2;
  }
  return new Showing(options, context, config).run();
}

class Showing {
  private readonly paper: Paper;
  private readonly staysUp: boolean;
  private readonly telling: Telling;
  private readonly stop = listenForStop(process.stdout);
  private readonly logged: string[] = [];
  private readonly standing: StandingDemo;

  constructor(
    private readonly options: Options,
    private readonly context: CommandContext,
    config: Config,
  ) {
    const stdout: Stream = context.stdout;
    const { columns = WIDTH_UNKNOWN, isTTY = false } = stdout;
    const width = Math.max(WIDTH_MIN, Math.min(WIDTH_MAX, columns));
    this.paper = { width, ink: stdout.hasColors?.() === true ? colouredInk : plainInk };
    this.staysUp = isTTY && !options.once && !options.json;
    this.telling = { progress: progressOn(options.json ? context.stderr : stdout), signal: this.stop.signal };
    this.standing = new StandingDemo(config, (line) => this.logged.push(line));
  }

  async run(): Promise<number> {
    const shown = await this.show().catch((error: unknown) => this.tellFailure(error));
    this.telling.progress.begin('Stopping the server and its Postgres');
    const ended = await this.standing.end({ keepsFolder: shown === 1 && !this.stop.signal.aborted }).then(
      () => shown,
      (error: unknown) => this.tellFailure(error),
    );
    this.telling.progress.end();
    this.stop.ignore();
    return ended;
  }

  private async show(): Promise<number> {
    const { progress, signal } = this.telling;
    if (!this.options.json) this.write(openingPage(this.paper));
    progress.begin('Starting Headgate with a database of its own');
    const server = await this.standing.start(signal);
    if (server.portTaken !== undefined) {
      progress.end();
      this.tell(`Port ${server.portTaken} is taken: Headgate listens at ${server.address}`);
    }
    const told = await tellStory(server, this.telling);
    progress.end();

    const isTrue = told.verdicts.every(({ holds }) => holds);
    this.write(this.options.json ? [asJson(told)] : storyPage(this.paper, told, { ...server, staysUp: this.staysUp }));
    if (this.staysUp) await this.stop.asked;
    return isTrue ? 0 : 1;
  }

  private tellFailure(error: unknown): number {
    this.telling.progress.end();
    if (this.stop.signal.aborted) return STOPPED_EXIT_CODE;
    this.context.stderr.write(`The demo could not go on: ${messageOf(error)}\n`);
    for (const line of this.logged.slice(-LOG_LINES_SHOWN)) this.context.stderr.write(`  ${line}\n`);
    return 1;
  }

  /** A line among the lines of progress. */
  private tell(line: string): void {
    (this.options.json ? this.context.stderr : this.context.stdout).write(`  ${line}\n`);
  }

  private write(lines: readonly string[]): void {
    this.context.stdout.write(`${lines.join('\n')}\n`);
  }
}

function asJson({ intake, verdicts }: Told): string {
  const { sendingSeconds, mappingSeconds } = intake;
  const holds = verdicts.every((verdict) => verdict.holds);
  return JSON.stringify({ holds, deliveries: intake.answers.length, sendingSeconds, mappingSeconds, claims: verdicts }, undefined, 2);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
