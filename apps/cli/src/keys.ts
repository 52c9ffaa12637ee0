import { Failure, systemRandomness } from '#foundation';
import { newKey, type Principals } from '#store';

import { oneOf, readArguments, readWords, required, wrong } from './arguments.ts';
import { type Command, type CommandContext, EXIT, EXIT_CODES } from './command.ts';
import { columns, oneLine, printJson, printLines } from './output.ts';
import { withInstallation } from './with-installation.ts';

const usage = `Usage: headgate keys create --name <name> (--emitter --namespace <pattern>... | --admin)
       headgate keys list
       headgate keys grant <prefix> --namespace <pattern>...
       headgate keys revoke <prefix>
       headgate keys new

Nobody is anonymous: who sends events or asks questions does so with a key. A key is printed once, when it is made, and cannot be
read again; afterwards it is known by its prefix, hg_ and eight characters.

  create   a key, and the emitter or administrator that holds it. An emitter speaks for the namespaces that --namespace names (give
           it as often as needed): a namespace, or the beginning of one before a * at its end
  list     who there is, and what they may speak for
  grant    more namespaces for a key that is in force; redrive what was refused before
  revoke   ends a key; servers know it within two seconds
  new      prints a well-formed key that nobody holds, for HEADGATE_ADMIN_KEY; needs no database

With --json: create gives {"id", "name", "kind", "prefix", "namespaces", "key"}, list {"keys": [...]}, grant {"prefix", "namespaces"},
revoke {"prefix", "revoked"}, new {"key"}.
${EXIT_CODES}
`;

const NAME_LENGTH_MAX = 200;
const PREFIX_LENGTH = 11;

export const keysCommand: Command = {
  name: 'keys',
  summary: 'make, list, widen and end keys',
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
  const { values, positionals } = readArguments(args, { name: { type: 'string' }, emitter: flag, admin: flag, namespace: NAMESPACES });
  readWords(positionals, []);
  const name = required(values.name, '--name');
  if (name.length > NAME_LENGTH_MAX) throw wrong(`--name may have ${NAME_LENGTH_MAX} characters`);
  if ((values.emitter === true) === (values.admin === true)) throw wrong('say --emitter or --admin');
  const kind = values.admin === true ? 'admin' : 'emitter';
  const namespaces = patterns(values.namespace ?? []);
  if (kind === 'emitter' && namespaces.length === 0) throw wrong('an emitter needs a --namespace to speak for');
  if (kind === 'admin' && namespaces.length > 0) throw wrong('an administrator speaks for all namespaces; leave --namespace out');

  return withPrincipals(commandContext, async (principals, now) => {
    const { id, key } = await principals.create({ kind, name, namespaces }, now);
    const made = { id, name, kind, prefix: key.slice(0, PREFIX_LENGTH), namespaces, key };
    if (values.json === true) printJson(commandContext, made);
    else
      printLines(commandContext, [
        key,
        `Keep it: it is shown this once. It is the key of the ${kind} ${oneLine(name)}, known as ${made.prefix}.`,
      ]);
    return EXIT.done;
  });
}

async function list(args: string[], commandContext: CommandContext): Promise<number> {
  const { values, positionals } = readArguments(args, {});
  readWords(positionals, []);
  return withPrincipals(commandContext, async (principals) => {
    const keys = await principals.list();
    if (values.json === true) printJson(commandContext, { keys });
    else {
      const rows = keys.map((key) => [
        key.prefix,
        key.kind,
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
  return withPrincipals(commandContext, async (principals) => {
    const namespaces = await principals.grant(prefix, asked);
    if (namespaces === undefined) throw noKey(prefix);
    if (values.json === true) printJson(commandContext, { prefix, namespaces });
    else printLines(commandContext, [`${prefix} may speak for: ${oneLine(namespaces.join(' '), 1000)}`]);
    return EXIT.done;
  });
}

async function revoke(args: string[], commandContext: CommandContext): Promise<number> {
  const { values, positionals } = readArguments(args, {});
  const { prefix } = readWords(positionals, ['prefix']);
  return withPrincipals(commandContext, async (principals, now) => {
    if (!(await principals.revoke(prefix, now))) throw noKey(prefix);
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

function withPrincipals(commandContext: CommandContext, work: (principals: Principals, now: Date) => Promise<number>): Promise<number> {
  return withInstallation(commandContext, {}, ({ installation: { principals, context } }) => work(principals, context.clock.now()));
}

/** A `*` anywhere but at the end would be taken for a letter, and grant nothing. */
function patterns(given: readonly string[]): readonly string[] {
  const odd = given.find((pattern) => pattern === '' || pattern.slice(0, -1).includes('*'));
  if (odd !== undefined) throw wrong(`${odd === '' ? 'an empty pattern' : odd} names no namespaces: a * stands at the end alone`);
  return [...new Set(given)];
}

function noKey(prefix: string): Failure {
  return new Failure('NOT_FOUND', `No key in force is called ${prefix}; headgate keys list names them.`);
}
