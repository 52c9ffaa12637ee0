import { type Generation, graphDigest, graphLines, readingWhole, type Session } from '#store';

import type { Context } from '../context.ts';

/** Facts that one graph holds and the other does not. */
export interface OnlyIn {
  readonly count: number;
  /** Lines of the digest, at most 20, in the order of their bytes. */
  readonly first: readonly string[];
}

/** Two graphs beside each other, at one size. */
export interface Comparison {
  /** How many entries of the ledger both were asked for. */
  readonly size: bigint;
  readonly liveDigest: string;
  readonly rebuiltDigest: string;
  /** Undefined when the digests are the same. */
  readonly differences: { readonly onlyLive: OnlyIn; readonly onlyRebuilt: OnlyIn } | undefined;
}

const LINES_SHOWN_MAX = 20;

/** Compares two graphs at the greatest size that both have reached. Reads them whole; where they differ, holds the lines of both in memory. */
export async function compareGraphs(
  { database, tenant }: Context,
  { live, rebuilt }: { readonly live: Generation; readonly rebuilt: Generation },
): Promise<Comparison> {
  const size = live.mapped < rebuilt.mapped ? live.mapped : rebuilt.mapped;
  const compare = async (session: Session): Promise<Comparison> => {
    const [ofLive, ofRebuilt] = [live, rebuilt].map(({ generation }) => ({ tenant, generation })) as [Place, Place]; // a pair gives a pair
    const liveDigest = await graphDigest(session, ofLive, size);
    const rebuiltDigest = await graphDigest(session, ofRebuilt, size);
    if (liveDigest === rebuiltDigest) return { size, liveDigest, rebuiltDigest, differences: undefined };

    const [liveLines, rebuiltLines] = [await graphLines(session, ofLive, size), await graphLines(session, ofRebuilt, size)];
    const differences = { onlyLive: onlyIn(liveLines, rebuiltLines), onlyRebuilt: onlyIn(rebuiltLines, liveLines) };
    return { size, liveDigest, rebuiltDigest, differences };
  };
  return database.snapshot((session) => readingWhole(session, { statementMsMax: 0 }, () => compare(session)));
}

type Place = Parameters<typeof graphDigest>[1];

function onlyIn(lines: readonly string[], others: readonly string[]): OnlyIn {
  const known = new Set(others);
  const alone = lines.filter((line) => !known.has(line));
  return { count: alone.length, first: alone.slice(0, LINES_SHOWN_MAX) };
}
