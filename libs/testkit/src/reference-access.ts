import { parseInstant } from '#foundation';

// The judge of every other evaluator of docs/decisions/0013-who-may-what.md, of "The rule" in 0025-jobs-hidden.md and of that in 0026-labels-decide.md, of what
// 0023-logical-datasets.md means, and of the grants of 0021-engagements.md and of the broken glass in 0018-changing-policies.md, read section by section. Slow,
// and as plain as can be.
// Where the page can be read in two ways, the way that shows less is taken.

export type RefAction = 'see' | 'read' | 'write';
/** How a column is masked, from the least to the most strict. */
export type RefHow = 'partial' | 'hash' | 'redact';

/** A rule as it stands in a policy. What is undefined is not said. One that masks allows and denies nothing: reference-masks.ts reads it. */
export interface RefRule {
  readonly effect: 'allow' | 'deny' | 'mask';
  /** In rules that mask alone, and in each of them. */
  readonly how?: RefHow | undefined;
  readonly roles: readonly string[];
  readonly action?: RefAction | readonly RefAction[] | undefined;
  readonly on: {
    readonly namespace?: string | undefined;
    readonly name?: string | undefined;
    /** A logical dataset: the thing is called like one of its bodies. Never beside `jobs`. */
    readonly logical?: string | undefined;
    readonly tag?: string | undefined;
    /** A level, capitals aside. It stands in rules that deny or mask alone, beside neither `tag` nor `facets`. */
    readonly classification?: string | undefined;
    /** Beside `classification` alone. */
    readonly form?: RefHeldForm | undefined;
    readonly columns?: readonly string[] | undefined;
    readonly facets?: readonly string[] | undefined;
    readonly jobs?: readonly string[] | undefined;
    readonly owner?: string | undefined;
  };
  readonly purpose?: readonly string[] | undefined;
  readonly from?: string | undefined;
  readonly until?: string | undefined;
}

export interface RefPolicy {
  readonly name: string;
  readonly rules: readonly RefRule[];
}

export interface RefTeam {
  readonly name: string;
  readonly owns: readonly string[];
}

/** `until` is exclusive, in nanoseconds like every instant here. That of a broken glass has the role `BROKEN_GLASS`, no team, and an `until`. */
export interface RefGrant {
  readonly role: string;
  readonly team: string | null;
  readonly until?: bigint | undefined;
  /** Of an engagement: its role is `auditor`, it has no team, and an `until`. */
  readonly engagement?: RefEngagement | undefined;
}

/** In force from `from` on. `scope`: patterns of namespaces. `purpose` is said with this grant, and with no other. */
export interface RefEngagement {
  readonly from: bigint;
  readonly scope: readonly string[];
  readonly purpose: string;
}

export interface RefAsker {
  readonly grants: readonly RefGrant[];
  readonly purpose: string | null;
  readonly at: bigint;
}

export interface RefName {
  readonly namespace: string;
  readonly name: string;
}

export type RefLevel = (typeof LEVELS)[number];
export type RefHeldForm = (typeof FORMS)[number];

/** A level that data hold, and how much of what it was said of came along. */
export interface RefHeld {
  readonly level: RefLevel;
  readonly form: RefHeldForm;
}

/** A dataset or a job, and what of it is asked for. Tags are `key` or `key=value`; `?` could not be read. A job has one name. */
export type RefThing = {
  /** Of both times together. */
  readonly names: readonly RefName[];
  /** There at either time. */
  readonly tags: readonly string[];
  /** There at both. */
  readonly sureTags: readonly string[];
  readonly columnTags: ReadonlyMap<string, readonly string[]>;
  readonly sureColumnTags: ReadonlyMap<string, readonly string[]>;
  /** By the dataset whole: at the asked time, now, or as it was believed then, all together, for none but rules that deny ask. */
  readonly held: readonly RefHeld[];
  /** By a column, in the same way: what it holds itself, without what is held around or within it. */
  readonly columnHeld: ReadonlyMap<string, readonly RefHeld[]>;
} & (
  | { readonly kind: 'dataset' }
  | { readonly kind: 'job' }
  /** `isUnknown`: nobody told of it. `within`: the columns that are known to lie within it, of which masks alone ask. */
  | { readonly kind: 'column'; readonly path: string; readonly isUnknown: boolean; readonly within?: readonly string[] | undefined }
  /** `of`: what carries it. */
  | { readonly kind: 'facet'; readonly facet: string; readonly of: 'dataset' | 'job' }
);

export interface RefQuestion {
  readonly policies: readonly RefPolicy[];
  readonly teams: readonly RefTeam[];
  /** Of each logical dataset that is there. Absent: there is none. */
  readonly bodies?: ReadonlyMap<string, readonly RefName[]> | undefined;
  readonly asker: RefAsker;
  readonly action: RefAction;
  readonly thing: RefThing;
  /** Those that who asks can apply. Absent: none. */
  readonly masks?: readonly RefHow[] | undefined;
}

