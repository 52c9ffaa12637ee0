import net from 'node:net';
import os from 'node:os';
import path from 'node:path';

import { z } from 'zod';

import { Failure, MIB, SECOND_MS } from '#foundation';

import { oidcEnvironment, oidcProblems } from './oidc/settings.ts';
import { alertsEnvironment } from './worker/alert-settings.ts';
import { logEnvironment } from './worker/log-settings.ts';

/** Of the largest event both the bytes as they came and the unzipped ones are held at once. */
const EVENTS_IN_INTAKE_MIN = 2;

/** Every setting of the server and the command, by environment. `docs/configuration.md` is made from this. */
export const Environment = z.object({
  DATABASE_URL: z
    .url({ protocol: /^postgres(?:ql)?$/, error: 'must be the address of a Postgres, such as postgres://user:password@host:5432/database' })
    .optional()
    .describe('Postgres 15 or newer. Unset: an embedded Postgres in HEADGATE_DATA_DIR'),
  HTTP_PORT: z.coerce.number().int().min(0).max(65_535).default(4000).describe('TCP port; 0 picks a free one'),
  HTTP_HOST: z.string().min(1).default('127.0.0.1').describe('Address to listen on; 0.0.0.0 for all'),
  HTTP_TRUSTED_PROXIES: z
    .string()
    .default('')
    .transform((text) => text.split(/[\s,]+/).filter((each) => each !== ''))
    .refine((all) => all.every(isAddress), 'must be addresses or ranges of them, such as 10.0.0.7, 10.1.0.0/16')
    .describe(
      'Proxies whose X-Forwarded-For is believed: addresses or ranges, with commas. Unset: none; records name the address of the connection',
    ),
  HEADGATE_DATA_DIR: z
    .string()
    .min(1)
    .default('~/.headgate')
    .describe('Folder of the key file and the embedded Postgres; ~/ is the home folder'),
  HEADGATE_ADMIN_KEY: z
    .string()
    .optional()
    .describe('Key of an administrator, given instead of made: hg_<8>_<43> characters of A-Z a-z 0-9 _ -'),
  HEADGATE_KEY: z
    .string()
    .optional()
    .describe('Key of who gives a command. Unset: to a server that of `headgate login`, to a database the user of this machine'),
  HEADGATE_URL: z
    .url({ protocol: /^https?$/, error: 'must be an address, such as https://headgate.example.org' })
    .optional()
    .describe('Server that commands ask, and that sign-in links lead to. Unset: that of `headgate login`, else http://127.0.0.1:4000'),
  XDG_CONFIG_HOME: z.string().optional().describe('Folder in which `headgate login` keeps headgate/login.json; unset: ~/.config'),
  EVENT_BYTES_MAX: z.coerce
    .number()
    .int()
    .positive()
    .default(16 * MIB)
    .describe('Largest event or batch, bytes, counted after gunzip'),
  INTAKE_BYTES_MAX: z.coerce
    .number()
    .int()
    .positive()
    .default(256 * MIB)
    .describe('Bytes of bodies in memory at once, at least twice EVENT_BYTES_MAX; past it senders are told to come again'),
  BODY_IDLE_MS: z.coerce
    .number()
    .int()
    .positive()
    .default(10 * SECOND_MS)
    .describe('Longest silence within a body, ms; past it the sender is told to come again'),
  GRAPHQL_INTROSPECTION: z
    .stringbool({ error: 'must be true or false' })
    .prefault('true')
    .describe('Whether the GraphQL schema can be asked for: true or false'),
  DATABASE_CONNECTIONS: z.coerce.number().int().min(2).max(500).default(10).describe('Connections to Postgres of the serving process'),
  MAP_HELPERS: z.coerce
    .number()
    .int()
    .min(0)
    .max(8)
    .default(0)
    .describe('Threads that open and read events ahead of the one that maps; worth it where cores are free'),
  SHUTDOWN_GRACE_MS: z.coerce
    .number()
    .int()
    .nonnegative()
    .default(10 * SECOND_MS)
    .describe('Time to finish work when asked to stop, ms'),
  ...logEnvironment,
  ...alertsEnvironment,
  ...oidcEnvironment,
});

/** Whether a text is an IP address, or a range of them in CIDR form. */
function isAddress(text: string): boolean {
  const [address = '', bits, ...more] = text.split('/');
  const version = net.isIP(address);
  if (version === 0 || more.length > 0) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128));
}

/** What no setting can say of itself. */
const Settings = Environment.refine(({ EVENT_BYTES_MAX, INTAKE_BYTES_MAX }) => INTAKE_BYTES_MAX >= EVENTS_IN_INTAKE_MIN * EVENT_BYTES_MAX, {
  path: ['INTAKE_BYTES_MAX'],
  error: `must be at least ${EVENTS_IN_INTAKE_MIN} times EVENT_BYTES_MAX, or the largest events would be told to come again for ever; raise it, or lower EVENT_BYTES_MAX`,
}).superRefine((given, problems) => {
  for (const { path: name, message } of oidcProblems(given)) problems.addIssue({ code: 'custom', path: [name], message });
});

export type Config = Readonly<z.infer<typeof Environment>>;

/** Fails with every problem at once, so one round mends a deploy. Names values, never prints them. An empty value counts as unset. */
export function readConfig(environment: Readonly<Record<string, string | undefined>> = process.env): Config {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''));
  const parsed = Settings.safeParse(given, { error: inPlainWords });
  if (parsed.success) return Object.freeze({ ...parsed.data, HEADGATE_DATA_DIR: inHome(parsed.data.HEADGATE_DATA_DIR) });
  const problems = parsed.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`);
  throw new Failure('BAD_REQUEST', `Configuration is not valid:\n${problems.join('\n')}`);
}

/** What a setting must be, where it does not say so itself; undefined leaves it to zod. */
function inPlainWords(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.code === 'invalid_type' && (issue.expected === 'int' || issue.expected === 'number'))
    return `must be a ${issue.expected === 'int' ? 'whole ' : ''}number`;
  if (issue.code === 'too_small') return `must be ${issue.inclusive === false ? 'more than' : 'at least'} ${String(issue.minimum)}`;
  if (issue.code === 'too_big') return `must be at most ${String(issue.maximum)}`;
  if (issue.code === 'invalid_format' && issue.format === 'url') return 'must be an address, such as https://login.example.org';
  return undefined;
}

function inHome(folder: string): string {
  return folder.startsWith('~/') ? path.join(os.homedir(), folder.slice(2)) : folder;
}
