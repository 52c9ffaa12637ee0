import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

import { MIB } from '#foundation';
import type { Verifier } from '#log';
import { EVIDENCE_FILES, readPublicKey, type TrustedKey, type Verdict, verifyEvidence } from '#reports';

import { readArguments, readWords, wrong } from './arguments.ts';
import { type Command, type CommandContext, EXIT, EXIT_CODES } from './command.ts';
import { keysOfWitnesses } from './log-trust.ts';
import { oneLine, printJson, printLines } from './output.ts';
import { verifyLedger } from './verify-ledger.ts';
import { verifyProof } from './verify-proof.ts';
import { type RecordAsked, type Recorded, recordedBy } from './verify-recorded.ts';

const usage = `Usage: headgate verify <folder> [--key <public key file or fingerprint>] [--proof <file> --log-key <key of the log>]
       headgate verify <file> --key <key of the log> [--witness <key of a witness>]...
       headgate verify --ledger [--key <key of the log>] [--seen <checkpoint file>]

Checks an evidence folder that headgate report wrote. Needs no Headgate but this command: no server, no database, no network.
It answers three questions apart:

  whole       are the bytes of each file those that were signed? Every file that is not is named, one that was added too
  signed      by whom? TRUSTED when the signature is good and of the key that you give with --key. Else SIGNED BY UNKNOWN KEY:
              the signature is good, but the key in the folder proves nothing, because whoever changes a folder can sign it anew
  witnessed   with --proof: who else saw the log that it stands in?

  recorded    with --proof: do the digests of the report stand in the log?

  --key      a file with the public key in PEM, or its fingerprint (64 hexadecimal digits). Take it from whoever runs the
             Headgate (headgate signing-key prints both), by another way than the folder. Keep it for the next report
  --proof    a file that headgate proof report <id> --open wrote
  --log-key  the key of the log as headgate log-key prints it, or a file with that

Of a file that headgate proof wrote it tells whether the entry stands in the log whose key you give, and what its leaf says; of an opened
one also what the entry says:

  --key      the key as headgate log-key prints it, or a file with that. Without it nothing is proved
  --witness  the key of a witness as headgate witness key prints it, or a file with some of them, one a line: one of them must
             have seen it. Also beside --proof

With --ledger it reads the whole ledger of the installation on this machine (DATABASE_URL, HEADGATE_DATA_DIR): whether every entry and every
body is the one that was recorded, and every part of the log the one that was signed, and names the first entry that is not:

  --key   the key as headgate log-key printed it, or a file with that. Else the key in the data folder is believed
  --seen  a file with a checkpoint (GET /api/v1/log/checkpoint), or with a proof, of earlier, or the folder of LOG_ANCHOR_FOLDER:
          the ledger must begin with what was signed then.
          Without one nothing tells an older copy of the database from the newest. Where headgate restored declared one, RESTORED
          says what is lost

Exit code 0 only when everything is whole and the signature is good, and with --key only when it is of that key.

With --json: {"whole", "flaws": [{"file", "message"}], "signer": {"state": "TRUSTED"|"UNKNOWN_KEY"|"BROKEN", "fingerprint"},
"witnesses": [{"name", "at"}], "report": what is signed, or null, "recorded": {"isRecorded", "message"}, or null without --proof}; of a proof
{"good", "flaw", "log", "index", "leaf", "witnesses": [{"name", "at"}], "opened": what the entry says, or null}; of a ledger {"whole", "origin", "recorded", "logged", "opened", "seen",
"restores": [{"position", "from", "lost", "why"}], "flaws": [{"position", "message"}]}.
${EXIT_CODES}
`;

/** No file of a report is larger; a folder of something else is not read into memory. */
const FILE_BYTES_MAX = 256 * MIB;
/** Files beside those of a report that are named. */
const FILES_MAX = 1_000;

