import { type Asker, grantsInForce } from './asker.ts';
import { BREAK_GLASS_ROLE, SEES_EVERYTHING } from './broken-glass.ts';
import { regexOfAny } from './pattern.ts';

/** Roles that look, and change nothing. */
const LOOKS_ON: ReadonlySet<string> = new Set(['auditor', BREAK_GLASS_ROLE, SEES_EVERYTHING]);

/** Whether somebody may look after what lies in a namespace: by a role that does more than look, everywhere or in a team that owns it. By an engagement nobody does. */
export function looksAfter(asker: Asker, namespace: string): boolean {
  const owners = new Set(asker.teams.flatMap(({ name, owns }) => (regexOfAny(owns).test(namespace) ? [name] : [])));
  return grantsInForce(asker).some(
    ({ role, team, scope }) => !LOOKS_ON.has(role) && scope === undefined && (team === null || owners.has(team)),
  );
}
