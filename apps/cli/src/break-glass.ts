import { GLASS_HOURS_MAX } from '#access';

import { readArguments, readWords, required, wholeNumber } from './arguments.ts';
import { type Command, type CommandContext, EXIT, EXIT_CODES } from './command.ts';
import { type GlassJson, GLASSES } from './glass-source.ts';
import { columns, counted, oneLine, printJson, printLines, secondOf } from './output.ts';
import { REMOTE, REMOTE_USAGE, withSource } from './with-source.ts';

const LIMIT_MAX = 500;
const NAME_LENGTH_MAX = 60;

const usage = `Usage: headgate break-glass --reason <reason> --hours <n> [--for <name or id>] [--remote]
       headgate break-glass list [--owed] [--remote]
       headgate break-glass end <position> [--remote]
       headgate break-glass review <position> --note <what was found> [--remote]

For some hours nothing of Headgate is hidden from a person, whatever policies say; then it is again, by itself. The data itself, and what
is for administrators and auditors, stay as they are. It stands in the trail at once, and owes a review: \`list\` and \`headgate doctor\`
show it until somebody else has given it.

Whoever has the role break-glass (of a key, or of an access file) breaks it for himself, an administrator for others with --for.

  --hours   1 to ${GLASS_HOURS_MAX}
  list      who saw everything, why, and who reviewed it; --owed: only what nobody has reviewed
  end       before its time: an administrator, or who sees by it
  review    says what was found; for auditors and administrators with a key of their own, but who broke it and for whom, once it is over

${REMOTE_USAGE}

With --json: {"position", "name", "until"}; list gives {"glasses": [...], "more"}, end {"position",
"name", "until"}, review {"position", "name"}.
${EXIT_CODES}
`;

export const command: Command = {
  usage,
  run: (args, commandContext) => {
    const [verb, ...rest] = args;
    if (verb === 'list') return list(rest, commandContext);
    if (verb === 'end') return end(rest, commandContext);
    return verb === 'review' ? review(rest, commandContext) : breakIt(args, commandContext);
  },
};

async function breakIt(args: string[], commandContext: CommandContext): Promise<number> {
  const text = { type: 'string' } as const;
  const { values, positionals } = readArguments(args, { reason: text, hours: text, for: text, ...REMOTE });
  readWords(positionals, []);
  const reason = required(values.reason, '--reason');
  const hours = wholeNumber(required(values.hours, '--hours'), '--hours', { min: 1, max: GLASS_HOURS_MAX });
  return withSource(commandContext, { ...GLASSES, remote: values.remote }, async ({ breakGlass }) => {
    const broken = await breakGlass({ reason, hours, who: values.for });
    if (values.json === true) printJson(commandContext, broken);
    else {
      const line = `Nothing is hidden from ${oneLine(broken.name, NAME_LENGTH_MAX)} until ${secondOf(broken.until)}. It owes a review: \`headgate break-glass review ${broken.position}\`.`;
      printLines(commandContext, [line]);
    }
    return EXIT.done;
  });
}

async function list(args: string[], commandContext: CommandContext): Promise<number> {
  const { values, positionals } = readArguments(args, { owed: { type: 'boolean' }, ...REMOTE });
  readWords(positionals, []);
  const isOwed = values.owed === true;
  return withSource(commandContext, { ...GLASSES, remote: values.remote }, async (source) => {
    const { glasses, more } = await source.list({ isOwed, first: LIMIT_MAX });
    const none = isOwed ? 'No broken glass owes a review.' : 'Nobody broke the glass.';
    if (values.json === true) printJson(commandContext, { glasses, more });
    else if (glasses.length === 0) printLines(commandContext, [none]);
    else printLines(commandContext, [...columns(glasses.map(row)), ...(more ? ['There are more.'] : [])]);
    return EXIT.done;
  });
}

function row({ position, name, reason, hours, until, isInForce, who, by, byName, review }: GlassJson): readonly string[] {
  const breaker = by === who ? '' : `, by ${oneLine(byName ?? by, NAME_LENGTH_MAX)}`;
  const reviewed =
    review === null ? 'review owed' : `reviewed by ${oneLine(review.byName ?? review.by, NAME_LENGTH_MAX)}: ${oneLine(review.note)}`;
  const state = isInForce ? 'in force' : 'over';
  return [
    position,
    state,
    oneLine(name, NAME_LENGTH_MAX),
    `${counted(hours, 'hour')} until ${secondOf(until)}${breaker}: ${oneLine(reason)}; ${reviewed}`,
  ];
}

async function end(args: string[], commandContext: CommandContext): Promise<number> {
  const { values, positionals } = readArguments(args, REMOTE);
  const { position } = readWords(positionals, ['position']);
  return withSource(commandContext, { ...GLASSES, remote: values.remote }, async (source) => {
    const ended = await source.end(position);
    if (values.json === true) printJson(commandContext, ended);
    else
      printLines(commandContext, [`What policies hide is hidden again from ${oneLine(ended.name, NAME_LENGTH_MAX)}. Its review is owed.`]);
    return EXIT.done;
  });
}

async function review(args: string[], commandContext: CommandContext): Promise<number> {
  const { values, positionals } = readArguments(args, { note: { type: 'string' }, ...REMOTE });
  const { position } = readWords(positionals, ['position']);
  const note = required(values.note, '--note');
  return withSource(commandContext, { ...GLASSES, remote: values.remote }, async (source) => {
    const reviewed = await source.review(position, note);
    if (values.json === true) printJson(commandContext, reviewed);
    else printLines(commandContext, [`The glass that was broken for ${oneLine(reviewed.name, NAME_LENGTH_MAX)} owes nothing more.`]);
    return EXIT.done;
  });
}
