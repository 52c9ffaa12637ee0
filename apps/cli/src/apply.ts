import type { AppliedAccess, EmitterKey } from '#operations';
import { stringify } from 'yaml';

import { ACCESS_DESK } from './access-source.ts';
import { accessText } from './access-text.ts';
import { appliedLines } from './applied-lines.ts';
import { readArguments, readWords } from './arguments.ts';
import { type Command, EXIT, EXIT_CODES } from './command.ts';
import { printJson, printLines } from './output.ts';
import { withSecretFile } from './secret-file.ts';
import { REMOTE, REMOTE_USAGE, withSource } from './with-source.ts';

const usage = `Usage: headgate apply <access.yaml> [--dry-run] [--prune] [--make-keys <file>] [--remote]

Puts teams, roles, quotas, logical datasets and what emitters may claim into force. The file is YAML (or JSON):

  teams:
    heart:
      owns: ["s3://heart*", "kafka://icu"]           # namespaces; * stands for any text
      reads: ["s3://lab*"]                           # beside them: where the data of its emitters may come from
      members:
        engineer: [ann, "group:heart-engineers"]
        steward: [bob]
      contacts: [heart@example.org]
      alerts: { url: "https://hooks.example.org/T01/x" }   # where it is told; on: [contract, key, claim] names what
      emitters:
        heart/spark: {}                              # speaks for what the team owns
        heart/flink: { namespaces: ["kafka://icu"], outputs: [], inputs: ["*"], producers: ["https://flink*"] }
        spark-icu:                                   # counted by the quotas alone; also by id, or prefix of a key
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

An emitter with braces is bound: what is not said in them follows from the team, namespaces and outputs from \`owns\`, inputs from \`reads\`. One team
binds it. When none does any more it may claim nothing; its key stays, and what it sends waits in quarantine.

--make-keys makes a key for each bound emitter of the file that never had one, and writes them to a new file that only you may read.

Past a quota requests are answered 503, with a Retry-After, until it lets more in; \`headgate doctor\` counts them. Administrators have none.

What differs is recorded in one step, each team, role and quota as a version of its own; applied again the file changes nothing. What it does not
name is left as it is, or with --prune removed. With --dry-run nothing is recorded: what would change, and who would gain and lose what, is said;
\`headgate teams diff\` says it line by line.

The address of alerts is kept sealed. \`headgate teams\` prints it as https://<host>/#hidden-<digits>, which may be applied again for the same team.

A steward applies a file of his own teams (\`headgate teams\` prints it): who is in their roles, and emitters that are called after the team, within
what it owns. All else is for administrators.

${REMOTE_USAGE}

With --json: {"changes": [{"what", "name", "change"}], "people": [{"kind", "name", "id", "gains", "loses", "keeps"}], "rules": [...], "emitters": [{"name", "team",
"gains", "loses", "keeps", "key"}], "made": [{"team", "name", "prefix"}], "remarks": ["..."], "isDryRun"}; a change is added, changed, removed, left or same.
${EXIT_CODES}
`;

export const command: Command = {
  usage,
  run: async (args, commandContext) => {
    const flag = { type: 'boolean' } as const;
    const { values, positionals } = readArguments(args, { 'dry-run': flag, prune: flag, 'make-keys': { type: 'string' }, ...REMOTE });
    const { file } = readWords(positionals, ['file']);
    const text = await accessText(file);
    const [isDryRun, keyFile] = [values['dry-run'] === true, values['make-keys']];
    const flags = { isPruning: values.prune === true, isDryRun, makesKeys: keyFile !== undefined };
    return withSource(commandContext, { ...ACCESS_DESK, remote: values.remote }, async (desk) => {
      let read: (() => AppliedAccess) | undefined;
      await withSecretFile(isDryRun ? undefined : keyFile, async () => {
        const { keys, told } = await desk.apply({ text, ...flags });
        read = told;
        return keys.length === 0 ? undefined : keysText(keys);
      });
      if (read === undefined) throw new Error('a file was applied, and gave nothing');
      const applied = read();
      const { keys, ...told } = applied;
      if (values.json === true)
        printJson(commandContext, { ...told, made: keys.map(({ team, name, prefix }) => ({ team, name, prefix })) });
      else printLines(commandContext, appliedLines(applied, keyFile));
      return EXIT.done;
    });
  },
};

/** By team, to be handed out. */
function keysText(keys: readonly EmitterKey[]): string {
  const teams = [...new Set(keys.map(({ team }) => team))];
  const of = (team: string) => Object.fromEntries(keys.flatMap((each) => (each.team === team ? [[each.name, each.key]] : [])));
  return stringify(Object.fromEntries(teams.map((team) => [team, of(team)])));
}
