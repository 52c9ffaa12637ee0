import type { LineageEvent } from '#lineage';
import { type ClaimedName, claimedNames, type Problem } from '#openlineage';
import { isObject, type JsonValue } from '#record';
import type { Binding } from '#store';

import type { Principal } from '../context.ts';

/** A claim that is refused, and about which namespace. Null: about none. */
export interface RefusedClaim extends Problem {
  readonly namespace: string | null;
}

/**
 * What of an event its sender may not claim, each with its place; empty when it may claim all of it. An emitter speaks for its namespaces; beyond them its
 * binding says what it may say things of, and what it may say it took from. Administrators speak for all, and persons for none.
 * See docs/decisions/0015-what-an-emitter-may-claim.md.
 */
export function claimsRefused(principal: Principal, event: LineageEvent, body: JsonValue): readonly RefusedClaim[] {
  if (principal.kind === 'admin') return [];
  const { speaker } = event;
  const pointer = speaker.kind === 'job' ? '/job/namespace' : '/dataset/namespace';
  if (principal.kind === 'person')
    return [
      {
        ...{ pointer, namespace: speaker.namespace },
        message: `${principal.name} is a person; only emitters and administrators send events`,
      },
    ];

  const { name, namespaces, binding } = principal;
  const speaks = namespaces.some((pattern) => matches(pattern, speaker.namespace));
  const notSpoken = `${name} may not speak for the namespace ${speaker.namespace}; an administrator can grant it`;
  const beyond = binding === undefined ? [] : beyondBinding({ name, namespaces, binding }, event, body);
  if (speaks) return beyond;
  return [{ pointer, message: notSpoken, namespace: speaker.namespace }, ...beyond.filter((problem) => problem.pointer !== pointer)];
}

/** Whether a sender may say things of what lies in a namespace: of its own, and where it is bound, of its outputs. To this much its answers tell what is known there. */
export function saysOf(principal: Principal): (namespace: string) => boolean {
  if (principal.kind === 'admin') return () => true;
  const { has } = membership([...principal.namespaces, ...(principal.binding?.outputs ?? [])]);
  return has;
}

type Bound = Pick<Principal, 'name' | 'namespaces'> & { readonly binding: Binding };

function beyondBinding({ name, namespaces, binding }: Bound, event: LineageEvent, body: JsonValue): readonly RefusedClaim[] {
  const says = membership([...namespaces, ...binding.outputs]);
  const takes = membership([...namespaces, ...binding.outputs, ...binding.inputs]);
  const producer = producerRefused(name, binding, event);
  if (says.isAll || !isObject(body)) return producer; // whoever may say things of all may also take from all

  const allowed: Readonly<Record<ClaimedName['kind'], Membership>> = { says, takes };
  const refused = claimedNames(body, event.kind).filter(({ kind, namespace }) => !allowed[kind].has(namespace));
  return [
    ...producer,
    ...refused.map(({ kind, namespace, pointer }) => ({ pointer, message: `${name} ${MAY_NOT[kind](namespace)}`, namespace })),
  ];
}

const MAY_NOT: Readonly<Record<ClaimedName['kind'], (namespace: string) => string>> = {
  says: (namespace) => `may say nothing of what lies in the namespace ${namespace}; an administrator can grant it among its outputs`,
  takes: (namespace) => `may not say that data came from the namespace ${namespace}; an administrator can grant it among its inputs`,
};

function producerRefused(name: string, { producers }: Binding, { producer }: LineageEvent): readonly RefusedClaim[] {
  if (producers.length === 0 || (producer !== undefined && producers.some((pattern) => matches(pattern, producer)))) return [];
  const what = producer === undefined ? 'without naming its producer' : `as the producer ${producer}`;
  return [
    { pointer: '/producer', message: `${name} may not speak ${what}; an administrator can grant it among its producers`, namespace: null },
  ];
}

interface Membership {
  readonly isAll: boolean;
  readonly has: (namespace: string) => boolean;
}

/** One event names few namespaces many times. */
function membership(patterns: readonly string[]): Membership {
  const known = new Map<string, boolean>();
  const has = (namespace: string): boolean => {
    const before = known.get(namespace);
    if (before !== undefined) return before;
    const is = patterns.some((pattern) => matches(pattern, namespace));
    known.set(namespace, is);
    return is;
  };
  return { isAll: patterns.includes('*'), has };
}

/** A pattern is a text, or the beginning of one before a `*` at its end. */
function matches(pattern: string, text: string): boolean {
  return pattern.endsWith('*') ? text.startsWith(pattern.slice(0, -1)) : pattern === text;
}
