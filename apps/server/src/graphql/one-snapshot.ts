import { Failure, SECOND_MS } from '#foundation';
import type { Database, Session } from '#store';

/** How long an operation may take, with its wait for `atLeast`: past it nobody looks at the answer any more. */
const OPERATION_MS_MAX = 10 * SECOND_MS;

/**
 * The snapshot that a whole operation reads: opened at its first question, closed at its end, so that all fields of one answer come from
 * one graph. Questions take turns, because a connection does one thing at a time. One that waits past the time limit fails with
 * LIMIT_EXCEEDED, and so do all after it.
 */
export class OneSnapshot {
  private session: Promise<Session> | undefined;
  private turn: Promise<unknown> = Promise.resolve();
  private isClosed = false;
  private letGo: () => void = () => undefined;
  private strike: (failure: Failure) => void = () => undefined;
  private readonly over = new Promise<void>((resolve) => (this.letGo = resolve));
  private readonly late = new Promise<never>((_, reject) => (this.strike = reject));
  private readonly timer: NodeJS.Timeout;

  constructor(
    private readonly database: Database,
    private readonly limitMs = OPERATION_MS_MAX,
  ) {
    this.late.catch(() => undefined); // nobody may be waiting when it strikes
    this.timer = setTimeout(() => {
      this.strike(this.tooLate());
      this.close();
    }, this.limitMs).unref();
  }

  /** A database that answers from this snapshot. Its writes go their own way. */
  asDatabase(): Database {
    const snapshot: Database['snapshot'] = (work) => this.ask(work);
    return Object.assign(Object.create(this.database) as Database, { snapshot }); // all else is the database's own
  }

  /** Lets the connection go, once the question under way has its answer. Safe to repeat. */
  close(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    clearTimeout(this.timer);
    void this.turn.then(this.letGo);
  }

  private async ask<Result>(work: (session: Session) => Promise<Result>): Promise<Result> {
    const answered = this.turn.then(async () => {
      if (this.isClosed) throw this.tooLate();
      return work(await this.open());
    });
    this.turn = answered.catch(() => undefined);
    return Promise.race([answered, this.late]);
  }

  private open(): Promise<Session> {
    this.session ??= new Promise((resolve, reject) => {
      this.database
        .snapshot(
          async (session) => {
            resolve(session);
            await this.over;
          },
          { statementMsMax: this.limitMs },
        )
        .catch(reject);
    });
    return this.session;
  }

  private tooLate(): Failure {
    const message = `The question took longer than ${this.limitMs / SECOND_MS} s; ask for less: a smaller depth, a smaller \`first\`, fewer fields.`;
    return new Failure('LIMIT_EXCEEDED', message);
  }
}