/** Each means itself and all that stand after it. */
const LEVELS = ['PUBLIC', 'INTERNAL', 'CONFIDENTIAL', 'PII', 'PHI'] as const;
/** Each means itself and all that stand after it. */
const FORMS = ['inferred', 'pseudonymised', 'plain'] as const;
const FORM_UNLESS_SAID: RefHeldForm = 'pseudonymised';

/** No rule can name it. */
export const BROKEN_GLASS = 'see:everything';
/** From whoever holds one of these nothing is hidden. */
const SEEING_EVERYTHING = ['admin', BROKEN_GLASS];
/** To these roles a built-in rule allows to see everything. */
const SEEING_ROLES = ['auditor', 'engineer', 'steward', 'policy-author', 'policy-approver'];
const BUILT_IN: RefRule = { effect: 'allow', roles: SEEING_ROLES, action: 'see', on: {} };

// The decision.

/** Of a column by itself: rules that mask, and what lies within it, are for `readByReference`. */
export function decideByReference(asked: RefQuestion): boolean {
  const inForce = asked.asker.grants.filter((grant) => isInForce(grant, asked.asker.at));
  if (asked.action === 'see' && inForce.some(({ role }) => SEEING_EVERYTHING.includes(role))) return true;

  const grants = inForce.filter(({ role }) => !SEEING_EVERYTHING.includes(role));
  const question = { ...asked, asker: { ...asked.asker, grants } };
  const { names } = question.thing;
  const rules = [BUILT_IN, ...question.policies.flatMap((policy) => policy.rules)].filter((rule) => counts(rule, question));
  const isDenied = rules.some(
    (rule) => rule.effect === 'deny' && concerns(rule, grants, question.asker) && names.some((name) => covers(rule, name, question)),
  );
  const isAllowedBy = (name: RefName): boolean =>
    rules.some((rule) => {
      const reaching = grants.filter((grant) => reaches(grant, name, question.teams));
      return rule.effect === 'allow' && concerns(rule, reaching, question.asker) && covers(rule, name, question);
    });
  return names.length > 0 && !isDenied && names.every(isAllowedBy);
}

function isInForce({ until, engagement }: RefGrant, at: bigint): boolean {
  return (until === undefined || at < until) && (engagement === undefined || engagement.from <= at);
}

// When a rule meets.

/** But for its purpose, which is said with each grant by itself. */
function counts(rule: RefRule, { action, asker }: RefQuestion): boolean {
  const actions = rule.action === undefined ? ['see'] : [rule.action].flat();
  const isInTime =
    (rule.from === undefined || instant(rule.from) <= asker.at) && (rule.until === undefined || asker.at < instant(rule.until));
  return actions.includes(action) && isInTime;
}

/** By one of these grants that has one of its roles, and with which a purpose is said as the rule asks for. */
function concerns(rule: RefRule, grants: readonly RefGrant[], { purpose }: RefAsker): boolean {
  return grants.some(({ role, engagement }) => {
    const said = [...(purpose === null ? [] : [purpose]), ...(engagement === undefined ? [] : [engagement.purpose])];
    return rule.roles.includes(role) && isForPurpose(rule, said);
  });
}

function isForPurpose({ effect, purpose }: RefRule, said: readonly string[]): boolean {
  if (purpose === undefined) return true;
  if (said.length === 0) return effect === 'deny';
  return said.some((one) => purpose.includes(one));
}

/** The grant is for everything, for a team that owns the namespace, or for a scope in which that lies. */
function reaches({ team, engagement }: RefGrant, name: RefName, teams: readonly RefTeam[]): boolean {
  if (engagement !== undefined) return engagement.scope.some((pattern) => fits(pattern, name.namespace));
  return team === null || isOwnedBy([team], [name], teams);
}

/** By this name: the dataset or job as a whole, or the column or facet of it that is asked for. */
function covers(rule: RefRule, name: RefName, question: RefQuestion): boolean {
  const { on } = rule;
  const { thing } = question;
  const isNamed = (on.namespace === undefined || fits(on.namespace, name.namespace)) && (on.name === undefined || fits(on.name, name.name));
  if (!isNamed || !isCalledLikeABody(rule, name, question) || !ownerHolds(rule, name, question)) return false;

  if (on.jobs !== undefined) return isOfJob(thing) && on.jobs.some((pattern) => fits(pattern, name.name));
  if (on.columns === undefined && on.facets === undefined) return areLabelsThere(rule, thing, []);
  if (thing.kind === 'column' && on.columns !== undefined) {
    if (rule.effect === 'deny' && thing.isUnknown) return true; // whatever its `columns`, `tag` and `classification` say
    const paths = pathsAround(thing.path);
    return on.columns.some((pattern) => paths.some((path) => fits(pattern, path))) && areLabelsThere(rule, thing, paths);
  }
  return thing.kind === 'facet' && on.facets !== undefined && on.facets.some((pattern) => fits(pattern, thing.facet));
}

