import { TRAIL_KINDS } from '#operations';

import { oneOf, readArguments, readWords, wholeNumber } from './arguments.ts';
import { type Command, EXIT, EXIT_CODES } from './command.ts';
import { columns, counted, oneLine, printJson, printLines, secondOf } from './output.ts';
import { type TrailEntryJson, TRAIL, TRAIL_OUTCOMES } from './trail-source.ts';
import { REMOTE, REMOTE_USAGE, withSource } from './with-source.ts';

const LIMIT = 50;
const LIMIT_MAX = 500;

const usage = `Usage: headgate trail [--who <name or id>] [--kind <kind>]... [--action <action>] [--outcome <outcome>] [--thing <thing>]
                      [--since <time>] [--until <time>] [--limit <n>] [--remote]

What administrators did, what was denied, and what was decided about data that a tag, a policy or a contract calls CONFIDENTIAL, PII or
PHI, or that came from such by lineage, newest first: who, from where, what, and why. Each is an entry of the ledger, committed before the
answer left. Equal decisions of one minute are one entry, and a second one that counts the others. That the trail was read stands in it, too.

  --who      only what this principal did or was denied, or what was asked about it
  --kind     only ${TRAIL_KINDS.join(', ')}; a denial is a decision
  --action   only this, as the trail says it: see, 'decide read', administer, 'apply policy' ...
  --outcome  only ${TRAIL_OUTCOMES.join(', ')}
  --thing    only about this, as the trail says it; * stands for any text: '*patients'
  --since    only what was recorded from this time on, RFC 3339
  --until    only what was recorded before this time
  --limit    how many, 1 to ${LIMIT_MAX}; ${LIMIT} unless given

${REMOTE_USAGE}

With --json: {"entries": [...], "more", "remarks": ["..."]}.
${EXIT_CODES}
`;

export const command: Command = {
  usage,
  run: (args, commandContext) => {
    const text = { type: 'string' } as const;
    const asked = {
      who: text,
      kind: { type: 'string', multiple: true },
      action: text,
      outcome: text,
      thing: text,
      since: text,
      until: text,
    } as const;
    const { values, positionals } = readArguments(args, { ...asked, limit: text, ...REMOTE });
    readWords(positionals, []);
    const first = wholeNumber(values.limit ?? String(LIMIT), '--limit', { min: 1, max: LIMIT_MAX });
    const kinds = values.kind?.map((kind) => oneOf(kind, TRAIL_KINDS, '--kind'));
    const outcome = values.outcome === undefined ? undefined : oneOf(values.outcome, TRAIL_OUTCOMES, '--outcome');
    return withSource(commandContext, { ...TRAIL, remote: values.remote }, async (trail) => {
      const { who, action, thing, since, until } = values;
      const { entries, more, remarks } = await trail({ who, kinds, action, outcome, thing, since, until, first });
      const said = remarks.map((remark) => oneLine(remark, 400));
      if (values.json === true) printJson(commandContext, { entries, more, remarks });
      else if (entries.length === 0) printLines(commandContext, ['There is nothing in the trail.', ...said]);
      else
        printLines(commandContext, [...columns(entries.map(row)), ...(more ? ['There is more; ask with a larger --limit.'] : []), ...said]);
      return EXIT.done;
    });
  },
};

function row({ recordedAt, by, byName, from, outcome, action, what, why, decisions }: TrailEntryJson): readonly string[] {
  const [decision] = decisions;
  const again = decision?.first == null ? '' : ` (${counted(decision.count, 'more time')} in the minute of ${decision.first})`;
  const about = decision?.about == null ? '' : ` for ${oneLine(decision.about.name ?? decision.about.id, 40)}`;
  const masked = decision?.mask == null ? '' : `, masked (${decision.mask})`;
  const purpose = decision?.purpose == null ? '' : `, purpose ${oneLine(decision.purpose, 40)}`;
  const others = decisions.length > 1 ? ` and ${counted(decisions.length - 1, 'other decision')}` : '';
  const reason = why === null ? '' : `: ${oneLine(why)}`;
  const place = from === null ? '' : (from.address ?? from.door);
  return [
    secondOf(recordedAt),
    oneLine(byName ?? by, 40),
    oneLine(place, 40),
    outcome,
    action,
    `${oneLine(what, 200)}${masked}${about}${purpose}${again}${others}${reason}`,
  ];
}
