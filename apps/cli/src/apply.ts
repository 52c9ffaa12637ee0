import { MIB } from '#foundation';
import { type AccessChange, type AppliedAccess, applyAccess } from '#operations';

import { readArguments, readWords } from './arguments.ts';
import { type Command, EXIT, EXIT_CODES } from './command.ts';
import { fileBytes } from './file-bytes.ts';
import { oneLine, printJson, printLines } from './output.ts';
import { withInstallation } from './with-installation.ts';

const usage = `Usage: headgate apply <access.yaml> [--dry-run] [--prune]

Puts teams, roles, quotas and logical datasets into force. The file is YAML (or JSON):

  teams:
    heart:
      owns: ["s3://heart*", "kafka://icu"]           # namespaces; * stands for any text
      members:
        engineer: [ann, "group:heart-engineers"]
        steward: [bob]
      contacts: [heart@example.org]
      emitters: [spark-icu]                          # whose events count for the team, by name, id or prefix of a key
      quotas: { events_per_second: 200 }             # of all its emitters together
  roles:
    auditor: [carol, "group:audit"]                  # everywhere
  quotas:                                            # of whoever holds a key, over all its keys
    spark-icu: { events_per_second: 50, bytes_per_day: 2000000000 }
    ann: { query_cost_per_minute: 200000 }           # fields that its answers may hold
  datasets:                                          # logical ones: on: { logical: patients } of a rule is about each body
    patients: [{ namespace: "kafka://icu", name: ehr.patients }, { namespace: "s3://heart", name: bronze/patients }]

Members are names of those who hold keys (\`headgate keys list\`), ids of anybody (one's own tells \`headgate whoami --json\`), and groups of
the identity provider. The name that a provider tells of somebody makes nobody a member: people may choose it there.

A role within a team is allowed things that the team owns; one of \`roles\` everywhere. What a role is allowed say the policies, and the
built-in rule that auditors, engineers, stewards, policy-authors and policy-approvers see everything.

Past a quota requests are answered 503, with a Retry-After, until it lets more in; \`headgate doctor\` counts them. Administrators have none.

What differs is recorded, each team, role and quota as a version of its own; applied again the file changes nothing. What it does not name is
left as it is, or with --prune removed. With --dry-run nothing is recorded: what would change is said.

With --json: {"changes": [{"what", "name", "change"}], "remarks": ["..."], "isDryRun"}; a change is added, changed, removed, left or same.
${EXIT_CODES}
`;

/** More than any file that can be put into force. */
const TEXT_BYTES_MAX = 4 * MIB;

export const command: Command = {
  usage,
  run: async (args, commandContext) => {
    const flag = { type: 'boolean' } as const;
    const { values, positionals } = readArguments(args, { 'dry-run': flag, prune: flag });
    const { file } = readWords(positionals, ['file']);
    const text = (await fileBytes(file, TEXT_BYTES_MAX)).toString('utf8');
    return withInstallation(commandContext, { keys: 'or-new' }, async ({ context, actor }) => {
      const isDryRun = values['dry-run'] === true;
      const applied = await applyAccess(context, await actor(), { text, isPruning: values.prune === true, isDryRun });
      if (values.json === true) printJson(commandContext, applied);
      else printLines(commandContext, linesOf(applied));
      return EXIT.done;
    });
  },
};

function linesOf({ changes, remarks, isDryRun }: AppliedAccess): readonly string[] {
  const same = changes.filter(({ change }) => change === 'same');
  const told = changes.filter(({ change }) => change !== 'same').map((change) => lineOf(change, isDryRun));
  const what = changes.some((change) => change.what === 'quota') ? 'teams, roles and quotas' : 'teams and roles';
  const all = same.length === changes.length && same.length > 0 ? 'All ' : '';
  return [
    ...told,
    ...(same.length === 0 ? [] : [`${all}${same.length} of the file's ${what} are in force already.`]),
    ...remarks.map((remark) => oneLine(remark, 400)),
    ...(isDryRun ? ['Nothing was recorded.'] : []),
  ];
}

function lineOf({ what, name, change }: AccessChange, isDryRun: boolean): string {
  const thing = `${what} ${name}`;
  if (change === 'left') return `${thing} is not in the file and stays as it is; --prune removes it.`;
  return `${thing} ${isDryRun ? 'would be' : 'is'} ${change}.`;
}
