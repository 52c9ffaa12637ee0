import { Failure } from '#foundation';
import { opens, type ProofOpening } from '#log';
import type { EntryKind } from '#record';
import { ActReader, LedgerReader } from '#store';

import type { AnswerHeader, Question } from '../ask/answer.ts';
import { read, type Reading } from '../ask/ask.ts';
import { committed, entryShown, type RecordedEntry } from '../ask/list-events.ts';
import { requireAuditor } from '../ask/require-auditor.ts';
import type { Context, Principal } from '../context.ts';
import { canonicalIn } from './check-entry.ts';
import { LogChanged } from './edge-signed.ts';
import { type EntryProof, positionIn, proofAt } from './prove-entry.ts';

/** What is proved, named in one of these ways. */
export interface ThingToProve {
  /** An event, by its commitment: 64 hexadecimal digits. */
  readonly event?: string | null | undefined;
  /** A report, by its id. */
  readonly report?: string | null | undefined;
  /** A version of a policy, by its place in the ledger. */
  readonly policy?: string | null | undefined;
  /** An entry of the trail that tells what was decided, by its place. */
  readonly decision?: string | null | undefined;
  /** Whatever stands at a place. */
  readonly position?: string | null | undefined;
}

/** The proof of an entry, and what opens its commitment where that was asked for and the asker is shown the body. */
export interface ThingProof extends EntryProof {
  readonly header: AnswerHeader;
  readonly kind: EntryKind;
  readonly opening: ProofOpening | null;
}

/**
 * Proves that a thing stands in the log of the newest checkpoint; with `open` also what it says (docs/decisions/0038). For auditors and administrators. Throws
 * BAD_REQUEST, NOT_FOUND, and LogChanged where what is stored is not what was signed.
 */
export async function proveThing(
  context: Context,
  principal: Principal,
  input: ThingToProve & { readonly open?: boolean } & Question,
): Promise<ThingProof> {
  await requireAuditor(context, principal, 'have entries of the ledger proved');
  const { how, name } = thingIn(input);
  return read(context, principal, {
    question: input,
    as: { operation: 'proof' },
    work: async (reading) => {
      const position = await PLACES[how](reading, name);
      const proof = position === undefined ? undefined : await proofAt(context, reading.asked.session, Number(position));
      const kind = proof === undefined ? undefined : kindIn(proof.leaf);
      const isKnown = position !== undefined && position < reading.asked.knownAt;
      if (proof === undefined || kind === undefined || !isKnown || !(KINDS[how]?.includes(kind) ?? true))
        throw new Failure(
          'NOT_FOUND',
          `There is no such ${how === 'position' ? 'entry' : how} among what was known at that size of the ledger.`,
        );
      const opening = input.open === true ? await openingOf(context, reading, position) : null;
      if (opening !== null && !opens(opening, commitmentIn(proof.leaf)))
        throw new LogChanged(`The body of entry ${position} is not the one that was recorded: the database was changed`);
      return { header: reading.asking.header(), ...proof, kind, opening };
    },
  });
}

type How = keyof ThingToProve;

/** Which kinds of entries are such a thing. Absent: every kind is. */
const KINDS: Readonly<Partial<Record<How, readonly EntryKind[]>>> = {
  event: ['event'],
  report: ['report'],
  policy: ['policy'],
  decision: ['decision'],
};

const PLACES: Readonly<Record<How, (reading: Reading, name: string) => Promise<bigint | undefined>>> = {
  event: ({ asked }, name) => committed(asked, name),
  report: async ({ asked: { session, tenant, knownAt } }, name) => {
    const [act] = await new ActReader(session, tenant).list({ kinds: ['report'], subject: name, knownAt }, 1);
    return act?.position;
  },
  policy: placeSaid,
  decision: placeSaid,
  position: placeSaid,
};

function placeSaid(_reading: Reading, name: string): Promise<bigint> {
  return Promise.resolve(BigInt(positionIn(name)));
}

/** Throws BAD_REQUEST unless one thing is named. */
function thingIn(input: ThingToProve): { readonly how: How; readonly name: string } {
  const named = (Object.keys(PLACES) as How[]).flatMap((how) => {
    const name = input[how];
    return name == null ? [] : [{ how, name }];
  });
  const [thing, ...others] = named;
  if (thing === undefined || others.length > 0)
    throw new Failure('BAD_REQUEST', 'Say what is to be proved, in one way: an event, a report, a policy, a decision, or a position.');
  return thing;
}

/** Null: it was erased, never was text, or may hold what is hidden from the asker. */
async function openingOf(context: Context, reading: Reading, position: bigint): Promise<ProofOpening | null> {
  const shown: RecordedEntry | undefined = await entryShown(reading, context, position);
  if (shown === undefined || shown.body === null) return null;
  const ledger = new LedgerReader(reading.asked.session, context.tenant, context.keys);
  const [entry] = await ledger.at([position]);
  const salt = await ledger.saltAt(position);
  const text = entry?.frame === undefined ? undefined : canonicalIn(entry.frame);
  return salt === undefined || text === undefined ? null : { salt, text };
}

interface Leaf {
  readonly kind: EntryKind;
  readonly commitment: string;
}

function kindIn(leaf: string): EntryKind {
  return (JSON.parse(leaf) as Leaf).kind; // a leaf that was spelled here
}

function commitmentIn(leaf: string): string {
  return (JSON.parse(leaf) as Leaf).commitment; // as above
}
