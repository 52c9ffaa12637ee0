import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';

import { formatNote, originIn, parseProof, type Verifier, verifierIn } from '#log';
import { checkLedger, type LedgerVerdict, logVerifierKey } from '#operations';

import { wrong } from './arguments.ts';
import { type CommandContext, EXIT } from './command.ts';
import { keyOfLog, textOf } from './log-trust.ts';
import { oneLine, printJson, printLines } from './output.ts';
import { withInstallation } from './with-installation.ts';

/** Of a server nothing is asked: it would vouch for itself. */
const ELSEWHERE = 'run this where the database can be reached';

/** Checks the whole ledger of the installation on this machine. `key`: absent, the one of its data folder. `seen`: a file with a checkpoint, or with a proof. */
export function verifyLedger(
  context: CommandContext,
  { key, seen, isJson }: { readonly key: string | undefined; readonly seen: string | undefined; readonly isJson: boolean },
): Promise<number> {
  const given = key === undefined ? undefined : keyOfLog(key);
  return withInstallation(context, { otherwise: ELSEWHERE }, async ({ context: opened }) => {
    const log = given ?? ownKey(await logVerifierKey(opened));
    const before = seen === undefined ? undefined : checkpointIn(seen, log);
    const verdict = await checkLedger(opened, { log, seen: before });
    const isWhole = verdict.flaws.length === 0;
    if (isJson) printJson(context, { whole: isWhole, ...verdict });
    else printLines(context, linesOf(verdict, { isKeyGiven: given !== undefined }));
    return isWhole ? EXIT.done : EXIT.failed;
  });
}

function linesOf(
  { origin, recorded, logged, opened, seen, restores, flaws }: LedgerVerdict,
  { isKeyGiven }: { readonly isKeyGiven: boolean },
): readonly string[] {
  const by = isKeyGiven
    ? 'by the key that you gave'
    : "by the key in this machine's data folder, which proves nothing against whoever has the machine";
  const entries = `${recorded} recorded, of which ${logged} are in the log ${oneLine(origin)}`;
  const restored = restores.map(
    ({ position, from, lost, why }) =>
      `RESTORED   entry ${position} declares: entries ${from} to ${lost - 1}, as they were signed before, are lost: ${oneLine(why)}`,
  );
  if (flaws.length === 0)
    return [
      `whole      yes: every entry and every body is what was recorded, and the log what was signed`,
      `entries    ${entries}`,
      `bodies     ${opened} opened`,
      `signed     ${by}`,
      seen === null
        ? 'seen       no checkpoint of before was given (--seen): an older copy of the database would look the same'
        : restores.some(({ from }) => from < seen)
          ? `seen       the checkpoint of ${seen} entries that you gave was signed before a restore`
          : `seen       the checkpoint of ${seen} entries that you gave is its beginning`,
      ...restored,
    ];
  return [
    'whole      NO: TAMPERED',
    ...flaws.map(({ position, message }) => `             ${position === null ? '' : `entry ${position}: `}${oneLine(message)}`),
    `entries    ${entries}`,
    ...restored,
  ];
}

function ownKey(told: string): Verifier {
  const verifier = verifierIn(told);
  if (verifier === undefined) throw new Error('the key of the log is no verifier key');
  return verifier;
}

/** A checkpoint, or the one that a proof brings with it; of a folder the newest one of the log that LOG_ANCHOR_FOLDER kept there. */
function checkpointIn(given: string, log: Verifier): string {
  const file = newestIn(given, originIn(log.name)?.log ?? '') ?? given;
  const text = textOf(file);
  if (text === '') throw wrong(`--seen names no file that can be read: ${file}`);
  const proof = parseProof(text);
  return proof === undefined ? text : formatNote(proof.note);
}

/** Undefined: it is no folder. */
function newestIn(folder: string, log: string): string | undefined {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) return undefined;
  const kept = readdirSync(folder).flatMap((name) => {
    const [, of, restores, size] = /^([0-9a-f-]+)\.(\d+)-(\d{16})\.checkpoint$/.exec(name) ?? [];
    return of === log ? [{ name, restores: Number(restores), size: Number(size) }] : [];
  });
  const newest = kept.sort((left, right) => right.restores - left.restores || right.size - left.size)[0];
  if (newest === undefined) throw wrong(`--seen names a folder in which no checkpoint of this log is kept: ${folder}`);
  return path.join(folder, newest.name);
}
