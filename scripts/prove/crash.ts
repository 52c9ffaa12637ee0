import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

import { SECOND_MS } from '#foundation';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '#store';
import { diceOf } from '#testkit';

import { builtCheckout } from '../../e2e/support/built-checkout.ts';
import { CrashCheck } from './crash-check.ts';
import { CrashLoad } from './crash-load.ts';
import { MOMENTS } from './crash-moments.ts';
import { type HeadgateProcess, startHeadgate } from './headgate-process.ts';
import { failed, held, type OpenProof, type Outcome, type Proof } from './proof.ts';

const CONNECTIONS = 12;
/** With a thread that prepares, which dies with the others. */
const SETTINGS = { MAP_HELPERS: '1' };
const BACK_SECONDS_MAX = 10;
const BACK_LOOK_MS = 10;
/** Times that a round is tried again because nothing had been acknowledged when it struck. */
const EMPTY_ROUNDS_MAX = 5;
/** Of what the server wrote on stderr, told when a round fails. */
const COMPLAINT_LENGTH_MAX = 4_000;

/** Each moment strikes the server, then Postgres. Chance, which needs no arrangement, comes twice as often. */
const MOMENT_NAMES = [
  ...['after commit, before the answer', 'holding the head row', 'inside the map', 'inside the log'],
  ...['at random', 'after COPY', 'at random'],
];

/** kill -9 under load loses nothing that was acknowledged, applies nothing twice, and the graph is right afterwards. */
export const crash: Proof = {
  summary: 'kill -9 of the server and of Postgres under load loses no acknowledged event and applies none twice',
  units: { ci: 14, full: 70 },
  open: async (_size, log): Promise<OpenProof> => CrashRounds.open(log),
  figures: ({ rounds = 0, acknowledged = 0, unsaid = 0, server = 0, slowest = 0 }) =>
    `${rounds} rounds of kill -9 (${server} of the server, ${rounds - server} of Postgres): ${acknowledged} acknowledged events all stored once, ` +
    `${unsaid} stored but not said and sent again; back in ${((rounds === 0 ? 0 : slowest / rounds) / SECOND_MS).toFixed(1)} s on average, every graph equal to one folded beside it, every log whole and the beginning of the next`,
};

interface Begun {
  readonly checkout: string;
  readonly dataDir: string;
  readonly first: HeadgateProcess;
  readonly log: (line: string) => void;
  readonly letGo: () => Promise<void>;
}

/** One installation that is struck again and again. */
class CrashRounds implements OpenProof {
  private server: HeadgateProcess | undefined;
  /** The newest checkpoint of the log, as an auditor keeps it from round to round. */
  private seen: string | undefined;
  private readonly load: CrashLoad;

  private readonly checkout: string;
  private readonly dataDir: string;
  private readonly log: (line: string) => void;
  private readonly letGo: () => Promise<void>;

  private constructor({ checkout, dataDir, first, log, letGo }: Begun) {
    this.checkout = checkout;
    this.dataDir = dataDir;
    this.log = log;
    this.letGo = letGo;
    this.server = first;
    this.load = new CrashLoad(Number(new URL(first.address).port));
  }

  static async open(log: (line: string) => void): Promise<CrashRounds> {
    const checkout = await builtCheckout();
    const dataDir = await mkdtemp(path.join(os.tmpdir(), 'headgate-crash-'));
    const first = await startHeadgate({ checkout: checkout.path, dataDir, settings: SETTINGS });
    const letGo = async (): Promise<void> => {
      await checkout[Symbol.asyncDispose]();
      await rm(dataDir, { recursive: true, force: true });
    };
    return new CrashRounds({ checkout: checkout.path, dataDir, first, log, letGo });
  }

