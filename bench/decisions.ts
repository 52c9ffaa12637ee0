import { type Asker, type Labels, namedOnly, type Policy, viewOf } from '#access';
import type { Instant } from '#foundation';

import type { Report } from './measure.ts';

export const ROLES = 100;
/** Of the graph: from each to the next go jobs. */
export const LAYERS = 10;
const NAMESPACES = 50;
const DECISIONS = 100_000;
const DECISION_US_GOAL = 20;

export const roleAt = (index: number): string => `role-${index % ROLES}`;

/** The same each time: two rules that allow, one that denies some columns. */
export function policyAt(index: number, always: readonly string[] = []): Policy {
  const namespace = `db-${index % NAMESPACES}`;
  const roles = [roleAt(index * 7), roleAt(index * 13 + 1), ...always];
  return {
    name: `policy-${index}`,
    rules: [
      { effect: 'allow', roles, action: ['see', 'read'], on: { namespace: `${namespace}*`, name: `layer_${index % LAYERS}*` } },
      { effect: 'allow', roles, action: 'read', on: { namespace, owner: 'own' }, purpose: ['research'] },
      { effect: 'deny', roles, action: ['see', 'read'], on: { namespace, tag: 'classification=PHI', columns: ['*'] } },
    ],
  };
}

/** What one decision costs, by views that are made. */
export function decisions(report: Report, count: number): void {
  const asker: Asker = {
    grants: [3, 30, 60].map((role) => ({ role: roleAt(role), team: null })),
    teams: [],
    at: 1_800_000_000_000_000_000n as Instant,
  };
  const everywhere: Asker = { ...asker, grants: [{ role: 'everybody', team: null }] };
  const few = Array.from({ length: count }, (_, index) => policyAt(index));
  const all = Array.from({ length: count }, (_, index) => policyAt(index, ['everybody']));
  const things = Array.from({ length: 1_000 }, (_, index): Labels => {
    const tags: ReadonlyMap<string, readonly string[]> = new Map([['ssn', ['classification', 'classification=phi']]]);
    return {
      ...namedOnly([{ namespace: `db-${index % NAMESPACES}`, name: `layer_${index % LAYERS}.t${index}` }]),
      columnTags: tags,
      sureColumnTags: tags,
    };
  });
  for (const [who, policies, by] of [
    ['three roles', few, asker],
    ['a role that every policy names', all, everywhere],
  ] as const) {
    const view = viewOf(policies, by, 'read');
    const decide = (index: number): unknown => {
      const thing = things[index % things.length];
      return thing === undefined ? undefined : view.column(thing, 'ssn');
    };
    for (let index = 0; index < DECISIONS / 5; index += 1) decide(index);
    const start = process.cpuUsage();
    for (let index = 0; index < DECISIONS; index += 1) decide(index);
    const { user, system } = process.cpuUsage(start); // whatever else the machine does, this is what it costs
    const value = (user + system) / DECISIONS;
    report.add({ name: `one decision about a column, ${who}`, value, unit: 'CPU µs' });
    report.addGoal({ name: `one decision about a column, ${who}`, value, unit: 'CPU µs', below: DECISION_US_GOAL });
  }
}
