import { z } from 'zod';

import { oneLine, secondOf } from '../output.ts';

/** A role that somebody held, as answers about access tell it. */
export const GrantShape = z.object({ role: z.string(), team: z.string().nullable(), by: z.string(), until: z.string().nullable() });
export const GRANTS = 'grants { role team by until }';

/** `engineer in heart, by key, until …`. */
export function grantSaid({ role, team, by, until }: z.infer<typeof GrantShape>): string {
  const end = until === null ? '' : `, until ${oneLine(secondOf(until))}`;
  return `${oneLine(role)}${team === null ? '' : ` in ${oneLine(team)}`}, by ${oneLine(by)}${end}`;
}
