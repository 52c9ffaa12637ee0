import { formatInstant } from '#foundation';
import { acknowledgeAlert, type Alert, findAlert, findReaders, listAlerts, mapUpTo, type NodeRef, type Readers } from '#operations';

import { oneOf, readArguments, readWords } from './arguments.ts';
import { type Command, type CommandContext, EXIT, EXIT_CODES } from './command.ts';
import { columns, oneLine, printJson, printLines, shortTime } from './output.ts';
import { withInstallation } from './with-installation.ts';

const usage = `Usage: headgate alerts [list [--state open|acknowledged|resolved]]
       headgate alerts show <id>
       headgate alerts ack <id> [--note <text>]

A broken promise of a contract is an alert: opened once, however often it is found, and resolved by the next good event.

  list      those first in whose life something happened last
  show      one of them, with its life and who reads the column
  ack       say that somebody has seen it

With --json: list gives {"alerts": [...]}, show one alert with its readers, ack {"id", "state", "position"}.
${EXIT_CODES}
`;

const STATES = ['open', 'acknowledged', 'resolved'] as const;
const PAGE = 500;

export const command: Command = {
  usage,
  run: (args, commandContext) => {
    const [verb, ...rest] = args;
    if (verb === undefined || verb.startsWith('-')) return list(args, commandContext);
    switch (oneOf(verb, ['list', 'show', 'ack'], 'what to do')) {
      case 'list':
        return list(rest, commandContext);
      case 'show':
        return show(rest, commandContext);
      case 'ack':
        return acknowledge(rest, commandContext);
    }
  },
};

async function list(args: string[], commandContext: CommandContext): Promise<number> {
  const { values, positionals } = readArguments(args, { state: { type: 'string' } });
  readWords(positionals, []);
  const states = values.state === undefined ? undefined : [oneOf(values.state, STATES, '--state')];
  return withInstallation(commandContext, { keys: true }, async ({ context, reader }) => {
    await mapUpTo(context);
    const alerts: Alert[] = [];
    for (let after: string | null = null, hasNextPage = true; hasNextPage;) {
      const page = await listAlerts(context, reader, { states, first: PAGE, after });
      alerts.push(...page.nodes);
      ({ hasNextPage, endCursor: after } = page.pageInfo);
    }
    if (values.json === true) printJson(commandContext, { alerts: alerts.map(alertJson) });
    else printLines(commandContext, columns(alerts.map(cells)));
    return EXIT.done;
  });
}

async function show(args: string[], commandContext: CommandContext): Promise<number> {
  const { values, positionals } = readArguments(args, {});
  const { id } = readWords(positionals, ['id']);
  return withInstallation(commandContext, { keys: true }, async ({ context, reader }) => {
    await mapUpTo(context);
    const { alert, header } = await findAlert(context, reader, { id });
    const readers = await findReaders(context, reader, { alert, knownAt: header.knownAt.toString() });
    if (values.json === true) printJson(commandContext, { ...alertJson(alert), readers: readers === null ? null : readersJson(readers) });
    else printLines(commandContext, [...lines(alert), ...readerLines(readers)]);
    return EXIT.done;
  });
}

async function acknowledge(args: string[], commandContext: CommandContext): Promise<number> {
  const { values, positionals } = readArguments(args, { note: { type: 'string' } });
  const { id } = readWords(positionals, ['id']);
  return withInstallation(commandContext, { keys: true }, async ({ context, actor }) => {
    const acknowledged = await acknowledgeAlert(context, await actor(), { id, note: values.note ?? null });
    if (values.json === true) printJson(commandContext, acknowledged);
    else printLines(commandContext, [`Acknowledged at position ${acknowledged.position}.`]);
    return EXIT.done;
  });
}

function sentence({ kind, column, expected, found }: Alert): string {
  switch (kind) {
    case 'column-missing':
      return `${oneLine(column)} is missing`;
    case 'type-changed':
      return `${oneLine(column)} is ${oneLine(found ?? 'of no type')}, and was promised as ${oneLine(expected ?? 'any type')}`;
  }
}

function cells(alert: Alert): readonly string[] {
  const { id, state, openedAt, dataset, contract } = alert;
  return [
    id,
    state,
    shortTime(openedAt),
    oneLine(`${dataset.namespace} ${dataset.name}`, 80),
    sentence(alert),
    `(${oneLine(contract, 60)})`,
  ];
}

function lines(alert: Alert): readonly string[] {
  const { id, state, contract, dataset, openedAt, since, evidence, history } = alert;
  return [
    ...columns([
      ['id', id],
      ['state', state],
      ['contract', oneLine(contract)],
      ['dataset', oneLine(`${dataset.namespace} ${dataset.name}`)],
      ['finding', sentence(alert)],
      ['opened', formatInstant(openedAt)],
      ...(since === null ? [] : [['since', `${formatInstant(since)}, by event time`]]),
    ]),
    ...evidence.map(({ commitment, position }) => `rests on ${commitment} at position ${position}`),
    '',
    ...columns(
      history.map(({ event, at, by, byName, note }) => [
        event,
        formatInstant(at),
        `by ${oneLine(byName ?? by)}`,
        note === null ? '' : oneLine(note),
      ]),
    ),
  ];
}

function readerLines(readers: Readers | null): readonly string[] {
  if (readers === null) return ['', 'Nothing is known of the time before: who reads the column cannot be told.'];
  if (readers.jobs.length === 0) return ['', 'No job is known to read the column.'];
  return [
    '',
    'Read by',
    ...readers.jobs.map((job) => `  ${nameOf(job)}`),
    'Which made',
    ...readers.columns.map(({ dataset, column }) => `  ${nameOf(dataset)} ${column === null ? '(rows as a whole)' : oneLine(column)}`),
  ];
}

function nameOf({ namespace, name }: NodeRef): string {
  return oneLine(`${namespace} ${name}`);
}

function alertJson({ openedAt, since, history, ...alert }: Alert): object {
  return {
    ...alert,
    openedAt: formatInstant(openedAt),
    since: since === null ? null : formatInstant(since),
    history: history.map(({ at, ...step }) => ({ ...step, at: formatInstant(at) })),
  };
}

function readersJson({ header, jobs, columns: found }: Readers): object {
  return { asOf: formatInstant(header.asOf), knownAt: header.knownAt, jobs, columns: found };
}
