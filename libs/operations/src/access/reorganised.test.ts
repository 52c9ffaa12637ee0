import { expect, test } from 'vitest';

import { type Claim, type Holding } from '#access';
import {
  type AccessFleet,
  accessFleet,
  type FleetTeam,
  fleetText,
  type FreshInstallation,
  freshInstallation,
  given,
  mapAll,
} from '#testkit';

import type { Principal } from '../context.ts';
import { claimsRefused } from '../receive/claims.ts';
import { receiveBatch } from '../receive/receive-batch.ts';
import { type AppliedAccess, applyAccess } from './apply-access.ts';
import { applyPolicy } from './apply-policy.ts';
import { whoCould } from './who-could.ts';

// Goal: when teams are renamed, split and removed, what a dry run tells of who gains and loses what is what comes true, and nobody else's decisions change.
// Method: 40 teams, 400 people, a group of each team and 200 keys. Before and after, all who could see, read and write are asked for, by the operation that
// auditors ask, of a dataset in each namespace and a job of each team; each key claims to speak for each namespace, to write there, and to read there, by the
// gate's rule. Which of these answers differ is compared with what the dry run said of that name and namespace, and of rules that name a team.

const TEAMS = 40;
const POLICY = `name: fleet
rules:
  - { effect: allow, roles: [analyst], on: { name: "*" } }
  - { effect: allow, roles: [engineer, steward], action: read, on: { owner: own } }
  - { effect: allow, roles: [steward], action: write, on: { owner: own } }
  - { effect: allow, roles: [engineer], action: write, on: { owner: team-10 } }
`;

/** Two in what each team owns by a star, one of jobs; and one that nobody owns. */
const NAMESPACES = [...Array(TEAMS).keys()].flatMap((index) => {
  const number = String(index).padStart(2, '0');
  return [`db-${number}-a`, `db-${number}-b`, `jobs-${number}`];
});
const ALL_NAMESPACES = [...NAMESPACES, 'nobodys'];

/** What is asked of each thing, spelt as a decision: `see`, `read` or `write` of a dataset, `see the job in`. */
const QUESTIONS = [
  ...ALL_NAMESPACES.flatMap((namespace) =>
    (['see', 'read'] as const).map((action) => ({ action, namespace, what: action, of: 'dataset' as const })),
  ),
  // of what changes, its neighbours and one of all others: each question costs as much as any other
  ...ALL_NAMESPACES.filter((namespace) => /-(05|10|11|20)|-00-a|nobodys/.test(namespace)).map((namespace) => ({
    ...{ action: 'write' as const, namespace, what: 'write', of: 'dataset' as const },
  })),
  ...ALL_NAMESPACES.filter((namespace) => namespace.startsWith('jobs-')).map((namespace) => ({
    ...{ action: 'see' as const, namespace, what: 'see the job in', of: 'job' as const },
  })),
];
/** Questions at once: as many as there are connections. */
const AT_ONCE = 4;

/** Each team has a group of the provider among its engineers. */
function withGroups({ teams, roles }: AccessFleet): AccessFleet {
  const grouped = teams.map(({ members, ...team }) => {
    const group = `group:${team.team.replace('team', 'group')}`;
    return { ...team, members: { ...members, engineer: [...(members['engineer'] ?? []), group] } };
  });
  return { teams: grouped, roles };
}

const apply = ({ context, admin }: FreshInstallation, fleet: AccessFleet, flags: object = {}): Promise<AppliedAccess> =>
  applyAccess(context, admin, { text: fleetText(fleet), isPruning: true, isDryRun: false, ...flags });

/** One team is called otherwise, one becomes two with half of its data, people and emitters each, one is gone. */
function reorganised({ teams, roles }: AccessFleet): AccessFleet {
  const half = ({ team, reads, members, emitters }: FleetTeam, side: 0 | 1): FleetTeam => ({
    team: `${team}-${side}`,
    reads,
    owns: side === 0 ? ['db-10-a*'] : ['db-10-b*', 'jobs-10'],
    members: Object.fromEntries(Object.entries(members).map(([role, those]) => [role, those.filter((_each, at) => at % 2 === side)])),
    emitters: emitters.filter((_each, at) => at % 2 === side),
  });
  return {
    roles,
    teams: teams.flatMap((team, index) => {
      if (index === 5) return [{ ...team, team: 'renamed' }];
      if (index === 10) return [half(team, 0), half(team, 1)];
      return index === 20 ? [] : [team];
    }),
  };
}

