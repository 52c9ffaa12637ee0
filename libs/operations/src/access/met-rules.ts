import { EFFECTS, type HeldGrant, type Mask, type MeetingRule, type Part, type View } from '#access';
import type { Name } from '#lineage';

import type { Asked } from './judgement.ts';
import { type DecidingRule, decidingRule } from './verdict.ts';

/** A rule that met, whether or not it decided. */
export interface MetRule {
  readonly effect: MeetingRule['effect'];
  /** Of a rule that masks. Null: it allows or denies. */
  readonly how: Mask | null;
  /** Null: the built-in rule. */
  readonly policy: DecidingRule | null;
  /** By which the rule concerns somebody, and if it allows: by which it allows this. */
  readonly grants: readonly HeldGrant[];
  /** By which names of the thing. */
  readonly names: readonly Name[];
  /** Which of the columns that were asked about, with what lies within them. None: the dataset whole, or facets. */
  readonly columns: readonly string[];
  /** Which of the facets that were asked about. */
  readonly facets: readonly string[];
}

/** Every rule that met what is asked: of a thing whole, or of any of the columns, with all within that count with it, or facets that are named. */
export function metRules(view: View, asked: Asked & { readonly grants: readonly HeldGrant[] }): readonly MetRule[] {
  const { labels, versions, grants } = asked;
  const met = new Map<string, { readonly rule: MeetingRule; readonly columns: Set<string>; readonly facets: Set<string> }>();
  for (const { part, column, facet } of partsOf(asked))
    for (const rule of view.meeting(labels, part)) {
      const key = JSON.stringify([rule.effect, rule.policy, rule.rule]);
      const known = met.get(key) ?? { rule, columns: new Set(), facets: new Set() };
      met.set(key, known);
      if (column !== undefined) known.columns.add(column);
      if (facet !== undefined) known.facets.add(facet);
    }
  const all = [...met.values()].map(({ rule: { effect, how, policy, rule, grants: by, names }, columns, facets }): MetRule => ({
    ...{ effect, how: how ?? null, policy: decidingRule(versions, { policy, rule }), names, columns: [...columns], facets: [...facets] },
    grants: grants.filter(({ role, team }) => by.some((grant) => grant.role === role && grant.team === team)),
  }));
  return EFFECTS.flatMap((each) => all.filter(({ effect }) => effect === each));
}

interface MeantPart {
  readonly part: Part;
  /** The one that was asked about. */
  readonly column?: string;
  readonly facet?: string;
}

function partsOf({ thing, columns, facets, action }: Asked): readonly MeantPart[] {
  const isJob = thing.kind === 'job';
  if (columns.length + facets.length === 0) return [{ part: { kind: isJob ? 'Job' : 'Dataset' } }];
  const distinct = new Map(columns.map((each) => [each.path, each])).values();
  return [
    ...[...distinct].flatMap(({ path, isUnknown, within, mayHoldMore }): MeantPart[] => [
      { part: { kind: 'Column', path, isUnknown: isUnknown || (mayHoldMore && action !== 'see') }, column: path },
      ...(action === 'see'
        ? []
        : within.map((inner): MeantPart => ({ part: { kind: 'Column', path: inner, isUnknown: false }, column: path }))),
    ]),
    ...[...new Set(facets)].map((facet): MeantPart => ({ part: { kind: isJob ? 'JobFacet' : 'Facet', facet }, facet })),
  ];
}
