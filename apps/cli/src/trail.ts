import { TRAIL_KINDS } from '#operations';

import { oneOf, readArguments, readWords, wholeNumber } from './arguments.ts';
import { type Command, EXIT, EXIT_CODES } from './command.ts';
import { columns, oneLine, printJson, printLines, secondOf } from './output.ts';
import { type TrailEntryJson, TRAIL } from './trail-source.ts';
import { REMOTE, REMOTE_USAGE, withSource } from './with-source.ts';

const LIMIT = 50;
const LIMIT_MAX = 500;

const usage = `Usage: headgate trail [--who <name or id>] [--kind <kind>]... [--limit <n>] [--remote]

What administrators did and what was denied, newest first: who, what, and why. Each is an entry of the ledger. Equal denials of one
minute are one entry; how often it was is shown.

  --who     only what this principal did, or was denied
  --kind    only ${TRAIL_KINDS.join(', ')}; a denial is a decision
  --limit   how many, 1 to ${LIMIT_MAX}; ${LIMIT} unless given

${REMOTE_USAGE}

With --json: {"entries": [...], "more"}.
${EXIT_CODES}
`;

export const command: Command = {
  usage,
  run: (args, commandContext) => {
    const text = { type: 'string' } as const;
    const { values, positionals } = readArguments(args, { who: text, kind: { type: 'string', multiple: true }, limit: text, ...REMOTE });
    readWords(positionals, []);
    const first = wholeNumber(values.limit ?? String(LIMIT), '--limit', { min: 1, max: LIMIT_MAX });
    const kinds = values.kind?.map((kind) => oneOf(kind, TRAIL_KINDS, '--kind'));
    return withSource(commandContext, { ...TRAIL, remote: values.remote }, async (trail) => {
      const { entries, more } = await trail({ who: values.who, kinds, first });
      if (values.json === true) printJson(commandContext, { entries, more });
      else if (entries.length === 0) printLines(commandContext, ['There is nothing in the trail.']);
      else printLines(commandContext, [...columns(entries.map(row)), ...(more ? ['There is more; ask with a larger --limit.'] : [])]);
      return EXIT.done;
    });
  },
};

function row({ recordedAt, by, byName, outcome, action, what, why, count }: TrailEntryJson): readonly string[] {
  const times = count > 1 ? ` (${count} times)` : '';
  const reason = why === null ? '' : `: ${oneLine(why)}`;
  return [secondOf(recordedAt), oneLine(byName ?? by, 40), outcome, action, `${oneLine(what, 120)}${times}${reason}`];
}
