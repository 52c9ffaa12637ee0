import type { ContractProblem, Finding, VerdictOutcome } from '#contracts';
import { Failure, MIB } from '#foundation';
import type { Name } from '#lineage';
import { applyContract, findContract, mapUpTo, previewContract } from '#operations';

import { oneOf, readArguments, readWords } from './arguments.ts';
import { type Command, type CommandContext, EXIT, EXIT_CODES } from './command.ts';
import { type ContractJson, CONTRACTS, verdictsJson } from './contract-source.ts';
import { fileBytes } from './file-bytes.ts';
import { columns, counted, oneLine, printJson, printLines, printText, secondOf } from './output.ts';
import { withInstallation } from './with-installation.ts';
import { REMOTE, REMOTE_USAGE, withSource } from './with-source.ts';

const usage = `Usage: headgate contract apply <file> [--dry-run]
       headgate contract list [--remote]
       headgate contract show <id> [--text] [--remote]

A contract promises which columns a dataset has, and of which types: YAML (or JSON) of the Open Data Contract Standard, version 3:

  apiVersion: v3.1.0
  kind: DataContract
  id: orders
  version: 1.0.0
  status: active
  servers:
    - { server: production, type: postgres, host: db.example.com, port: 5432, database: shop, schema: public }
  schema:
    - name: orders                   # of the dataset shop.public.orders in postgres://db.example.com:5432
      properties:
        - { name: id, logicalType: integer, physicalType: bigint }
        - { name: placed_at, logicalType: timestamp }

With exactly one server of type postgres, mysql, snowflake, bigquery or kafka, its entry and the physicalName (or name) of a schema
object are the name of the dataset, as OpenLineage spells it. In all other cases say it as your events do, by customProperties of the
schema object; headgateNamespace may stand at the contract, for all its objects:

      customProperties:
        - { property: headgateNamespace, value: "s3://lake" }
        - { property: headgateDataset, value: orders }

Keys that the standard does not have promise nothing, and are remarked. A verdict is PASS, FAIL or UNKNOWN.

  apply     put a contract into force, as the next version of the contract of its id; - reads it from stdin. With --dry-run nothing is
            recorded, the verdicts that it would have now are shown, and the exit code is 1 unless they are all PASS
  list      the contracts in force, and what they come to
  show      one of them, with every finding and what each verdict rests on; --text prints the contract itself, to the letter

${REMOTE_USAGE}

With --json: apply gives {"id", "position", "isNew", "verdicts", "remarks"}, list {"contracts": [...]}, show one contract.
${EXIT_CODES}
`;

/** More than any contract that can be put into force. */
const TEXT_BYTES_MAX = 4 * MIB;

export const command: Command = {
  usage,
  run: (args, commandContext) => {
    const [verb, ...rest] = args;
    switch (oneOf(verb, ['apply', 'list', 'show'], 'what to do')) {
      case 'apply':
        return apply(rest, commandContext);
      case 'list':
        return list(rest, commandContext);
      case 'show':
        return show(rest, commandContext);
    }
  },
};

async function apply(args: string[], commandContext: CommandContext): Promise<number> {
  const { values, positionals } = readArguments(args, { 'dry-run': { type: 'boolean' } });
  const { file } = readWords(positionals, ['file']);
  const text = (await fileBytes(file, TEXT_BYTES_MAX)).toString('utf8');
  if (values['dry-run'] === true) return rehearse(text, commandContext, values.json === true);

  return withInstallation(commandContext, { keys: true }, async ({ context, actor, reader }) => {
    const applied = await applyContract(context, await actor(), { text });
    if (applied.kind === 'unreadable') throw unreadable(applied.problems);
    await mapUpTo(context, applied.position + 1n);
    const { contract } = await findContract(context, reader, { id: applied.id });
    const { id, position, isNew, remarks } = applied;
    if (values.json === true) printJson(commandContext, { id, position, isNew, verdicts: verdictsJson(contract), remarks });
    else {
      const how = isNew ? `In force from position ${position} on.` : `This text is in force already, from position ${position} on.`;
      printLines(commandContext, [how, ...contract.verdicts.flatMap(verdictLines), ...remarkLines(remarks)]);
    }
    return EXIT.done;
  });
}

