import path from 'node:path';

import { Failure } from '#foundation';

import type { Config } from '../../../server/src/config.ts';
import { type CommandContext, EXIT } from '../command.ts';
import { printJson, printLines } from '../output.ts';
import { type Stop, STOPPED_EXIT_CODE } from './listen-for-stop.ts';
import type { Paper } from './page/paper.ts';
import { storyPage } from './page/story.ts';
import type { Progress, Stream } from './progress.ts';
import { StandingDemo } from './standing-demo.ts';
import { type Telling, tellStory, type Told } from './tell-story.ts';

/** How it is shown. */
export interface Options {
  /** Whether it ends by itself, on a terminal too. */
  readonly isOnce: boolean;
  readonly isJson: boolean;
  readonly config: Config;
}

/** What stays on the disk when a demo has ended, below the data folder. */
const SHOWN_FOLDER = 'demo-shown';

/** Lines of the server's log that are shown when something fails. */
const LOG_LINES_SHOWN = 20;

/** What it is shown with. */
export interface Means {
  readonly paper: Paper;
  /** Its first step, starting, has begun. */
  readonly progress: Progress;
  readonly stop: Stop;
  /** What it stands on; absent: a server on an empty database. */
  readonly standing?: Pick<StandingDemo, 'folder' | 'start' | 'end'>;
  /** Who tells the story; absent: the story of the hospital, told to that server. */
  readonly tell?: typeof tellStory;
}

/** One showing of the demo. */
export class Showing {
  /** Where the line of progress is gone in the end. */
  private readonly isTerminal: boolean;
  private readonly staysUp: boolean;
  private readonly telling: Telling;
  private readonly logged: string[] = [];
  private readonly standing: NonNullable<Means['standing']>;

  constructor(
    private readonly options: Options,
    private readonly context: CommandContext,
    private readonly means: Means,
  ) {
    const stdout: Stream = context.stdout;
    this.isTerminal = stdout.isTTY === true;
    this.staysUp = this.isTerminal && !options.isOnce && !options.isJson;
    this.telling = {
      progress: means.progress,
      signal: means.stop.signal,
      folder: path.join(options.config.HEADGATE_DATA_DIR, SHOWN_FOLDER),
    };
    this.standing = means.standing ?? new StandingDemo(options.config, (line) => this.logged.push(line));
  }

  /** Shows everything, and leaves nothing behind; the exit code. */
  async run(): Promise<number> {
    const shown = await this.show().catch((error: unknown) => this.tellFailure(error));
    const keepsFolder = shown === EXIT.failed && !this.means.stop.signal.aborted;
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
        : 'Stopped; nothing is left of it but what was taken away.',
    );
    this.means.stop.ignore();
    return code;
  }

  private async show(): Promise<number> {
    const { progress, signal } = this.telling;
    const server = await this.standing.start(signal);
    if (server.portTaken !== undefined) {
      progress.end();
      this.tell(`Port ${server.portTaken} is taken: Headgate listens at ${server.address}`);
    }
    const told = await (this.means.tell ?? tellStory)(server, this.telling);
    progress.end();

    const isTrue = told.verdicts.every(({ holds }) => holds);
    if (this.options.isJson) printJson(this.context, asJson(told));
    else {
      const door = { address: server.address, adminKey: server.adminKey, links: this.staysUp ? await server.links() : undefined };
      printLines(this.context, storyPage(this.means.paper, told, door).slice(this.isTerminal ? 1 : 0));
    }
    if (!isTrue) this.tellLog();
    if (this.staysUp) await this.means.stop.asked;
    return isTrue ? EXIT.done : EXIT.failed;
  }

  private tellFailure(error: unknown): number {
    this.telling.progress.end();
    if (this.means.stop.signal.aborted) return STOPPED_EXIT_CODE;
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
