import { given } from '#testkit';

/** Namespaces of which some is seen by all. */
const SEEN_NAMESPACES = ['db', 'etl'] as const;

/** From whom half of each story is hidden, by what lets them see the rest. */
export const LIMITED = ['engineer', 'reader', 'analyst', 'steward', 'auditor'] as const;
export type Limited = (typeof LIMITED)[number];

/** Their roles, as a rule names them. */
export const ALL = `[${LIMITED.join(', ')}]`;

/** What roles of one's own are allowed; engineers see what nothing denies, stewards what their team owns, auditors what they are engaged for. */
export const SEEN = SEEN_NAMESPACES.map(
  (namespace) => `  - { effect: allow, roles: [reader, analyst], on: { namespace: "${namespace}" } }`,
).join('\n');

/** The roles that come with the key of each: the steward's comes with a team, and the auditor's with an engagement. */
export const KEY_ROLES: Readonly<Record<Limited, readonly string[]>> = {
  ...{ engineer: ['engineer'], reader: ['reader'], analyst: ['analyst'], steward: [], auditor: [] },
};

/** The access file that makes the steward one. */
export const TEAM = `teams: { ward: { owns: [${SEEN_NAMESPACES.join(', ')}], members: { steward: [steward] } } }`;

/** The engagement that makes the auditor one, as the argument of a mutation. */
export function engagementUntil(until: Date): string {
  const scope = SEEN_NAMESPACES.map((namespace) => `"${namespace}"`).join(', ');
  return `{ name: "audit", who: ["auditor"], scope: [${scope}], purpose: "audit", why: "a proof", until: "${until.toISOString()}" }`;
}

/** Who asks what comes at `index`: the first always, of the others some. */
export function byTurns(index: number, each: number): readonly Limited[] {
  const [first, ...others] = LIMITED;
  return [first, ...Array.from({ length: each - 1 }, (_, turn) => given(others[(index * (each - 1) + turn) % others.length]))];
}
