/** What is open in this process, oldest first. */
const open = new Set<Ending>();

/**
 * What a piece of work took and must give back: last taken, first given back, once, whether the work succeeded, failed or was interrupted. A thing
 * that is still being made when the end comes is waited for and given back too.
 */
export class Ending implements AsyncDisposable {
  private readonly steps: (() => unknown)[] = [];
  private ended: Promise<void> | undefined;

  constructor() {
    open.add(this);
  }

  /** Waits for a thing and notes how it is given back. */
  async take<Thing>(making: Promise<Thing>, giveBack: (thing: Thing) => unknown): Promise<Thing> {
    this.steps.push(async () => {
      const made = await making.then(
        (thing) => ({ thing }),
        () => undefined, // nothing was made: whoever waits for it is told
      );
      if (made !== undefined) await giveBack(made.thing);
    });
    const thing = await making;
    if (this.ended !== undefined) throw new Error('the work was ended');
    return thing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.ended ??= this.end();
    return this.ended;
  }

  private async end(): Promise<void> {
    const failures: unknown[] = [];
    for (const step of this.steps.reverse()) {
      try {
        await step();
      } catch (error) {
        failures.push(error); // the others are given back all the same
      }
    }
    open.delete(this);
    if (failures.length > 0) throw new AggregateError(failures, `not all was given back: ${failures.map(String).join('; ')}`);
  }
}

/** Ends all that is open in this process, the latest first. */
export async function endAll(): Promise<void> {
  for (const ending of [...open].reverse()) await ending[Symbol.asyncDispose]();
}
