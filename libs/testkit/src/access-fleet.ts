/** What `accessFleet` is made of. */
export interface FleetTeam {
  readonly team: string;
  readonly owns: readonly string[];
  readonly reads: readonly string[];
  readonly members: Readonly<Record<string, readonly string[]>>;
  /** By name alone: what each may claim follows from the team. */
  readonly emitters: readonly string[];
}

/** A fleet, and its access file. */
export interface AccessFleet {
  readonly teams: readonly FleetTeam[];
  /** Everywhere. */
  readonly roles: Readonly<Record<string, readonly string[]>>;
}

/** People of each team, by name; one of them is its steward, two are analysts, the others engineers. */
const PEOPLE = 10;
const EMITTERS = 5;

/** Some teams of ten people and five emitters each, named by two digits. Every second team's first engineer works in the next one too; one engineer of each ten teams is one everywhere. */
export function accessFleet(teams: number): AccessFleet {
  const nameAt = (index: number): string => String(index % teams).padStart(2, '0');
  const personAt = (index: number, person: number): string => `person-${nameAt(index)}-${person}`;
  const all = Array.from({ length: teams }, (_, index): FleetTeam => {
    const number = nameAt(index);
    const people = Array.from({ length: PEOPLE }, (_each, person) => personAt(index, person));
    const [steward = '', first = '', second = '', ...engineers] = people;
    const guest = index % 2 === 1 ? [personAt(index - 1, 3)] : [];
    return {
      team: `team-${number}`,
      owns: [`db-${number}*`, `jobs-${number}`],
      reads: ['lab*'],
      members: { steward: [steward], analyst: [first, second], engineer: [...engineers, ...guest] },
      emitters: Array.from({ length: EMITTERS }, (_each, emitter) => `emitter-${number}-${emitter}`),
    };
  });
  const everywhere = all.flatMap(({ members }, index) => (index % 10 === 0 ? (members['engineer'] ?? []).slice(1, 2) : []));
  return { teams: all, roles: { engineer: everywhere } };
}

/** The access file of a fleet, as an administrator would write it: a team in five lines. */
export function fleetText({ teams, roles }: AccessFleet): string {
  const list = (texts: readonly string[]): string => `[${texts.map((text) => JSON.stringify(text)).join(', ')}]`;
  const map = (entries: Readonly<Record<string, readonly string[]>>): string =>
    `{ ${Object.entries(entries)
      .map(([key, texts]) => `${key}: ${list(texts)}`)
      .join(', ')} }`;
  return [
    'teams:',
    ...teams.flatMap(({ team, owns, reads, members, emitters }) => [
      `  ${team}:`,
      `    owns: ${list(owns)}`,
      `    reads: ${list(reads)}`,
      `    members: ${map(members)}`,
      `    emitters: { ${emitters.map((name) => `${name}: {}`).join(', ')} }`,
    ]),
    `roles: ${map(roles)}`,
    '',
  ].join('\n');
}
