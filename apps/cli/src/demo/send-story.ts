import { setTimeout as sleep } from 'node:timers/promises';

import { z } from 'zod';

import { SECOND_MS } from '#foundation';

import type { Delivery } from '../../../../prisma/seed/hospital-story.ts';
import type { Emitter } from './demo-server.ts';

export type Outcome = Delivery['expect'];

/** What became of one delivery. */
export interface Answer {
  readonly delivery: Delivery;
  readonly status: number;
  /** Undefined when the answer was none that the story knows of. */
  readonly outcome: Outcome | undefined;
  /** In the ledger, when it is there. */
  readonly position: bigint | undefined;
  readonly warnings: readonly Remark[];
  /** Its id in quarantine, and why it is there. */
  readonly quarantine: string | undefined;
  readonly problems: readonly Problem[];
}

export interface Remark {
  readonly code: string;
  readonly pointer: string;
}

export interface Problem {
  readonly pointer: string;
  readonly message: string;
}

export interface Door {
  readonly address: string;
  readonly emitterKeys: Readonly<Record<Emitter, string>>;
  /** Told after each answer. */
  readonly onAnswer: () => void;
  readonly signal: AbortSignal;
}

/** A 503 is answered by trying again: this often, after as long as it says. */
const TRIES_MAX = 5;

const Body = z.object({
  position: z.string().optional(),
  duplicate: z.boolean().default(false),
  warnings: z.array(z.object({ code: z.string(), pointer: z.string() })).default([]),
  quarantine: z.string().optional(),
  problems: z.array(z.object({ pointer: z.string(), message: z.string() })).default([]),
});

/** Posts a story as its senders would: each one event after the other, all senders at once. Answers stand in the order of the story. */
export async function sendStory(story: readonly Delivery[], door: Door): Promise<readonly Answer[]> {
  const answers = new Map<Delivery, Answer>();
  const senders = new Set(story.map(({ emitter }) => emitter));
  await Promise.all(
    [...senders].map(async (sender) => {
      for (const delivery of story.filter(({ emitter }) => emitter === sender)) {
        answers.set(delivery, await send(delivery, door));
        door.onAnswer();
      }
    }),
  );
  return story.flatMap((delivery) => answers.get(delivery) ?? []);
}

async function send(delivery: Delivery, { address, emitterKeys, signal }: Door): Promise<Answer> {
  const headers = { authorization: `Bearer ${emitterKeys[delivery.emitter]}`, 'content-type': 'application/json' };
  for (let tried = 1; ; tried += 1) {
    const response = await fetch(`${address}/api/v1/lineage`, { method: 'POST', headers, body: delivery.body, signal });
    const body = Body.parse(await response.json());
    if (response.status === 503 && tried < TRIES_MAX) {
      await sleep(Number(response.headers.get('retry-after') ?? 1) * SECOND_MS, undefined, { signal });
      continue;
    }
    const { position, warnings, quarantine, problems } = body;
    return {
      delivery,
      status: response.status,
      outcome: outcomeOf(response.status, body.duplicate),
      position: position === undefined ? undefined : BigInt(position),
      warnings,
      quarantine,
      problems,
    };
  }
}

function outcomeOf(status: number, isDuplicate: boolean): Outcome | undefined {
  if (status === 201) return isDuplicate ? 'duplicate' : 'recorded';
  if (status === 422) return 'quarantined';
  return status === 400 ? 'rejected' : undefined;
}
