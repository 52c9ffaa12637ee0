import { DAY_MS } from '#foundation';
import type { ListedKey } from '#operations';

import { lengthOfTime, readArguments, readWords } from '../arguments.ts';
import { type CommandContext, EXIT } from '../command.ts';
import { columns, counted, oneLine, printJson, printLines } from '../output.ts';
import { KEY_DESK } from '../key-source.ts';
import { REMOTE, withSource } from '../with-source.ts';

/** Lists keys, and says which of them need care. */
export async function listAllKeys(args: string[], commandContext: CommandContext): Promise<number> {
  const text = { type: 'string' } as const;
  const { values, positionals } = readArguments(args, { unused: text, expiring: text, ...REMOTE });
  readWords(positionals, []);
  const unusedMs = values.unused === undefined ? undefined : lengthOfTime(values.unused, '--unused');
  const expiringMs = values.expiring === undefined ? undefined : lengthOfTime(values.expiring, '--expiring');

  return withSource(commandContext, { ...KEY_DESK, keys: false, remote: values.remote }, async (desk) => {
    const keys = await desk.list({ unusedMs, expiringMs });
    if (values.json === true) printJson(commandContext, { keys: keys.map(keyJson) });
    else if (keys.length === 0)
      printLines(commandContext, [unusedMs === undefined && expiringMs === undefined ? 'No key was ever made.' : 'No key is so.']);
    else printLines(commandContext, [...columns(keys.map(row)), ...warnings(keys, new Date())]);
    return EXIT.done;
  });
}

function keyJson({ id, kind, name, prefix, namespaces, binding, roles, scopes, state, next, revokedAt, ...times }: ListedKey): object {
  return {
    id,
    kind,
    name,
    prefix,
    namespaces,
    ...binding,
    roles,
    scopes: scopes ?? null,
    state,
    next,
    revoked: revokedAt !== null,
    ...times,
    revokedAt,
  };
}

const STATE: Readonly<Record<ListedKey['state'], string>> = {
  'in-force': 'in force',
  expiring: 'expiring',
  expired: 'expired',
  revoked: 'revoked',
};

function row(key: ListedKey): readonly string[] {
  return [
    key.prefix,
    key.roles.join(' ') || key.kind,
    STATE[key.state],
    key.expiresAt === null ? 'no end' : `until ${day(key.expiresAt)}`,
    key.lastUsedAt === null ? 'never used' : `used ${day(key.lastUsedAt)}`,
    oneLine(key.name, 60),
    oneLine(
      [
        ...(key.isTrial ? ['for trying things'] : []),
        ...(key.scopes === undefined ? [] : [`for ${key.scopes.join(' and ')} alone`]),
        ...key.namespaces,
        ...narrowed(key),
      ].join(' '),
    ),
  ];
}

/** How an emitter is bound, where it is. */
function narrowed({ binding }: ListedKey): readonly string[] {
  if (binding === undefined) return [];
  const { outputs, inputs, producers } = binding;
  return [
    ...(outputs.includes('*') ? [] : ['outputs:', ...outputs]),
    ...(inputs.includes('*') ? [] : ['inputs:', ...inputs]),
    ...(producers.length === 0 ? [] : ['producers:', ...producers]),
  ];
}

function warnings(keys: readonly ListedKey[], now: Date): readonly string[] {
  const expiring = keys.flatMap((key) =>
    key.state === 'expiring' && key.expiresAt !== null ? [{ ...key, expiresAt: key.expiresAt }] : [],
  );
  return expiring.map(({ prefix, name, expiresAt, next }) => {
    const left = counted(Math.ceil((expiresAt.getTime() - now.getTime()) / DAY_MS), 'day');
    const mend = next === null ? `headgate keys rotate ${prefix}` : `see that it uses ${next} by then`;
    return `${prefix} of ${oneLine(name, 60)} ends within ${left}: ${mend}`;
  });
}

function day(date: Date): string {
  return date.toISOString().slice(0, 10);
}
