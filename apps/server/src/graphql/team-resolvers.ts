import { TEAM_NOTICES } from '#alerts';
import { boundsIn, emittersOf, writeAccess } from '#access';
import { type AccessChange, applyAccess, type EmitterChange, listStandings, type PersonChange } from '#operations';

import type {
  AccessChangeKind,
  AccessSubject,
  CouldKind,
  EmitterKeyState,
  MutationResolvers,
  QueryResolvers,
  Resolvers,
} from './generated.ts';
import { pageOf } from './parents.ts';
import { timesOf } from './request-context.ts';
import { same } from './same.ts';

type TeamTypes =
  | 'Teams'
  | 'TeamEdge'
  | 'Team'
  | 'AlertRoute'
  | 'TeamRole'
  | 'TeamEmitter'
  | 'AppliedAccess'
  | 'AccessChange'
  | 'PersonAccessChange'
  | 'RoleHolding'
  | 'RuleOfTeam'
  | 'EmitterAccessChange'
  | 'EmitterClaim'
  | 'EmitterKey';

const SUBJECTS: Readonly<Record<AccessChange['what'], AccessSubject>> = { team: 'TEAM', role: 'ROLE', quota: 'QUOTA', dataset: 'DATASET' };
const CHANGES: Readonly<Record<AccessChange['change'], AccessChangeKind>> = {
  added: 'ADDED',
  changed: 'CHANGED',
  removed: 'REMOVED',
  left: 'LEFT',
  same: 'SAME',
};
const COULD_KINDS: Readonly<Record<PersonChange['kind'], CouldKind>> = { admin: 'ADMIN', person: 'PERSON', group: 'GROUP', named: 'NAMED' };
const KEY_STATES: Readonly<Record<EmitterChange['key'], EmitterKeyState>> = {
  made: 'MADE',
  missing: 'MISSING',
  over: 'OVER',
  held: 'HELD',
};

export const teamQueries: Pick<QueryResolvers, 'teams'> = {
  teams: async (_root, { first, after, ...times }, { context, principal }) => {
    const answer = await listStandings(context, principal, { first, after, ...timesOf(times) });
    return { ...answer, ...pageOf(answer, (team) => team) };
  },
};

export const teamMutations: Pick<MutationResolvers, 'applyAccess'> = {
  applyAccess: (_root, { yaml, ...flags }, { unpinned, principal }) => applyAccess(unpinned, principal, { text: yaml, ...flags }),
};

export const teamResolvers: Pick<Resolvers, TeamTypes> = {
  Teams: { ...same('header', 'nodes', 'edges', 'pageInfo'), yaml: (standings) => writeAccess(standings) },
  TeamEdge: same('cursor', 'node'),
  Team: {
    ...same('owns'),
    name: ({ team }) => team,
    description: ({ description }) => description ?? null,
    reads: ({ reads }) => reads ?? [],
    members: ({ members }) => Object.entries(members).map(([role, those]) => ({ role, members: those })),
    contacts: ({ contacts }) => contacts ?? [],
    alerts: ({ alerts }) => alerts ?? null,
    emitters: (team) =>
      emittersOf(team).map(({ word, claims }) => ({ name: word, bounds: claims === null ? null : boundsIn(team, claims) })),
  },
  AlertRoute: { ...same('url'), on: ({ on }) => on ?? TEAM_NOTICES },
  TeamRole: same('role', 'members'),
  TeamEmitter: same('name', 'bounds'),
  AppliedAccess: same('changes', 'people', 'rules', 'emitters', 'keys', 'remarks', 'isDryRun'),
  AccessChange: { ...same('name'), what: ({ what }) => SUBJECTS[what], change: ({ change }) => CHANGES[change] },
  PersonAccessChange: { ...same('name', 'id', 'gains', 'loses', 'keeps'), kind: ({ kind }) => COULD_KINDS[kind] },
  RoleHolding: same('role', 'namespace'),
  RuleOfTeam: same('policy', 'rule', 'team'),
  EmitterAccessChange: { ...same('name', 'team', 'gains', 'loses', 'keeps'), key: ({ key }) => KEY_STATES[key] },
  EmitterClaim: same('may', 'namespace'),
  EmitterKey: same('team', 'name', 'prefix', 'key'),
};
