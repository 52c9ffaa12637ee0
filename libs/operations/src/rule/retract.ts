import { Failure, parseInstant } from '#foundation';
import type { Name, Retraction } from '#lineage';
import { principalCalled, type Received, type RulingReader } from '#store';

import { requireAdmin } from '../admin.ts';
import type { Context, Principal } from '../context.ts';
import { readRulings } from '../map/live-graph.ts';
import { previewRulings, type RulingPreview } from './preview-rulings.ts';
import { recordRuling } from './record-ruling.ts';

/** Events in one retraction. What a period of receipt names is cut into as many as it takes. */
export const RETRACTION_EVENTS_MAX = 10_000;

/** What to take out: events by position or content digest; a run; or what an emitter said of a time, or sent within one. Instants are RFC 3339, half open. */
export type Retracted =
  | { readonly kind: 'events'; readonly events: readonly string[] }
  | { readonly kind: 'run'; readonly job: Name; readonly runId: string }
  | { readonly kind: 'said'; readonly emitter: string; readonly from: string | null; readonly to: string | null }
  | ({ readonly kind: 'received'; readonly emitter: string } & Received);

/** What a retraction would take out of the graph. Nothing is changed. */
export async function previewRetraction(
  context: Context,
  principal: Principal,
  { what }: { readonly what: Retracted },
): Promise<RulingPreview & { readonly retractions: number }> {
  requireAdmin(context, principal, 'take claims out of the graph');
  const rulings = await rulingsFor(context, what, 'a preview');
  return { ...(await previewRulings(context, principal, rulings)), retractions: rulings.length };
}

/** Takes claims out of the graph, from the positions on that it gives. An earlier `knownAt` still shows them, and each can be taken back by its id. */
export async function retract(
  context: Context,
  principal: Principal,
  { what, why }: { readonly what: Retracted; readonly why: string },
): Promise<readonly { readonly retraction: string; readonly position: bigint }[]> {
  requireAdmin(context, principal, 'take claims out of the graph');
  if (why.trim() === '') throw new Failure('BAD_REQUEST', 'Say why: the reason is recorded beside the retraction.');
  const recorded: { retraction: string; position: bigint }[] = [];
  for (const ruling of await rulingsFor(context, what, why)) {
    const { position } = await recordRuling(context, principal, ruling);
    recorded.push({ retraction: ruling.retraction, position });
  }
  return recorded;
}

type Withdrawal = Exclude<Retraction, { readonly reinstate: string }>;

async function rulingsFor(context: Context, what: Retracted, why: string): Promise<readonly Withdrawal[]> {
  const id = (): string => context.randomness.uuid();
  switch (what.kind) {
    case 'events': {
      const events = await readRulings(context, (reader) => digestsOf(reader, what.events));
      return chunks(events).map((chunk) => ({ retraction: id(), events: chunk, why }));
    }
    case 'run':
      return [{ retraction: id(), run: { job: what.job, runId: what.runId }, why }];
    case 'said':
      return [
        { retraction: id(), emitter: await emitterId(context, what.emitter), from: time('from', what.from), to: time('to', what.to), why },
      ];
    case 'received': {
      const emitter = await emitterId(context, what.emitter);
      const events = await digestsReceived(context, emitter, what);
      return chunks(events).map((chunk) => ({ retraction: id(), events: chunk, why }));
    }
  }
}

const DIGEST = /^[0-9a-f]{64}$/i;
const POSITION = /^\d{1,18}$/;

/** Positions are what senders know: each must hold an event that is in the graph. Digests may also be of events that are still to come. */
async function digestsOf(reader: RulingReader, events: readonly string[]): Promise<readonly string[]> {
  const odd = events.find((each) => !DIGEST.test(each) && !POSITION.test(each));
  if (odd !== undefined)
    throw new Failure('BAD_REQUEST', `${odd} names no event: give a position, or the 64 hex digits of a content digest.`);
  const positions = events.filter((each) => POSITION.test(each)).map(BigInt);
  const known = await reader.digestsAt(positions);
  const unknown = positions.find((position) => !known.has(position));
  if (unknown !== undefined) throw new Failure('NOT_FOUND', `Position ${unknown} holds no event that is in the graph.`);
  return [...new Set(events.map((each) => (POSITION.test(each) ? (known.get(BigInt(each)) ?? '') : each.toLowerCase())))];
}

/** Until now means: as far as the graph has come. A period that ended must be in it whole. */
async function digestsReceived(context: Context, emitter: string, { since, until }: Received): Promise<readonly string[]> {
  const period = { since: time('since', since), until: time('until', until) };
  return readRulings(context, async (reader, _session, { mapped }) => {
    const { from, to } = await reader.positionsReceived(period);
    if (until !== null && to > mapped)
      throw new Failure('BUSY', `${to - mapped} entries of that time are not in the graph yet; try again when they are.`, {
        retryAfterSeconds: 1,
      });
    return reader.digestsBrought(emitter, { from, to: to < mapped ? to : mapped });
  });
}

async function emitterId({ database, tenant }: Context, called: string): Promise<string> {
  const id = await database.snapshot((session) => principalCalled(session, tenant, called));
  if (id === undefined) throw new Failure('NOT_FOUND', `Nobody is called ${called}; \`headgate keys list\` names who there is.`);
  return id;
}

function time(what: string, text: string | null): string | null {
  if (text !== null && parseInstant(text) === undefined)
    throw new Failure('BAD_REQUEST', `${what} must be an RFC 3339 time, such as 2026-01-31T06:30:00Z.`);
  return text;
}

function chunks(events: readonly string[]): readonly (readonly string[])[] {
  const count = Math.ceil(events.length / RETRACTION_EVENTS_MAX);
  return Array.from({ length: count }, (_, index) => events.slice(index * RETRACTION_EVENTS_MAX, (index + 1) * RETRACTION_EVENTS_MAX));
}
