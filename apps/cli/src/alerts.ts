import { type AlertJson, ALERTS, type ReadersJson, STATES } from './alert-source.ts';
import { oneOf, readArguments, readWords } from './arguments.ts';
import { type Command, type CommandContext, EXIT, EXIT_CODES } from './command.ts';
import { columns, oneLine, printJson, printLines, secondOf } from './output.ts';
import { REMOTE, REMOTE_USAGE, withSource } from './with-source.ts';

const usage = `Usage: headgate alerts [list [--state open|acknowledged|resolved]] [--remote]
       headgate alerts show <id> [--remote]
       headgate alerts ack <id> [--note <text>] [--remote]

A broken promise of a contract is an alert: opened once, however often it is found, and resolved by the next good event.

  list      those first in whose life something happened last
  show      one of them, with its life and who reads the column
  ack       say that somebody has seen it: for administrators, and for whoever has a role other than auditor everywhere, or in the team that owns the
            namespace

An id may be short: 8 or more of its first digits, where no other alert's begins so.

${REMOTE_USAGE}

With --json: list gives {"alerts": [...]}, show one alert with its readers, ack {"id", "state", "position"}.
${EXIT_CODES}
`;

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
  const { values, positionals } = readArguments(args, { state: { type: 'string' }, ...REMOTE });
  readWords(positionals, []);
  const state = values.state === undefined ? undefined : oneOf(values.state, STATES, '--state');
  return withSource(commandContext, { ...ALERTS, remote: values.remote }, async (source) => {
    const alerts = await source.list(state);
    if (values.json === true) printJson(commandContext, { alerts });
    else if (alerts.length === 0) printLines(commandContext, [state === undefined ? 'No alerts.' : `No alert is ${state}.`]);
    else printLines(commandContext, columns(alerts.map(cells)));
    return EXIT.done;
  });
}

async function show(args: string[], commandContext: CommandContext): Promise<number> {
  const { values, positionals } = readArguments(args, REMOTE);
  const { id } = readWords(positionals, ['id']);
  return withSource(commandContext, { ...ALERTS, remote: values.remote }, async (source) => {
    const shown = await source.show(id);
    if (values.json === true) printJson(commandContext, shown);
    else printLines(commandContext, [...lines(shown), ...readerLines(shown.readers)]);
    return EXIT.done;
  });
}

async function acknowledge(args: string[], commandContext: CommandContext): Promise<number> {
  const { values, positionals } = readArguments(args, { note: { type: 'string' }, ...REMOTE });
  const { id } = readWords(positionals, ['id']);
  return withSource(commandContext, { ...ALERTS, remote: values.remote }, async (source) => {
    const acknowledged = await source.acknowledge(id, values.note ?? null);
    if (values.json === true) printJson(commandContext, acknowledged);
    else printLines(commandContext, [`Acknowledged at position ${acknowledged.position}.`]);
    return EXIT.done;
  });
}

function sentence({ kind, column, expected, found }: AlertJson): string {
  switch (kind) {
    case 'column-missing':
      return `${oneLine(column)} is missing`;
    case 'type-changed':
      return `${oneLine(column)} is ${oneLine(found ?? 'of no type')}, and was promised as ${oneLine(expected ?? 'any type')}`;
  }
}

function cells(alert: AlertJson): readonly string[] {
  const { id, state, openedAt, dataset, contract } = alert;
  return [
    id,
    state,
    secondOf(openedAt),
    oneLine(`${dataset.namespace} ${dataset.name}`, 80),
    sentence(alert),
    `(${oneLine(contract, 60)})`,
  ];
}

function lines(alert: AlertJson): readonly string[] {
  const { id, state, contract, dataset, openedAt, since, evidence, history } = alert;
  return [
    ...columns([
      ['id', id],
      ['state', state],
      ['contract', oneLine(contract)],
      ['dataset', oneLine(`${dataset.namespace} ${dataset.name}`)],
      ['finding', sentence(alert)],
      ['opened', openedAt],
      ...(since === null ? [] : [['since', `${since}, by event time`]]),
    ]),
    ...evidence.map(({ commitment, position }) => `rests on ${commitment} at position ${position}`),
    '',
    ...columns(
      history.map(({ event, at, by, byName, note }) => [event, at, `by ${oneLine(byName ?? by)}`, note === null ? '' : oneLine(note)]),
    ),
  ];
}

function readerLines(readers: ReadersJson | null): readonly string[] {
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

function nameOf({ namespace, name }: ReadersJson['jobs'][number]): string {
  return oneLine(`${namespace} ${name}`);
}
