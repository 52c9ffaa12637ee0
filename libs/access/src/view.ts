import type { Name } from '#lineage';

import { abilitiesOf, reasonOf, type Thing } from './abilities.ts';
import { type Asker, type Grant, grantsInForce, type Team } from './asker.ts';
import { SEES_EVERYTHING } from './broken-glass.ts';
import { isStricter, type Mask } from './mask.ts';
import { regexOfAny } from './pattern.ts';
import { type Action, EFFECTS, type Policy } from './policy.ts';
import { hidesNames, type RowRules, rowRules } from './row-rules.ts';
import { indexOf, type RuleIndex, type RuleInForce, rulesFor } from './rules-for.ts';
import { type AskedColumn, type Labels, namedOnly, type Part, thingsOf } from './things.ts';

/** Why something is not allowed: the rule that denies it, or none that allows it. */
export interface Denied {
  readonly policy: string | null;
  /** From 1; 0: the built-in rule. Null: no rule allows it. */
  readonly rule: number | null;
}

/** How what may be read is masked, and the rule that says so. */
export interface Masked {
  readonly how: Mask;
  readonly policy: string | null;
  /** From 1. */
  readonly rule: number;
}

/** A rule that meets a thing: what it says is weighed, whether or not it decides. */
export interface MeetingRule extends Denied {
  readonly effect: RuleInForce['effect'];
  /** Of a rule that masks. */
  readonly how: Mask | undefined;
  readonly rule: number;
  /** Those of the asker by which the rule concerns them, and of a rule that allows: by which it allows this. */
  readonly grants: readonly Grant[];
  /** The names of the thing by which it is met. */
  readonly names: readonly Name[];
}

/** What somebody may do. Each question is answered with why not; undefined: it is allowed. */
export interface View {
  readonly dataset: (labels: Labels) => Denied | undefined;
  /** A path with dots is denied with each of the fields around it. One that nobody knows is denied with any column of its dataset. */
  readonly column: (labels: Labels, path: string, isUnknown?: boolean) => Denied | undefined;
  /** All columns of a dataset together: denied when any may be, by what one of them bears or, where a rule asks for names alone, by the name of one. */
  readonly everyColumn: (labels: Labels) => Denied | undefined;
  /** Of a dataset. */
  readonly facet: (labels: Labels, facet: string) => Denied | undefined;
  /** A job, by its name; so are its runs. */
  readonly job: (job: Name) => Denied | undefined;
  /** Of a job, by its name; of a run by that of its job. */
  readonly jobFacet: (job: Name, facet: string) => Denied | undefined;
  /**
   * The strictest mask of some columns of a dataset, and of several rules that say it the first by policy and place. Undefined: none is masked. Whether they
   * are allowed is another matter.
   */
  readonly mask: (labels: Labels, columns: readonly AskedColumn[]) => Masked | undefined;
  /** Every rule that meets a dataset, or what else is asked about by its names: those that allow, that deny, that mask, each in the order of policies. */
  readonly meeting: (labels: Labels, part?: Part) => readonly MeetingRule[];
  /** Everything is allowed. */
  readonly isWhole: boolean;
  /** Whether a dataset, a column or a job may be denied. */
  readonly hidesNames: boolean;
  /** Whether a job may be. */
  readonly hidesJobs: boolean;
  /** The same rules for lists. */
  readonly rows: RowRules;
}

const NO_RULE: Denied = { policy: null, rule: null };

/** What somebody may do under some policies. What one rule denies no other gives back: denials stand last, where CASL looks first. */
export function viewOf(policies: readonly Policy[], asker: Asker, action: Action = 'see'): View {
  return viewBy(indexOf(policies), asker, action);
}

/**
 * Of which columns the values are shown to somebody as they are, as `column` and `everyColumn` say it: of all but those that a rule keeps from being read, by a
 * denial or a mask. That no rule allows to read them is no such rule. Undefined: no rule does that of anything (docs/decisions/0041).
 */
export function valuesShown(policies: readonly Policy[], asker: Asker): View | undefined {
  return valuesBy(indexOf(policies), asker);
}

/** As `valuesShown`, by the rules of an index. */
export function valuesBy(index: RuleIndex, asker: Asker): View | undefined {
  if (!index.keepsUnread || seesAll(asker)) return undefined;
  const rules = rulesFor(index, asker, 'read').filter(({ effect }) => effect !== 'allow');
  const denying = rules.map((rule) => ({ ...rule, effect: 'deny' as const, how: undefined }));
  return denying.length === 0 ? undefined : viewByRules([EVERYTHING, ...denying], asker);
}

/** As `viewOf`, by the rules of an index. */
export function viewBy(index: RuleIndex, asker: Asker, action: Action): View {
  if (action === 'see' && seesAll(asker)) return SEES_ALL;
  const grants = asker.grants.filter(({ role }) => role !== 'admin');
  return viewByRules(rulesFor(index, { ...asker, grants }, action), asker);
}

