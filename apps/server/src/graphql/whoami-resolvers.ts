import { type WhoAmI, whoAmI } from '#operations';

import { version } from '../version.ts';
import type { PrincipalKind, QueryResolvers, Resolvers } from './generated.ts';
import { scopesTold } from './key-scopes.ts';
import { timesOf } from './request-context.ts';
import { same } from './same.ts';

const KINDS: Readonly<Record<WhoAmI['kind'], PrincipalKind>> = { person: 'PERSON', emitter: 'EMITTER', admin: 'ADMIN' };

export const whoamiQueries: Pick<QueryResolvers, 'whoami'> = {
  whoami: (_root, args, { context, principal }) => whoAmI(context, principal, timesOf(args)),
};

export const whoamiResolvers: Pick<Resolvers, 'Whoami' | 'RoleByGroup' | 'ExpiringKey'> = {
  Whoami: {
    ...same('id', 'name', 'namespaces', 'roles', 'grants', 'header'),
    kind: ({ kind }) => KINDS[kind],
    rolesBy: ({ cameIn }) => cameIn?.rolesBy ?? [],
    until: ({ cameIn }) => cameIn?.until.toISOString() ?? null,
    scopes: ({ scopes }) => scopesTold(scopes),
    keyExpiresAt: ({ keyEnds }) => keyEnds?.toISOString() ?? null,
    expiringKeys: ({ endingKeys }) => endingKeys,
    version: () => version,
  },
  RoleByGroup: same('role', 'group'),
  ExpiringKey: {
    ...same('prefix', 'expiresAt', 'next'),
    holder: ({ holder, name }) => ({ id: holder, name }),
    teams: ({ teams }) => teams.map(({ team }) => team),
  },
};