  async run(index: number): Promise<Outcome> {
    for (let tries = 0; tries < EMPTY_ROUNDS_MAX; tries += 1) {
      const outcome = await this.round(index, tries).catch((error: unknown) =>
        failed(`round ${index + 1}: ${String(error)}\n${this.said()}`),
      );
      if (outcome !== undefined) return outcome;
    }
    return failed(`round ${index + 1}: nothing was acknowledged before the kill, ${EMPTY_ROUNDS_MAX} times`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.load.stop();
    this.load.close();
    await this.server?.stop();
    await this.letGo();
  }

  /** Undefined: nothing was acknowledged before the kill, so the round says nothing. */
  private async round(index: number, tries: number): Promise<Outcome | undefined> {
    const target = index % 2 === 0 ? 'server' : 'postgres';
    const moment = MOMENT_NAMES[Math.floor(index / 2) % MOMENT_NAMES.length] ?? 'at random';
    const postgres = await startEmbeddedPostgres({ dataDir: path.join(this.dataDir, 'postgres') });
    const before = { acknowledged: this.load.acknowledged.size, unsaid: this.load.storedUnsaid };

    this.load.start(CONNECTIONS);
    const struck = await this.strike({ target, moment, postgres, seed: index * 31 + tries });
    await this.load.stop();
    await postgres.stop(); // a share in what may have died
    const inTime = struck.acknowledged - before.acknowledged;
    const backSeconds = struck.backMs / SECOND_MS;
    const unsaid = this.load.storedUnsaid - before.unsaid;
    this.log(
      `round ${index + 1}: ${target} killed ${moment}, ${inTime} events acknowledged before and ${this.load.acknowledged.size - struck.acknowledged} after, ` +
        `${unsaid} stored but not said; back in ${backSeconds.toFixed(1)} s`,
    );
    const wrongs = await this.check(index);
    if (backSeconds > BACK_SECONDS_MAX) wrongs.push(`back only after ${backSeconds.toFixed(1)} s`);
    if (wrongs.length > 0)
      return failed(`round ${index + 1} (${target}, ${moment}):\n  ${wrongs.slice(0, 20).join('\n  ')}\n${this.said()}`);
    if (inTime === 0) return undefined;
    const acknowledged = this.load.acknowledged.size - before.acknowledged;
    return held({ rounds: 1, server: target === 'server' ? 1 : 0, acknowledged, unsaid, slowest: Math.round(struck.backMs) });
  }

  private said(): string {
    const server = this.server?.complaint().slice(-COMPLAINT_LENGTH_MAX) ?? 'nothing, for it is not there';
    const postgres = readFileSync(path.join(this.dataDir, 'postgres', 'postgres.log'), 'utf8').slice(-COMPLAINT_LENGTH_MAX);
    return `The server said: ${server}\nPostgres said: ${postgres}`;
  }

  /** Kills at the moment, brings back what was killed, and waits until an event that was sent after it is acknowledged. */
  private async strike(blow: Blow): Promise<{ readonly acknowledged: number; readonly backMs: number }> {
    const { server } = this;
    if (server === undefined) throw new Error('no server to strike');
    const surroundings = { connectionString: blow.postgres.connectionString(), dice: diceOf(blow.seed), serverPid: server.pid };
    let acknowledged = 0;
    let start = 0;
    await MOMENTS[blow.moment]?.(surroundings, async () => {
      acknowledged = this.load.acknowledged.size;
      start = performance.now();
      if (blow.target === 'server') await server.kill('SIGKILL');
      else process.kill(blow.postgres.pid, 'SIGKILL');
    });
    if (blow.target === 'server') {
      this.server = undefined;
      this.server = await startHeadgate({
        checkout: this.checkout,
        dataDir: this.dataDir,
        port: Number(new URL(server.address).port),
        settings: SETTINGS,
      });
    }
    while (this.load.lastAnsweredSentAt < start && performance.now() - start < 2 * BACK_SECONDS_MAX * SECOND_MS) {
      await new Promise((resolve) => setTimeout(resolve, BACK_LOOK_MS));
    }
    return { acknowledged, backMs: performance.now() - start };
  }

  /** After every tenth round the other graph is folded from the beginning. */
  private async check(index: number): Promise<string[]> {
    const postgres = await startEmbeddedPostgres({ dataDir: path.join(this.dataDir, 'postgres') });
    const check = new CrashCheck(this.dataDir, postgres.connectionString());
    try {
      const wrongs = [...this.load.wrongs, ...(await check.wrongs(this.load.acknowledged)), ...(await check.wrongsOfLog(this.seen))];
      this.seen = check.seen;
      const { live, beside } = await check.digests({ anew: index % 10 === 9 });
      return live === beside ? wrongs : [...wrongs, `the graph's digest is ${live}, and ${beside} when folded beside it`];
    } finally {
      await check.close();
      await postgres.stop();
    }
  }
}

interface Blow {
  readonly target: 'server' | 'postgres';
  readonly moment: string;
  readonly postgres: EmbeddedPostgres;
  readonly seed: number;
}
