import { type LabelledName, type LabelRule, labelSpelt } from '#labels';
import type { Name } from '#lineage';

import type { LabelWritten } from './labels-shape.ts';
import { fitsAny, likeOf } from './pattern.ts';
import type { Policy } from './policy.ts';
import type { Standings } from './standings.ts';

/** A policy, where it stands in the ledger. */
interface Version {
  readonly position: bigint;
  readonly policy: Policy;
}

/** What some policies say that data are, where logical datasets have these bodies. Of one that is not there nothing is said. */
export function labelRulesOf(versions: readonly Version[], { datasets = [] }: Pick<Standings, 'datasets'>): readonly LabelRule[] {
  const bodies = new Map(datasets.map(({ dataset, bodies: those }) => [dataset, those]));
  return versions.flatMap(({ position, policy: { name: policy, labels = [] } }) =>
    labels.map(({ label, on }, index): LabelRule => ({
      label: labelSpelt(label),
      by: { kind: 'policy', policy, version: position, place: index + 1 },
      names: namesOf(on, bodies),
      about: on.columns === undefined ? { kind: 'whole' } : { kind: 'fitting', patterns: on.columns, fits: fitsAny(on.columns) },
    })),
  );
}

function namesOf(
  { namespace = '*', name = '*', logical }: LabelWritten['on'],
  bodies: ReadonlyMap<string, readonly Name[]>,
): readonly LabelledName[] {
  if (logical === undefined) return [nameLike(namespace, name)];
  const [fitsNamespace, fitsName] = [fitsAny([namespace]), fitsAny([name])];
  return (bodies.get(logical) ?? [])
    .filter((body) => fitsNamespace(body.namespace) && fitsName(body.name))
    .map((body) => ({ ...body, isPattern: false }));
}

function nameLike(namespace: string, name: string): LabelledName {
  if (!namespace.includes('*') && !name.includes('*')) return { namespace, name, isPattern: false };
  return { namespace: likeOf(namespace), name: likeOf(name), isPattern: true };
}