/** People by name, as if they held keys. */
async function addPeople({ context }: FreshInstallation, names: readonly string[]): Promise<void> {
  await context.database.transaction(async (session) => {
    await session.rows`
      insert into control.principal (id, tenant, kind, name, roles, created_at)
      select gen_random_uuid(), ${context.tenant}::int, 'person', name, '{}', '2026-01-01' from unnest(${names}::text[]) as given (name)`;
  });
}

async function sendDatasets({ context, admin }: FreshInstallation): Promise<void> {
  const head = { eventTime: '2026-03-01T00:00:00Z', producer: 'https://example.org/p', schemaURL: 's' };
  const events = ALL_NAMESPACES.flatMap((namespace) => [
    { ...head, dataset: { namespace, name: 'table' } },
    ...(namespace.startsWith('jobs-') ? [{ ...head, job: { namespace, name: 'table' } }] : []),
  ]);
  await receiveBatch(context, admin, Buffer.from(JSON.stringify(events)));
  await mapAll(context);
}

/** All that people and groups, so many in all, could do, and keys claim: `<name> <what> <namespace>`. */
async function decisions(installation: FreshInstallation, people: number): Promise<ReadonlySet<string>> {
  const { context, admin, principals } = installation;
  await mapAll(context);
  const could: string[] = [];
  for (let from = 0; from < QUESTIONS.length; from += AT_ONCE) {
    const asked = QUESTIONS.slice(from, from + AT_ONCE).map(async ({ action, namespace, what, of }) => {
      const { who, judged } = await whoCould(context, admin, { [of]: { namespace, name: 'table' }, action });
      expect(judged).toBe(people);
      return who.map(({ name }) => `${name} ${what} ${namespace}`);
    });
    could.push(...(await Promise.all(asked)).flat());
  }
  const keys = (await principals.list()).filter(({ kind }) => kind === 'emitter');
  expect(keys).toHaveLength(200);
  return new Set([...could, ...keys.flatMap(claimsOf)]);
}

function claimsOf(key: Principal): readonly string[] {
  const own = given(key.namespaces[0] ?? 'none').replace('*', '');
  const mayClaim = (speaker: string, body: object): boolean => {
    const spoken = { kind: 'job', namespace: speaker, name: 'j' } as const;
    // The rule asks an event for its speaker and producer alone, and reads the names from the body.
    const event = { kind: 'run', speaker: spoken, producer: 'https://example.org/p' } as unknown as Parameters<typeof claimsRefused>[1];
    return claimsRefused(key, event, { job: { namespace: speaker, name: 'j' }, ...body }).length === 0;
  };
  return [...ALL_NAMESPACES, 'lab-1'].flatMap((namespace) => {
    const named = [{ namespace, name: 't' }];
    return [
      ...(mayClaim(namespace, {}) ? [`${key.name} speak for ${namespace}`] : []),
      ...(mayClaim(own, { outputs: named }) ? [`${key.name} say things of ${namespace}`] : []),
      ...(mayClaim(own, { inputs: named }) ? [`${key.name} take from ${namespace}`] : []),
    ];
  });
}

/** What each role of the fleet may do where it is held. */
const ACTIONS: Readonly<Record<string, readonly string[]>> = {
  engineer: ['see', 'read', 'see the job in'],
  steward: ['see', 'read', 'write', 'see the job in'],
  analyst: ['see', 'see the job in'],
  owner: ['read'],
};
const CLAIMS: readonly Claim['may'][] = ['speak for', 'say things of', 'take from'];