function viewByRules(rules: readonly RuleInForce[], { teams }: Pick<Asker, 'teams'>): View {
  const having = (each: RuleInForce['effect']): readonly RuleInForce[] => rules.filter(({ effect }) => effect === each);
  const withinAt = abilitiesOf([...having('allow'), ...having('deny')]);
  const masks = having('mask');
  const masksAt = abilitiesOf(masks); // none of them decides what is allowed

  const own = regexOfAny(rules.find(({ owner }) => owner?.isOwned === false)?.owner?.namespaces ?? []);
  const decide = (labels: Labels, part: Part): Denied | undefined => {
    const isOpen = labels.names.length > 0 && labels.names.every(({ namespace }) => withinAt(namespace).isOpen(part.kind));
    return isOpen ? undefined : deniedBy(withinAt, thingsOf(labels, part, own));
  };

  let asRows: RowRules | undefined; // most views decide about things, and filter no list
  const rows = (): RowRules => (asRows ??= rowRules(rules));
  return {
    dataset: (labels) => decide(labels, { kind: 'Dataset' }),
    column: (labels, path, isUnknown = false) => decide(labels, { kind: 'Column', path, isUnknown }),
    everyColumn: (labels) => decide(labels, { kind: 'Columns' }),
    facet: (labels, facet) => decide(labels, { kind: 'Facet', facet }),
    job: (job) => decide(namedOnly([job]), { kind: 'Job' }),
    jobFacet: (job, facet) => decide(namedOnly([job]), { kind: 'JobFacet', facet }),
    mask: (labels, columns) =>
      masks.length === 0
        ? undefined
        : strictestOf(
            masks,
            masksAt,
            columns.flatMap((column) => thingsOf(labels, { kind: 'Column', ...column }, own)),
          ),
    meeting: (labels, part = { kind: 'Dataset' }) =>
      meetingRules(thingsOf(labels, part, own), {
        rulesAt: [withinAt, masksAt],
        rules,
        teams,
      }),
    get isWhole() {
      const { deny, isOpen } = rows();
      return isOpen && deny.whole.length + deny.columns.length + deny.facets.length + deny.jobs.length === 0;
    },
    get hidesNames() {
      return hidesNames(rows());
    },
    get hidesJobs() {
      const { deny, isOpen } = rows();
      return !isOpen || deny.jobs.length > 0;
    },
    get rows() {
      return rows();
    },
  };
}

/** Whether nothing is hidden from somebody, whatever rules say. */
export function seesAll(asker: Pick<Asker, 'grants' | 'at'>): boolean {
  return grantsInForce(asker).some(({ role }) => role === 'admin' || role === SEES_EVERYTHING);
}

type WithinAt = ReturnType<typeof abilitiesOf>;

/** Which rules of some meet a thing, as `reasonOf` calls them. */
function reasonsMet(withinAt: WithinAt, thing: Thing): readonly string[] {
  const met = withinAt(thing.namespace)
    .ability.rulesFor('do', thing.kind)
    .filter((rule) => rule.matchesConditions(thing));
  return met.map(({ reason }) => reason ?? '');
}

/** Of the rules that mask, in the order of policies. */
function strictestOf(masks: readonly RuleInForce[], masksAt: WithinAt, things: readonly Thing[]): Masked | undefined {
  const met = new Set(things.flatMap((thing) => reasonsMet(masksAt, thing)));
  return masks.reduce<Masked | undefined>((strictest, each) => {
    const { how, policy, rule } = each;
    if (how === undefined || !met.has(reasonOf(each))) return strictest;
    return strictest === undefined || isStricter(how, strictest.how) ? { how, policy, rule } : strictest;
  }, undefined);
}

interface Weighing {
  readonly rulesAt: readonly WithinAt[];
  readonly rules: readonly RuleInForce[];
  readonly teams: readonly Team[];
}

function meetingRules(things: readonly Thing[], { rulesAt, rules, teams }: Weighing): readonly MeetingRule[] {
  const names = new Map<string, Name[]>();
  for (const thing of things) {
    const { namespace, name } = thing;
    const met = rulesAt.flatMap((withinAt) => reasonsMet(withinAt, thing));
    for (const reason of new Set(met)) names.set(reason, [...(names.get(reason) ?? []), { namespace, name }]);
  }
  const reaches = ({ team, scope }: Grant, { namespace }: Name): boolean => {
    if (scope !== undefined) return regexOfAny(scope).test(namespace);
    return team === null || teams.some((each) => each.name === team && regexOfAny(each.owns).test(namespace));
  };
  const meeting = rules.flatMap((each): MeetingRule[] => {
    const by = names.get(reasonOf(each));
    if (by === undefined) return [];
    names.delete(reasonOf(each)); // of a logical dataset one stands here for each body
    const { effect, how, policy, rule } = each;
    const grants = each.grants.filter((grant) => effect !== 'allow' || by.some((name) => reaches(grant, name)));
    return [{ effect, how, policy, rule, grants, names: by }];
  });
  return EFFECTS.flatMap((each) => meeting.filter(({ effect }) => effect === each));
}

const EVERYTHING: RuleInForce = {
  effect: 'allow',
  how: undefined,
  policy: null,
  rule: 0,
  on: {},
  body: undefined,
  grants: [],
  within: undefined,
  owner: undefined,
};
const SEES_ALL: View = {
  ...{ dataset: () => undefined, column: () => undefined, everyColumn: () => undefined, facet: () => undefined },
  ...{ mask: () => undefined, meeting: () => [] },
  ...{ job: () => undefined, jobFacet: () => undefined },
  ...{ isWhole: true, hidesNames: false, hidesJobs: false, rows: rowRules([EVERYTHING]) },
};

/** Each of a thing's names must be allowed, and by none may it be denied. */
function deniedBy(withinAt: WithinAt, things: readonly Thing[]): Denied | undefined {
  const rules = things.map((thing) => withinAt(thing.namespace).ability.relevantRuleFor('do', thing));
  const [denying] = rules.flatMap((rule) => (rule?.inverted === true ? [rule.reason ?? ''] : [])).sort(); // whichever name comes first
  if (denying !== undefined) return JSON.parse(denying) as Denied; // as rawRules wrote it
  return rules.length === 0 || rules.includes(null) ? NO_RULE : undefined;
}
