import type { LineageEvent } from '#lineage';
import type { Problem } from '#openlineage';

import type { Principal } from '../context.ts';

/**
 * Whether a sender may speak of the job or dataset that an event is about: undefined when it may, else why not. An emitter speaks for the namespaces
 * it was given; what its jobs read and write may lie anywhere. Administrators speak for all, and persons for none.
 */
export function mayClaim(principal: Principal, { speaker }: LineageEvent): Problem | undefined {
  if (principal.kind === 'admin') return undefined;
  const pointer = speaker.kind === 'job' ? '/job/namespace' : '/dataset/namespace';
  if (principal.kind === 'person')
    return { pointer, message: `${principal.name} is a person; only emitters and administrators send events` };
  if (principal.namespaces.some((pattern) => matches(pattern, speaker.namespace))) return undefined;
  return { pointer, message: `${principal.name} may not speak for the namespace ${speaker.namespace}; an administrator can grant it` };
}

/** A pattern is a namespace, or the beginning of one before a `*` at its end. */
function matches(pattern: string, namespace: string): boolean {
  return pattern.endsWith('*') ? namespace.startsWith(pattern.slice(0, -1)) : pattern === namespace;
}
