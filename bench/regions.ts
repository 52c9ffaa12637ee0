/** Layers of jobs in a region; there is one layer of datasets more. A walk of depth 20 goes through all of them. */
export const LAYERS = 20;
/** Jobs of a layer, and datasets beside each other. */
const WIDTH = 5;
export const REGION_JOBS = LAYERS * WIDTH;
/** Datasets that every region reads. */
const SHARED = 3;
const COLUMNS = ['id', 'amount', 'recorded_at', 'region_code'];
const JOBS_NAMESPACE = 'airflow.regions';
const LAKE = 's3://regions';
const PRODUCER = 'https://example.org/airflow/3.1';
const SPEC = 'https://openlineage.io/spec';
/** When the first job completed. */
export const FIRST_MS = Date.UTC(2026, 2, 1);
/** Runs of one round. */
const ROUND_IDS = 2 ** 32;
const RUN_ID_PREFIX = '0198c3a1-0000-7000-8000';

/**
 * The event of one job of a graph of regions: it completed. A region is 20 layers of five jobs. Job n of a layer reads the datasets n and n + 1 of the
 * layer before and writes n of its own, by columns; the first of each layer also reads a lookup and writes an audit; the first layer reads what all
 * regions share. So a walk reaches about 200 nodes, however many regions there are. In each round every job has another second input and writes another schema.
 */
export function regionEventAt(index: number, { round = 0, firstMs = FIRST_MS } = {}): string {
  const region = Math.floor(index / REGION_JOBS);
  const layer = 1 + Math.floor((index % REGION_JOBS) / WIDTH);
  const lane = index % WIDTH;
  const before = [lane, (lane + 1 + (round % (WIDTH - 1))) % WIDTH].map((each) => tableName({ region, layer: layer - 1, lane: each }));
  const lookups = lane === 0 ? [`${layerName(region, layer)}/lookup`] : [];
  const shared = layer === 1 ? [`shared/calendar_${lane % SHARED}`] : [];
  const audits = lane === 0 ? [`${layerName(region, layer)}/audit`] : [];
  return JSON.stringify({
    eventType: 'COMPLETE',
    eventTime: new Date(firstMs + index * 1_000).toISOString(),
    run: { runId: `${RUN_ID_PREFIX}-${(round * ROUND_IDS + index).toString(16).padStart(12, '0')}` },
    job: { namespace: JOBS_NAMESPACE, name: `${layerName(region, layer)}.load_${lane}` },
    inputs: [...before, ...lookups, ...shared].map((name) => ({ namespace: LAKE, name })),
    outputs: [
      { namespace: LAKE, name: tableName({ region, layer, lane }), facets: { ...schema(round), ...columnLineage(before) } },
      ...audits.map((name) => ({ namespace: LAKE, name })),
    ],
    producer: PRODUCER,
    schemaURL: `${SPEC}/2-0-2/OpenLineage.json#/$defs/RunEvent`,
  });
}

/** The dataset at which asking number `index` begins: another one each time, over all regions and lanes. */
export function tableAsked(index: number, { regions, layer }: { readonly regions: number; readonly layer: number }): Table {
  const region = (index * 37) % regions; // 37 is prime to 10, 100 and 1,000: all regions in turn
  const lane = (index + Math.floor(index / regions)) % WIDTH;
  return { namespace: LAKE, name: tableName({ region, layer, lane }) };
}

export interface Table {
  readonly namespace: string;
  readonly name: string;
}

function layerName(region: number, layer: number): string {
  return `region_${String(region).padStart(4, '0')}/layer_${String(layer).padStart(2, '0')}`;
}

function tableName({ region, layer, lane }: Record<'region' | 'layer' | 'lane', number>): string {
  return `${layerName(region, layer)}/table_${lane}`;
}

function facet(name: string, body: object): object {
  return { _producer: PRODUCER, _schemaURL: `${SPEC}/facets/1-1-1/${name}.json`, ...body };
}

function schema(round: number): object {
  return {
    schema: facet('SchemaDatasetFacet', {
      fields: COLUMNS.map((name, at) => ({ name, type: at === 0 && round > 0 ? `char(${round})` : 'string' })),
    }),
  };
}

function columnLineage(sources: readonly string[]): object {
  const fields = COLUMNS.map((column) => [
    column,
    {
      inputFields: sources.map((name) => ({
        namespace: LAKE,
        name,
        field: column,
        transformations: [{ type: 'DIRECT', subtype: 'IDENTITY' }],
      })),
    },
  ]);
  return { columnLineage: facet('ColumnLineageDatasetFacet', { fields: Object.fromEntries(fields) as object }) };
}