/** The decisions that a dry run says change, spelt as `decisions` does. */
function foretold({ people, emitters, rules }: AppliedAccess, { teams, roles }: AccessFleet): ReadonlySet<string> {
  const isWithin = (pattern: string | null, namespace: string): boolean =>
    pattern === null || (pattern.endsWith('*') ? namespace.startsWith(pattern.slice(0, -1)) : namespace === pattern);
  const changesOf = ({ gains, loses, keeps }: AppliedAccess['people'][number], role: string, namespace: string): boolean => {
    const has = (all: readonly Holding[]): boolean =>
      all.some((each) => (each.role ?? 'owner') === role && isWithin(each.namespace, namespace));
    return has(gains) !== has(loses) && !has(keeps);
  };
  const claims = ({ gains, loses, keeps }: AppliedAccess['emitters'][number], level: number, namespace: string): boolean => {
    const has = (all: readonly Claim[]): boolean =>
      all.some(({ may, namespace: pattern }) => CLAIMS.indexOf(may) <= level && isWithin(pattern, namespace));
    return has(gains) !== has(loses) && !has(keeps);
  };
  return new Set([
    ...people.flatMap((person) =>
      Object.entries(ACTIONS).flatMap(([role, actions]) =>
        QUESTIONS.filter(({ what, namespace }) => actions.includes(what) && changesOf(person, role, namespace)).map(
          ({ what, namespace }) => `${person.name} ${what} ${namespace}`,
        ),
      ),
    ),
    // of a rule that names a team: for all who have its role there or everywhere, of what the team owned
    ...rules.flatMap(({ team: named }) => {
      const { owns, members } = given(teams.find(({ team }) => team === named));
      const concerned = [...(members['engineer'] ?? []), ...(roles['engineer'] ?? [])].map((member) => member.replace('group:', ''));
      const owned = ALL_NAMESPACES.filter((namespace) => owns.some((pattern) => isWithin(pattern, namespace)));
      return concerned.flatMap((name) => owned.map((namespace) => `${name} write ${namespace}`));
    }),
    ...emitters.flatMap((emitter) =>
      CLAIMS.flatMap((may, level) =>
        [...ALL_NAMESPACES, 'lab-1']
          .filter((namespace) => claims(emitter, level, namespace))
          .map((namespace) => `${emitter.name} ${may} ${namespace}`),
      ),
    ),
  ]);
}

test('of teams that are renamed, split and removed the simulation and the result agree, and for nobody else anything changes', async () => {
  await using installation = await freshInstallation();
  const fleet = withGroups(accessFleet(TEAMS));
  const members = new Set(fleet.teams.flatMap((team) => Object.values(team.members).flat()));
  const people = [...members].filter((member) => !member.startsWith('group:'));
  expect([fleet.teams.length, people.length, members.size - people.length, fleet.teams.flatMap(({ emitters }) => emitters).length]).toEqual(
    [TEAMS, 400, TEAMS, 200],
  );
  expect(fleetText(fleet).split('\n').length).toBeLessThan(400);
  await addPeople(installation, people);
  await sendDatasets(installation);
  await applyPolicy(installation.context, installation.admin, { text: POLICY });

  const first = await apply(installation, fleet, { makesKeys: true });
  const again = await apply(installation, fleet, { makesKeys: true });
  expect([first.keys.length, again.keys.length, again.people.length, again.emitters.length]).toEqual([200, 0, 0, 0]);
  expect(new Set(again.changes.map(({ change }) => change))).toEqual(new Set(['same']));

  const before = await decisions(installation, 440);
  const simulated = await apply(installation, reorganised(fleet), { isDryRun: true });
  const result = await apply(installation, reorganised(fleet));
  const after = await decisions(installation, 439); // the group of the team that is gone is nobody's

  const changed = new Set([...before, ...after].filter((decision) => before.has(decision) !== after.has(decision)));
  expect({ ...simulated, isDryRun: false }).toEqual(result);
  expect([...changed].sort()).toEqual([...foretold(simulated, fleet)].sort());
  expect(simulated.rules).toEqual([{ policy: 'fleet', rule: 4, team: 'team-10' }]);
  const touched = new Set([...changed].map((decision) => /^(person|emitter|group)-(\d\d)/.exec(decision)?.[2]));
  // nobody of the team that has another name, and nobody of any other but two who are engineers everywhere: to them the rule gave what team-10 owned
  expect([...touched].sort()).toEqual(['00', '10', '20', '30']);
  const others = [...changed].filter((decision) => /-[03]0-/.test(decision.split(' ')[0] ?? ''));
  expect(others.sort()).toEqual(
    ['person-00-4', 'person-30-4'].flatMap((name) => ['db-10-a', 'db-10-b', 'jobs-10'].map((namespace) => `${name} write ${namespace}`)),
  );
  const ofGone = ['group-20 see', 'group-20 read', 'group-20 see the job in', 'person-20-0 write', 'person-20-1 see the job in'];
  expect([...changed]).toEqual(expect.arrayContaining(ofGone.map((lost) => `${lost} jobs-20`)));
  expect(changed.size).toBeGreaterThan(100);
});
