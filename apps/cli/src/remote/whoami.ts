import { z } from 'zod';

import { SCOPES } from '#access';

import { readArguments, readWords } from '../arguments.ts';
import { type Command, EXIT, EXIT_CODES } from '../command.ts';
import { columns, oneLine, printJson, printLines } from '../output.ts';
import { wordOf } from './answer-parts.ts';
import { askServer } from './ask-server.ts';
import type { Login } from './login-file.ts';
import { serverFor } from './server.ts';

const usage = `Usage: headgate whoami [--json]

Says who you are to the server that you ask: your name, your id, your roles, within which team and by what you hold them, until when you are
let in, what your key may be used for and the namespaces that it may speak for, and the server.

The server is HEADGATE_URL and the key HEADGATE_KEY, else those of \`headgate login\`.

${EXIT_CODES}
`;

const Shape = z.object({
  whoami: z.object({
    id: z.string(),
    name: z.string(),
    kind: z.enum(['PERSON', 'EMITTER', 'ADMIN']),
    namespaces: z.array(z.string()),
    roles: z.array(z.string()),
    rolesBy: z.array(z.object({ role: z.string(), group: z.string() })),
    grants: z.array(z.object({ role: z.string(), team: z.string().nullable(), by: z.string(), until: z.string().nullable() })),
    until: z.string().nullable(),
    keyExpiresAt: z.string().nullable(),
    scopes: z.array(wordOf(SCOPES)).nullable(),
    expiringKeys: z.array(
      z.object({
        prefix: z.string(),
        holder: z.object({ name: z.string().nullable() }),
        expiresAt: z.string(),
        next: z.string().nullable(),
      }),
    ),
    version: z.string(),
  }),
});

/** Who a server takes us for. */
export interface Who extends Readonly<Omit<z.infer<typeof Shape>['whoami'], 'kind'>> {
  readonly kind: 'person' | 'emitter' | 'admin';
  readonly url: string;
}

const KINDS = { PERSON: 'person', EMITTER: 'emitter', ADMIN: 'admin' } as const;
const MAY: Readonly<Record<Who['kind'], string>> = {
  person: 'ask questions',
  emitter: 'send events',
  admin: 'ask questions, send events, and decide',
};

export const command: Command = {
  usage,
  run: async (args, context) => {
    const { values, positionals } = readArguments(args, {});
    readWords(positionals, []);
    const who = await whoTo(await serverFor(context));
    if (values.json === true) printJson(context, who);
    else printLines(context, whoLines(who));
    return EXIT.done;
  },
};

/** Throws the server's failure, such as IDENTITY_UNKNOWN. */
export async function whoTo(server: Login): Promise<Who> {
  const { whoami } = await askServer(server, Shape, {
    query:
      'query Whoami { whoami { id name kind namespaces roles rolesBy { role group } grants { role team by until } until keyExpiresAt scopes expiringKeys { prefix holder { name } expiresAt next } version } }',
  });
  return { ...whoami, kind: KINDS[whoami.kind], url: server.url };
}

export function whoLines({
  id,
  name,
  kind,
  namespaces,
  roles,
  grants,
  until,
  keyExpiresAt,
  scopes,
  expiringKeys,
  url,
  version,
}: Who): readonly string[] {
  const speaks = namespaces.length === 0 ? [] : [['speaks for', namespaces.map((each) => oneLine(each)).join(', ')]];
  return columns([
    ['name', oneLine(name)],
    ['id', oneLine(id)],
    ['kind', kind],
    ['may', MAY[kind]],
    ...(scopes === null ? [] : [['key for', `${scopes.join(' and ')} alone`]]),
    ...(roles.length === 0 ? [] : [['roles', roles.map((each) => oneLine(each)).join(', ')]]),
    ...grants.map((grant) => ['holds', held(grant)]),
    ...(until === null ? [] : [['until', oneLine(until)]]),
    ...(keyExpiresAt === null ? [] : [['key until', oneLine(keyExpiresAt)]]),
    ...expiringKeys.map((key) => ['ends soon', endingSoon(key)]),
    ...speaks,
    ['server', `${url}, Headgate ${oneLine(version, 40)}`],
  ]);
}

function endingSoon({ prefix, holder, expiresAt, next }: Who['expiringKeys'][number]): string {
  const after = next === null ? `headgate keys rotate ${oneLine(prefix)}` : `${oneLine(next)} comes after it`;
  return `${oneLine(prefix)} of ${oneLine(holder.name ?? 'somebody', 40)} at ${oneLine(expiresAt)}: ${after}`;
}

function held({ role, team, by, until }: Who['grants'][number]): string {
  return `${oneLine(role)}${team === null ? '' : ` in ${oneLine(team)}`}, by ${oneLine(by)}${until === null ? '' : `, until ${oneLine(until)}`}`;
}
