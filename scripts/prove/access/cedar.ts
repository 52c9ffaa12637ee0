import { setFlagsFromString } from 'node:v8';

import { type CedarValueJson, preparsePolicySet, statefulIsAuthorized } from '@cedar-policy/cedar-wasm/nodejs';

import { parseInstant } from '#foundation';
import { BROKEN_GLASS, type RefGrant, type RefHeld, type RefQuestion, type RefRule, type RefThing } from '#testkit';

// docs/decisions/0013-who-may-what.md, "The rule" of 0025-jobs-hidden.md and of 0026-labels-decide.md, bodies of 0023-logical-datasets.md, and grants of
// 0021-engagements.md and of broken glasses (0018-changing-policies.md) a second time, in the words of Cedar (https://cedarpolicy.com), whose engine decides:
// default deny, `forbid` over `permit`, scopes, `like`, sets, comparisons. Cedar cannot say "for each": a question is asked once for each name of the thing, and
// grants, teams, names and bodies are written out. Tags come in small letters, each also by its key; a label that is held in every level and form asked for.

// Node 20 falls over (`Fatal error: unreachable code`, in the Deoptimizer) once it has inlined calls into WebAssembly: some ten thousand questions on.
setFlagsFromString('--no-turbo-inline-js-wasm-calls');

/** Read once a question; the next takes their place. */
const POLICIES = 'policies of the question';

/** Whether Cedar allows it: by every name of the thing. `forbid` by one name refuses that name, and with it the thing. */
export function decideByCedar(question: RefQuestion): boolean {
  const policies = cedarPolicies(question);
  const parsed = preparsePolicySet(POLICIES, { staticPolicies: policies });
  if (parsed.type === 'failure') throw new Error(`Cedar cannot read the policies: ${JSON.stringify(parsed.errors)}\n${policies}`);
  const { names } = question.thing;
  const isForEach = names.every((_, index) => isAllowed(question, index));
  return isForEach && (names.length > 0 || isAllowed(question, 0)); // without a name only an admin is let through
}

function isAllowed(question: RefQuestion, index: number): boolean {
  const { asker, action } = question;
  const principal = { type: 'Person', id: 'asker' };
  const resource = { type: TYPES[question.thing.kind], id: 'thing' };
  const answer = statefulIsAuthorized({
    principal,
    action: { type: 'Action', id: action },
    resource,
    context: { at: partsOf(asker.at), ...(asker.purpose === null ? {} : { purpose: asker.purpose }) },
    preparsedPolicySetId: POLICIES,
    entities: [
      { uid: principal, attrs: Object.fromEntries(asker.grants.map((grant, place) => [`g${place}`, grantAttributes(grant)])), parents: [] },
      { uid: resource, attrs: thingAttributes(question.thing, index), parents: [] },
    ],
  });
  if (answer.type === 'failure') throw new Error(`Cedar refuses the question: ${JSON.stringify(answer.errors)}`);
  const { decision, diagnostics } = answer.response;
  if (diagnostics.errors.length > 0) throw new Error(`A policy fails in Cedar: ${JSON.stringify(diagnostics.errors)}`);
  return decision === 'allow';
}

const TYPES = { dataset: 'Dataset', job: 'Job', column: 'Column', facet: 'Facet' } as const;

// What Cedar is told of who asks for what.

function grantAttributes({ role, team, until, engagement }: RefGrant): CedarValueJson {
  return {
    role,
    ...(team === null ? {} : { team }),
    ...(until === undefined ? {} : { until: partsOf(until) }),
    ...(engagement && { from: partsOf(engagement.from), purpose: engagement.purpose }),
  };
}

