import { z } from 'zod';

import { readAccess, type Standings } from '#access';
import { Failure } from '#foundation';
import { type AccessFile, type AppliedAccess, applyAccess, listStandings } from '#operations';

import { wordOf } from './remote/answer-parts.ts';
import { askServer } from './remote/ask-server.ts';
import type { Login } from './remote/login-file.ts';
import type { Opened } from './with-installation.ts';
import type { Sources } from './with-source.ts';

/** Where access files are applied, and teams are read. */
export interface AccessDesk {
  readonly apply: (file: AccessFile) => Promise<AppliedAccess>;
  readonly teams: () => Promise<Standings>;
}

function within({ context, reader, actor }: Opened): AccessDesk {
  return {
    apply: async (file) => applyAccess(context, await actor(), file),
    teams: () => listStandings(context, reader, { alsoUnmapped: true }),
  };
}

function behind(server: Login): AccessDesk {
  return {
    apply: async ({ text, isPruning, isDryRun, makesKeys = false }) => {
      const variables = { yaml: text, isPruning, isDryRun, makesKeys };
      return (await askServer(server, AppliedShape, { query: APPLY_ASKED, variables })).applyAccess;
    },
    teams: async () => {
      const { teams } = await askServer(server, z.object({ teams: z.object({ yaml: z.string() }) }), { query: '{ teams { yaml } }' });
      const read = readAccess(teams.yaml);
      if (read.kind === 'access') return read.standings;
      throw new Failure(
        'BAD_REQUEST',
        `${server.url} answered in another form than this command knows; run the headgate of the server's version.`,
      );
    },
  };
}

const HOLDINGS = '{ role namespace }';
const CLAIMS = '{ may namespace }';
const APPLY_ASKED = `
mutation($yaml: String!, $isPruning: Boolean!, $isDryRun: Boolean!, $makesKeys: Boolean!) {
  applyAccess(yaml: $yaml, isPruning: $isPruning, isDryRun: $isDryRun, makesKeys: $makesKeys) {
    changes { what name change }
    people { kind name id gains ${HOLDINGS} loses ${HOLDINGS} keeps ${HOLDINGS} }
    rules { policy rule team }
    emitters { name team gains ${CLAIMS} loses ${CLAIMS} keeps ${CLAIMS} key }
    keys { team name prefix key }
    remarks
    isDryRun
  }
}`;

const Text = z.string().nullable();
const Holdings = z.array(z.object({ role: Text, namespace: Text }));
const Claims = z.array(z.object({ may: z.enum(['speak for', 'say things of', 'take from', 'speak as']), namespace: z.string() }));
const AppliedShape = z.object({
  applyAccess: z.object({
    changes: z.array(
      z.object({
        what: wordOf(['team', 'role', 'quota']),
        name: z.string(),
        change: wordOf(['added', 'changed', 'removed', 'left', 'same']),
      }),
    ),
    people: z.array(
      z.object({
        kind: wordOf(['admin', 'person', 'group', 'named']),
        name: z.string(),
        id: Text,
        gains: Holdings,
        loses: Holdings,
        keeps: Holdings,
      }),
    ),
    rules: z.array(z.object({ policy: z.string(), rule: z.number(), team: z.string() })),
    emitters: z.array(
      z.object({
        name: z.string(),
        team: Text,
        gains: Claims,
        loses: Claims,
        keeps: Claims,
        key: wordOf(['made', 'missing', 'over', 'held']),
      }),
    ),
    keys: z.array(z.object({ team: z.string(), name: z.string(), prefix: z.string(), key: z.string() })),
    remarks: z.array(z.string()),
    isDryRun: z.boolean(),
  }),
});

/** Access files and teams, at either place. */
export const ACCESS_DESK: Sources<AccessDesk> = { keys: 'or-new', within, behind };
