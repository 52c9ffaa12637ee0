import { Failure } from '#foundation';
import type { Name, NodeKind, NodeName } from '#lineage';

/** A dataset or a job as every answer names it. */
export interface NodeRef extends Name {
  /** Opaque, the same for the same name for ever; never an internal number. */
  readonly id: string;
  readonly kind: NodeKind;
}

/** How a question names a dataset or a job: by public id, in full, or by a name that only one of them has. */
export type NodeReference =
  | { readonly id: string }
  | { readonly namespace: string; readonly name: string }
  | { readonly namespace?: undefined; readonly name: string };

/** The public id of a dataset or a job. */
export function publicId({ kind, namespace, name }: NodeName): string {
  return Buffer.from(JSON.stringify([kind, namespace, name])).toString('base64url');
}

export function nodeRef({ kind, namespace, name }: NodeName): NodeRef {
  return { id: publicId({ kind, namespace, name }), kind, namespace, name };
}

/** The name behind a public id. Throws BAD_REQUEST on text that is none. */
export function readPublicId(id: string): NodeName {
  const [kind, namespace, name] = listIn(id);
  if ((kind === 'dataset' || kind === 'job') && typeof namespace === 'string' && typeof name === 'string') return { kind, namespace, name };
  throw new Failure('BAD_REQUEST', 'That is not an id of a dataset or a job; take ids from answers, or name the namespace and the name.');
}

/** An id in words, such as `dataset s3://heart beats`; what is no id of ours is as it was. */
export function idInWords(id: string): string {
  const words = listIn(id);
  return words.length > 0 && words.every((word) => typeof word === 'string') ? words.join(' ') : id;
}

function listIn(text: string): readonly unknown[] {
  try {
    const value: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
    return Array.isArray(value) ? value : [];
  } catch {
    return []; // not JSON: no id of ours
  }
}
