import { type DataLabels, KeepOut } from '#access';
import { Failure, instantNow, parseInstant, SECOND_MS } from '#foundation';
import { nameKey } from '#lineage';
import { datasetsToLabel, type KeepingOut } from '#openlineage';
import { isObject, type JsonValue, keptOutHash, member } from '#record';
import type { Recorder } from '#store';

import { accessAt, ALL_RECORDED, type PolicyVersion } from './ask/access-in-force.ts';
import type { Context } from './context.ts';
import { LabelsAtDoor } from './labels-at-door.ts';

/** How long rules are believed without asking: what another server put into force counts here after that. As long as keys are believed. */
const BELIEVED_MS = 2 * SECOND_MS;
/** From this age on they are asked for anew, so that under load nobody waits for them. */
const REFRESHED_MS = SECOND_MS;
/** When whoever was turned away may come again. */
const RETRY_AFTER_SECONDS = 5;

/**
 * What rules in force keep out of an event; undefined: nothing. One statement a second at most, while events come; and where rules ask what data bear, a few
 * in two seconds for each dataset that is named. Throws STORE_UNAVAILABLE when nobody can tell: then nothing may be stored.
 */
export async function keepingOut(context: Context, event: JsonValue): Promise<KeepingOut | undefined> {
  const known = rulesOf.get(context.recorder) ?? new RulesInForce(context);
  rulesOf.set(context.recorder, known);
  const keepOut = await known.now();
  if (keepOut === undefined) return undefined;
  const labels = await labelsFor(context, keepOut, event);
  return {
    keepOut,
    hashOf: (said) => keptOutHash(context.keys.keepOutKey(context.tenant), said),
    labelsOf: (dataset) => labels.get(nameKey(dataset)),
  };
}

async function labelsFor(context: Context, keepOut: KeepOut, event: JsonValue): Promise<ReadonlyMap<string, DataLabels | undefined>> {
  const datasets = datasetsToLabel(event, keepOut);
  if (datasets.length === 0) return NO_LABELS;
  const time = isObject(event) ? member(event, 'eventTime') : undefined;
  const told = typeof time === 'string' ? parseInstant(time)?.instant : undefined; // without one it is no event
  const known = labelsOf.get(context.recorder) ?? new LabelsAtDoor(context);
  labelsOf.set(context.recorder, known);
  return readable(known.of(datasets, { asks: keepOut.asks, at: told ?? instantNow(context.clock) }));
}

const NO_LABELS: ReadonlyMap<string, DataLabels | undefined> = new Map();
const labelsOf = new WeakMap<Recorder, LabelsAtDoor>();

/** Throws STORE_UNAVAILABLE, whatever else goes wrong. */
async function readable<Result>(reading: Promise<Result>): Promise<Result> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw new Failure('STORE_UNAVAILABLE', 'The rules on what may be stored cannot be read; nothing was recorded. Try again later.', {
      ...{ cause: error, retryAfterSeconds: RETRY_AFTER_SECONDS },
    });
  }
}

/** What comes from now on is stored by the rules that are recorded then. Other servers find them within seconds. */
export function keepOutChanged({ recorder }: Pick<Context, 'recorder'>): void {
  rulesOf.get(recorder)?.forget();
}

/** Of each process's ledger. */
const rulesOf = new WeakMap<Recorder, RulesInForce>();

/** The rules in force, as far as one server knows. */
class RulesInForce {
  private known: { readonly versions: readonly PolicyVersion[]; readonly keepOut: KeepOut | undefined } | undefined;
  private askedAt = -Infinity;
  private forgotten = 0;
  private asking: Promise<void> | undefined;

  constructor(private readonly context: Pick<Context, 'database' | 'tenant' | 'keys'>) {}

  async now(): Promise<KeepOut | undefined> {
    const oldest = performance.now() - BELIEVED_MS; // of who asks, however long the answer takes
    while (this.askedAt < oldest) await this.asked();
    if (this.askedAt < oldest + BELIEVED_MS - REFRESHED_MS) this.asked().catch(() => undefined); // who comes when they are believed no more is told
    return this.known?.keepOut;
  }

  /** Whoever asks from now on waits for an answer that was begun from now on. */
  forget(): void {
    this.forgotten += 1;
    this.askedAt = -Infinity;
    this.asking = undefined;
  }

  private async asked(): Promise<void> {
    const asking = (this.asking ??= this.ask());
    try {
      await asking;
    } finally {
      if (this.asking === asking) this.asking = undefined;
    }
  }

  private async ask(): Promise<void> {
    const mark = this.forgotten;
    const askedAt = performance.now();
    const { versions } = await readable(this.context.database.snapshot((session) => accessAt(this.context, session, ALL_RECORDED)));
    if (mark !== this.forgotten) return;
    if (this.known?.versions !== versions) this.known = { versions, keepOut: rulesIn(versions) };
    this.askedAt = askedAt;
  }
}

function rulesIn(versions: readonly PolicyVersion[]): KeepOut | undefined {
  const keepOut = new KeepOut(versions);
  return keepOut.rules.length === 0 ? undefined : keepOut;
}