function thingAttributes(thing: RefThing, index: number): Record<string, CedarValueJson> {
  const it = thing.names[index];
  const all = Object.fromEntries(thing.names.map(({ namespace }, place) => [`n${place}`, namespace]));
  const isOfJob = thing.kind === 'job' || (thing.kind === 'facet' && thing.of === 'job');
  const said: Pick<RefThing, 'tags' | 'sureTags' | 'held'> = isOfJob ? { tags: [], sureTags: [], held: [] } : thing; // labels of a job count for nothing
  const around = <Label>(labels: ReadonlyMap<string, readonly Label[]>): readonly Label[] =>
    thing.kind === 'column' ? [...labels].flatMap(([path, some]) => (`${thing.path}.`.startsWith(`${path}.`) ? some : [])) : [];
  return {
    ...all,
    ...partAttributes(thing),
    isOfJob,
    isNamed: it !== undefined,
    namespace: it?.namespace ?? '',
    name: it?.name ?? '',
    tags: spelledOut(said.tags),
    sureTags: spelledOut(said.sureTags),
    areTagsUnreadable: said.tags.includes('?'),
    tagsAround: spelledOut(around(thing.columnTags)),
    sureTagsAround: spelledOut(around(thing.sureColumnTags)),
    areTagsAroundUnreadable: around(thing.columnTags).includes('?'),
    held: askableFor(said.held),
    heldAround: askableFor(around(thing.columnHeld)),
  };
}

function partAttributes(thing: RefThing): Record<string, CedarValueJson> {
  if (thing.kind === 'column') return { path: thing.path, isUnknown: thing.isUnknown };
  return thing.kind === 'facet' ? { facet: thing.facet } : {};
}

/** In small letters, each as it is and by its key alone. */
function spelledOut(tags: readonly string[]): string[] {
  const small = tags.filter((tag) => tag !== '?').map((tag) => tag.toLowerCase());
  return [...new Set(small.flatMap((tag) => [tag, tag.replace(/=.*$/s, '')]))];
}

/** Each level by which a rule meets what is held: `PII` is asked for by itself and by all below it. */
const ASKED_LEVELS = {
  PUBLIC: ['PUBLIC'],
  INTERNAL: ['PUBLIC', 'INTERNAL'],
  CONFIDENTIAL: ['PUBLIC', 'INTERNAL', 'CONFIDENTIAL'],
  PII: ['PUBLIC', 'INTERNAL', 'CONFIDENTIAL', 'PII'],
  PHI: ['PUBLIC', 'INTERNAL', 'CONFIDENTIAL', 'PII', 'PHI'],
} as const satisfies Record<RefHeld['level'], readonly string[]>;
const ASKED_FORMS = {
  plain: ['plain', 'pseudonymised', 'inferred'],
  pseudonymised: ['pseudonymised', 'inferred'],
  inferred: ['inferred'],
} as const satisfies Record<RefHeld['form'], readonly string[]>;

function askableFor(held: readonly RefHeld[]): string[] {
  const asked = held.flatMap(({ level, form }) =>
    ASKED_LEVELS[level].flatMap((one) => ASKED_FORMS[form].map((other) => `${one} ${other}`)),
  );
  return [...new Set(asked)];
}

/** Whole seconds and the nanoseconds after them: numbers of JavaScript cannot hold both in one. */
function partsOf(at: bigint): { readonly s: number; readonly n: number } {
  const second = 1_000_000_000n;
  const n = ((at % second) + second) % second;
  return { s: Number((at - n) / second), n: Number(n) };
}

// Policies.

/** The built-in rules and those of all policies, in the words of Cedar. Exact for as many grants and names as the question has. */
export function cedarPolicies(question: RefQuestion): string {
  const admin = anyOf(grantsOf(question).map((grant) => `${setOf(SEEING_EVERYTHING)}.contains(${grant.path}.role) && ${inForce(grant)}`));
  const isAdmin = `action == Action::"see" && ${admin}`;
  const seeing = anyOf(grantsOf(question).map((grant) => allOf([holdsOneOf(grant, SEEING), reaches(question, grant)])));
  return [
    `permit (principal, action, resource) when { ${isAdmin} };`,
    `permit (principal, action == Action::"see", resource) when { resource.isNamed && ${seeing} };`,
    ...question.policies.flatMap(({ rules }) =>
      rules.flatMap((rule) => (rule.effect === 'mask' ? [] : [policyOf(question, rule, isAdmin)])),
    ),
  ].join('\n');
}

