import type { Name } from '#lineage';
import { canonicalJson, type JsonObject } from '#record';

import { objectIn, textIn, valueOf } from './facet-words.ts';
import type { RunFacet } from './run-facets.ts';

/** By which a run names the run that started it: the second is its name in old producers. */
const FAMILY: readonly string[] = ['parent', 'parentRun'];

/** Facets of a run to somebody from whom jobs are hidden: a parent whose job is not seen, or not named, is as if nobody had told of it; so is a root. */
export function familySeen<Facet extends Pick<RunFacet, 'name' | 'content'>>(
  facets: readonly Facet[],
  seesJob: (job: Name) => boolean,
): readonly Facet[] {
  const isSeen = (run: JsonObject): boolean => {
    const job = objectIn(run, 'job');
    const [namespace, name] = job === undefined ? [null, null] : [textIn(job, 'namespace'), textIn(job, 'name')];
    return namespace !== null && name !== null && seesJob({ namespace, name });
  };
  return facets.flatMap((facet) => {
    if (!FAMILY.includes(facet.name)) return [facet];
    const parent = valueOf(facet);
    const root = objectIn(parent, 'root');
    if (!isSeen(parent)) return [];
    if (root !== undefined && isSeen(root)) return [facet];
    return [{ ...facet, content: canonicalJson(Object.fromEntries(Object.entries(parent).filter(([name]) => name !== 'root'))) }];
  });
}
