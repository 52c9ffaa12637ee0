import type { Delivery } from '../../../../prisma/seed/hospital-story.ts';

/** Who makes events, by what stands in their `producer`. */
const ENGINES: readonly (readonly [mark: string, engine: string])[] = [
  ['github.com/debezium/', 'Debezium'],
  ['integration/flink', 'Flink'],
  ['integration/spark', 'Spark'],
  ['integration/dbt', 'dbt'],
  ['github.com/apache/airflow', 'Airflow'],
  ['clinical-ml/', 'model training'],
  ['toolbox/', 'census script'],
  ['git.aldermere.example/', 'deployments'], // what repositories declare when they are deployed
];

/** In the order of the table. */
export const ENGINE_NAMES: readonly string[] = ENGINES.map(([, engine]) => engine);

/** The engine that sent a body; read from its text, for some are not JSON. */
export function engineOf({ body }: Delivery): string {
  const producers = [...body.matchAll(/"producer":\s?"([^"]*)"/g)].map(([, producer]) => producer ?? '');
  return ENGINES.find(([mark]) => producers.some((producer) => producer.includes(mark)))?.[1] ?? 'others';
}
