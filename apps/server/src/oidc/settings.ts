import { z } from 'zod';

import { roleProblem } from '#access';
import { MINUTE_MS } from '#foundation';
import type { GroupRole } from '#operations';

/** Algorithms that a provider may sign with: with a private key of its own. None with a shared secret, and not `none` (RFC 8725, 3.1). */
const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'] as const;
const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

const Algorithms = z
  .string()
  .default('RS256,ES256,PS256,EdDSA')
  .transform((text) => wordsIn(text, ','))
  .pipe(z.array(z.enum(ALGORITHMS, `must be some of ${ALGORITHMS.join(', ')}, with commas between them`)).min(1, 'must name one'))
  .describe('Algorithms that tokens may be signed with, with commas between them');

const GroupRoles = z
  .string()
  .optional()
  .transform((text, problems): readonly GroupRole[] =>
    wordsIn(text ?? '', ',').map((pair) => {
      const cut = pair.lastIndexOf('=');
      const [group, role] = [decoded(pair.slice(0, Math.max(cut, 0))), pair.slice(cut + 1).trim()];
      const isRole = role === 'admin' || roleProblem(role) === undefined;
      if (group === undefined || group === '' || !isRole)
        problems.addIssue(
          `must be <group>=<role>, with commas between them, where a role is admin, auditor, engineer, another built-in one or a word of your own; %2C and %3D stand for , and = in a group`,
        );
      return { group: group ?? '', role };
    }),
  )
  .describe(
    'Roles that groups give everywhere, beside those that teams give them: auditors=auditor,data-eng=engineer,platform=admin; %2C and %3D stand for , and = in a group',
  );

const Issuer = z
  .url({ abort: true }) // what is no address has no protocol to look at
  .refine((text) => isSafe(text), 'must begin with https://; http:// is for a provider on this machine alone, to try things out')
  .optional()
  .describe('OpenID Connect provider that people sign in at, as its discovery spells it. Unset: one-time links and keys alone');

/** The settings of signing in at a provider. */
export const oidcEnvironment = {
  OIDC_ISSUER: Issuer,
  OIDC_CLIENT_ID: z
    .string()
    .optional()
    .describe(
      'What the provider knows this server by. It sends browsers back to /login/callback at HEADGATE_URL, and must know that address',
    ),
  OIDC_CLIENT_SECRET: z.string().optional().describe('Secret of that client. Unset: a public client, which proves itself by PKCE alone'),
  OIDC_DEVICE_CLIENT_ID: z
    .string()
    .optional()
    .describe('Public client of `headgate login --remote`, with the device flow. Unset: OIDC_CLIENT_ID'),
  OIDC_AUDIENCE: z
    .string()
    .optional()
    .describe(
      'Audience of access tokens that are sent here. Unset: OIDC_CLIENT_ID. An http address is also asked for as their resource (RFC 8707)',
    ),
  OIDC_SCOPES: z
    .string()
    .default('openid profile email offline_access')
    .refine((text) => wordsIn(text, ' ').includes('openid'), 'must hold openid')
    .describe('Scopes that are asked for, with blanks between them'),
  OIDC_GROUPS_CLAIM: z.string().min(1).default('groups').describe('Claim of ID tokens, userinfo and access tokens that names the groups'),
  OIDC_GROUP_ROLES: GroupRoles,
  OIDC_ALGORITHMS: Algorithms,
  OIDC_CLOCK_SKEW_SECONDS: z.coerce
    .number()
    .int()
    .min(0)
    .max(300)
    .default(30)
    .describe('By how much the clock of the provider may differ, s'),
  OIDC_RECHECK_MINUTES: z.coerce
    .number()
    .min(0.1)
    .max(60)
    .default(5)
    .describe(
      'How old the word of the provider may be, minutes: a removed person or group is out after it. Older access tokens are refused',
    ),
};

type Environment = Readonly<z.infer<z.ZodObject<typeof oidcEnvironment>>>;

/** What only holds of the settings together. */
export function oidcProblems({
  OIDC_ISSUER: issuer,
  OIDC_CLIENT_ID: client,
}: Environment): readonly { readonly path: string; readonly message: string }[] {
  if (issuer !== undefined && client === undefined)
    return [{ path: 'OIDC_CLIENT_ID', message: 'must be set as well: what the provider of OIDC_ISSUER knows this server by' }];
  if (issuer === undefined && client !== undefined)
    return [{ path: 'OIDC_ISSUER', message: 'must be set as well, or nobody can sign in by OIDC_CLIENT_ID' }];
  return [];
}

/** How people sign in at a provider. */
export interface OidcSettings {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string | undefined;
  readonly deviceClientId: string;
  readonly audience: string;
  readonly scopes: string;
  readonly groupsClaim: string;
  readonly groupRoles: readonly GroupRole[];
  readonly algorithms: readonly string[];
  readonly skewSeconds: number;
  readonly recheckMs: number;
}

/** Undefined when nobody signs in at a provider. */
export function oidcSettings(given: Environment): OidcSettings | undefined {
  if (given.OIDC_ISSUER === undefined || given.OIDC_CLIENT_ID === undefined) return undefined;
  return {
    issuer: given.OIDC_ISSUER,
    clientId: given.OIDC_CLIENT_ID,
    clientSecret: given.OIDC_CLIENT_SECRET,
    deviceClientId: given.OIDC_DEVICE_CLIENT_ID ?? given.OIDC_CLIENT_ID,
    audience: given.OIDC_AUDIENCE ?? given.OIDC_CLIENT_ID,
    scopes: given.OIDC_SCOPES,
    groupsClaim: given.OIDC_GROUPS_CLAIM,
    groupRoles: given.OIDC_GROUP_ROLES,
    algorithms: given.OIDC_ALGORITHMS,
    skewSeconds: given.OIDC_CLOCK_SKEW_SECONDS,
    recheckMs: given.OIDC_RECHECK_MINUTES * MINUTE_MS,
  };
}

/** Whether a provider may be asked there: what it says is worth no more than the way to it. */
function isSafe(address: string): boolean {
  const { protocol, hostname } = new URL(address);
  return protocol === 'https:' || (protocol === 'http:' && LOOPBACK.test(hostname));
}

function wordsIn(text: string, separator: string): string[] {
  return text
    .split(separator)
    .map((word) => word.trim())
    .filter((word) => word !== '');
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text.trim());
  } catch {
    return undefined;
  }
}
