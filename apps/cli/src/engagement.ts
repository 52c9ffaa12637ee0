import { ENGAGEMENT_DAYS_MAX } from '#access';

import { oneOf, readArguments, readWords, required, timeOrNull, wrong } from './arguments.ts';
import { type Command, type CommandContext, EXIT, EXIT_CODES } from './command.ts';
import { csvLine } from './csv.ts';
import { type EngagementJson, ENGAGEMENTS, type EngagementSource, type ReadingJson } from './engagement-source.ts';
import { columns, counted, oneLine, printJson, printLines, printText, secondOf } from './output.ts';
import { REMOTE, REMOTE_USAGE, withSource } from './with-source.ts';

const NAME_LENGTH_MAX = 60;
const ARGUMENTS_LENGTH_MAX = 120;

const usage = `Usage: headgate engagement open <name> --for <person or group> --scope <namespaces> --purpose <purpose> --why <reason>
                                [--from <time>] --until <time> [--remote]
       headgate engagement list [--remote]
       headgate engagement show <name> [--remote]
       headgate engagement end <name> --why <reason> [--remote]
       headgate engagement readings <name> [--json | --csv] [--remote]

An engagement lets outside auditors see what lies within a scope, and nothing else, for a purpose and until an end. It ends by itself, and
nothing lengthens it: who goes on is engaged anew, by another name. Whatever they ask is recorded before it is answered.

  open      for administrators
    --for       the holder of a key by name, anybody by the id that \`headgate whoami\` tells, or group:<name>; as often as needed
    --scope     a pattern of namespaces, of data and of jobs; * stands for any text; as often as needed
    --purpose   what for: it is said with every question, as rules of policies ask for it
    --from      RFC 3339; now, unless given
    --until     RFC 3339; it is over then, at most ${ENGAGEMENT_DAYS_MAX} days after it begins
  list      the engagements: all to administrators and auditors, to others those of their own that are in force
  show      one of them
  end       ends it early; for administrators
  readings  all that was asked under it, newest first: the same list for its people, and for auditors and administrators. What somebody
            asked who sees by more than the engagement is told to its other people without what it names

${REMOTE_USAGE}

With --json: open and end give {"position", "name", "until"}, list {"engagements": [...]}, show one of them, readings one
{"position", "at", "by", "byName", "asked", "count", "policy", "isWithin"} a line. With --csv readings have a line for each operation.
${EXIT_CODES}
`;

export const command: Command = {
  usage,
  run: (args, commandContext) => {
    const [verb, ...rest] = args;
    switch (oneOf(verb, ['open', 'list', 'show', 'end', 'readings'], 'what to do')) {
      case 'open':
        return open(rest, commandContext);
      case 'list':
        return list(rest, commandContext);
      case 'show':
        return show(rest, commandContext);
      case 'end':
        return end(rest, commandContext);
      case 'readings':
        return readings(rest, commandContext);
    }
  },
};

const TEXT = { type: 'string' } as const;
const TEXTS = { type: 'string', multiple: true } as const;

async function open(args: string[], commandContext: CommandContext): Promise<number> {
  const { values, positionals } = readArguments(args, {
    ...{ for: TEXTS, scope: TEXTS, purpose: TEXT, why: TEXT, from: TEXT, until: TEXT },
    ...REMOTE,
  });
  const { name } = readWords(positionals, ['name']);
  const [who = [], scope = []] = [values.for, values.scope];
  if (who.length === 0) throw wrong('--for is missing');
  if (scope.length === 0) throw wrong('--scope is missing');
  const until = required(values.until, '--until');
  const wish = {
    ...{ name, who, scope, purpose: required(values.purpose, '--purpose'), why: required(values.why, '--why') },
    ...{ from: timeOrNull(values.from, '--from'), until: timeOrNull(until, '--until') ?? until },
  };
  return withSource(commandContext, { ...ENGAGEMENTS, remote: values.remote }, async (source) => {
    const opened = await source.open(wish);
    if (values.json === true) printJson(commandContext, opened);
    else
      printLines(commandContext, [
        `${name} is open until ${secondOf(opened.until)}. What is asked under it: \`headgate engagement readings ${name}\`.`,
      ]);
    return EXIT.done;
  });
}

async function list(args: string[], commandContext: CommandContext): Promise<number> {
  const { values, positionals } = readArguments(args, REMOTE);
  readWords(positionals, []);
  return withSource(commandContext, { ...ENGAGEMENTS, remote: values.remote }, async (source) => {
    const engagements = await source.list();
    if (values.json === true) printJson(commandContext, { engagements });
    else if (engagements.length === 0) printLines(commandContext, ['There is no engagement.']);
    else
      printLines(
        commandContext,
        columns(engagements.map((each) => [each.name, STATE[each.state], `until ${secondOf(each.until)}`, scopeOf(each), whoOf(each)])),
      );
    return EXIT.done;
  });
}

