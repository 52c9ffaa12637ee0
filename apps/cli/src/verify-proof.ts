import { readFileSync, statSync } from 'node:fs';

import { MIB } from '#foundation';
import { type CheckedProof, checkProof, type LogProof, parseProof } from '#log';
import { leafHash } from '#record';
import { z } from 'zod';

import { wrong } from './arguments.ts';
import { type CommandContext, EXIT } from './command.ts';
import { keyOfLog } from './log-trust.ts';
import { oneLine, printJson, printLines } from './output.ts';

const Leaf = z.object({ v: z.literal(1), log: z.string(), kind: z.string(), at: z.string(), by: z.string(), commitment: z.string() });

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
  { key, isJson }: { readonly key: string | undefined; readonly isJson: boolean },
): number {
  if (key === undefined)
    throw wrong('a proof is checked by the key of its log, which headgate log-key prints where it runs: --key <key, or a file with it>');
  const log = keyOfLog(key);
  const proof = statSync(file).size > MIB ? undefined : parseProof(readFileSync(file, 'utf8'));
  if (proof?.extra == null) throw wrong(`${file} is no proof of an entry, as headgate proof writes it`);
  const leaf = proof.extra.toString('utf8');
  const checked = checkProof(proof, { leaf: leafHash(leaf), log, witnesses: [] });
  const told = Leaf.safeParse(jsonOf(leaf)).data;
  if (isJson)
    printJson(context, {
      good: checked.kind === 'good',
      flaw: checked.kind === 'good' ? null : FLAWS[checked.kind],
      log: log.name,
      index: proof.index,
      leaf: told ?? null,
    });
  else printLines(context, linesOf(checked, proof, told));
  return checked.kind === 'good' ? EXIT.done : EXIT.failed;
}

function linesOf(checked: CheckedProof, { index }: LogProof, leaf: z.infer<typeof Leaf> | undefined): readonly string[] {
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
    'signed     by the key that you gave',
    'witnessed  by nobody: this version of Headgate has no witnesses yet',
  ];
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