/** No rule names them. */
const SEEING_EVERYTHING = ['admin', BROKEN_GLASS];
const SEEING = ['auditor', 'engineer', 'steward', 'policy-author', 'policy-approver'];

function policyOf(question: RefQuestion, rule: RefRule, isAdmin: string): string {
  const { effect, action = 'see', on } = rule;
  const actions = [action].flat().map((one) => `Action::${literal(one)}`);
  const who = grantsOf(question).map((grant) =>
    allOf([holdsOneOf(grant, rule.roles), ...purposeOf(rule, grant), ...(effect === 'allow' ? [reaches(question, grant)] : [])]),
  );
  const conditions = [
    'resource.isNamed',
    ...timesOf(rule),
    anyOf(who),
    ...(on.namespace === undefined ? [] : [like('resource.namespace', on.namespace)]),
    ...(on.name === undefined ? [] : [like('resource.name', on.name)]),
    ...(on.logical === undefined ? [] : [anyOf(bodiesOf(question, on.logical))]),
    ...(on.owner === undefined ? [] : [ownerOf(question, rule, on.owner)]),
    partOf(rule),
  ];
  const head = `(principal, action in [${actions.join(', ')}], resource) when { ${allOf(conditions)} }`;
  return effect === 'allow' ? `permit ${head};` : `forbid ${head} unless { ${isAdmin} };`;
}

function timesOf({ from, until }: RefRule): readonly string[] {
  const told = (text: string): string => {
    const parsed = parseInstant(text);
    if (parsed === undefined) throw new RangeError(`Not an instant: ${text}`);
    const { s, n } = partsOf(parsed.instant);
    return `{ s: ${s}, n: ${n} }`;
  };
  return [
    ...(from === undefined ? [] : [`!${isBefore('context.at', told(from))}`]),
    ...(until === undefined ? [] : [isBefore('context.at', told(until))]),
  ];
}

/** A grant of an engagement says its own purpose beside that of the question. */
function purposeOf({ effect, purpose }: RefRule, { path }: Held): readonly string[] {
  if (purpose === undefined) return [];
  const said = ['context', path].map((where) => `(${where} has purpose && ${setOf(purpose)}.contains(${where}.purpose))`);
  const silence = `(!(context has purpose) && !(${path} has purpose))`;
  return [anyOf(effect === 'allow' ? said : [...said, silence])];
}

/** As `==` compares: letter by letter, stars too. */
function bodiesOf({ bodies }: RefQuestion, logical: string): readonly string[] {
  return (bodies?.get(logical) ?? []).map(({ namespace, name }) =>
    allOf([`resource.namespace == ${literal(namespace)}`, `resource.name == ${literal(name)}`]),
  );
}

/** Which kind of thing the rule is about, and the tag or the level that it asks for. Nothing is opened by a level. */
function partOf({ effect, on }: RefRule): string {
  const { tag, classification, form = 'pseudonymised', columns, facets, jobs } = on;
  const has = (of: 'tags' | 'sureTags', place: '' | 'Around'): string => {
    const tagged = tag === undefined ? 'true' : `resource.${of}${place}.contains(${literal(tag.toLowerCase())})`;
    const isTagged = tag === undefined || effect === 'allow' ? tagged : anyOf([tagged, `resource.areTags${place}Unreadable`]);
    if (classification === undefined) return isTagged;
    if (effect === 'allow') return 'false';
    return allOf([isTagged, `resource.held${place}.contains(${literal(`${classification.toUpperCase()} ${form}`)})`]);
  };
  if (jobs !== undefined) return allOf(['resource.isOfJob', anyOf(jobs.map((pattern) => like('resource.name', pattern)))]);
  const counting = effect === 'allow' ? 'sureTags' : 'tags';
  if (facets !== undefined) return allOf(['resource is Facet', anyOf(facets.map((pattern) => like('resource.facet', pattern)))]);
  if (columns === undefined) return has(counting, '');
  // The path fits, or what stands before one of its dots does.
  const paths = columns.flatMap((pattern) => [like('resource.path', pattern), like('resource.path', `${pattern}.*`)]);
  const isMeant = allOf([anyOf(paths), anyOf([has(counting, ''), has(counting, 'Around')])]);
  return allOf(['resource is Column', effect === 'allow' ? isMeant : anyOf(['resource.isUnknown', isMeant])]);
}