/** Letter by letter, stars too. What a rule covers that has no `columns`, `facets` or `jobs` it covers whatever is called so, also a job (0025). */
function isCalledLikeABody({ on: { logical } }: RefRule, { namespace, name }: RefName, { bodies }: RefQuestion): boolean {
  return logical === undefined || (bodies?.get(logical) ?? []).some((body) => body.namespace === namespace && body.name === name);
}

function isOfJob(thing: RefThing): boolean {
  return thing.kind === 'job' || (thing.kind === 'facet' && thing.of === 'job');
}

/** `a.b.c`, `a.b` and `a`. */
function pathsAround(path: string): readonly string[] {
  const fields = path.split('.');
  return fields.map((_, index) => fields.slice(0, index + 1).join('.'));
}

/** Those that the rule asks for, of the dataset whole or of one of these columns. */
function areLabelsThere(rule: RefRule, thing: RefThing, paths: readonly string[]): boolean {
  const tags = tagsOf(rule, thing, paths);
  const held = isOfJob(thing) ? [] : [...thing.held, ...paths.flatMap((path) => thing.columnHeld.get(path) ?? [])];
  return tagHolds(rule, tags) && classificationHolds(rule, held);
}

/** Of the dataset and of these columns; to a rule that allows only what is there at both times. Those of a job count for nothing. */
function tagsOf({ effect }: RefRule, thing: RefThing, paths: readonly string[]): readonly string[] {
  if (isOfJob(thing)) return [];
  const [own, ofColumns] = effect === 'deny' ? [thing.tags, thing.columnTags] : [thing.sureTags, thing.sureColumnTags];
  return [...own, ...paths.flatMap((path) => ofColumns.get(path) ?? [])];
}

function tagHolds({ effect, on }: RefRule, tags: readonly string[]): boolean {
  const wanted = on.tag?.toLowerCase();
  if (wanted === undefined) return true;
  const readable = tags.filter((tag) => tag !== '?').map((tag) => tag.toLowerCase());
  const isUnreadable = tags.includes('?');
  return (effect === 'deny' && isUnreadable) || readable.some((tag) => tag === wanted || tag.split('=')[0] === wanted);
}

/**
 * Nothing is opened by a level. Tags that the database cannot read are no matter here: what is held was read by the program.
 * Throws a RangeError for what is no level.
 */
function classificationHolds({ effect, on }: RefRule, held: readonly RefHeld[]): boolean {
  if (on.classification === undefined) return true;
  if (effect === 'allow') return false;
  const level = levelOf(on.classification);
  const wantedLevels = LEVELS.slice(LEVELS.indexOf(level));
  const wantedForms = FORMS.slice(FORMS.indexOf(on.form ?? FORM_UNLESS_SAID));
  return held.some((one) => wantedLevels.includes(one.level) && wantedForms.includes(one.form));
}

function levelOf(text: string): RefLevel {
  const capitals = text.replace(/[a-z]/g, (letter) => letter.toUpperCase());
  const level = LEVELS.find((one) => one === capitals);
  if (level === undefined) throw new RangeError(`Not a level: ${text}`);
  return level;
}

/**
 * The page takes a thing for owned by *one* of its names, and says that a further name never opens it. Both hold when a rule that allows
 * needs its owner to fit the thing and the name in hand, and to one that denies either is enough.
 */
function ownerHolds({ effect, on: { owner } }: RefRule, name: RefName, { asker, teams, thing }: RefQuestion): boolean {
  if (owner === undefined) return true;
  const ownTeams = asker.grants.flatMap(({ team }) => team ?? []);
  const holdsOf = (names: readonly RefName[]): boolean => {
    if (owner === 'own') return isOwnedBy(ownTeams, names, teams);
    if (owner === 'others') return !isOwnedBy(ownTeams, names, teams);
    return isOwnedBy([owner], names, teams);
  };
  return effect === 'allow' ? holdsOf(thing.names) && holdsOf([name]) : holdsOf(thing.names) || holdsOf([name]);
}

/** One of the names lies in a namespace that one of the teams owns. */
function isOwnedBy(owners: readonly string[], names: readonly RefName[], teams: readonly RefTeam[]): boolean {
  const patterns = teams.filter((team) => owners.includes(team.name)).flatMap((team) => team.owns);
  return names.some(({ namespace }) => patterns.some((pattern) => fits(pattern, namespace)));
}

/** Letter by letter; `*` stands for any text, also none. */
function fits(pattern: string, text: string): boolean {
  if (pattern === '') return text === '';
  if (pattern.startsWith('*')) return fits(pattern.slice(1), text) || (text !== '' && fits(pattern, text.slice(1)));
  return text !== '' && pattern[0] === text[0] && fits(pattern.slice(1), text.slice(1));
}

function instant(text: string): bigint {
  const parsed = parseInstant(text);
  if (parsed === undefined) throw new RangeError(`Not an instant: ${text}`);
  return parsed.instant;
}
