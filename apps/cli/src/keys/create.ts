import { isBuiltInRole, roleProblem } from '#access';
import type { NewKey } from '#store';

import { lengthOfTime, readArguments, readWords, required, wrong } from '../arguments.ts';
import { type CommandContext, EXIT } from '../command.ts';
import { oneLine, printJson, printLines } from '../output.ts';
import { KEY_DESK } from '../key-source.ts';
import { REMOTE, withSource } from '../with-source.ts';
import { BOUNDS, boundsGiven } from './bounds.ts';
import { SCOPE, scopesGiven, scopesLine } from './scopes.ts';

const NAME_LENGTH_MAX = 200;
const FLAG = { type: 'boolean' } as const;
const TEXT = { type: 'string' } as const;
const OPTIONS = {
  name: TEXT,
  role: TEXT,
  person: FLAG,
  emitter: FLAG,
  admin: FLAG,
  expires: TEXT,
  ...SCOPE,
  ...BOUNDS,
  ...REMOTE,
} as const;

const UNBOUND = 'What its jobs write may lie in any namespace; `headgate keys bind` narrows that.';

/** Makes a principal and its first key. */
export async function createKey(args: string[], commandContext: CommandContext): Promise<number> {
  const { values, positionals } = readArguments(args, OPTIONS);
  readWords(positionals, []);
  const wanted = readWanted(values);
  const expiresMs = values.expires === undefined ? undefined : lengthOfTime(values.expires, '--expires');

  return withSource(commandContext, { ...KEY_DESK, remote: values.remote }, async (desk) => {
    const { id, prefix, key, expiresAt, scopes } = await desk.create({ ...wanted, expiresMs });
    const { name, kind, roles, namespaces, binding } = wanted;
    const made = {
      id,
      name,
      kind,
      roles: kind === 'admin' ? ['admin'] : roles,
      prefix,
      namespaces,
      ...binding,
      scopes: scopes ?? null,
      expiresAt,
      key,
    };
    if (values.json === true) printJson(commandContext, made);
    else {
      const until = expiresAt === null ? '' : `, good until ${expiresAt.toISOString().slice(0, 16)}Z`;
      printLines(commandContext, [
        key,
        `Keep it: it is shown this once. It is the key of the ${roles[0] ?? kind} ${oneLine(name)}, known as ${prefix}${until}.`,
        ...scopesLine(scopes),
        ...(kind === 'emitter' && (binding.outputs ?? namespaces).includes('*') ? [UNBOUND] : []),
        ...roles
          .filter((role) => !isBuiltInRole(role))
          .map((role) =>
            role === 'gateway'
              ? 'A gateway may ask what others may read and write, of what policies let it see, and nothing else.'
              : `${role} is a role of your own: it is allowed what policies say, and nothing else.`,
          ),
      ]);
    }
    return EXIT.done;
  });
}

/** One that policies can speak of. */
function roleIn(text: string): string {
  const problem = roleProblem(text);
  if (problem !== undefined) throw wrong(`--role: ${problem}`);
  return text;
}

type Values = ReturnType<typeof readArguments<typeof OPTIONS>>['values'];

function readWanted(values: Values): Required<Omit<NewKey, 'expiresAt' | 'isTrial'>> {
  const name = required(values.name, '--name');
  if (name.length > NAME_LENGTH_MAX) throw wrong(`--name may have ${NAME_LENGTH_MAX} characters`);
  const given = [values.emitter === true, values.admin === true, values.role !== undefined || values.person === true];
  if (given.filter((isGiven) => isGiven).length !== 1) throw wrong('say one of --emitter, --role, --person and --admin');
  const roles = values.role === undefined ? [] : [roleIn(values.role)];
  const kind = values.admin === true ? 'admin' : values.emitter === true ? 'emitter' : 'person';
  const { namespaces = [], ...binding } = boundsGiven(values);
  if (kind !== 'emitter' && Object.keys(binding).length > 0)
    throw wrong('--outputs, --inputs and --producers bind emitters alone; leave them out');
  if (kind === 'emitter' && namespaces.length === 0 && values.remote !== true) throw wrong('an emitter needs a --namespace to speak for');
  if (kind === 'admin' && namespaces.length > 0) throw wrong('an administrator speaks for all namespaces; leave --namespace out');
  if (kind === 'person' && namespaces.length > 0) throw wrong('a person sends no events; leave --namespace out');
  return { kind, name, namespaces, roles, binding, scopes: scopesGiven(values.scope) };
}
