import { createHash } from 'node:crypto';

import type { Name, NodeName } from '../../lineage/src/names.ts';
import type { JsonObject, JsonValue } from '../../record/src/json-value.ts';

/** How a column's value became another's: section 2 of `docs/decisions/0002-fold-v1.md`. */
export interface Transformation {
  readonly type: string;
  readonly subtype: string | null;
  readonly description: string | null;
  readonly masking: boolean;
}

/** A row of the table in section 2. A source that is null is the *nothing* of the page, and so is a via or a field. */
export type Statement =
  | { readonly kind: 'input'; readonly source: NodeName; readonly target: NodeName; readonly via: Name }
  | { readonly kind: 'output'; readonly source: NodeName; readonly target: NodeName; readonly via: Name }
  | (Origin & { readonly kind: 'flow'; readonly source: NodeName | null })
  | (Origin & {
      readonly kind: 'column';
      readonly source: NodeName;
      readonly sourceField: string | null;
      readonly targetField: string | null;
      readonly transformation: Transformation | null;
    });

/** Which facet said it, of which target, by which job. */
interface Origin {
  readonly origin: 'lineage' | 'column';
  readonly target: NodeName;
  readonly via: Name | null;
}

export type Line = readonly (string | boolean | null)[];

const NOTHING = [null, null, null, null] as const;

/** What identifies a statement, in the order that section 2 ends with. */
export function identityOf(statement: Statement): Line {
  const { kind, source, target, via } = statement;
  const job = via === null ? [null, null] : [via.namespace, via.name];
  if (kind === 'input' || kind === 'output') return [kind, null, ...endOf(source, null), ...endOf(target, null), ...job, ...NOTHING];
  if (kind === 'flow') return [kind, statement.origin, ...endOf(source, null), ...endOf(target, null), ...job, ...NOTHING];

  const { origin, sourceField, targetField, transformation } = statement;
  const ends = [...endOf(source, sourceField), ...endOf(target, targetField)];
  if (transformation === null) return [kind, origin, ...ends, ...job, ...NOTHING];
  const { type, subtype, description, masking } = transformation;
  return [kind, origin, ...ends, ...job, type, subtype, description, masking];
}

function endOf(node: NodeName | null, field: string | null): Line {
  return node === null ? NOTHING : [node.kind, node.namespace, node.name, field];
}

/** One text for each node. */
export function nodeKey({ kind, namespace, name }: NodeName): string {
  return JSON.stringify({ kind, namespace, name });
}

/** One text for each name. */
export function nameKey({ namespace, name }: Name): string {
  return JSON.stringify({ namespace, name });
}

export function isSame(left: Name, right: Name): boolean {
  return left.namespace === right.namespace && left.name === right.name;
}

export function compareNames(left: Name, right: Name): number {
  const ofNamespaces = compareBytes(left.namespace, right.namespace);
  return ofNamespaces === 0 ? compareBytes(left.name, right.name) : ofNamespaces;
}

/** By UTF-8 bytes: section 1. */
export function compareBytes(left: string, right: string): number {
  return Buffer.compare(Buffer.from(left), Buffer.from(right));
}

/** In lower-case hex. */
export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

export function isObject(value: JsonValue | undefined): value is JsonObject {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

/** Whether a text can name something: neither a NUL nor half a surrogate pair is in it. */
export function isStorable(text: string): boolean {
  return !/\0|\p{Surrogate}/u.test(text);
}
