import { setTimeout as sleep } from 'node:timers/promises';

import { z } from 'zod';

import { SECOND_MS } from '#foundation';

/** Asks questions where everybody asks them: `POST /graphql`. */
export interface Window {
  readonly address: string;
  readonly key: string;
  readonly signal: AbortSignal;
}

export interface Asked {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
}

/** How long the map may take until everything is in the graph. */
const MAPPING_MS_MAX = 40 * SECOND_MS;
const LOOK_AGAIN_MS = 0.1 * SECOND_MS;

const Answered = z.object({
  data: z.unknown(),
  errors: z.array(z.object({ message: z.string(), path: z.array(z.unknown()).optional() })).optional(),
});

/** The answer to one operation, read as `shape` says. Throws a sentence when the window refuses, or answers in another shape. */
export async function ask<Shape extends z.ZodType>(window: Window, shape: Shape, asked: Asked): Promise<z.infer<Shape>> {
  const { address, key, signal } = window;
  const response = await fetch(`${address}/graphql`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify(asked),
    signal,
  });
  const text = await response.text();
  if (!/^application\/(?:graphql-response\+)?json/.test(response.headers.get('content-type') ?? '')) {
    throw new Error(`POST ${address}/graphql answered ${response.status}: ${text.slice(0, 200)}`);
  }
  const answer = Answered.safeParse(JSON.parse(text));
  if (!answer.success) throw new Error(`POST ${address}/graphql answered ${response.status}: ${text.slice(0, 200)}`);
  const [error] = answer.data.errors ?? [];
  if (error !== undefined) throw new Error(`GraphQL says: ${error.message}${error.path === undefined ? '' : ` (${error.path.join('.')})`}`);
  return shape.parse(answer.data.data);
}

const Status = z.object({
  status: z.object({
    recorded: z.coerce.bigint(),
    mapped: z.coerce.bigint(),
    datasets: z.int(),
    jobs: z.int(),
    runs: z.int(),
    quarantined: z.int(),
  }),
});

export type Counts = z.infer<typeof Status>['status'];

/** Waits until everything that is recorded is in the graph, and gives what is there then. `onLook` is told how far it is. */
export async function whenMapped(window: Window, onLook: (counts: Counts) => void): Promise<Counts> {
  const until = performance.now() + MAPPING_MS_MAX;
  for (;;) {
    const { status } = await ask(window, Status, { query: '{ status { recorded mapped datasets jobs runs quarantined } }' });
    if (status.mapped >= status.recorded) return status;
    if (performance.now() > until) {
      throw new Error(
        `After ${MAPPING_MS_MAX / SECOND_MS} s only ${status.mapped} of ${status.recorded} recorded entries are in the graph.`,
      );
    }
    onLook(status);
    await sleep(LOOK_AGAIN_MS, undefined, { signal: window.signal });
  }
}
