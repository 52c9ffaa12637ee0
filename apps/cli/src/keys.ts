import { systemRandomness } from '#foundation';
import { newKey } from '#store';

import { oneOf, readArguments, readWords } from './arguments.ts';
import { type Command, type CommandContext, EXIT, EXIT_CODES } from './command.ts';
import { changeBounds } from './keys/change-bounds.ts';
import { createKey } from './keys/create.ts';
import { endOneLeakedKey } from './keys/leaked.ts';
import { listAllKeys } from './keys/list.ts';
import { revokeOneKey } from './keys/revoke.ts';
import { rotateKeys } from './keys/rotate.ts';
import { tryKey } from './keys/try.ts';
import { printJson, printLines } from './output.ts';
import { REMOTE_USAGE } from './with-source.ts';

const usage = `Usage: headgate keys create --name <name> (--emitter <what it may claim> | --role <role> | --person | --admin) [--scope <scopes>]
                            [--expires <time>]
       headgate keys try --role <role> [--scope <scopes>] [--for <time>]
       headgate keys list [--unused <time>] [--expiring <time>]
       headgate keys grant <prefix> <what it may claim>
       headgate keys bind <prefix> <what it may claim>
       headgate keys rotate (<name or prefix> | --team <team> --to <file>) [--grace <time>] [--expires <time>]
       headgate keys revoke <prefix>
       headgate keys leaked <prefix> --since <RFC 3339 time> [--first <n>] [--dry-run]
       headgate keys new

Nobody is anonymous: who sends events or asks questions does so with a key. A key is printed once, when it is made, and cannot be
read again; afterwards it is known by its prefix, hg_ and eight characters. Lengths of time are such as 90m, 12h or 30d.

What an emitter may claim is said by patterns, each as often as needed: a text, or the beginning of one before a * at its end.

  --namespace   the namespaces of the jobs and datasets that it speaks for; it needs one
  --outputs     namespaces beyond those of which it may say things: that its jobs write there, what a dataset is and is called, that a run
                belongs to a job there. To be given, * for anything; one of its own namespaces for nothing else
  --inputs      namespaces beyond all those that it may say its data came from. * unless given
  --producers   the producers (URIs) as which it may speak. Any unless given

  create   a key, and the emitter, person or administrator that holds it. A person asks, and sees what the rules allow its roles: an
           auditor also policies and the trail. Roles are auditor, engineer, steward, policy-author, policy-approver, and words of your own;
           with --person it has the roles that teams give it (\`headgate apply\`) alone. With --expires the key ends after so long. With
           --scope it may be used for some kinds of operation alone, whatever its holder may: send (events), ask (questions, and all else
           that changes nothing), decide, manage (what changes something), such as --scope ask,decide. A key that was made with scopes
           makes none that is wider
  try      a key for trying things: of somebody new with a role, or with several, that ends by itself after --for, an hour unless given and a
           day at most. It is marked in the list, and no key comes after it
  list     who there is, what they may speak for, when their keys end and when each was last used (to the minute).
           --unused: in force, and not used for so long; --expiring: in force, and for so long more at most
  grant    lets the emitter that holds a key claim more, by each of its keys in force; redrive what was refused before
  bind     says anew what it may claim: what is given stands in place of what was, and it may be less
  rotate   the next key of somebody: it may do what the one before may, with its scopes, and that stays good for --grace, 7d unless
           given. Two keys may be in force at once, no more. Somebody whose keys are all over is given one again. With --team the next key of each emitter of
           the team that has one in force, those that \`headgate teams\` names and those called after it, written to a new file that only you
           may read
  revoke   ends a key, on every server at once; where its holder has no other in force, so do the browser sessions that \`headgate login-link\` began
  leaked   ends a key that is in wrong hands; lists what its holder brought since then, and what it was shown of protected data or
           denied, 20 of each or --first of them, and the keys that it made; and prints the command that takes out of the graph what it
           brought. With --dry-run nothing is ended
  new      prints a well-formed key that nobody holds, for HEADGATE_ADMIN_KEY; needs no database

${REMOTE_USAGE} All but leaked, new and
try take --remote, and there is no --admin then. A steward works so with the keys of his team's emitters, and of its people who are called after it.

With --json: create gives {"id", "name", "kind", "roles", "prefix", "namespaces", "scopes", "expiresAt", "key"}, try {"name", "roles", "scopes", "prefix", "expiresAt", "key"}, list {"keys": [...]}, grant and bind
{"prefix", "namespaces", "outputs", "inputs", "producers"}, rotate {"id", "name", "prefix", "scopes", "key", "expiresAt", "ending": {"prefix", "expiresAt"} or null},
with --team {"team", "made": [...], "left": [...]}, revoke {"prefix", "revoked"},
leaked {"prefix", "holder", "revokedAt", "brought", "first", "read", "made", "retraction": {"preview", "record"} or null, ...}, new {"key"}.
${EXIT_CODES}
`;

export const command: Command = {
  usage,
  run: (args, commandContext) => {
    const [verb, ...rest] = args;
    switch (oneOf(verb, ['create', 'try', 'list', 'grant', 'bind', 'rotate', 'revoke', 'leaked', 'new'], 'what to do')) {
      case 'create':
        return createKey(rest, commandContext);
      case 'try':
        return tryKey(rest, commandContext);
      case 'list':
        return listAllKeys(rest, commandContext);
      case 'grant':
        return changeBounds('grant', rest, commandContext);
      case 'bind':
        return changeBounds('bind', rest, commandContext);
      case 'rotate':
        return rotateKeys(rest, commandContext);
      case 'revoke':
        return revokeOneKey(rest, commandContext);
      case 'leaked':
        return endOneLeakedKey(rest, commandContext);
      case 'new':
        return Promise.resolve(printNew(rest, commandContext));
    }
  },
};

function printNew(args: string[], commandContext: CommandContext): number {
  const { values, positionals } = readArguments(args, {});
  readWords(positionals, []);
  const key = newKey(systemRandomness);
  if (values.json === true) printJson(commandContext, { key });
  else printLines(commandContext, [key]);
  return EXIT.done;
}
