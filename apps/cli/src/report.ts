import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { errorCode, Failure } from '#foundation';
import { REPORT_KINDS } from '#operations';
import { EVIDENCE_FILES, evidenceFiles, unknownTitle } from '#reports';

import { oneOf, readArguments, readWords, required } from './arguments.ts';
import { type Command, type CommandContext, EXIT, EXIT_CODES } from './command.ts';
import { counted, oneLine, printJson, printLines } from './output.ts';
import { type MadeReport, REPORTS } from './report-source.ts';
import { REMOTE, REMOTE_USAGE, withSource } from './with-source.ts';

const usage = `Usage: headgate report HIPAA_EPHI_MAP --out <folder> [--as-of <time>] [--known-at <size or time>] [--remote]

Makes a report, signs it, records its digest, and writes an evidence folder that anybody can check with headgate verify.

  HIPAA_EPHI_MAP   where electronic protected health information comes from, where it goes, masked or not, who owns it, and
                   what is not known

  --out        a folder that is empty, or not there yet
  --as-of      what was true in the world at this RFC 3339 time, such as 2026-01-31T06:30:00Z; now when absent
  --known-at   from what Headgate knew: a ledger size, or an RFC 3339 time; all it knows when absent

The folder holds index.html (for people), report.json (for machines), signature.dsse.json (an Ed25519 signature over the digests
of both) and key.pub (the public key). The same question about the same two times gives the same four files. Give the auditor
the key by another way too: headgate signing-key prints it.

${REMOTE_USAGE}

With --json: {"id", "kind", "digest", "asOf", "knownAt", "position", "fingerprint", "folder", "summary", "unknown", "reasons"}.
${EXIT_CODES}
`;

export const command: Command = {
  usage,
  run: async (args, commandContext) => {
    const text = { type: 'string' } as const;
    const { values, positionals } = readArguments(args, { out: text, 'as-of': text, 'known-at': text, ...REMOTE });
    const [report, ...rest] = positionals;
    const kind = oneOf(report, REPORT_KINDS, 'what to report');
    readWords(rest, []);
    const folder = required(values.out, '--out');
    requireEmpty(folder);

    return withSource(commandContext, { ...REPORTS, remote: values.remote }, async (request) => {
      const made = await request({ kind, asOf: values['as-of'], knownAt: values['known-at'] });
      write(folder, made);
      if (values.json === true) printJson(commandContext, reportJson(folder, made));
      else tell(commandContext, { folder, check: values.remote === true ? KEY_FROM_ELSEWHERE : made.fingerprint, made });
      return EXIT.done;
    });
  },
};

/** A report that names the key it is to be checked with vouches for itself. */
const KEY_FROM_ELSEWHERE = '<key that its administrator tells you>';

/** Nothing is written over: what lies there may be evidence. */
function requireEmpty(folder: string): void {
  if (entriesIn(folder).length === 0) return;
  throw new Failure('BAD_REQUEST', `${folder} is not an empty folder; name one that is empty or not there yet with --out.`);
}

function entriesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    if (errorCode(error) === 'ENOTDIR') return [folder];
    throw error;
  }
}

function write(folder: string, made: MadeReport): void {
  mkdirSync(folder, { recursive: true });
  for (const [file, text] of evidenceFiles(made)) writeFileSync(path.join(folder, file), text, { flag: 'wx' });
}

function reportJson(folder: string, { id, kind, digest, reasons, position, fingerprint, map }: MadeReport): object {
  const { asOf, knownAt, summary, unknown } = map;
  return { id, kind, digest, asOf, knownAt, position, fingerprint, folder, summary, unknown, reasons };
}

function tell(
  context: CommandContext,
  { folder, check, made }: { readonly folder: string; readonly check: string; readonly made: MadeReport },
): void {
  const { id, position, fingerprint, map, reasons } = made;
  const { summary, unknown } = map;
  const { sources, sourceDatasets, unmasked, pseudonymised, derived, assumedDatasets } = summary;
  const moment = reasons.filter(({ code }) => code === 'MAPPING_BEHIND' || code === 'FOLD_DIFFERS');
  printLines(context, [
    `HIPAA_EPHI_MAP ${id}`,
    `as of ${map.asOf}, known from ${map.knownAt} entries`,
    '',
    `  ${counted(sources, 'source column')} in ${counted(sourceDatasets, 'dataset')}`,
    `  ${counted(unmasked, 'further column')} reached unmasked, ${pseudonymised} masked on every way, ${derived} only derived`,
    `  ${counted(assumedDatasets, 'dataset')} may hold it: no column lineage tells`,
    ...(unknown.length === 0 ? [] : ['', '  What is not known:']),
    ...unknown.map(({ code, about }) => `  - ${unknownTitle(code)}${about.length === 0 ? '' : ` (${about.length})`}`),
    '',
    `open    ${path.join(folder, EVIDENCE_FILES.page)}`,
    `signed  by ${fingerprint}, recorded at position ${position}`,
    `check   headgate verify ${folder} --key ${check}`,
    ...moment.map(({ message }) => `note: ${oneLine(message, 2_000)}`),
  ]);
}
