import { systemRandomness } from '#foundation';
import { grantNamespaces, listKeys, makeKey, revokeKey } from '#operations';
import { newKey } from '#store';

import { oneOf, readArguments, readWords, required, wrong } from './arguments.ts';
import { type Command, type CommandContext, EXIT, EXIT_CODES } from './command.ts';
import { columns, oneLine, printJson, printLines } from './output.ts';
import { withInstallation } from './with-installation.ts';

const usage = `Usage: headgate keys create --name <name> (--emitter --namespace <pattern>... | --role auditor|engineer | --admin)
       headgate keys list
       headgate keys grant <prefix> --namespace <pattern>...
       headgate keys revoke <prefix>
       headgate keys new

Nobody is anonymous: who sends events or asks questions does so with a key. A key is printed once, when it is made, and cannot be
read again; afterwards it is known by its prefix, hg_ and eight characters.

  create   a key, and the emitter, person or administrator that holds it. An emitter speaks for the namespaces that --namespace names
           (give it as often as needed): a namespace, or the beginning of one before a * at its end. A person asks, and sees what the
           policies leave to its role: an auditor also policies and the trail
  list     who there is, and what they may speak for
  grant    more namespaces for a key that is in force; redrive what was refused before
  revoke   ends a key; servers know it within two seconds
  new      prints a well-formed key that nobody holds, for HEADGATE_ADMIN_KEY; needs no database

With --json: create gives {"id", "name", "kind", "roles", "prefix", "namespaces", "key"}, list {"keys": [...]}, grant {"prefix", "namespaces"},
revoke {"prefix", "revoked"}, new {"key"}.
${EXIT_CODES}
`;

const NAME_LENGTH_MAX = 200;

export const command: Command = {
  usage,
  run: (args, commandContext) => {
    const [verb, ...rest] = args;
    switch (oneOf(verb, ['create', 'list', 'grant', 'revoke', 'new'], 'what to do')) {
      case 'create':
        return create(rest, commandContext);
      case 'list':
        return list(rest, commandContext);
      case 'grant':
        return grant(rest, commandContext);
      case 'revoke':
        return revoke(rest, commandContext);
      case 'new':
        return Promise.resolve(printNew(rest, commandContext));
    }
  },
};

const NAMESPACES = { type: 'string', multiple: true } as const;

async function create(args: string[], commandContext: CommandContext): Promise<number> {
  const flag = { type: 'boolean' } as const;
  const text = { type: 'string' } as const;
  const { values, positionals } = readArguments(args, { name: text, role: text, emitter: flag, admin: flag, namespace: NAMESPACES });
  readWords(positionals, []);
  const name = required(values.name, '--name');
  if (name.length > NAME_LENGTH_MAX) throw wrong(`--name may have ${NAME_LENGTH_MAX} characters`);
  const given = [values.emitter === true, values.admin === true, values.role !== undefined].filter((isGiven) => isGiven);
  if (given.length !== 1) throw wrong('say one of --emitter, --role and --admin');
  const roles = values.role === undefined ? [] : [oneOf(values.role, ['auditor', 'engineer'], '--role')];
  const kind = values.admin === true ? 'admin' : values.emitter === true ? 'emitter' : 'person';
  const namespaces = patterns(values.namespace ?? []);
  if (kind === 'emitter' && namespaces.length === 0) throw wrong('an emitter needs a --namespace to speak for');
  if (kind === 'admin' && namespaces.length > 0) throw wrong('an administrator speaks for all namespaces; leave --namespace out');
  if (kind === 'person' && namespaces.length > 0) throw wrong('a person sends no events; leave --namespace out');

  return withInstallation(commandContext, { keys: 'or-new' }, async ({ installation: { principals }, context, actor }) => {
    const { id, prefix, key } = await makeKey(context, await actor(), { principals, kind, name, namespaces, roles });
    const made = { id, name, kind, roles: kind === 'admin' ? ['admin'] : roles, prefix, namespaces, key };
    if (values.json === true) printJson(commandContext, made);
    else
      printLines(commandContext, [
        key,
        `Keep it: it is shown this once. It is the key of the ${roles[0] ?? kind} ${oneLine(name)}, known as ${made.prefix}.`,
      ]);
    return EXIT.done;
  });
}

async function list(args: string[], commandContext: CommandContext): Promise<number> {
  const { values, positionals } = readArguments(args, {});
  readWords(positionals, []);
  return withInstallation(commandContext, {}, async ({ installation: { principals }, context, reader }) => {
    const keys = await listKeys(context, reader, { principals });
    if (values.json === true) printJson(commandContext, { keys });
    else if (keys.length === 0) printLines(commandContext, ['No key was ever made.']);
    else {
      const rows = keys.map((key) => [
        key.prefix,
        key.roles.join(' ') || key.kind,
        key.revoked ? 'revoked' : 'in force',
        oneLine(key.name, 60),
        oneLine(key.namespaces.join(' ')),
      ]);
      printLines(commandContext, columns(rows));
    }
    return EXIT.done;
  });
}

async function grant(args: string[], commandContext: CommandContext): Promise<number> {
  const { values, positionals } = readArguments(args, { namespace: NAMESPACES });
  const { prefix } = readWords(positionals, ['prefix']);
  const asked = patterns(values.namespace ?? []);
  if (asked.length === 0) throw wrong('--namespace is missing');
  return withInstallation(commandContext, { keys: 'or-new' }, async ({ installation: { principals }, context, actor }) => {
    const namespaces = await grantNamespaces(context, await actor(), { principals, prefix, namespaces: asked });
    if (values.json === true) printJson(commandContext, { prefix, namespaces });
    else printLines(commandContext, [`${prefix} may speak for: ${oneLine(namespaces.join(' '), 1000)}`]);
    return EXIT.done;
  });
}

async function revoke(args: string[], commandContext: CommandContext): Promise<number> {
  const { values, positionals } = readArguments(args, {});
  const { prefix } = readWords(positionals, ['prefix']);
  return withInstallation(commandContext, { keys: 'or-new' }, async ({ installation: { principals }, context, actor }) => {
    await revokeKey(context, await actor(), { principals, prefix });
    if (values.json === true) printJson(commandContext, { prefix, revoked: true });
    else printLines(commandContext, [`${prefix} is revoked; servers know it within two seconds.`]);
    return EXIT.done;
  });
}

function printNew(args: string[], commandContext: CommandContext): number {
  const { values, positionals } = readArguments(args, {});
  readWords(positionals, []);
  const key = newKey(systemRandomness);
  if (values.json === true) printJson(commandContext, { key });
  else printLines(commandContext, [key]);
  return EXIT.done;
}

/** A `*` anywhere but at the end would be taken for a letter, and grant nothing. */
function patterns(given: readonly string[]): readonly string[] {
  const odd = given.find((pattern) => pattern === '' || pattern.slice(0, -1).includes('*'));
  if (odd !== undefined) throw wrong(`${odd === '' ? 'an empty pattern' : odd} names no namespaces: a * stands at the end alone`);
  return [...new Set(given)];
}
