import { isObject, type JsonValue } from '#record';

import { oddFacets } from './odd-facets.ts';
import { oddKeys } from './odd-keys.ts';
import type { Warning } from './warnings.ts';

/** What of an event is kept and not read, though it seems to be meant: keys that are near others, parts of facets in another form. No more than a hundred and some. */
export function oddIn(event: JsonValue): readonly Warning[] {
  return isObject(event) ? [...oddKeys(event), ...oddFacets(event)] : [];
}
