import { eventAt, novelEventAt } from './generator.ts';
import { KeepAlive, postBytes } from './keep-alive.ts';
import { regionEventAt } from './regions.ts';

const STREAMS = { runs: eventAt, novel: novelEventAt, regions: regionEventAt };

/** What one load is made of. Every event of it is unique, and no other load with another range of indexes repeats one. */
export interface Load {
  readonly address: string;
  /** Several take turns, request by request. */
  readonly key: string | readonly string[];
  readonly connections: number;
  /** Which stream: runs again and again of few jobs, the same with new words in each event, or one event of each job of a graph of regions. */
  readonly of: keyof typeof STREAMS;
  /** Events from this place in the stream on. */
  readonly from: number;
  readonly events: number;
  /** Events in one request: 1, or an array of as many. */
  readonly together: number;
  /** Events a second, or undefined for as fast as answers come. */
  readonly rate: number | undefined;
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

/** Sends a load that was made beforehand and says how long it took. Runs in a process of its own, told over its channel. */
class LoadClient {
  private readonly latencies: number[] = [];
  private readonly recorded: (readonly [number, number])[] = [];
  private refused = 0;
  private next = 0;

  constructor(
    private readonly load: Load,
    private readonly requests: readonly Buffer[],
    private readonly connections: readonly KeepAlive[],
  ) {}

  static async prepare(load: Load): Promise<LoadClient> {
    const requests: Buffer[] = [];
    const keys = [load.key].flat();
    for (let index = load.from; index < load.from + load.events; index += load.together) {
      const events = Array.from({ length: load.together }, (_, place) => STREAMS[load.of](index + place));
      requests.push(
        postBytes(
          load.together === 1 ? '/api/v1/lineage' : '/api/v1/lineage/batch',
          keys[requests.length % keys.length] ?? '',
          load.together === 1 ? (events[0] ?? '') : `[${events.join()}]`,
        ),
      );
    }
    const connections = await Promise.all(Array.from({ length: load.connections }, () => KeepAlive.open(load.address)));
    return new LoadClient(load, requests, connections);
  }

  async run(): Promise<LoadResult> {
    const start = performance.now();
    await (this.load.rate === undefined ? this.asFastAsAnswered() : this.paced(this.load.rate / this.load.together));
    const seconds = (performance.now() - start) / 1_000;
    for (const connection of this.connections) connection.close();
    return { seconds, latencies: this.latencies.sort((left, right) => left - right), refused: this.refused, recorded: this.recorded };
  }

  private async asFastAsAnswered(): Promise<void> {
    await Promise.all(
      this.connections.map(async (connection) => {
        while (this.next < this.requests.length) await this.sendNext(connection, performance.now());
      }),
    );
  }

  /** Open loop: a request is due at its time whether or not the server keeps up, and its latency counts from then. */
  private async paced(requestsPerSecond: number): Promise<void> {
    const start = performance.now();
    const idle = [...this.connections];
    const under = new Set<Promise<void>>();
    while (this.next < this.requests.length) {
      const due = ((performance.now() - start) / 1_000) * requestsPerSecond;
      while (this.next < Math.min(due, this.requests.length)) {
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
    const request = this.requests[this.next] as Buffer; // the caller has looked
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

process.once('message', (load) => {
  void LoadClient.prepare(load as Load).then((client) => {
    process.once('message', () => void client.run().then((result) => process.send?.(result, () => process.disconnect())));
    process.send?.('ready');
  });
});
process.once('disconnect', () => process.exit()); // with whoever started it