/** For a rule that allows the owner must fit the thing and the name in hand; for one that denies, either is enough. */
function ownerOf(question: RefQuestion, { effect }: RefRule, owner: string): string {
  const ofThing = question.thing.names.map((_, place) => `resource.n${place}`);
  const holds = (namespaces: readonly string[]): string => {
    const byOwn = anyOf(
      grantsOf(question).flatMap((grant) => {
        const { path, team } = grant;
        if (team === null) return [];
        const owned = namespaces.map((namespace) => isOwned(question, { path: `${path}.team`, team }, namespace));
        return [allOf([`${path}.role != "admin"`, inForce(grant), anyOf(owned)])];
      }),
    );
    if (owner === 'own') return byOwn;
    return owner === 'others'
      ? `!${byOwn}`
      : anyOf(namespaces.map((namespace) => isOwned(question, { path: literal(owner), team: owner }, namespace)));
  };
  const both = [holds(ofThing), holds(['resource.namespace'])];
  return effect === 'allow' ? allOf(both) : anyOf(both);
}

// Words of which policies are made.

interface Held extends RefGrant {
  readonly path: string;
}

function grantsOf({ asker }: RefQuestion): readonly Held[] {
  return asker.grants.map((grant, index) => ({ ...grant, path: `principal.g${index}` }));
}

function inForce({ path, until, engagement }: Held): string {
  const isBeforeEnd = until === undefined ? `!(${path} has until)` : isBefore('context.at', `${path}.until`);
  return engagement === undefined ? isBeforeEnd : allOf([isBeforeEnd, `!${isBefore('context.at', `${path}.from`)}`]);
}

function holdsOneOf(grant: Held, roles: readonly string[]): string {
  return allOf([
    `!${setOf(SEEING_EVERYTHING)}.contains(${grant.path}.role)`,
    `${setOf(roles)}.contains(${grant.path}.role)`,
    inForce(grant),
  ]);
}

/** The grant is for everything, for a team that owns the namespace of the name in hand, or for a scope in which that lies. */
function reaches(question: RefQuestion, { path, team, engagement }: Held): string {
  if (engagement !== undefined) return anyOf(engagement.scope.map((pattern) => like('resource.namespace', pattern)));
  return team === null ? `!(${path} has team)` : isOwned(question, { path: `${path}.team`, team }, 'resource.namespace');
}

/** What other teams own is left out: it is long, and could not make this true. */
function isOwned({ teams }: RefQuestion, { path, team }: { readonly path: string; readonly team: string }, namespace: string): string {
  const owned = teams.filter(({ name }) => name === team).flatMap(({ owns }) => owns);
  return allOf([`${path} == ${literal(team)}`, anyOf(owned.map((pattern) => like(namespace, pattern)))]);
}

function isBefore(left: string, right: string): string {
  return `(${left}.s < ${right}.s || (${left}.s == ${right}.s && ${left}.n < ${right}.n))`;
}

function like(text: string, pattern: string): string {
  return `${text} like "${pattern.split('*').map(escaped).join('*')}"`;
}

function anyOf(conditions: readonly string[]): string {
  return conditions.length === 0 ? 'false' : `(${conditions.join(' || ')})`;
}

function allOf(conditions: readonly string[]): string {
  return `(${conditions.join(' && ')})`;
}

function setOf(texts: readonly string[]): string {
  return `[${texts.map(literal).join(', ')}]`;
}

function literal(text: string): string {
  return `"${escaped(text)}"`;
}

/** What is harmless as it is, every other character by its number. */
function escaped(text: string): string {
  return Array.from(text, (letter) => (/^[a-z0-9 /:.=_-]$/i.test(letter) ? letter : `\\u{${letter.codePointAt(0)?.toString(16)}}`)).join(
    '',
  );
}