const STATE: Readonly<Record<EngagementJson['state'], string>> = { 'to-come': 'to come', 'in-force': 'in force', over: 'over' };

const scopeOf = ({ scope }: EngagementJson): string => oneLine(scope.join(' '));
const whoOf = ({ who }: EngagementJson): string => oneLine(who.join(', '));

async function show(args: string[], commandContext: CommandContext): Promise<number> {
  const { values, positionals } = readArguments(args, REMOTE);
  const { name } = readWords(positionals, ['name']);
  return withSource(commandContext, { ...ENGAGEMENTS, remote: values.remote }, async (source) => {
    const engagement = await source.find(name);
    if (values.json === true) printJson(commandContext, engagement);
    else printLines(commandContext, columns(linesOf(engagement)));
    return EXIT.done;
  });
}

function linesOf(engagement: EngagementJson): readonly (readonly string[])[] {
  const { name, state, purpose, why, from, until, at, by, byName, ended } = engagement;
  const early = ended && `${secondOf(ended.at)} by ${oneLine(ended.byName ?? ended.by, NAME_LENGTH_MAX)}: ${oneLine(ended.why)}`;
  return [
    ['engagement', `${name}, ${STATE[state]}`],
    ['from', `${secondOf(from)} until ${secondOf(until)}`],
    ['who', whoOf(engagement)],
    ['scope', scopeOf(engagement)],
    ['purpose', oneLine(purpose)],
    ['opened', `${secondOf(at)} by ${oneLine(byName ?? by, NAME_LENGTH_MAX)}: ${oneLine(why)}`],
    ...(early === null ? [] : [['ended early', early]]),
  ];
}

async function end(args: string[], commandContext: CommandContext): Promise<number> {
  const { values, positionals } = readArguments(args, { why: TEXT, ...REMOTE });
  const { name } = readWords(positionals, ['name']);
  const why = required(values.why, '--why');
  return withSource(commandContext, { ...ENGAGEMENTS, remote: values.remote }, async (source) => {
    const ended = await source.end(name, why);
    if (values.json === true) printJson(commandContext, ended);
    else printLines(commandContext, [`${name} is over since ${secondOf(ended.until)}.`]);
    return EXIT.done;
  });
}

async function readings(args: string[], commandContext: CommandContext): Promise<number> {
  const { values, positionals } = readArguments(args, { csv: { type: 'boolean' }, ...REMOTE });
  const { name } = readWords(positionals, ['name']);
  if (values.csv === true && values.json === true) throw wrong('say one of --json and --csv');
  return withSource(commandContext, { ...ENGAGEMENTS, remote: values.remote }, async (source) => {
    const print = values.json === true ? jsonLines : values.csv === true ? csvLines : textLines;
    if (values.csv === true) printText(commandContext, csvLine(CSV_HEAD));
    const count = await eachPage(source, name, (page) => printText(commandContext, print(page)));
    if (count === 0 && print === textLines) printLines(commandContext, ['Nothing was asked under it.']);
    return EXIT.done;
  });
}

/** A year of readings is too much to hold: each page is printed as it comes. */
async function eachPage(source: EngagementSource, name: string, print: (page: readonly ReadingJson[]) => void): Promise<number> {
  let [count, after]: [number, string | null] = [0, null];
  do {
    const { nodes, pageInfo }: Awaited<ReturnType<EngagementSource['readings']>> = await source.readings(name, after);
    print(nodes);
    count += nodes.length;
    after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
  } while (after !== null);
  return count;
}

function jsonLines(page: readonly ReadingJson[]): string {
  return page.map((reading) => `${JSON.stringify(reading)}\n`).join('');
}

const CSV_HEAD = ['position', 'at', 'by', 'name', 'operation', 'arguments', 'shown', 'failed', 'count', 'policy', 'within scope'];

function csvLines(page: readonly ReadingJson[]): string {
  return page
    .flatMap(({ position, at, by, byName, asked, count, policy, isWithin }) =>
      asked.map(({ operation, arguments: named, shown, failed }) =>
        csvLine([position, at, by, byName, operation, named, shown, failed, count, policy, isWithin]),
      ),
    )
    .join('');
}

function textLines(page: readonly ReadingJson[]): string {
  return page
    .map(({ at, by, byName, asked, count }) => {
      const told = asked.map(({ operation, arguments: named, shown, failed }) => {
        const what = named === null || named === '{}' ? '' : ` ${oneLine(named, ARGUMENTS_LENGTH_MAX)}`;
        return `${operation}${what}${failed === null ? (shown === null ? '' : `, ${counted(shown, 'thing')} shown`) : `, ${failed}`}`;
      });
      return `${secondOf(at)}  ${oneLine(byName ?? by, NAME_LENGTH_MAX)}  ${told.join('; ')}${count === 1 ? '' : `  (${count} times)`}\n`;
    })
    .join('');
}
