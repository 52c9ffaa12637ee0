import { oneOf } from './arguments.ts';
import { type Command, type CommandContext, EXIT_CODES } from './command.ts';
import { apply, approve, draft, reject, rollback } from './policy/change.ts';
import { diff, drafts, history, list, show, simulate } from './policy/look.ts';
import { REMOTE_USAGE } from './with-source.ts';

const usage = `Usage: headgate policy list | show <name or position> | history [<name>] [--limit <n>] [--remote]
       headgate policy diff <file> [--remote]
       headgate policy apply <file> [--dry-run [--days <n>]] [--remote]
       headgate policy draft <file> [--why <reason>] [--remote]
       headgate policy drafts [--remote]
       headgate policy simulate <draft> [--days <n>] [--remote]
       headgate policy approve <draft or rollback> [--remote]
       headgate policy reject <draft> [--why <reason>] [--remote]
       headgate policy rollback <version> [--why <reason>] [--remote]

Auditors, engineers, stewards, policy-authors and policy-approvers see everything that no policy denies; a role of your own sees what a
policy allows, and nothing else. What one policy denies no other gives back, and from administrators nothing is hidden. A policy is YAML
(or JSON):

  name: engineers-without-phi
  rules:
    - effect: deny
      roles: [engineer]              # a built-in role, or a word of your own
      on: { classification: PHI, columns: ["*"] }  # as tagged, and as copied from there
    - effect: deny
      roles: [engineer]
      on: { facets: [sql] }
    - effect: deny
      roles: [engineer]
      on: { namespace: "postgres://hr*", name: "*" }
    - effect: deny
      roles: [engineer]
      on: { jobs: ["hr.*"] }
    - effect: allow
      roles: [ml-reader]
      on: { namespace: "s3://heart*" }
    - effect: mask                   # of what a gateway lets be read
      how: hash                      # or partial, or redact
      roles: [engineer]
      on: { classification: PII, columns: ["*"] }
  keep_out:
    - how: hash                      # or drop
      on: { classification: PHI, columns: ["*"], facets: ["dataQuality*", subset] }
  labels:
    - label: PHI                     # a level, or a tag as key or key=value
      on: { namespace: "postgres://ehr*", columns: [ssn, "mrn*"] }

A rule is about the datasets that namespace, name, logical (a logical dataset of the access file: all of its bodies, of streams and batch),
tag and owner name, and about the jobs that namespace, name and owner name; with columns about those columns alone, and a tag may then be
that of the column; a rule that denies may ask for a classification (a level: it and those above, said by tags or come by lineage) instead
of a tag; with facets about those facets of datasets, jobs and runs; with jobs about those jobs alone, and their runs. Whoever does not see
a job sees no way that data went through it. In patterns * stands for any text. An owner is a team; own: one that who asks is in; others:
none of those. Further words of a rule are action (see, read, write, topology; see unless given), purpose, from and until. Of what is
hidden topology tells a walk that it is there, without its name: docs/decisions/0031. A policy without rules denies and allows nothing.

A rule that masks is about columns that are read, and opens nothing: whoever may read them reads them masked, from the least to the most
strict by partial, hash or redact. A gateway says in its questions which of these it can apply; where none is strict enough the column is
denied: docs/decisions/0027.

Under keep_out stand values about data that are never stored: dropped from an event before it is recorded, or hashed. They are asked for by
namespace, name, tag, classification (with form) and columns, in facets that are always named ("*" is all). \`headgate lint <event> --policy
<file>\` tries it: docs/decisions/0024.

Under labels stands what data are, as if events had tagged them so, also last year's: of the datasets that namespace, name or logical name,
whole, or of their columns that fit. What was copied from there bears it, too: docs/decisions/0028.

A policy changes by a draft that a second person approves. A policy-author may draft, a policy-approver approve, an administrator both;
nobody approves a draft of his own, but while fewer than two people could approve: that stays marked. A draft, a version and a rollback
are called by their position, a number.

  list      the policies in force
  show      one of them, or what stands at a position, as YAML that changes nothing when it is applied
  history   every draft, version and rollback, newest first
  diff      what a file would change of the version in force, line by line
  apply     drafts it, and approves it where its author may, so that it is in force at once; else it waits. What is in force already is not
            recorded again. With --dry-run nothing is recorded: who would see less, and who more, of the present graph. A role of which a rule
            says owner own or others is told of as it is held: "engineer of heart", or everywhere, "engineer (also of heart)"
  draft     drafts it
  drafts    what waits: drafts, and rollbacks that owe their second approval
  simulate  as apply --dry-run, of a draft; --days: and what would become of the decisions of so many days
  approve   puts a draft into force, or gives a rollback its second approval
  reject    turns a draft down, or takes one's own back
  rollback  applies an earlier version at once, which owes its second approval

${REMOTE_USAGE}

With --json: list gives {"policies": [...]}, show one of those or one of "changes", drafts and history {"changes": [...], "more"},
diff {"name", "lines"}, all else what became of it.
${EXIT_CODES}
`;

type Verb = (args: string[], commandContext: CommandContext) => Promise<number>;

const VERBS = { list, show, history, diff, apply, draft, drafts, simulate, approve, reject, rollback } as const satisfies Record<
  string,
  Verb
>;

export const command: Command = {
  usage,
  run: (args, commandContext) => {
    const [verb, ...rest] = args;
    return VERBS[oneOf(verb, Object.keys(VERBS) as (keyof typeof VERBS)[], 'what to do')](rest, commandContext); // its own keys
  },
};
