import { expect, test } from 'vitest';

import { LedgerReader } from '#store';
import { freshInstallation, person, refusal } from '#testkit';

import { applyAccess } from './access/apply-access.ts';
import { applyPolicy } from './access/apply-policy.ts';
import { breakGlass } from './access/break-glass.ts';
import { draftPolicy } from './access/draft-policy.ts';
import { bindKey, grantBounds, makeKey } from './access/keys.ts';
import { openEngagement } from './access/open-engagement.ts';
import { reportEnforcement } from './access/report-enforcement.ts';
import { acknowledgeAlert } from './alert/acknowledge-alert.ts';
import { applyContract } from './contract/apply-contract.ts';
import { setAlias } from './rule/set-alias.ts';

test('what somebody writes for others to read is refused where it holds a secret, without saying it, and nothing is recorded', async () => {
  await using installation = await freshInstallation();
  const { context, admin, principals } = installation;
  const SECRET = 'hush-0a1b2c';
  const held = `postgres://loader:${SECRET}@db`;
  const size = (): Promise<bigint> =>
    context.database.snapshot((session) => new LedgerReader(session, context.tenant, context.keys).size());
  const policy = `{ name: p, rules: [{ effect: deny, roles: [engineer], on: { namespace: "${held}" } }] }`;
  const emitter = { principals, kind: 'emitter', name: 'loads', namespaces: ['db'], binding: { outputs: ['*'] } } as const;
  const { prefix } = await makeKey(context, admin, emitter);
  const gateway = await person(installation, 'proxy', 'gateway');
  const report = { system: 'proxy', namespaces: ['db'], actions: ['read'], forSeconds: 60 };
  const keysThen = await principals.list();
  const before = await size();

  const refused = [
    await refusal(applyPolicy(context, admin, { text: policy })),
    await refusal(draftPolicy(context, admin, { text: '{ name: p, rules: [] }', why: `as ${held}` })),
    await refusal(applyAccess(context, admin, { text: `{ teams: { heart: { owns: ["${held}"] } } }`, isPruning: false, isDryRun: false })),
    await refusal(breakGlass(context, admin, { who: 'ann', reason: `for ${held}`, hours: 1 })),
    await refusal(
      openEngagement(context, admin, { name: 'a', who: ['ann'], scope: [held], purpose: 'a', why: 'a', until: '2026-12-01T00:00:00Z' }),
    ),
    await refusal(acknowledgeAlert(context, admin, { id: '0123456789', note: held })),
    await refusal(
      setAlias(context, admin, {
        pair: [
          { namespace: held, name: 'a' },
          { namespace: 'db', name: 'a' },
        ],
        joined: true,
      }),
    ),
    await refusal(
      applyContract(context, admin, {
        text: `apiVersion: v3.1.0\nkind: DataContract\nid: c\nversion: 1.0.0\nstatus: active\ndescription: { purpose: "${held}" }\nschema: []\n`,
      }),
    ),
    await refusal(makeKey(context, admin, { ...emitter, name: held })),
    await refusal(makeKey(context, admin, { ...emitter, name: 'more', namespaces: [`${held}*odd`] })),
    ...(await Promise.all(
      (['outputs', 'inputs', 'producers'] as const).map((what) =>
        refusal(makeKey(context, admin, { ...emitter, name: 'more', binding: { [what]: [held] } })),
      ),
    )),
    ...(await Promise.all(
      (['namespaces', 'outputs', 'inputs', 'producers'] as const).flatMap((what) =>
        [grantBounds, bindKey].map((change) => refusal(change(context, admin, { principals, prefix, bounds: { [what]: ['db', held] } }))),
      ),
    )),
    await refusal(reportEnforcement(context, gateway, { ...report, system: held })),
    await refusal(reportEnforcement(context, gateway, { ...report, namespaces: ['db', held] })),
  ];

  for (const said of refused) {
    expect(said).toMatch(/^BAD_REQUEST: Nothing was recorded of .*Take it out, or write \[redacted\] in its place/);
    expect(said).not.toContain(SECRET);
  }
  expect(await size()).toBe(before);
  expect(await principals.list()).toEqual(keysThen);
});
