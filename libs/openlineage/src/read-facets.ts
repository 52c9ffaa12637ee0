import type { Facet, Facets } from '#lineage';
import { below, isObject, isStorable, type JsonValue, member } from '#record';

import type { Warning } from './warnings.ts';

/** Longer names stay in the raw event alone, for the index of facets ends at 2,700. Real ones have under 50. */
const FACET_NAME_BYTES_MAX = 1_000;

/**
 * The facets of one thing. Null ones are not there; what is not an object stays in the raw event alone.
 * `count` is how many keys were looked at, for the event's limit. Adds to `warnings`.
 */
export function readFacets(value: JsonValue | undefined, pointer: string, warnings: Warning[]): { facets: Facets; count: number } {
  if (value === undefined || value === null) return { facets: NONE, count: 0 };
  if (!isObject(value)) {
    warnings.push({ code: 'FACET_NOT_AN_OBJECT', pointer });
    return { facets: NONE, count: 0 };
  }
  const names = Object.keys(value);
  const facets = new Map<string, Facet>();
  for (const name of names) {
    if (Buffer.byteLength(name) > FACET_NAME_BYTES_MAX) {
      warnings.push({ code: 'FACET_NAME_TOO_LONG', pointer });
      continue;
    }
    const facet = readFacet(member(value, name), below(pointer, name), warnings);
    if (facet !== undefined && isStorable(name)) facets.set(name, facet);
  }
  return { facets, count: names.length };
}

const NONE: Facets = new Map();

function readFacet(value: JsonValue | undefined, pointer: string, warnings: Warning[]): Facet | undefined {
  if (value === undefined || value === null) {
    warnings.push({ code: 'FACET_NULL', pointer });
    return undefined;
  }
  if (!isObject(value)) {
    warnings.push({ code: 'FACET_NOT_AN_OBJECT', pointer });
    return undefined;
  }
  if (member(value, '_deleted') === true) return { kind: 'deleted' };
  if (typeof member(value, '_producer') !== 'string' || typeof member(value, '_schemaURL') !== 'string') {
    warnings.push({ code: 'FACET_UNSIGNED', pointer });
  }
  return { kind: 'value', value };
}