export const command: Command = {
  usage,
  run: (args, commandContext) => {
    const { values, positionals } = readArguments(args, {
      ...{ key: { type: 'string' }, ledger: { type: 'boolean' }, seen: { type: 'string' } },
      ...{ proof: { type: 'string' }, 'log-key': { type: 'string' }, witness: { type: 'string', multiple: true } },
    } as const);
    const isJson = values.json === true;
    const witnesses = keysOfWitnesses(values.witness ?? []);
    const proof = recordAsked(values.proof, values['log-key'], witnesses);
    if (proof !== undefined && (values.ledger === true || values.seen !== undefined)) throw wrong('--proof belongs to a folder');
    if (values.ledger === true) {
      readWords(positionals, []);
      return verifyLedger(commandContext, { key: values.key, seen: values.seen, isJson });
    }
    if (values.seen !== undefined) throw wrong('--seen belongs to --ledger');
    const { folder } = readWords(positionals, ['folder']);
    if (proof === undefined && lstatSync(folder, { throwIfNoEntry: false })?.isFile() === true)
      return Promise.resolve(verifyProof(commandContext, folder, { key: values.key, witnesses, isJson }));
    const trusted = values.key === undefined ? undefined : trustedKey(values.key);
    const files = readFolder(folder);
    const verdict = verifyEvidence(files, trusted);
    const recorded = proof === undefined ? undefined : recordedBy(files, proof);

    const isWhole = verdict.flaws.length === 0;
    if (isJson)
      printJson(commandContext, { whole: isWhole, ...verdict, witnesses: recorded?.witnesses ?? [], recorded: recordedJson(recorded) });
    else tell(commandContext, { ...verdict, recorded }, { isKeyGiven: trusted !== undefined });
    const isGood = trusted === undefined ? verdict.signer.state !== 'BROKEN' : verdict.signer.state === 'TRUSTED';
    return Promise.resolve(isWhole && isGood && recorded?.isRecorded !== false ? EXIT.done : EXIT.failed);
  },
};

function recordedJson(recorded: Recorded | undefined): object | null {
  return recorded === undefined ? null : { isRecorded: recorded.isRecorded, message: recorded.message };
}

function recordAsked(proof: string | undefined, key: string | undefined, witnesses: readonly Verifier[]): RecordAsked | undefined {
  if (proof === undefined && key === undefined) return undefined;
  if (proof === undefined || key === undefined)
    throw wrong('--proof and --log-key belong together: a file that headgate proof wrote, and the key of its log');
  return { proof, key, witnesses };
}

function trustedKey(text: string): TrustedKey {
  const [digits] = /^[0-9a-f]{64}$/.exec(text.toLowerCase()) ?? [];
  if (digits !== undefined) return { fingerprint: digits };
  const key = readPublicKey(fileText(text));
  if (key === undefined)
    throw wrong(`--key is a file with an Ed25519 public key in PEM, or a fingerprint of 64 hexadecimal digits; ${text} is neither`);
  return { key };
}

function fileText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    throw wrong(`--key names no file that can be read, and is no fingerprint of 64 hexadecimal digits: ${file}`);
  }
}

/** The files of a folder, by name. What is no plain file stands there without bytes: it is no part of a report. */
function readFolder(folder: string): ReadonlyMap<string, Uint8Array> {
  const own: readonly string[] = Object.values(EVIDENCE_FILES);
  const files = new Map<string, Uint8Array>();
  for (const name of namesIn(folder).slice(0, FILES_MAX)) {
    const file = path.join(folder, name);
    const stats = lstatSync(file);
    if (!own.includes(name)) files.set(name, new Uint8Array());
    else if (stats.isFile() && stats.size <= FILE_BYTES_MAX) files.set(name, readFileSync(file));
  }
  return files;
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    throw wrong(`${folder} is no folder that can be read`);
  }
}

function tell(
  context: CommandContext,
  { flaws, signer, report, recorded }: Verdict & { readonly recorded: Recorded | undefined },
  { isKeyGiven }: { readonly isKeyGiven: boolean },
): void {
  printLines(context, [
    ...(report === null ? [] : [aboutLine(report)]),
    ...(flaws.length === 0
      ? ['whole      yes: every file is what was signed']
      : ['whole      NO', ...flaws.map(({ file, message }) => `             ${oneLine(file)} ${message}`)]),
    ...signerLines(signer, isKeyGiven),
    ...(recorded === undefined ? [] : [`recorded   ${recorded.isRecorded ? 'yes' : 'NO'}: ${recorded.message}`]),
    ...(recorded?.lines ?? ['witnessed  not told: the proof that headgate proof report <id> makes tells who saw it (--proof)']),
  ]);
}

function signerLines({ state, fingerprint }: Verdict['signer'], isKeyGiven: boolean): readonly string[] {
  switch (state) {
    case 'TRUSTED':
      return [`signed     TRUSTED: by the key that you gave, ${fingerprint}`];
    case 'UNKNOWN_KEY':
      return [
        `signed     SIGNED BY UNKNOWN KEY ${fingerprint}`,
        isKeyGiven
          ? '             It is not the key that you gave.'
          : '             Compare it with what its sender told you by another way, or give that with --key.',
      ];
    case 'BROKEN':
      return ['signed     NO: there is no good signature'];
  }
}

function aboutLine(report: NonNullable<Verdict['report']>): string {
  const word = (key: string): string => {
    const value = report[key];
    return typeof value === 'string' ? oneLine(value) : 'not said';
  };
  return `report     ${word('kind')} ${word('id')}, as of ${word('asOf')}, known from ${word('knownAt')} entries`;
}
