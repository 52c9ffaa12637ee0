import { compareUtf8 } from '#foundation';

/** What a producer calls a job or a dataset. Compared by UTF-8 bytes, kept exactly as it came. */
export interface Name {
  readonly namespace: string;
  readonly name: string;
}

/** The things that stand in the graph by name. Runs belong to their job. */
export type NodeKind = 'dataset' | 'job';

export interface NodeName extends Name {
  readonly kind: NodeKind;
}

/** Namespace first, then name, by UTF-8 bytes: the order of Postgres's `collate "C"`. */
export function compareNames(left: Name, right: Name): number {
  return compareUtf8(left.namespace, right.namespace) || compareUtf8(left.name, right.name);
}

/** One string for a name, unique because JSON escapes what would join two parts. For maps and sets in memory only. */
export function nameKey({ namespace, name }: Name): string {
  return JSON.stringify([namespace, name]);
}

/** As `nameKey`, for nodes of either kind; unique because the length says where the namespace ends. Made often: a tenth of the cost of JSON. */
export function nodeKey({ kind, namespace, name }: NodeName): string {
  return `${kind} ${namespace.length} ${namespace} ${name}`;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Whether a run id has the form that the standard asks for. */
export function isUuid(runId: string): boolean {
  return UUID.test(runId);
}

/** A run id as it names a run: a UUID in lower case, any other text as it came. */
export function canonicalRunId(runId: string): string {
  return isUuid(runId) ? runId.toLowerCase() : runId;
}
