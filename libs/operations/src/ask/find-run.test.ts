import { expect, test } from 'vitest';

import { countingStatements, type FreshInstallation, freshInstallation, given, mapAll } from '#testkit';

import type { Principal } from '../context.ts';
import { receiveEvent } from '../receive/receive-event.ts';
import { findRun, findRuns, RUNS_AT_ONCE_MAX } from './find-run.ts';
import { listRuns } from './list-runs.ts';

const EMITTER: Principal = { id: '00000000-0000-4000-8000-00000000000e', kind: 'emitter', name: 'a test', namespaces: ['*'], roles: [] };

async function givenRuns(count: number): Promise<FreshInstallation> {
  const installation = await freshInstallation();
  for (let index = 0; index < count; index += 1) {
    const event = {
      eventTime: `2026-03-01T00:00:0${index}Z`,
      eventType: 'COMPLETE',
      run: { runId: `0198c3a0-0000-7000-8000-00000000000${index}`, facets: { errorMessage: { message: `of ${index}` } } },
      job: { namespace: 'batch', name: index % 2 === 0 ? 'EVEN' : 'ODD' },
      inputs: [{ namespace: 'db', name: `t${index}` }],
    };
    await receiveEvent(installation.context, EMITTER, Buffer.from(JSON.stringify(event)));
  }
  await mapAll(installation.context);
  return installation;
}

test('many runs are found at once, each as it is found alone, and by as many statements', async () => {
  await using installation = await givenRuns(4);
  const { context, admin } = installation;
  const ids = (await listRuns(context, admin, {})).nodes.map(({ id }) => id);
  const absent = Buffer.from(JSON.stringify(['run', 'batch', 'EVEN', 'never ran'])).toString('base64url');
  const alone = await Promise.all(ids.map(async (id) => (await findRun(context, admin, { run: { id } })).run));
  const counted = async (wanted: readonly string[]): Promise<number> => {
    const { counted: counting, statements } = countingStatements(context);
    await findRuns(counting, admin, { ids: wanted });
    return statements.length;
  };

  const { runs } = await findRuns(context, admin, { ids: [...ids, absent] });

  expect(runs).toEqual([...alone, null]);
  expect(await counted(ids)).toBe(await counted([given(ids[0])]));
  await expect(findRuns(context, admin, { ids: Array<string>(RUNS_AT_ONCE_MAX + 1).fill(absent) })).rejects.toMatchObject({
    code: 'LIMIT_EXCEEDED',
  });
});

test.each(['parent', 'parentRun'])('the parent of a run is read from its facet %s', async (facet) => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  const parent = { run: { runId: '0198c3a0-0000-7000-8000-00000000000f' }, job: { namespace: 'airflow', name: 'nightly' } };
  const event = {
    ...{ eventTime: '2026-03-01T00:00:00Z', eventType: 'COMPLETE', job: { namespace: 'batch', name: 'LOAD' } },
    run: { runId: '0198c3a0-0000-7000-8000-00000000000a', facets: { [facet]: parent } },
  };
  await receiveEvent(context, EMITTER, Buffer.from(JSON.stringify(event)));
  await mapAll(context);
  const { nodes } = await listRuns(context, admin, {});

  const { run } = await findRun(context, admin, { run: { id: given(nodes[0]).id } });

  expect(run.parent).toMatchObject({ runId: parent.run.runId, job: parent.job });
});
