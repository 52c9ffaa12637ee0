import { readFileSync, statSync } from 'node:fs';

import { formatInstant, type Instant, MIB } from '#foundation';
import { type CheckedProof, checkProof, opens, parseOpenedProof, parseProof, type Verifier } from '#log';
import { leafHash } from '#record';
import { z } from 'zod';

import { wrong } from './arguments.ts';
import { type CommandContext, EXIT } from './command.ts';
import { keyOfLog } from './log-trust.ts';
import { oneLine, printJson, printLines } from './output.ts';

const Leaf = z.object({ v: z.literal(1), log: z.string(), kind: z.string(), at: z.string(), by: z.string(), commitment: z.string() });
type Leaf = z.infer<typeof Leaf>;

/** What a proof proves, or why not. */
const FLAWS: Readonly<Record<Exclude<CheckedProof['kind'], 'good'>, string>> = {
  'no-checkpoint': 'what is signed is no checkpoint of a log',
  'other-log': 'it is of another log than the key that you gave',
  'not-signed': 'the checkpoint is not signed by the key that you gave',
  'not-included': 'the entry is not in the tree of the checkpoint',
};

/** Checks a file that headgate proof wrote. `key`: as `headgate log-key` prints it, or a file with that. */
export function verifyProof(
  context: CommandContext,
  file: string,
  { key, witnesses, isJson }: { readonly key: string | undefined; readonly witnesses: readonly Verifier[]; readonly isJson: boolean },
): number {
  if (key === undefined)
    throw wrong('a proof is checked by the key of its log, which headgate log-key prints where it runs: --key <key, or a file with it>');
  const verdict = proofVerdict(file, { log: keyOfLog(key), witnesses });
  if (isJson) printJson(context, verdictJson(verdict));
  else printLines(context, linesOf(verdict));
  return isGood(verdict) ? EXIT.done : EXIT.failed;
}

/** What a file proves. */
export interface ProofVerdict {
  readonly log: Verifier;
  readonly index: number;
  readonly checked: CheckedProof;
  /** What the log says of the entry. Undefined: nothing that this version reads. */
  readonly leaf: Leaf | undefined;
  /** Those whose word is wanted. */
  readonly wanted: readonly Verifier[];
  /** Who else signed, by the names that they give: nobody checked them. */
  readonly claimed: readonly string[];
  /** What the entry says. Null: the file does not open it. */
  readonly opened: { readonly text: string; readonly isCommitted: boolean } | null;
}

/** Throws BAD_REQUEST where the file is none that headgate proof writes. */
export function proofVerdict(
  file: string,
  { log, witnesses }: { readonly log: Verifier; readonly witnesses: readonly Verifier[] },
): ProofVerdict {
  const text = statSync(file).size > PROOF_BYTES_MAX ? '' : readFileSync(file, 'utf8');
  const opened = parseOpenedProof(text);
  const proof = opened?.proof ?? parseProof(text);
  if (proof?.extra == null) throw wrong(`${file} is no proof of an entry, as headgate proof writes it`);
  const spelled = proof.extra.toString('utf8');
  const leaf = Leaf.safeParse(jsonOf(spelled)).data;
  return {
    ...{ log, index: proof.index, leaf, wanted: witnesses },
    claimed: proof.note.signatures.map(({ name }) => name).filter((name) => name !== log.name),
    checked: checkProof(proof, { leaf: leafHash(spelled), log, witnesses }),
    opened:
      opened === undefined
        ? null
        : { text: opened.opening.text, isCommitted: leaf !== undefined && opens(opened.opening, leaf.commitment) },
  };
}

/** Whether the entry is in the log, what is said to open it does, and somebody saw it whose word is wanted. */
export function isGood(verdict: ProofVerdict): boolean {
  const { checked, opened, wanted } = verdict;
  return checked.kind === 'good' && opened?.isCommitted !== false && (wanted.length === 0 || witnessesOf(verdict).length > 0);
}

/** Who saw the checkpoint, of those whose word is wanted. */
export function witnessesOf({ checked }: Pick<ProofVerdict, 'checked'>): readonly { readonly name: string; readonly at: string }[] {
  const signed = checked.kind === 'good' ? checked.signed : [];
  return signed.flatMap(({ by, at }) =>
    at === null ? [] : [{ name: by.name, at: formatInstant((BigInt(at) * 1_000_000_000n) as Instant) }],
  );
}

/** A line for each, or one that says that there is none. */
export function witnessLines(verdict: Pick<ProofVerdict, 'checked' | 'wanted' | 'claimed'>): readonly string[] {
  const seen = witnessesOf(verdict);
  if (seen.length > 0) return seen.map(({ name, at }) => `witnessed  by ${oneLine(name)}, ${at}`);
  if (verdict.wanted.length > 0) return ['witnessed  NO: by none of the witnesses that you named'];
  const [first] = verdict.claimed;
  return [first === undefined ? 'witnessed  by nobody' : `witnessed  not checked: give the key of ${oneLine(first)} with --witness`];
}

/** Of a proof that is not opened, a MiB is plenty; an event may be some MiB. */
const PROOF_BYTES_MAX = 64 * MIB;
const NOT_COMMITTED = 'the text is not what the entry commits to';

function verdictJson(verdict: ProofVerdict): object {
  const { log, index, checked, leaf, opened } = verdict;
  const flaw = checked.kind === 'good' ? null : FLAWS[checked.kind];
  return {
    good: isGood(verdict),
    flaw:
      flaw ??
      (opened?.isCommitted === false ? NOT_COMMITTED : null) ??
      (isGood(verdict) ? null : 'none of the witnesses that you named saw it'),
    witnesses: witnessesOf(verdict),
    ...{ log: log.name, index, leaf: leaf ?? null, opened: opened?.isCommitted === true ? opened.text : null },
  };
}

function linesOf(verdict: ProofVerdict): readonly string[] {
  const { checked, index, leaf, opened } = verdict;
  const about =
    leaf === undefined
      ? []
      : [
          `entry      ${index}: ${oneLine(leaf.kind)}, recorded ${oneLine(leaf.at)} by ${oneLine(leaf.by)}, commitment ${oneLine(leaf.commitment)}`,
        ];
  if (checked.kind !== 'good') return [...about, `proved     NO: ${FLAWS[checked.kind]}`];
  const { origin, size } = checked.checkpoint;
  return [
    ...about,
    `proved     yes: it is in the log ${oneLine(origin)} of ${size} entries`,
    ...(opened === null ? [] : [`opened     ${opened.isCommitted ? 'yes: what it commits to is the text below' : `NO: ${NOT_COMMITTED}`}`]),
    'signed     by the key that you gave',
    ...witnessLines(verdict),
    ...(opened?.isCommitted === true ? ['', oneLine(opened.text, SHOWN_MAX)] : []),
  ];
}

/** Of what an entry says; --json has all of it. */
const SHOWN_MAX = 10_000;

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