async function rehearse(text: string, commandContext: CommandContext, isJson: boolean): Promise<number> {
  return withInstallation(commandContext, { keys: true }, async ({ context, reader }) => {
    await mapUpTo(context);
    const preview = await previewContract(context, reader, { text });
    if (preview.kind === 'unreadable') throw unreadable(preview.problems);
    const { contract, outcome, verdicts, remarks } = preview;
    const first = `Nothing was recorded. ${contract.id} would be ${outcome} now.`;
    if (isJson) printJson(commandContext, { id: contract.id, position: null, isNew: false, verdicts, remarks });
    else printLines(commandContext, [first, ...verdicts.flatMap(verdictLines), ...remarkLines(remarks)]);
    return outcome === 'PASS' ? EXIT.done : EXIT.failed;
  });
}

async function list(args: string[], commandContext: CommandContext): Promise<number> {
  const { values, positionals } = readArguments(args, REMOTE);
  readWords(positionals, []);
  return withSource(commandContext, { ...CONTRACTS, remote: values.remote }, async (source) => {
    const contracts = await source.list();
    if (values.json === true) printJson(commandContext, { contracts });
    else if (contracts.length === 0) printLines(commandContext, ['No contract is in force.']);
    else printLines(commandContext, columns(contracts.map(cells)));
    return EXIT.done;
  });
}

async function show(args: string[], commandContext: CommandContext): Promise<number> {
  const { values, positionals } = readArguments(args, { text: { type: 'boolean' }, ...REMOTE });
  const { id } = readWords(positionals, ['id']);
  return withSource(commandContext, { ...CONTRACTS, remote: values.remote }, async (source) => {
    const contract = await source.show(id);
    if (values.json === true) printJson(commandContext, contract);
    else if (values.text === true) printText(commandContext, contract.text);
    else printLines(commandContext, lines(contract));
    return EXIT.done;
  });
}

function unreadable(problems: readonly ContractProblem[]): Failure {
  const told = problems.map((problem) => `\n  ${placed(problem)}`).join('');
  return new Failure('BAD_REQUEST', `The contract cannot be put into force; nothing was recorded.${told}`);
}

function remarkLines(remarks: readonly ContractProblem[]): readonly string[] {
  return remarks.map((remark) => `remark   ${placed(remark)}`);
}

function placed({ pointer, message }: ContractProblem): string {
  return oneLine(`${pointer} ${message}`.trim(), 1000);
}

interface Judged {
  readonly dataset: Name;
  readonly outcome: VerdictOutcome;
  readonly findings: readonly Finding[];
}

function verdictLines({ dataset, outcome, findings }: Judged): readonly string[] {
  const name = oneLine(`${dataset.namespace} ${dataset.name}`);
  return [`${outcome.padEnd(7)}  ${name}`, ...findings.map((finding) => `           ${sentence(finding)}`)];
}

/** What was found, in a sentence. */
function sentence({ kind, column, expected, found }: Finding): string {
  const name = oneLine(column ?? '');
  switch (kind) {
    case 'column-missing':
      return `${name} is missing`;
    case 'type-changed':
      return `${name} is ${oneLine(found ?? 'of no type')}, and was promised as ${oneLine(expected ?? 'any type')}`;
    case 'schema-unknown':
      if (column === null) return 'no schema of this dataset is known';
      return found === null
        ? `it is not known whether ${name} is as promised`
        : `${name} is ${oneLine(found)}, which cannot be compared with ${oneLine(expected ?? '')}`;
  }
}

function cells({ id, version, outcome, verdicts, recordedAt, byName, by }: ContractJson): readonly string[] {
  const count = verdicts.reduce((sum, { findings }) => sum + findings.length, 0);
  return [oneLine(id, 60), oneLine(version, 20), outcome, counted(count, 'finding'), secondOf(recordedAt), oneLine(byName ?? by, 40)];
}

function lines(contract: ContractJson): readonly string[] {
  const { id, name, version, status, apiVersion, position, commitment, recordedAt, byName, by, outcome } = contract;
  return [
    ...columns([
      ['id', oneLine(id)],
      ...(name === null ? [] : [['name', oneLine(name)]]),
      ['version', oneLine(version)],
      ...(status === null ? [] : [['status', oneLine(status)]]),
      ['standard', oneLine(apiVersion)],
      ['in force', `from position ${position} on, ${recordedAt}, by ${oneLine(byName ?? by)}`],
      ['commitment', commitment],
      ['outcome', outcome],
    ]),
    ...contract.verdicts.flatMap((verdict) => [
      '',
      ...verdictLines(verdict),
      ...verdict.evidence.map((entry) => `           rests on ${entry.commitment} at position ${entry.position}`),
    ]),
  ];
}
