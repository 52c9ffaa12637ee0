import { DAY_MS, type Instant, instantFromDate } from '#foundation';
import {
  FOLD_VERSION,
  generationsOf,
  hasIdentities,
  labelsKeptTo,
  labelsUnfollowed,
  type LabelsUnfollowed,
  LedgerReader,
  logHead,
  missingPartitions,
  QuarantineReader,
  type RefusalSum,
  type Session,
  type SetAside,
  setAsideIn,
  type WideEmitters,
  wideEmitters,
} from '#store';

import { type Glass, glassesAt } from './access/broken-glasses.ts';
import { adminsOnly } from './admin.ts';
import { ALL_RECORDED } from './ask/access-in-force.ts';
import type { Context, Principal } from './context.ts';
import { type EndingKey, endingKeys } from './ending-keys.ts';
import { missingPeriodKeys } from './key-check.ts';
import { outOfScope } from './key-scope.ts';
import { edgeSigned, LogChanged } from './log/edge-signed.ts';
import { requireGoesOn } from './log/goes-on.ts';
import { signerOfHead } from './log/log-signer.ts';
import { type WitnessSaw, witnessesSaw } from './log/witnesses.ts';
import { type AilingRoute, ailingRoutes } from './notice/route-health.ts';
import { recentRefusals } from './receive/refusals.ts';

/** Entries at each end of the ledger whose keys are looked for. */
const KEYS_SAMPLE = 1_000;
/** Partitions are made two months ahead, at every start; one month before they are missed is time to do something. */
const PARTITIONS_AHEAD_MS = 31 * DAY_MS;
const SET_ASIDE_NAMED_MAX = 5;
const EMITTERS_NAMED_MAX = 5;

/** What is to be known about the record and the graph, to say whether they are well. */
export interface Examination {
  readonly recorded: bigint;
  readonly mapped: bigint;
  /** The size for which labels of data are kept. */
  readonly labelled: bigint;
  /** How many entries changed more than labels are followed along at once, and where the newest stands. */
  readonly labelsUnfollowed: LabelsUnfollowed;
  /** Of the live graph, and of this program. Undefined: there is no live graph. */
  readonly graphFold: number | undefined;
  readonly programFold: number;
  readonly setAside: SetAside;
  /** Graphs beside the live one: being built, interrupted, or kept. */
  readonly otherGraphs: readonly number[];
  readonly quarantineOpen: number;
  /** What the door turned away in the last 30 days, the most frequent first. */
  readonly refusals: readonly RefusalSum[];
  /** Keys that the sampled entries are sealed with and the key file lacks. */
  readonly missingKeys: number;
  /** Whether the key that finds duplicates is missing though events were recorded. */
  readonly isIdentityKeyMissing: boolean;
  readonly missingPartitions: readonly string[];
  /** Broken glasses whose review is owed. */
  readonly glassesOwed: readonly Pick<Glass, 'position' | 'name' | 'isInForce'>[];
  /** Keys in force that soon end, the first of them first. */
  readonly expiringKeys: readonly EndingKey[];
  /** Emitters that are bound to no namespaces. */
  readonly wideEmitters: WideEmitters;
  /** Entries in the log. */
  readonly logged: bigint;
  /** Why nothing more is signed of it, in a sentence. Null: nothing stands against it. */
  readonly logFlaw: string | null;
  /** When it was looked at. */
  readonly now: Instant;
  /** What each witness that is believed said last of the log. */
  readonly witnesses: readonly WitnessSaw[];
  /** Routes over which notices do not arrive. */
  readonly ailingRoutes: readonly AilingRoute[];
}

/** Looks at the record and the graph, and changes nothing. */
export async function examine(
  context: Pick<Context, 'database' | 'keys' | 'tenant' | 'clock' | 'witnesses'>,
  principal: Principal,
): Promise<Examination> {
  const failure = principal.kind === 'admin' ? outOfScope(principal, 'ask') : adminsOnly('examine an installation');
  if (failure !== undefined) throw failure;
  const { database, tenant, clock, keys } = context;
  const missingKeys = await missingPeriodKeys(context, { sample: KEYS_SAMPLE });
  return database.snapshot(async (session) => {
    const all = await generationsOf(session, tenant);
    const live = all.find(({ isLive }) => isLive);
    const now = clock.now();
    return {
      recorded: await new LedgerReader(session, tenant, keys).size(),
      mapped: live?.mapped ?? 0n,
      labelled: live === undefined ? 0n : await labelsKeptTo(session, { tenant, generation: live.generation }),
      labelsUnfollowed: await labelsUnfollowed(session, { tenant, generation: live?.generation ?? 0 }),
      graphFold: live?.fold,
      programFold: FOLD_VERSION,
      setAside: await setAsideIn(session, { tenant, generation: live?.generation ?? 0 }, SET_ASIDE_NAMED_MAX),
      otherGraphs: all.filter(({ isLive }) => !isLive).map(({ generation }) => generation),
      quarantineOpen: await new QuarantineReader(session, tenant).countOpen(),
      refusals: await recentRefusals({ clock, tenant }, session),
      missingKeys,
      isIdentityKeyMissing: !keys.hasIdentityKey(tenant) && (await hasIdentities(session, tenant)),
      missingPartitions: await missingPartitions(session, { from: now, to: new Date(now.getTime() + PARTITIONS_AHEAD_MS) }),
      glassesOwed: (await glassesAt(context, session, ALL_RECORDED)).filter(({ review }) => review === null),
      expiringKeys: await endingKeys(context, session),
      wideEmitters: await wideEmitters(session, tenant, { now, max: EMITTERS_NAMED_MAX }),
      ...(await logFound(context, session)),
      now: instantFromDate(now),
      witnesses: await witnessesSaw(context, session),
      ailingRoutes: await ailingRoutes(context, session),
    };
  });
}

async function logFound(context: Pick<Context, 'keys' | 'tenant'>, session: Session): Promise<Pick<Examination, 'logged' | 'logFlaw'>> {
  const { log, ...head } = await logHead(session, context.tenant);
  const logged = BigInt(head.size);
  try {
    await edgeSigned(session, context.tenant, { head, signer: () => signerOfHead(context, { log, note: head.note }) });
    await requireGoesOn(context, session, { log, ...head });
    return { logged, logFlaw: null };
  } catch (error) {
    if (error instanceof LogChanged) return { logged, logFlaw: error.message };
    throw error;
  }
}
