import { z } from 'zod';

import { readAccess, type Standings } from '#access';
import {
  type AccessChange,
  type AccessFile,
  type AppliedAccess,
  applyAccess,
  type EmitterChange,
  type EmitterKey,
  listStandings,
  type PersonChange,
} from '#operations';

import { wordIn } from './remote/answer-parts.ts';
import { askServer, otherForm } from './remote/ask-server.ts';
import type { Login } from './remote/login-file.ts';
import type { Opened } from './with-installation.ts';
import type { Sources } from './with-source.ts';

/** A file that was applied. */
interface Applied {
  /** They are shown this once, so they are read before all else. */
  readonly keys: readonly EmitterKey[];
  /** All that came of it. Throws BAD_REQUEST when a server tells it in a form that is not known here: then the file is applied all the same. */
  readonly told: () => AppliedAccess;
}

/** Where access files are applied, and teams are read. */
export interface AccessDesk {
  readonly apply: (file: AccessFile) => Promise<Applied>;
  readonly teams: () => Promise<Standings>;
}

function within({ context, reader, actor }: Opened): AccessDesk {
  return {
    apply: async (file) => {
      const applied = await applyAccess(context, await actor(), file);
      return { keys: applied.keys, told: () => applied };
    },
    teams: () => listStandings(context, reader, { alsoUnmapped: true }),
  };
}

function behind(server: Login): AccessDesk {
  return {
    apply: async ({ text, isPruning, isDryRun, makesKeys = false }) => {
      const variables = { yaml: text, isPruning, isDryRun, makesKeys };
      const { applyAccess: answered } = await askServer(server, KeysShape, { query: APPLY_ASKED, variables });
      return { keys: answered.keys, told: () => toldBy(server, { answered, isDryRun }) };
    },
    teams: async () => {
      const { teams } = await askServer(server, z.object({ teams: z.object({ yaml: z.string() }) }), { query: '{ teams { yaml } }' });
      const read = readAccess(teams.yaml);
      if (read.kind === 'access') return read.standings;
      throw otherForm(server, {});
    },
  };
}

function toldBy(server: Login, { answered, isDryRun }: { readonly answered: unknown; readonly isDryRun: boolean }): AppliedAccess {
  const read = AppliedShape.safeParse(answered);
  if (read.success) return read.data;
  const done = isDryRun ? '' : 'The file is applied, and keys that were made for it are written.';
  throw otherForm(server, { cause: read.error, done });
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
const Keys = z.array(z.object({ team: z.string(), name: z.string(), prefix: z.string(), key: z.string() }));
const KeysShape = z.object({ applyAccess: z.looseObject({ keys: Keys }) });
const AppliedShape = z.object({
  changes: z.array(
    z.object({
      what: wordIn<AccessChange['what']>({ team: true, role: true, quota: true, dataset: true }),
      name: z.string(),
      change: wordIn<AccessChange['change']>({ added: true, changed: true, removed: true, left: true, same: true }),
    }),
  ),
  people: z.array(
    z.object({
      kind: wordIn<PersonChange['kind']>({ admin: true, person: true, group: true, named: true }),
      ...{ name: z.string(), id: Text, gains: Holdings, loses: Holdings, keeps: Holdings },
    }),
  ),
  rules: z.array(z.object({ policy: z.string(), rule: z.number(), team: z.string() })),
  emitters: z.array(
    z.object({
      ...{ name: z.string(), team: Text, gains: Claims, loses: Claims, keeps: Claims },
      key: wordIn<EmitterChange['key']>({ made: true, missing: true, over: true, held: true }),
    }),
  ),
  keys: Keys,
  remarks: z.array(z.string()),
  isDryRun: z.boolean(),
});

/** Access files and teams, at either place. */
export const ACCESS_DESK: Sources<AccessDesk> = { keys: 'or-new', within, behind };
