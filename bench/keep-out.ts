import { applyPolicy, type Installation, type Principal, receiveBatch } from '#operations';
import { mapAll } from '#testkit';

import { Ending } from './ending.ts';
import { eventAt } from './generator.ts';
import { installed } from './installed.ts';
import { median, type Report } from './measure.ts';

const TOGETHER = 100;
/** After so many the graph knows all jobs and datasets. */
const GRAPH_EVENTS = 600;
const ADMIN: Principal = { id: '00000000-0000-4000-8000-000000000001', kind: 'admin', name: 'bench', namespaces: [], roles: ['admin'] };
const LAKE = 's3://aldermere';

/** What is kept out, by what that is called here. */
const RULES = {
  'no rule': [],
  'rules about other datasets': Array.from({ length: 20 }, (_, index) => ({
    how: 'drop',
    on: { namespace: `s3://elsewhere-${index}*`, facets: ['*'] },
  })),
  'rules about other columns': [{ how: 'hash', on: { namespace: `${LAKE}*`, columns: ['ssn', '*mrn*'], facets: ['dataQuality*'] } }],
  'a classification, which the graph is asked for': [
    { how: 'hash', on: { classification: 'PHI', columns: ['*'], facets: ['dataQuality*'] } },
  ],
  'metrics of a column, hashed': [{ how: 'hash', on: { namespace: `${LAKE}*`, columns: ['heart_rate'], facets: ['dataQuality*'] } }],
  'all values, dropped': [{ how: 'drop', on: { namespace: `${LAKE}*`, facets: ['*'] } }],
} as const;

/** What rules on values that are never stored cost the door: processor time of the process that receives, event by event new. */
export async function keepOut(report: Report, { isQuick }: { readonly isQuick: boolean }): Promise<void> {
  const [rounds, events] = isQuick ? [3, 1_000] : [7, 4_000];
  report.say(
    `keep-out: ${events} events with metrics of each column of their inputs, in arrays of ${TOGETHER}; ${rounds} rounds, the median`,
  );
  await using ending = new Ending();
  const installation = await installed(ending);
  const names = Object.keys(RULES) as (keyof typeof RULES)[]; // its own keys
  await microsecondsUnder(installation, [], { from: 0, events: GRAPH_EVENTS });
  await mapAll(installation.context);
  const costs = new Map(names.map((name) => [name, [] as number[]]));
  let next = GRAPH_EVENTS;
  for (let round = -1; round < rounds; round += 1)
    for (const name of names) {
      const cost = await microsecondsUnder(installation, RULES[name], { from: next, events });
      if (round >= 0) costs.get(name)?.push(cost); // the first warms up
      next += events;
    }
  const against = { name: 'no rule', value: median(costs.get('no rule') ?? []) };
  for (const name of names)
    report.add({ name: `receiving under ${name}`, value: median(costs.get(name) ?? []), unit: 'CPU µs/event', against });
}

async function microsecondsUnder(
  { context }: Installation,
  rules: readonly object[],
  { from, events }: { readonly from: number; readonly events: number },
): Promise<number> {
  const policy = { name: 'bench', description: `from ${from}`, rules: [], ...(rules.length === 0 ? {} : { keep_out: rules }) };
  await applyPolicy(context, ADMIN, { text: JSON.stringify(policy) });
  const batches = Array.from({ length: events / TOGETHER }, (_, batch) =>
    Buffer.from(`[${Array.from({ length: TOGETHER }, (__, index) => measuredEventAt(from + batch * TOGETHER + index)).join()}]`),
  );
  const before = process.cpuUsage();
  for (const batch of batches) await receiveBatch(context, ADMIN, batch);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / events;
}

/** The event at a place of the stream, which tells how many values of each column of its inputs there were, and which. */
function measuredEventAt(index: number): string {
  const event = JSON.parse(eventAt(index)) as {
    readonly inputs: readonly { readonly facets: { readonly schema: { readonly fields: readonly { name: string }[] } } }[];
  };
  const inputs = event.inputs.map((input) => {
    const columns = input.facets.schema.fields.map(({ name }) => [
      name,
      { nullCount: 0, count: index, min: index, max: index * 2.5, quantiles: { '0.5': index } },
    ]);
    return { ...input, inputFacets: { dataQualityMetrics: { rowCount: index, columnMetrics: Object.fromEntries(columns) as object } } };
  });
  return JSON.stringify({ ...event, inputs });
}
