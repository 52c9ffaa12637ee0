import { Failure, MIB } from '#foundation';
import { applyPolicy, type PolicyPreview, previewPolicy } from '#operations';
import { stringify } from 'yaml';

import { oneOf, readArguments, readWords } from './arguments.ts';
import { type Command, type CommandContext, EXIT, EXIT_CODES } from './command.ts';
import { fileBytes } from './file-bytes.ts';
import { columns, counted, oneLine, printJson, printLines, secondOf } from './output.ts';
import { POLICIES, type PolicyJson } from './policy-source.ts';
import { withInstallation } from './with-installation.ts';
import { REMOTE, REMOTE_USAGE, withSource } from './with-source.ts';

const usage = `Usage: headgate policy apply <file> [--dry-run]
       headgate policy list [--remote]
       headgate policy show <name> [--remote]

Auditors, engineers, stewards, policy-authors and policy-approvers see everything that no policy denies; a role of your own sees what a
policy allows, and nothing else. What one policy denies no other gives back, and from administrators nothing is hidden. A policy is YAML
(or JSON):

  name: engineers-without-phi
  rules:
    - effect: deny
      roles: [engineer]              # a built-in role, or a word of your own
      on: { tag: classification=PHI, columns: ["*"] }
    - effect: deny
      roles: [engineer]
      on: { facets: [sql] }
    - effect: deny
      roles: [engineer]
      on: { namespace: "postgres://hr*", name: "*" }
    - effect: allow
      roles: [ml-reader]
      on: { namespace: "s3://heart*" }

A rule is about the datasets that namespace, name, tag and owner name; with columns about those columns alone, and a tag may then be that
of the column; with facets about those facets of datasets, jobs and runs. In patterns * stands for any text. An owner is a team; own: one
that who asks is in; others: none of those. Further words of a rule are action (see, read, write; see unless given), purpose, from and
until. A policy without rules denies and allows nothing.

  apply    puts it into force at once, in place of the policy of the same name; what is in force already is not recorded again. With
           --dry-run nothing is recorded: who would see less, and who more, of the present graph
  list     the policies in force
  show     one of them, as YAML that can be applied

${REMOTE_USAGE}

With --json: apply gives {"name", "position", "isNew"}, with --dry-run {"name", "changes", "idleRules", "looked", "isCut"}, list {"policies": [...]}
and show one of those.
${EXIT_CODES}
`;

/** More than any policy that can be put into force. */
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
  return withInstallation(commandContext, { keys: 'or-new' }, async ({ context, actor, reader }) => {
    if (values['dry-run'] === true) {
      const preview = await previewPolicy(context, reader, { text });
      if (values.json === true) printJson(commandContext, preview);
      else printLines(commandContext, previewLines(preview));
      return EXIT.done;
    }
    const applied = await applyPolicy(context, await actor(), { text });
    const words = applied.isNew ? 'is in force from now on, as' : 'was in force already, as';
    if (values.json === true) printJson(commandContext, applied);
    else printLines(commandContext, [`${applied.name} ${words} version ${applied.position}.`]);
    return EXIT.done;
  });
}

async function list(args: string[], commandContext: CommandContext): Promise<number> {
  const { values, positionals } = readArguments(args, REMOTE);
  readWords(positionals, []);
  return withSource(commandContext, { ...POLICIES, remote: values.remote }, async (inForce) => {
    const policies = await inForce();
    if (values.json === true) printJson(commandContext, { policies });
    else if (policies.length === 0)
      printLines(commandContext, ['No policy is in force: built-in roles see everything, other roles nothing.']);
    else printLines(commandContext, columns(policies.map(row)));
    return EXIT.done;
  });
}

function row({ policy, position, byName, by, recordedAt }: PolicyJson): readonly string[] {
  const applier = oneLine(byName ?? by, 60);
  return [policy.name, `version ${position}`, counted(policy.rules.length, 'rule'), `applied ${secondOf(recordedAt)} by ${applier}`];
}

async function show(args: string[], commandContext: CommandContext): Promise<number> {
  const { values, positionals } = readArguments(args, REMOTE);
  const { name } = readWords(positionals, ['name']);
  return withSource(commandContext, { ...POLICIES, remote: values.remote }, async (inForce) => {
    const found = (await inForce()).find(({ policy }) => policy.name === name);
    if (found === undefined) throw new Failure('NOT_FOUND', `No policy is called ${name}; \`headgate policy list\` names them.`);
    if (values.json === true) printJson(commandContext, found);
    else printLines(commandContext, stringify(found.policy).trimEnd().split('\n'));
    return EXIT.done;
  });
}

function previewLines({ name, changes, idleRules, looked, isCut }: PolicyPreview): readonly string[] {
  const lines = changes.flatMap(({ role, sees, what, count, examples }) => [
    `${role} would see ${counted(count, what)} ${sees}:`,
    ...examples.map((example) => `  ${oneLine(example)}`),
    ...(count > examples.length ? [`  and ${count - examples.length} more`] : []),
  ]);
  const of = isCut
    ? `Looked at the first ${looked} datasets and jobs, and not at runs; there are more.`
    : `Looked at ${counted(looked, 'thing')}: datasets and jobs, and not at runs.`;
  return [
    ...(lines.length === 0 ? [`With ${name} everybody would see what they see now.`] : lines),
    ...idleRules.map((rule) => `Rule ${rule} hides nothing of what was looked at; see whether its names, tags and facets are spelt right.`),
    of,
    'Nothing was recorded.',
  ];
}
