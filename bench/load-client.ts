import { KeepAlive } from './keep-alive.ts';

/** Requests that are ready to be sent, and how. */
export interface ReadyLoad {
  readonly address: string;
  readonly connections: number;
  /** Each as it goes over the wire. */
  readonly requests: readonly Uint8Array[];
  /** A second, or undefined for as fast as answers come. */
  readonly requestsPerSecond: number | undefined;
  /** Whether answers are read for their positions. */
  readonly isTracked: boolean;
}

export interface LoadResult {
  readonly seconds: number;
  /** Milliseconds from sending to answer, one a request, ascending. */
  readonly latencies: readonly number[];
  readonly refused: number;
  /** Of a tracked load: each event's position, and when its answer came, in milliseconds of Unix time. */
  readonly recorded: readonly (readonly [position: number, at: number])[];
}

const TICK_MS = 5;

/** Sends a load that was made elsewhere and says how long it took. Runs in a process of its own, told over its channel; it imports little, to start soon. */
class LoadClient {
  private readonly latencies: number[] = [];
  private readonly recorded: (readonly [number, number])[] = [];
  private refused = 0;
  private next = 0;

  constructor(
    private readonly load: ReadyLoad,
    private readonly connections: readonly KeepAlive[],
  ) {}

  static async prepare(load: ReadyLoad): Promise<LoadClient> {
    return new LoadClient(load, await Promise.all(Array.from({ length: load.connections }, () => KeepAlive.open(load.address))));
  }

  async run(): Promise<LoadResult> {
    const start = performance.now();
    const { requestsPerSecond } = this.load;
    await (requestsPerSecond === undefined ? this.asFastAsAnswered() : this.paced(requestsPerSecond));
    const seconds = (performance.now() - start) / 1_000;
    for (const connection of this.connections) connection.close();
    return { seconds, latencies: this.latencies.sort((left, right) => left - right), refused: this.refused, recorded: this.recorded };
  }

  private async asFastAsAnswered(): Promise<void> {
    await Promise.all(
      this.connections.map(async (connection) => {
        while (this.next < this.load.requests.length) await this.sendNext(connection, performance.now());
      }),
    );
  }

  /** Open loop: a request is due at its time whether or not the server keeps up, and its latency counts from then. */
  private async paced(requestsPerSecond: number): Promise<void> {
    const start = performance.now();
    const idle = [...this.connections];
    const under = new Set<Promise<void>>();
    while (this.next < this.load.requests.length) {
      const due = ((performance.now() - start) / 1_000) * requestsPerSecond;
      while (this.next < Math.min(due, this.load.requests.length)) {
        const connection = idle.shift(); // in turns: a server closes what is idle for long
        if (connection === undefined) break;
        const sending = this.sendNext(connection, start + (this.next / requestsPerSecond) * 1_000).then(() => {
          idle.push(connection);
          under.delete(sending);
        });
        under.add(sending);
      }
      await new Promise((resolve) => setTimeout(resolve, TICK_MS));
    }
    await Promise.all(under);
  }

  private async sendNext(connection: KeepAlive, dueAt: number): Promise<void> {
    const request = this.load.requests[this.next] as Uint8Array; // the caller has looked
    this.next += 1;
    const { status, body } = await connection.send(request);
    const now = performance.now();
    if (status >= 300) this.refused += 1;
    else if (this.load.isTracked) this.recorded.push([positionIn(body), performance.timeOrigin + now]);
    this.latencies.push(now - dueAt);
  }
}

function positionIn(body: Buffer): number {
  return Number((JSON.parse(body.toString()) as { readonly position: string }).position); // what a 201 holds
}

let ready: LoadClient | undefined;

/** A load: its connections are opened, and `ready` is told. Then anything: it is sent, and its result is told. Then the next load. */
process.on('message', (message) => {
  const told = ready === undefined ? prepared(message as ReadyLoad) : sent(ready);
  void told.then((answer) => process.send?.(answer));
});
process.once('disconnect', () => process.exit()); // with whoever started it

async function prepared(load: ReadyLoad): Promise<'ready'> {
  ready = await LoadClient.prepare(load);
  return 'ready';
}

async function sent(client: LoadClient): Promise<LoadResult> {
  ready = undefined;
  return client.run();
}
