import { stringify } from 'yaml';

import { emittersOf, isNameOf } from '#access';
import type { ListedKey } from '#operations';

import { ACCESS_DESK, type AccessDesk } from '../access-source.ts';
import { wrong } from '../arguments.ts';
import { type CommandContext, EXIT } from '../command.ts';
import { KEY_DESK, type KeyDesk, type RotatedJson } from '../key-source.ts';
import { oneLine, printJson, printLines } from '../output.ts';
import { withSecretFile } from '../secret-file.ts';
import type { Sources } from '../with-source.ts';

/** The next keys of a team's emitters, and what becomes of those before. */
export interface TeamRotation {
  readonly team: string;
  /** Where the keys are written. */
  readonly to: string | undefined;
  readonly graceMs: number;
  readonly expiresMs: number | undefined;
  readonly isJson: boolean;
}

/** Where keys are made, and it is told which emitters a team has. */
export type TeamKeyDesk = KeyDesk & Pick<AccessDesk, 'teams'>;

/** At either place. */
export const TEAM_KEY_DESK: Sources<TeamKeyDesk> = {
  keys: 'or-new',
  within: (opened) => ({ ...KEY_DESK.within(opened), teams: ACCESS_DESK.within(opened).teams }),
  behind: (server) => ({ ...KEY_DESK.behind(server), teams: ACCESS_DESK.behind(server).teams }),
};

/**
 * Makes the next key of each emitter of a team that has one in force, and writes them to a new file that only its owner may read. Who has two in force is left as it
 * is, and told. Where one cannot be made those that were are kept, and the failure is told.
 */
export async function rotateTeam(desk: TeamKeyDesk, { team, to, isJson, ...lengths }: TeamRotation, commandContext: CommandContext) {
  if (to === undefined) throw wrong('the keys of a team are written to a file of yours: --to <file>');
  const inForce = (await keysOfTeam(desk, team)).filter(({ state, isTrial }) => !isTrial && (state === 'in-force' || state === 'expiring'));
  const names = [...new Set(inForce.map(({ name }) => name))];
  const left = names.filter((name) => inForce.filter((key) => key.name === name).length > 1);
  const due = names.filter((name) => !left.includes(name));
  if (names.length === 0)
    throw wrong(
      `no emitter of the team ${team} has a key in force; its emitters are those that headgate teams names, and those called ${team}/<name>`,
    );

  const made: RotatedJson[] = [];
  let failed: { readonly error: unknown } | undefined;
  await withSecretFile(due.length === 0 ? undefined : to, async () => {
    try {
      for (const name of due) made.push(await desk.rotate(name, lengths));
    } catch (error) {
      failed = { error }; // those that were made stand nowhere else
    }
    return made.length === 0 ? undefined : stringify(Object.fromEntries(made.map(({ name, key }) => [name, key])));
  });
  const shown = made.map(({ name, prefix, expiresAt, ending }) => ({ name, prefix, expiresAt, ending }));
  if (isJson) printJson(commandContext, { team, made: shown, left });
  else printLines(commandContext, linesOf({ made, left, to }));
  if (failed !== undefined) throw failed.error;
  return EXIT.done;
}

/** Of the emitters that the access file in force names for a team, by name, id or the beginning of a key, and of those that are called after it. */
async function keysOfTeam(desk: TeamKeyDesk, called: string): Promise<readonly ListedKey[]> {
  const all = await desk.list({ unusedMs: undefined, expiringMs: undefined });
  const { teams } = await desk.teams();
  const words = new Set(teams.flatMap((team) => (team.team === called ? emittersOf(team).map(({ word }) => word) : [])));
  const named = new Set(all.flatMap(({ id, name, prefix }) => ([id, name, prefix].some((word) => words.has(word)) ? [id] : [])));
  return all.filter(({ kind, id, name }) => kind === 'emitter' && (named.has(id) || isNameOf(called, name)));
}

function linesOf({
  made,
  left,
  to,
}: Pick<TeamRotation, 'to'> & { readonly made: readonly RotatedJson[]; readonly left: readonly string[] }) {
  const day = (at: Date): string => `${at.toISOString().slice(0, 16)}Z`;
  return [
    ...made.map(
      ({ name, prefix, ending }) =>
        `${oneLine(name)}: ${prefix} is the next${ending === null ? '' : `; ${ending.prefix} stays good until ${day(ending.expiresAt)}`}.`,
    ),
    ...left.map((name) => `${oneLine(name)} has two keys in force already, and is left as it is.`),
    ...(made.length === 0
      ? []
      : [`${made.length} ${made.length === 1 ? 'key' : 'keys'} made, and written to ${to ?? ''}: they are there alone.`]),
  ];
}
