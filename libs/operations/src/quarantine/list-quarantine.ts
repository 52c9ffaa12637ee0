import { Failure, formatInstant, type Instant } from '#foundation';
import { isUuid } from '#lineage';
import { type QuarantineReason, QuarantineReader, type QuarantineRow } from '#store';
import { z } from 'zod';

import type { Asking, Question } from '../ask/answer.ts';
import { answerTo } from '../ask/ask.ts';
import type { Connection, Page } from '../ask/page.ts';
import type { Context, Principal } from '../context.ts';
import { visibleTo } from '../ask/quarantine-sight.ts';
import { asSeen } from './as-seen.ts';

/** What could not be used, as it is listed: all but its bytes. */
export type QuarantinedEvent = QuarantineRow;

export interface QuarantineFilter {
  readonly because?: QuarantineReason | null | undefined;
  /** The id of the principal that sent it. */
  readonly sender?: string | null | undefined;
  /** True: what nobody has redriven yet; false: what was. */
  readonly open?: boolean | null | undefined;
}

/** Quarantine is no part of the graph: who mends things may also ask for what was recorded after the size that the answer's header names. */
export interface AlsoUnmapped {
  readonly alsoUnmapped?: boolean | undefined;
}

/** Beyond every position. */
export const EVERYTHING_RECORDED = 2n ** 62n;

const PAGE_DEFAULT = 50;
const PAGE_MAX = 500;

/** What is in quarantine, newest first. Who sees what of it: `visibleTo`. */
export async function listQuarantine(
  context: Context,
  principal: Principal,
  input: QuarantineFilter & AlsoUnmapped & Page & Question = {},
): Promise<Connection<QuarantinedEvent>> {
  const first = input.first ?? PAGE_DEFAULT;
  if (first < 1 || first > PAGE_MAX) throw new Failure('LIMIT_EXCEEDED', `first may be 1 to ${PAGE_MAX}.`);
  const after = input.after == null ? undefined : readCursor(input.after);
  if (input.sender != null && !isUuid(input.sender))
    throw new Failure('BAD_REQUEST', 'sender must be the id of a principal, as headgate keys list --json and this list tell it.');

  const question = { ...input, ...after?.times };
  const work = async (asking: Asking): Promise<Connection<QuarantinedEvent>> => {
    const { session, times, header } = asking;
    const reader = new QuarantineReader(session, context.tenant);
    const sight = await visibleTo({ context, principal }, asking);
    const rows = await reader.list(
      {
        knownAt: input.alsoUnmapped === true ? EVERYTHING_RECORDED : times.knownAt,
        because: input.because ?? undefined,
        visibleTo: sight,
        sender: input.sender ?? undefined,
        isOpen: input.open ?? undefined,
        after: after?.row,
      },
      first + 1,
    );
    const nodes = await asSeen(reader, rows.slice(0, first), sight);
    const edges = nodes.map((node) => ({ node, cursor: cursorOf(node, times) }));
    return { header: header(), nodes, edges, pageInfo: { hasNextPage: rows.length > first, endCursor: edges.at(-1)?.cursor ?? null } };
  };
  return answerTo(context, principal, { question, as: { operation: 'quarantine', input, shown: ({ nodes }) => nodes.length }, work });
}

const Cursor = z.tuple([z.string(), z.string().regex(/^\d+$/), z.string().regex(/^\d+$/), z.uuid()]);

function cursorOf({ receivedAt, id }: QuarantinedEvent, { asOf, knownAt }: { readonly asOf: Instant; readonly knownAt: bigint }): string {
  return Buffer.from(JSON.stringify([formatInstant(asOf), String(knownAt), String(receivedAt), id])).toString('base64url');
}

function readCursor(text: string): {
  readonly times: { readonly asOf: string; readonly knownAt: string };
  readonly row: { readonly receivedAt: Instant; readonly id: string };
} {
  const cursor = Cursor.safeParse(jsonIn(text));
  if (!cursor.success) throw new Failure('BAD_REQUEST', 'after must be a cursor that this list gave: its endCursor, or that of an edge.');
  const [asOf, knownAt, receivedAt, id] = cursor.data;
  return { times: { asOf, knownAt }, row: { receivedAt: BigInt(receivedAt) as Instant, id } }; // a cursor holds what a row held
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
  } catch {
    return undefined; // no cursor of ours
  }
}
