import { knowPerson, type Installation } from '#operations';

import type { Gatehouse, Holders } from '../authenticate.ts';
import { AccessTokens } from './access-tokens.ts';
import { OidcProvider } from './provider.ts';
import { oidcSettings } from './settings.ts';

/** A gatehouse whose people come from a provider, or by links and keys alone. */
export interface OpenGatehouse extends Gatehouse {
  readonly provider: OidcProvider | undefined;
}

/** What people are let in by, as the settings say. */
export function openGatehouse(
  given: Parameters<typeof oidcSettings>[0],
  { context, principals, signIns, people }: Installation,
  log: (line: string) => void,
): OpenGatehouse {
  const settings = oidcSettings(given);
  const desk = { context, signIns, people };
  if (settings === undefined) return { ...desk, principals, provider: undefined };

  const provider = new OidcProvider(settings, context.clock, log);
  const tokens = new AccessTokens(provider, context.clock, log);
  const find: Holders['find'] = async (key) => {
    if (key.startsWith(KEY_BEGIN)) return principals.find(key);
    const { statement, until } = await tokens.believed(key);
    const { principal, rolesBy } = await knowPerson(desk, provider, statement);
    return { kind: 'in-force', holder: { ...principal, cameIn: { until, rolesBy } }, expiresAt: null };
  };
  return { ...desk, principals: { find }, provider };
}

/** Of every key of Headgate, and of no token: it has a letter that base64url does not begin an object with. */
const KEY_BEGIN = 'hg_';
