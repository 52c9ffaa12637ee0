import { expect, test } from 'vitest';

import { freshInstallation } from '#testkit';

import { applyAccess } from '../access/apply-access.ts';
import type { Principal } from '../context.ts';
import { receiveEvent } from '../receive/receive-event.ts';
import { listQuarantine } from './list-quarantine.ts';
import { redriveQuarantined } from './redrive-quarantined.ts';
import { showQuarantined } from './show-quarantined.ts';

test('a refused claim is seen by who owns the namespace, and nothing else of its event is', async () => {
  await using installation = await freshInstallation();
  const { context, admin, principals } = installation;
  const binding = { outputs: [], inputs: [], producers: ['https://good.example/*'] };
  const { id } = await principals.create({ kind: 'emitter', name: 'nightly', namespaces: ['nightly'], binding }, context.clock.now());
  const emitter: Principal = { id, kind: 'emitter', name: 'nightly', namespaces: ['nightly'], roles: [], binding };
  const person = (number: number, name: string): Principal => ({
    ...{ id: `00000000-0000-4000-8000-00000000000${number}`, kind: 'person', name, namespaces: [], roles: [] },
  });
  const [stella, rob, bob] = [person(1, 'stella'), person(2, 'rob'), person(3, 'bob')];
  const text = `
teams:
  heart: { owns: ["s3://heart*"], members: { steward: [stella], reader: [rob] } }
  other: { owns: ["postgres://other"], members: { steward: [bob] } }`;
  await applyAccess(context, admin, { text, isPruning: false, isDryRun: false });
  const event = (outputs: readonly string[]): Buffer =>
    Buffer.from(
      JSON.stringify({
        ...{ eventTime: '2026-03-01T00:00:00Z', eventType: 'COMPLETE', producer: 'https://bad.example/x' },
        run: { runId: '0198c3a0-0000-7000-8000-00000000000a' },
        job: { namespace: 'nightly', name: 'load' },
        outputs: outputs.map((namespace) => ({ namespace, name: 'secret-name' })),
      }),
    );
  const received = await receiveEvent(context, emitter, event(['postgres://third', 's3://heart-1', 's3://heart-1', 's3://heart-2']));
  await receiveEvent(context, emitter, event(['postgres://third']));
  const listed = async (who: Principal) => (await listQuarantine(context, who, { alsoUnmapped: true })).nodes;

  const refused = received.kind === 'quarantined' ? received.id : '';
  const mayNot = (namespace: string): object => ({
    pointer: '',
    message: `nightly may say nothing of what lies in the namespace ${namespace}; an administrator can grant it among its outputs`,
  });
  const seen = { id: refused, because: 'refused', senderName: 'nightly', problems: [mayNot('s3://heart-1'), mayNot('s3://heart-2')] };
  expect(await listed(stella)).toMatchObject([seen]);
  expect(await listed(rob)).toMatchObject([seen]);
  expect(await listed(bob)).toEqual([]);
  expect((await listed(emitter)).map(({ problems }) => problems.length)).toEqual([2, 5]); // the producer, too
  const shown = await showQuarantined(context, stella, { id: refused, alsoUnmapped: true });
  expect(shown.quarantined).toMatchObject({ ...seen, body: { text: null, base64: null } });
  expect(JSON.stringify(shown, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value))).not.toMatch(
    /third|secret-name|bad\.example/,
  );
  await expect(showQuarantined(context, bob, { id: refused, alsoUnmapped: true })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await expect(redriveQuarantined(context, stella, { id: refused })).rejects.toMatchObject({ code: 'NOT_FOUND' });
});
