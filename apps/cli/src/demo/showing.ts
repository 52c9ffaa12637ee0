import { Failure } from '#foundation';

import { type Config, readConfig } from '../../../server/src/config.ts';
import { type CommandContext, EXIT } from '../command.ts';
import { printJson, printLines } from '../output.ts';
import { colouredInk, plainInk } from './drawing/ink.ts';
import { listenForStop, STOPPED_EXIT_CODE } from './listen-for-stop.ts';
import type { Paper } from './page/paper.ts';
import { openingPage, storyPage } from './page/story.ts';
import { progressOn, type Stream } from './progress.ts';
import { StandingDemo } from './standing-demo.ts';
import { type Telling, tellStory, type Told } from './tell-story.ts';

/** How it is shown. */
export interface Options {
  /** Whether it ends by itself, on a terminal too. */
  readonly isOnce: boolean;
  readonly isJson: boolean;
}

/** Lines of the server's log that are shown when something fails. */
const LOG_LINES_SHOWN = 20;
const WIDTH_MIN = 60;
const WIDTH_MAX = 160;
const WIDTH_UNKNOWN = 80;

/** Shows everything, and leaves nothing behind; the exit code. */
export async function show(options: Options, context: CommandContext): Promise<number> {
  return new Showing(options, context, readConfig(context.environment)).run();
}

class Showing {
  private readonly paper: Paper;
  /** Where the line of progress is gone in the end. */
  private readonly isTerminal: boolean;
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
    this.isTerminal = isTTY;
    this.staysUp = isTTY && !options.isOnce && !options.isJson;
    this.telling = { progress: progressOn(options.isJson ? context.stderr : stdout), signal: this.stop.signal };
    this.standing = new StandingDemo(config, (line) => this.logged.push(line));
  }

  async run(): Promise<number> {
    const shown = await this.show().catch((error: unknown) => this.tellFailure(error));
    const keepsFolder = shown === EXIT.failed && !this.stop.signal.aborted;
    this.telling.progress.begin('Stopping the server, and removing its database');
    const code = await this.standing.end({ keepsFolder }).then(
      () => shown,
      (error: unknown) => this.tellFailure(error),
    );
    this.telling.progress.end();
    const { folder } = this.standing;
    this.tell(
      keepsFolder && folder !== undefined
        ? `Stopped. What it stored is in ${folder} until the next demo.`
        : 'Stopped; nothing is left of it.',
    );
    this.stop.ignore();
    return code;
  }

  private async show(): Promise<number> {
    const { progress, signal } = this.telling;
    if (!this.options.isJson) printLines(this.context, [...openingPage(this.paper), '']);
    progress.begin('Starting Headgate with a database of its own');
    const server = await this.standing.start(signal);
    if (server.portTaken !== undefined) {
      progress.end();
      this.tell(`Port ${server.portTaken} is taken: Headgate listens at ${server.address}`);
    }
    const told = await tellStory(server, this.telling);
    progress.end();

    const isTrue = told.verdicts.every(({ holds }) => holds);
    if (this.options.isJson) printJson(this.context, asJson(told));
    else printLines(this.context, storyPage(this.paper, told, { ...server, staysUp: this.staysUp }).slice(this.isTerminal ? 1 : 0));
    if (!isTrue) this.tellLog();
    if (this.staysUp) await this.stop.asked;
    return isTrue ? EXIT.done : EXIT.failed;
  }

  private tellFailure(error: unknown): number {
    this.telling.progress.end();
    if (this.stop.signal.aborted) return STOPPED_EXIT_CODE;
    const message = `The demo could not go on: ${error instanceof Error ? error.message : String(error)}`;
    const code = error instanceof Failure ? error.code : 'INTERNAL';
    if (this.options.isJson) printJson(this.context, { failure: { code, message } });
    else this.context.stderr.write(`${message}\n`);
    this.tellLog();
    return EXIT.failed;
  }

  private tellLog(): void {
    const lines = this.logged.flatMap((each) => each.split('\n'));
    for (const line of lines.slice(-LOG_LINES_SHOWN)) this.context.stderr.write(`  ${line}\n`);
  }

  /** A line among the lines of progress. */
  private tell(line: string): void {
    (this.options.isJson ? this.context.stderr : this.context.stdout).write(`  ${line}\n`);
  }
}

function asJson({ intake, verdicts }: Told): object {
  const { answers, sendingSeconds, mappingSeconds } = intake;
  return { holds: verdicts.every(({ holds }) => holds), deliveries: answers.length, sendingSeconds, mappingSeconds, claims: verdicts };
}
