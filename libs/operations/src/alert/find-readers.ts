import { Failure, formatInstant } from '#foundation';

import type { AnswerHeader, Question } from '../ask/answer.ts';
import type { SchemaField } from '../ask/dataset.ts';
import { findDataset } from '../ask/find-dataset.ts';
import { type NodeRef, nodeRef } from '../ask/public-id.ts';
import type { Context, Principal } from '../context.ts';
import type { LineageAnswer } from '../trace/lineage-answer.ts';
import { traceLineage } from '../trace/trace-lineage.ts';
import type { Alert } from './alert.ts';

/** A column that was made from another one, and how many jobs away it is. */
export interface ReadingColumn {
  readonly dataset: NodeRef;
  /** Null: the rows as a whole; which column is not known. */
  readonly column: string | null;
  readonly depth: number;
}

/** Who reads a column, directly or by way of others. */
export interface Readers {
  readonly header: AnswerHeader;
  /** The jobs that read it or what was made from it, the nearest first. */
  readonly jobs: readonly NodeRef[];
  readonly columns: readonly ReadingColumn[];
}

/** Columns within a dropped one that are asked for too. */
const NESTED_MAX = 20;

/**
 * Who read the column of an alert by column lineage, or one nested in it (at most 20 of those), at the last instant before the schema that broke its
 * promise. `knownAt` is asked for as everywhere; the time of the world is the alert's own. Null when the dataset was not there then.
 */
export async function findReaders(
  context: Context,
  principal: Principal,
  { alert, knownAt }: { readonly alert: Alert } & Pick<Question, 'knownAt'>,
): Promise<Readers | null> {
  if (alert.since === null) return null;
  const asOf = formatInstant((alert.since - 1n) as typeof alert.since); // the instant before one that an event gave
  const walk = {
    root: { dataset: alert.dataset },
    granularity: 'COLUMN',
    direction: 'downstream',
    evidence: 'OMITTED',
    asOf,
    knownAt,
  } as const;
  try {
    const { dataset } = await findDataset(context, principal, { dataset: alert.dataset, asOf, knownAt });
    const nested = pathsIn(dataset.fields).filter((path) => path.startsWith(`${alert.column}.`));
    const readers: Readers[] = [];
    for (const column of [alert.column, ...nested.slice(0, NESTED_MAX)]) {
      readers.push(readersIn(await traceLineage(context, principal, { ...walk, column })));
    }
    return joined(readers);
  } catch (error) {
    if (error instanceof Failure && error.code === 'NOT_FOUND') return null;
    throw error;
  }
}

function pathsIn(fields: readonly SchemaField[]): readonly string[] {
  return fields.flatMap(({ path, fields: nested }) => [path, ...pathsIn(nested)]);
}

function readersIn({ header, nodes, edges }: LineageAnswer): Readers {
  const depths = new Map(nodes.map(({ id, depth }) => [id, depth]));
  const passed = edges.flatMap(({ via, target }) => (via?.kind === 'job' ? [{ job: via, depth: depths.get(target) ?? Infinity }] : []));
  const reached = nodes.flatMap(({ kind, namespace, name, depth }) =>
    kind === 'job' ? [{ job: nodeRef({ kind, namespace, name }), depth }] : [],
  );
  const jobs = [...passed, ...reached].sort((left, right) => left.depth - right.depth).map(({ job }) => job);
  const columns = nodes.flatMap(({ kind, namespace, name, column, depth }) =>
    kind === 'column' && depth > 0 ? [{ dataset: nodeRef({ kind: 'dataset', namespace, name }), column, depth }] : [],
  );
  return { header, columns, jobs: [...new Map(jobs.map((job) => [job.id, job])).values()] };
}

/** Each job and column once. The header is the first that is not whole, or the first. */
function joined(readers: readonly Readers[]): Readers | null {
  const [first] = readers;
  if (first === undefined) return null;
  const columns = readers.flatMap((each) => each.columns).sort((left, right) => left.depth - right.depth);
  return {
    header: readers.find(({ header }) => header.completeness === 'PARTIAL')?.header ?? first.header,
    jobs: [...new Map(readers.flatMap(({ jobs }) => jobs).map((job) => [job.id, job])).values()],
    columns: [...new Map(columns.map((column) => [`${column.dataset.id} ${column.column ?? ''}`, column])).values()],
  };
}
