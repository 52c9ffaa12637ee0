import { DAY_MS } from '#foundation';
import { type Context, Mapper, type Principal, receiveBatch, traceLineage } from '#operations';
import { GraphStatistics } from '#store';

import { Ending } from './ending.ts';
import { installed } from './installed.ts';
import { quantile, type Report } from './measure.ts';
import { FIRST_MS, LAYERS, REGION_JOBS, regionEventAt, tableAsked } from './regions.ts';

const JOBS = { full: 500, quick: 100 } as const;
const ASKINGS = { full: 200, quick: 40 } as const;
const WARM_UP_ASKINGS = { full: 30, quick: 10 } as const;
/** Runs of each job: past the lineage window each, with one other input and another schema than the run before. */
const ROUNDS = 200;
/** Of the graph with a tenth of the history. As many as are looked at of a job to tell whether it fell silent: of fewer runs fewer are looked at. */
const YOUNG_ROUNDS = 20;
const ROUND_MS = 40 * DAY_MS;
/** The past that is asked about lies behind this round. */
const ROUND_ASKED = 99;
const TOGETHER = 100;
const GOAL = 1.5;

const ADMIN: Principal = { id: '00000000-0000-4000-8000-000000000001', kind: 'admin', name: 'bench', namespaces: [], roles: ['admin'] };

/** What a walk costs that is asked about the past of a graph with ten times the history, beside one about its present, and one of the graph with a tenth of it; in turns. */
export async function past(report: Report, { isQuick }: { readonly isQuick: boolean }): Promise<void> {
  const size = isQuick ? 'quick' : 'full';
  const jobs = JOBS[size];
  report.say(
    `past: ${jobs} jobs, in one graph of ${YOUNG_ROUNDS} runs each and in one of ${ROUNDS}; ${ASKINGS[size]} walks of depth ${LAYERS} of each kind`,
  );
  await using ending = new Ending();
  const young = await withHistory(ending, { jobs, rounds: YOUNG_ROUNDS });
  const old = await withHistory(ending, { jobs, rounds: ROUNDS });
  const asOf = new Date(timeOf(ROUND_ASKED) + jobs * 1_000).toISOString();
  const knownAt = String(jobs * (ROUND_ASKED + 1));
  const kinds: readonly Kind[] = [
    { name: 'of the present, a tenth of the history', context: young, times: {} },
    { name: 'of the present', context: old, times: {} },
    { name: 'as of a past time', context: old, times: { asOf } },
    { name: 'known at a past size', context: old, times: { knownAt } },
    { name: 'as of and known at the past', context: old, times: { asOf, knownAt } },
  ];
  await asked(kinds, { jobs, from: ASKINGS[size], count: WARM_UP_ASKINGS[size] });
  const series = await asked(kinds, { jobs, from: 0, count: ASKINGS[size] });
  addSeries(report, series);
}

interface Kind {
  readonly name: string;
  readonly context: Context;
  readonly times: { readonly asOf?: string; readonly knownAt?: string };
}

interface Series extends Kind {
  /** Ascending. */
  readonly ms: readonly number[];
  readonly nodes: readonly number[];
}

function timeOf(round: number): number {
  return FIRST_MS - (ROUNDS - 1 - round) * ROUND_MS;
}

/** The last rounds of a graph are those of the younger one. */
async function withHistory(ending: Ending, { jobs, rounds }: { readonly jobs: number; readonly rounds: number }): Promise<Context> {
  const { context } = await installed(ending);
  for (let round = ROUNDS - rounds; round < ROUNDS; round += 1)
    for (let from = 0; from < jobs; from += TOGETHER) {
      const events = Array.from({ length: Math.min(TOGETHER, jobs - from) }, (_, index) =>
        regionEventAt(from + index, { round, firstMs: timeOf(round) }),
      );
      await receiveBatch(context, ADMIN, Buffer.from(`[${events.join(',')}]`));
    }
  const mapper = new Mapper(context);
  while ((await mapper.projectEntries()) > 0);
  await new GraphStatistics(context.database).refresh();
  return context;
}

async function asked(
  kinds: readonly Kind[],
  { jobs, from, count }: { readonly jobs: number; readonly from: number; readonly count: number },
): Promise<readonly Series[]> {
  const series = kinds.map((kind) => ({ ...kind, ms: [] as number[], nodes: [] as number[] }));
  for (let index = from; index < from + count; index += 1) {
    const root = tableAsked(index, { regions: jobs / REGION_JOBS, layer: LAYERS / 2 });
    for (const { context, times, ms, nodes } of series) {
      const start = performance.now();
      const answer = await traceLineage(context, ADMIN, {
        ...{ root: { dataset: root }, direction: 'both', depth: LAYERS, evidence: 'OMITTED', ...times },
      });
      ms.push(performance.now() - start);
      nodes.push(answer.nodes.length);
    }
  }
  return series.map(({ ms, nodes, ...kind }) => ({ ...kind, ms: ms.toSorted(ascending), nodes: nodes.toSorted(ascending) }));
}

function addSeries(report: Report, series: readonly Series[]): void {
  const [young, present, ...pasts] = series;
  if (young === undefined || present === undefined) return;
  for (const { name, ms, nodes } of series) {
    report.add({ name: `a walk ${name}: nodes`, value: quantile(nodes, 0.5), unit: 'nodes' });
    for (const [label, share] of [
      ['p50', 0.5],
      ['p95', 0.95],
    ] as const) {
      const against = ms === present.ms ? undefined : { name: 'of the present', value: quantile(present.ms, share) };
      report.add({ name: `a walk ${name}: ${label}`, value: quantile(ms, share), unit: 'ms', ...(against && { against }) });
    }
  }
  const worst = Math.max(...pasts.map(({ ms }) => quantile(ms, 0.5)));
  const against = (of: Series): number => worst / quantile(of.ms, 0.5);
  const name = `a walk about the past, ${ROUNDS / YOUNG_ROUNDS} times the history, the slowest way, p50`;
  report.addGoal({ name: `${name}: against one of the present`, value: against(present), unit: 'times', below: GOAL });
  report.addGoal({
    name: `${name}: against one of the present with a tenth of the history`,
    value: against(young),
    unit: 'times',
    below: GOAL,
  });
}

function ascending(left: number, right: number): number {
  return left - right;
}
