import { SECOND_MS } from '#foundation';

import { ADMIN_KEY } from '../scripts/prove/headgate-process.ts';
import { Ending } from './ending.ts';
import { sendLoad } from './load.ts';
import { quantile, type Report } from './measure.ts';
import { LAYERS, REGION_JOBS, tableAsked } from './regions.ts';
import { serve, type Served } from './served.ts';
import { type Asker, openAsker, type Walk, type Way } from './walks.ts';

const SIZES = { full: [10_000, 100_000], quick: [1_000, 10_000] } as const;
const ASKINGS = { full: 250, quick: 50 } as const;
/** Before anything is timed: plans are kept, code is compiled, pages are in memory. */
const WARM_UP_ASKINGS = { full: 40, quick: 10 } as const;
/** For the map to look at its statistics, once it has nothing else to do. */
const SETTLE_MS = 2 * SECOND_MS;
const DEPTHS = [5, 20] as const;
const WAYS: readonly Way[] = ['SQL', 'GraphQL'];
/** Events of one load: a request is made before it is sent, and all of them are held. */
const EVENTS_AT_ONCE = 20_000;
const P95_MS_GOAL = 30;
const GROWTH_GOAL = 1.3;

/** Where a walk begins, so that as much as there is lies ahead of it. */
const LAYER_ASKED: Readonly<Record<Walk['direction'], number>> = { upstream: LAYERS, downstream: 0, both: LAYERS / 2 };
const WALKS: readonly Walk[] = [
  ...DEPTHS.flatMap((depth) =>
    (['upstream', 'downstream', 'both'] as const).map((direction) => ({ direction, depth, hasEvidence: false })),
  ),
  { direction: 'both', depth: 20, hasEvidence: true },
];

/** Walks over a graph and over one ten times its size, asked in turns, so that whatever else the machine does meets both. */
export async function lineage(report: Report, { isQuick }: { readonly isQuick: boolean }): Promise<void> {
  const size = isQuick ? 'quick' : 'full';
  const askings = ASKINGS[size];
  report.say(`lineage: regions of ${REGION_JOBS} jobs; ${askings} askings of each kind, each from another dataset where there are as many`);
  const [few, many] = SIZES[size];
  await using small = await builtGraph(report, few);
  await using large = await builtGraph(report, many);
  await using ending = new Ending();
  const graphs: Graph[] = []; // opened now: a connection that was idle while the other was built would be closed
  for (const [jobs, served] of [
    [few, small],
    [many, large],
  ] as const) {
    graphs.push({ jobs, asker: await openAsker(served, ending) });
  }

  const goals = new Goals();
  for (const walk of WALKS) {
    await asked(graphs, walk, { from: askings, count: WARM_UP_ASKINGS[size] });
    const series = await asked(graphs, walk, { from: 0, count: askings });
    addWalk(report, walk, series);
    if (walk.depth === 20 && !walk.hasEvidence) goals.note(series);
  }
  goals.addTo(report, { few, many });
}

interface Graph {
  readonly jobs: number;
  readonly asker: Asker;
}

/** Sends one event of each job through the door, and waits for the map: the tables are those of a Headgate in use. */
async function builtGraph(report: Report, jobs: number): Promise<Served> {
  const served = await serve();
  try {
    const start = performance.now();
    await sendJobs(served, jobs);
    await served.untilMapped();
    report.say(`  ${count(jobs)} jobs were sent and mapped in ${Math.round((performance.now() - start) / SECOND_MS)} s`);
    await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
    return served;
  } catch (error) {
    await served[Symbol.asyncDispose]();
    throw error;
  }
}

async function sendJobs({ server }: Served, jobs: number): Promise<void> {
  const load = { address: server.address, key: ADMIN_KEY, connections: 4, together: 100, rate: undefined, isTracked: false };
  for (let from = 0; from < jobs; from += EVENTS_AT_ONCE) {
    await sendLoad({ ...load, of: 'regions', from, events: Math.min(EVENTS_AT_ONCE, jobs - from) });
  }
}

/** What was measured of one walk, over one graph, in one way. */
interface Series {
  readonly jobs: number;
  readonly way: Way;
  /** Ascending. */
  readonly ms: readonly number[];
  readonly nodes: readonly number[];
}

async function asked(graphs: readonly Graph[], walk: Walk, { from, count: askings }: { readonly from: number; readonly count: number }) {
  const kinds = graphs.flatMap(({ jobs, asker }) => WAYS.map((way) => ({ jobs, asker, way, ms: [] as number[], nodes: [] as number[] })));
  for (let index = from; index < from + askings; index += 1) {
    for (const { jobs, asker, way, ms, nodes } of kinds) {
      const root = tableAsked(index, { regions: jobs / REGION_JOBS, layer: LAYER_ASKED[walk.direction] });
      const answer = await asker.ask(way, walk, root);
      ms.push(answer.ms);
      nodes.push(answer.nodes);
    }
  }
  return kinds.map(({ jobs, way, ms, nodes }): Series => ({ jobs, way, ms: ascending(ms), nodes: ascending(nodes) }));
}

function addWalk(report: Report, { direction, depth, hasEvidence }: Walk, series: readonly Series[]): void {
  const name = `${direction}, depth ${depth}${hasEvidence ? ', with evidence' : ''}`;
  for (const each of series) {
    const place = `${name}, ${count(each.jobs)} jobs`;
    if (each.way === 'SQL') report.add({ name: `${place}: nodes of an answer`, value: quantile(each.nodes, 0.5), unit: 'nodes' });
    const smaller = smallerOf(each, series);
    for (const [label, share] of [
      ['p50', 0.5],
      ['p95', 0.95],
    ] as const) {
      const value = quantile(each.ms, share);
      const against = smaller && { name: `${count(smaller.jobs)} jobs`, value: quantile(smaller.ms, share) };
      report.add({ name: `${place}: ${each.way} ${label}`, value, unit: 'ms', ...(against && { against }) });
    }
  }
}

function smallerOf({ way, jobs }: Series, series: readonly Series[]): Series | undefined {
  return series.find((other) => other.way === way && other.jobs < jobs);
}

/** The slowest of the walks with the largest answers, and the one that a larger graph slows most. */
class Goals {
  private p95 = 0;
  private growth = 0;

  note(series: readonly Series[]): void {
    for (const each of series) {
      const smaller = smallerOf(each, series);
      if (each.way !== 'GraphQL' || smaller === undefined) continue;
      const p95 = quantile(each.ms, 0.95);
      this.p95 = Math.max(this.p95, p95);
      this.growth = Math.max(this.growth, p95 / quantile(smaller.ms, 0.95));
    }
  }

  addTo(report: Report, { few, many }: Record<'few' | 'many', number>): void {
    const name = 'GraphQL at depth 20, the slowest way';
    report.addGoal({ name: `${name}: p95 at ${count(many)} jobs`, value: this.p95, unit: 'ms', below: P95_MS_GOAL });
    const growth = `GraphQL at depth 20, p95 at ${count(many)} jobs against ${count(few)}`;
    report.addGoal({ name: growth, value: this.growth, unit: 'times', below: GROWTH_GOAL });
  }
}

function ascending(values: readonly number[]): readonly number[] {
  return values.toSorted((left, right) => left - right);
}

function count(value: number): string {
  return value.toLocaleString('en');
}
