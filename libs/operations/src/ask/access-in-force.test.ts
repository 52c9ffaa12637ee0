import { expect, test } from 'vitest';

import { countingStatements, freshInstallation, given } from '#testkit';

import { applyPolicy } from '../access/apply-policy.ts';
import { accessAt, ALL_RECORDED } from './access-in-force.ts';

test('each version of a policy is read once, and what was in force before and after a change is told by it', async () => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  const applied = async (name: string, effect: 'allow' | 'deny') =>
    applyPolicy(context, admin, { text: `name: ${name}\nrules: [{ effect: ${effect}, roles: [engineer], on: { name: "*" } }]` });
  for (const name of ['c', 'a', 'b']) await applied(name, 'allow');
  const { counted, sent } = countingStatements(context);
  const inForce = async (size: bigint): Promise<{ readonly read: number; readonly effects: readonly string[] }> => {
    const before = sent.length;
    const { versions } = await counted.database.snapshot((session) => accessAt(counted, session, size));
    const read = sent.slice(before).filter(({ text }) => text.includes('hot.ledger_entry'));
    return {
      read: read.reduce((sum, { rows }) => sum + rows, 0),
      effects: versions.map(({ policy }) => `${policy.name} ${policy.rules.map(({ effect }) => effect).join(' ')}`),
    };
  };

  const first = await inForce(ALL_RECORDED);
  const { position } = await applied('b', 'deny');
  const changed = await inForce(ALL_RECORDED);
  const past = await inForce(given(position));

  expect(first).toEqual({ read: 3, effects: ['a allow', 'b allow', 'c allow'] });
  expect(changed).toEqual({ read: 1, effects: ['a allow', 'b deny', 'c allow'] });
  expect(past).toEqual({ read: 0, effects: first.effects });
});
