import { lengthOfTime, readArguments, readWords, wrong } from '../arguments.ts';
import { type CommandContext, EXIT } from '../command.ts';
import { oneLine, printJson, printLines } from '../output.ts';
import { REMOTE, withSource } from '../with-source.ts';
import { rotateTeam, TEAM_KEY_DESK } from './rotate-team.ts';
import { scopesLine } from './scopes.ts';

/** A week has a working day in it. */
const GRACE = '7d';

/** Makes the next key of somebody, or of each emitter of a team. */
export async function rotateKeys(args: string[], commandContext: CommandContext): Promise<number> {
  const text = { type: 'string' } as const;
  const { values, positionals } = readArguments(args, { grace: text, expires: text, team: text, to: text, ...REMOTE });
  const { team, to } = values;
  if (team === undefined && to !== undefined) throw wrong('--to is for the keys of a team: --team <team>');
  const called = team === undefined ? readWords(positionals, ['name or prefix'])['name or prefix'] : '';
  if (team !== undefined) readWords(positionals, []);
  const graceMs = lengthOfTime(values.grace ?? GRACE, '--grace');
  const expiresMs = values.expires === undefined ? undefined : lengthOfTime(values.expires, '--expires');

  return withSource(commandContext, { ...TEAM_KEY_DESK, remote: values.remote }, async (desk) => {
    if (team !== undefined) return rotateTeam(desk, { team, to, graceMs, expiresMs, isJson: values.json === true }, commandContext);
    const { ending, scopes, ...made } = await desk.rotate(called, { graceMs, expiresMs });
    if (values.json === true) printJson(commandContext, { ...made, scopes: scopes ?? null, ending });
    else
      printLines(commandContext, [
        made.key,
        `Keep it: it is shown this once. It is the next key of ${oneLine(made.name)}, known as ${made.prefix}.`,
        ...scopesLine(scopes),
        ending === null
          ? 'No other key of it is in force.'
          : `${ending.prefix} stays good until ${ending.expiresAt.toISOString().slice(0, 16)}Z; give the new one to who uses it before.`,
      ]);
    return EXIT.done;
  });
}
