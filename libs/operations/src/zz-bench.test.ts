import { expect, test } from 'vitest';
import { freshInstallation } from '#testkit';
import { receiveEvent } from './receive-event.ts';
import { traceLineage } from './trace-lineage.ts';
import { listDatasets, listJobs } from './list-nodes.ts';
import { listNamespaces } from './list-namespaces.ts';
import { listRuns } from './list-runs.ts';
import { searchGraph } from './search-graph.ts';
import { findDataset } from './find-dataset.ts';
import { Mapper } from './project-entries.ts';

const JOBS = Number(process.env['JOBS'] ?? 2000);
const time = (n: number) => new Date(Date.UTC(2026, 0, 1) + n * 1000).toISOString();
test('bench', { timeout: 1_800_000 }, async () => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  const emitter = { id: context.randomness.uuid(), kind: 'emitter', name: 'e', namespaces: ['*'] } as const;
  const from = performance.now();
  let sent: Promise<unknown>[] = [];
  let n = 0;
  const send = async (event: object) => { sent.push(receiveEvent(context, emitter, Buffer.from(JSON.stringify(event)))); n += 1; if (sent.length >= 1000) { await Promise.all(sent); sent = []; } };
  const run = async (component: number, job: string, input: string, output: string, runs: number) => {
    const fields = (name: string) => ['id', 'a', 'b', 'c'].map((f) => ({ name: f, type: name.length > 3 ? 'int' : 'text' }));
    const ds = (name: string) => ({ namespace: 'db', name: `c${component}.${name}`, facets: { schema: { _producer: 'p', _schemaURL: 's', fields: fields(name) } } });
    for (let r = 0; r < runs; r += 1) {
      const runId = `0198c3a0-${String(r).padStart(4, '0')}-7000-8000-${String(n % 1e12).padStart(12, '0')}`;
      const base = { producer: 'p', schemaURL: 'https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent', run: { runId }, job: { namespace: 'etl', name: `c${component}.${job}` } };
      await send({ ...base, eventType: 'START', eventTime: time(r * 86400 + component), inputs: [], outputs: [] });
      await send({ ...base, eventType: 'COMPLETE', eventTime: time(r * 86400 + component + 60), inputs: [ds(input)], outputs: [{ ...ds(output), facets: { ...ds(output).facets, ...(component % 2 ? { columnLineage: { _producer: 'p', _schemaURL: 's', fields: { a: { inputFields: [{ namespace: 'db', name: `c${component}.${input}`, field: 'a', transformations: [{ type: 'DIRECT', subtype: 'IDENTITY' }] }] } } } } : {}) } }] });
    }
  };
  for (let c = 0; c < JOBS / 100; c += 1) {
    const runs = c < 2 ? Number(process.env['RUNS'] ?? 30) : 1;
    for (let lane = 0; lane < 5; lane += 1) for (let level = 0; level < 10; level += 1) {
      await run(c, `up${lane}.${level}`, `u${lane}.${level + 1}`, level === 0 ? 'root' : `u${lane}.${level}`, runs);
      await run(c, `down${lane}.${level}`, level === 0 ? 'root' : `d${lane}.${level}`, `d${lane}.${level + 1}`, runs);
    }
  }
  await Promise.all(sent);
  const recorded = performance.now();
  const mapper = new Mapper(context);
  for (;;) if ((await mapper.projectEntries(2000)) === 0) break;
  console.log(`jobs ${JOBS} events ${n}: recorded ${((recorded - from) / 1000).toFixed(1)} s, mapped ${((performance.now() - recorded) / 1000).toFixed(1)} s`);
  if (process.env['ANALYZE'] !== '0') await context.database.transaction((s) => s.send('analyze'));
  // measure SQL time by wrapping
  const measure = async (name: string, work: () => Promise<unknown>) => {
    const times: number[] = [];
    let statements = 0; let sqlMs = 0; let sqlOne = 0; let sqlMin = 1e9;
    const { Session } = await import('../../store/src/sql/session.ts');
    const proto = Session.prototype as unknown as { rows: (...a: unknown[]) => Promise<unknown> };
    const rows = proto.rows;
    const per = new Map<string, number>();
    proto.rows = async function (this: unknown, ...a: unknown[]) { const t = performance.now(); try { return await rows.apply(this, a as never); } finally { const d = performance.now() - t; sqlMs += d; sqlOne += d; statements += 1; const key = (a[0] as string[]).join('?').replace(/\s+/g, ' ').slice(0, 70); per.set(key, (per.get(key) ?? 0) + d); } };
    let result: unknown;
    for (let i = 0; i < 40; i += 1) { sqlOne = 0; const t = performance.now(); result = await work(); if (i > 8) sqlMin = Math.min(sqlMin, sqlOne); times.push(performance.now() - t); if (i === 29) { statements = 0; sqlMs = 0; per.clear(); } }
    proto.rows = rows;
    const sorted = times.slice(10).sort((a, b) => a - b);
    console.log(`${name}: min ${sorted[0]!.toFixed(1)} median ${sorted[15]!.toFixed(1)} ms; sql min ${sqlMin.toFixed(1)} mean ${(sqlMs / 10).toFixed(1)} ms in ${statements / 10} statements; first ${times[0]!.toFixed(0)} ms`);
    if (process.env['PER']) for (const [k, v] of [...per].sort((a, b) => b[1] - a[1]).slice(0, 8)) console.log(`    ${(v / 10).toFixed(2)} ms  ${k}`);
    return result;
  };
  const root = (c: number) => ({ dataset: { namespace: 'db', name: `c${c}.root` } });
  for (const c of [0, 1, 7]) {
    const a = (await measure(`walk c${c} omitted`, () => traceLineage(context, admin, { root: root(c), direction: 'both', evidence: 'OMITTED' }))) as Awaited<ReturnType<typeof traceLineage>>;
    console.log('   nodes', a.nodes.length, 'edges', a.edges.length, a.header.reasons.map((r) => r.code));
    await measure(`walk c${c} shown`, () => traceLineage(context, admin, { root: root(c), direction: 'both' }));
  }
  await measure('walk history', () => traceLineage(context, admin, { root: root(0), direction: 'both', knownAt: String(n - 1), evidence: 'OMITTED' }));
  await measure('walk history shown', () => traceLineage(context, admin, { root: root(0), direction: 'both', knownAt: String(n - 1) }));
  await measure('walk column', () => traceLineage(context, admin, { root: root(1), column: 'a', granularity: 'COLUMN', direction: 'both' }));
  await measure('walk job', () => traceLineage(context, admin, { root: { job: { namespace: 'etl', name: 'c0.up0.0' } }, granularity: 'JOB', direction: 'both' }));
  const someRun = (await listRuns(context, admin, { job: { namespace: 'etl', name: 'c0.down0.0' }, first: 1 })).nodes[0]!;
  await measure('walk run', () => traceLineage(context, admin, { root: { run: { id: someRun.id } }, direction: 'both' }));
  await measure('find dataset', () => findDataset(context, admin, root(0)));
  await measure('list datasets', () => listDatasets(context, admin, { first: 50 }));
  await measure('list datasets prefix', () => listDatasets(context, admin, { first: 50, namespace: 'db', namePrefix: 'c1' }));
  await measure('list jobs', () => listJobs(context, admin, { first: 50, namePrefix: 'c9' }));
  await measure('list runs', () => listRuns(context, admin, { first: 50 }));
  await measure('list runs of job', () => listRuns(context, admin, { first: 50, job: { namespace: 'etl', name: 'c0.up0.0' } }));
  await measure('list namespaces', () => listNamespaces(context, admin, {}));
  await measure('search', () => searchGraph(context, admin, { text: 'c1.root' }));
  await measure('search slip', () => searchGraph(context, admin, { text: 'rooot' }));
  if (process.env['EXPLAIN']) {
    const { Session } = await import('../../store/src/sql/session.ts');
    const proto = Session.prototype as unknown as { rows: (...a: unknown[]) => Promise<unknown> };
    const rows = proto.rows;
    const seen = new Map<string, { text: string; values: unknown[]; ms: number }>();
    proto.rows = async function (this: unknown, ...a: unknown[]) { const t = performance.now(); try { return await rows.apply(this, a as never); } finally { const text = (a[0] as string[]).reduce((x, y, i) => (i === 0 ? y : `${x}$${i}${y}`), ''); const ms = performance.now() - t; if ((seen.get(text)?.ms ?? 0) < ms) seen.set(text, { text, values: a.slice(1), ms }); } };
    if (process.env['WHAT'] === 'list') await listDatasets(context, admin, { first: 50 }); else if (process.env['WHAT'] === 'search') await searchGraph(context, admin, { text: 'rooot' }); else await traceLineage(context, admin, { root: root(0), direction: 'both' });
    proto.rows = rows;
    const { withClient } = await import('#store');
    await withClient(installation.connectionString, async (client) => {
      await client.query('set jit = off');
      for (const { text, values } of [...seen.values()].sort((a, b) => b.ms - a.ms).slice(0, Number(process.env['EXPLAIN']))) {
        const quoted = values.map((v) => { const lit = (x: unknown): string => (x === null ? 'null' : Buffer.isBuffer(x) ? `'\\x${x.toString('hex')}'` : typeof x === 'string' ? `'${x}'` : String(x)); return Array.isArray(v) ? `'{${v.map((x) => (x === null ? 'null' : `"${String(x)}"`)).join(',')}}'` : lit(v); });
        await client.query(`set plan_cache_mode = ${process.env['WHAT'] ? 'auto' : 'force_generic_plan'}; set pg_trgm.word_similarity_threshold = 0.4; deallocate all; prepare p as ${text}`);
        for (let i = 0; i < 7; i += 1) await client.query(`execute p(${quoted.join(',')})`);
        const plan = await client.query(`explain (analyze, buffers, timing off) execute p(${quoted.join(',')})`);
        console.log(text.slice(0, 200), '\n', plan.rows.map((r: Record<string, unknown>) => r['QUERY PLAN']).join('\n'));
      }
    });
  }
  expect(true).toBe(true);
});
