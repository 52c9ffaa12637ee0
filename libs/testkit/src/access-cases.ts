import { formatInstant, type Instant, parseInstant } from '#foundation';

import { bodied } from './access-bodies.ts';
import { classified } from './access-classifications.ts';
import { engaged, glassBroken } from './access-grants.ts';
import { masked } from './access-masks.ts';
import { type Dice, diceOf } from './dice.ts';
import type { RefAction, RefAsker, RefGrant, RefName, RefPolicy, RefQuestion, RefRule, RefTeam, RefThing } from './reference-access.ts';

// Random questions of who may what. The words are few, so that rules, grants, tags and names often meet, and often just miss.

const KINDS = ['dataset', 'column', 'facet', 'job'] as const;
const ACTIONS = ['see', 'read', 'write'] as const satisfies readonly RefAction[];

const SEEING = ['engineer', 'engineer', 'auditor', 'steward', 'policy-author', 'policy-approver'];
const OF_ONES_OWN = ['ml-reader', 'ml-reader', 'ml-reader-2', 'viewer'];
const TEAMS = ['heart', 'Heart', 'lung', 'line_50%'];
/** Some are each other's neighbours to an engine that takes `_`, `%`, `\`, capitals or a line's end for more than they are. */
const NAMESPACES = ['s3://heart', 's3://heart-raw', 's3://Heart', 's3://lung', 'pg://50%_off\\db', 'pg://50%xoff\\db', 'über:"🫀"', 'a\nb'];
const NAMES = ['patients', 'Patients', 'pat_ents', 'pat%', 'pat\\ents', "o'clock", 'größe', 'line one\nline two', 'a*b', '(x|y).[z]$'];
const PATHS = ['id', 'ssn', 'SSN', 'address', 'address.street', 'address.street.no', 'addressed', 'a_b', 'a%b.c', 'a\\b', 'né\nw'];
const NESTED = ['address.street', 'address.street.no', 'a%b.c'];
const FACETS = ['sql', 'SQL', 'sourceCode', 'my_facet', 'my%facet', 'myxfacet', 'doc\numentation'];
const TAGS = ['classification=PHI', 'Classification=phi', 'classification', 'classification=public', 'pii', 'pii=yes', 'PII', 'größe=XL'];
const RULE_TAGS = ['classification=PHI', 'classification=phi', 'CLASSIFICATION', 'pii', 'Pii=Yes', 'phi', 'GRÖSSE=xl', 'größe', '?'];
const PURPOSES = ['sepsis-model', 'Sepsis-model', 'billing'];
/** A rule names its times in several ways, down to the nanosecond. */
const TIMES = ['2026-12-24T00:00:00Z', '2026-12-24T01:00:00.000000001+01:00', '2026-12-25T00:00:00.999999999Z', '2026-12-27T00:00:00Z'];

/**
 * The same seed gives the same question. Kinds and actions come by turns. `withClassification`: things hold levels, and some rules that deny
 * ask for them; all else is as without it. `withMasks`: there are rules that mask, masks that can be applied and columns within columns, and
 * three questions of five are about reading a column. `withBodies`: rules speak of logical datasets. `withEngagement`, `withBrokenGlass`: who asks
 * has one.
 */
export function randomAccessCase(
  seed: number,
  { withBodies = false, withEngagement = false, withBrokenGlass = false, ...labels }: AccessDrawn = {},
): RefQuestion {
  const steps: readonly (((question: RefQuestion) => RefQuestion) | false)[] = [
    withBodies && ((question) => bodied(diceOf(seed * 5119 + 7), question, openRule(question.asker, question.action))),
    withEngagement && ((question) => engaged(diceOf(seed * 4591 + 11), question, patternFor)),
    withBrokenGlass && ((question) => glassBroken(diceOf(seed * 3571 + 13), question)),
  ];
  return steps.reduce((question, step) => (step === false ? question : step(question)), caseOfLabels(seed, labels));
}

/** What is drawn beside rules of tags, columns, facets and jobs: each by throws of its own, so that all else stays as it is without. */
export interface AccessDrawn {
  readonly withClassification?: boolean;
  readonly withMasks?: boolean;
  readonly withBodies?: boolean;
  readonly withEngagement?: boolean;
  readonly withBrokenGlass?: boolean;
}

function caseOfLabels(seed: number, { withClassification = false, withMasks = false }: AccessDrawn): RefQuestion {
  const plain = caseOfTags(seed, withMasks && ![0, 3].includes(seed % 5));
  const open = openRule(plain.asker, plain.action);
  const question = withClassification ? classified(diceOf(seed * 7907 + 5), plain, open) : plain; // other throws than the question was made by
  if (!withMasks) return question;
  const dice = diceOf(seed * 6151 + 3);
  return masked(dice, question, { open, draw: () => ruleFor(dice, question), patterns: (path) => columnsFor(dice, path) });
}

function caseOfTags(seed: number, isColumnRead: boolean): RefQuestion {
  const dice = diceOf(seed);
  const kind = isColumnRead ? 'column' : (KINDS[seed % 4] ?? 'dataset');
  const action = isColumnRead ? 'read' : (ACTIONS[Math.floor(seed / 4) % 3] ?? 'see');
  const teams = dice.some(TEAMS, { least: 2, most: 4 }).map((name) => teamOf(dice, name));
  const thing = thingOf(dice, kind);
  const asker = askerOf(dice, action);
  const question = { policies: [], teams, asker, action, thing };
  const open = dice.chance(0.2) ? [openRule(asker, action)] : [];
  const rules = [...open, ...Array.from({ length: dice.pick([1, 1, 2, 2, 3, 4]) }, () => ruleFor(dice, question))];
  return perhapsUnknown(dice, { policies: policiesOf(dice, rules), teams, asker, action, thing });
}

/** A column that nobody told of has no tag of its own, but fields around it may. Mostly a rule about another column may deny it. */
function perhapsUnknown(dice: Dice, question: RefQuestion): RefQuestion {
  const { policies, asker, action, thing } = question;
  if (thing.kind !== 'column') return question;
  const isUnknown = dice.chance(0.25);
  const rules = dice.chance(isUnknown ? 0.7 : 0.1) ? [openRule(asker, action), denialElsewhere(dice, question)] : [];
  const more = rules.length === 0 ? policies : [...policies, { name: 'elsewhere', rules }];
  if (!isUnknown) return { ...question, policies: more };
  const others = (tags: RefThing['columnTags']) => new Map([...tags].filter(([path]) => path !== thing.path));
  const unknown = { ...thing, isUnknown, columnTags: others(thing.columnTags), sureColumnTags: others(thing.sureColumnTags) };
  return { ...question, policies: more, thing: unknown };
}

/** A rule about a column that is hardly the one that is asked for. */
function denialElsewhere(dice: Dice, question: RefQuestion): RefRule {
  const rule = ruleFor(dice, question);
  return { ...rule, effect: 'deny', on: { ...rule.on, facets: undefined, jobs: undefined, columns: partsFor(dice, dice.pick(PATHS)) } };
}

/** Allows all that it can: then it is the other rules that decide. */
function openRule({ grants }: RefAsker, action: RefAction): RefRule {
  const roles = grants.map(({ role }) => role).filter((role) => role !== 'admin');
  return { effect: 'allow', roles: ['viewer', ...new Set(roles)], action, on: { name: '*' } };
}

function policiesOf(dice: Dice, rules: readonly RefRule[]): readonly RefPolicy[] {
  if (dice.chance(0.03)) return [];
  const cut = dice.below(rules.length + 1);
  const [first, second] = [rules.slice(0, cut), rules.slice(cut)];
  return [first, second].flatMap((some, index) => (some.length === 0 ? [] : [{ name: `policy-${index}`, rules: some }]));
}

function teamOf(dice: Dice, name: string): RefTeam {
  const owns = Array.from({ length: dice.pick([0, 1, 1, 2]) }, () => patternFor(dice, dice.pick(NAMESPACES)));
  return { name, owns: name === 'heart' ? ['s3://heart*', ...owns] : owns };
}

function thingOf(dice: Dice, kind: (typeof KINDS)[number]): RefThing {
  const names = Array.from({ length: dice.pick([1, 1, 1, 1, 1, 2, 2, 2, 2, 3]) }, (): RefName => ({
    namespace: dice.pick([...NAMESPACES, 's3://heart', 's3://heart-raw', 's3://heart']),
    name: dice.pick(NAMES),
  }));
  const own = tagsOf(dice);
  const path = dice.pick([...PATHS, ...NESTED, ...NESTED, ...NESTED]);
  const around = path.split('.').map((_, index, fields) => fields.slice(0, index + 1).join('.'));
  const paths = [...dice.some(PATHS, { least: 0, most: 3 }), ...around.filter(() => dice.chance(0.6))];
  const ofColumns = [...new Set(paths)].map((some) => [some, tagsOf(dice)] as const);
  const rest = {
    names: dice.chance(0.02) ? [] : names,
    tags: own.either,
    sureTags: own.both,
    columnTags: new Map(ofColumns.map(([some, { either }]) => [some, either])),
    sureColumnTags: new Map(ofColumns.map(([some, { both }]) => [some, both])),
    held: [],
    columnHeld: new Map(),
  };
  if (kind === 'column') return { ...rest, kind, path, isUnknown: false };
  const of = kind === 'job' || (kind === 'facet' && dice.chance(0.4)) ? 'job' : 'dataset';
  const carrier = of === 'job' ? { ...rest, names: names.slice(0, 1) } : rest;
  return kind === 'facet' ? { ...carrier, kind, facet: dice.pick(FACETS), of } : { ...carrier, kind: of };
}

/** Most are there at both times. */
function tagsOf(dice: Dice): { readonly either: readonly string[]; readonly both: readonly string[] } {
  const either = dice.chance(0.2) ? ['?', ...dice.some(TAGS, { least: 0, most: 1 })] : dice.some(TAGS, { least: 0, most: 2 });
  return { either, both: either.filter(() => dice.chance(0.6)) };
}

function askerOf(dice: Dice, action: RefAction): RefAsker {
  const boundary = instant(dice.pick(TIMES));
  const at = boundary + dice.pick([-1n, 0n, 0n, 1n, 3_600_000_000_000n]);
  const grants = Array.from({ length: dice.pick([0, 1, 1, 1, 1, 2, 2, 2, 2, 2, 3, 3]) }, () =>
    grantOf(dice, { at, isSeeing: action === 'see' }),
  );
  return { grants, purpose: dice.chance(0.4) ? null : dice.pick(PURPOSES), at };
}

function grantOf(dice: Dice, { at, isSeeing }: { readonly at: bigint; readonly isSeeing: boolean }): RefGrant {
  const role = dice.chance(0.05) ? 'admin' : dice.pick(isSeeing && dice.chance(0.75) ? SEEING : [...SEEING.slice(0, 2), ...OF_ONES_OWN]);
  const team = dice.chance(0.6) ? null : dice.pick([...TEAMS, 'heart', 'heart', 'heart', 'unknown']);
  return { role, team, ...(dice.chance(0.7) ? {} : { until: at + dice.pick([-1n, 0n, 1n, 86_400_000_000_000n]) }) };
}

function ruleFor(dice: Dice, question: RefQuestion): RefRule {
  const { action, asker } = question;
  const effect = dice.chance(action === 'see' ? 0.5 : 0.75) ? 'allow' : 'deny';
  const granted = asker.grants.map(({ role }) => role).filter((role) => role !== 'admin');
  const known = granted.length > 0 && dice.chance(0.9) ? granted : [...SEEING, ...OF_ONES_OWN];
  const roles = [...new Set([...dice.some(known, { least: 1, most: 2 }), ...dice.some(OF_ONES_OWN, { least: 0, most: 1 })])];
  return {
    effect,
    roles,
    ...actionsFor(dice, action),
    on: onFor(dice, effect, question),
    ...(dice.chance(0.75) ? (dice.chance(0.3) ? { purpose: undefined } : {}) : { purpose: dice.some(PURPOSES, { least: 1, most: 2 }) }),
    ...timesFor(dice, asker.at),
  };
}

function actionsFor(dice: Dice, action: RefAction): Pick<RefRule, 'action'> {
  if (action === 'see' && dice.chance(0.6)) return dice.chance(0.5) ? {} : { action: undefined };
  if (dice.chance(0.1)) return {};
  if (dice.chance(0.1)) return { action: dice.some(ACTIONS, { least: 1, most: 2 }) };
  const others = ACTIONS.filter((other) => other !== action);
  return { action: dice.chance(0.5) ? action : [action, ...dice.some(others, { least: 0, most: 2 })] };
}

/** Often just in force, or just not any more. */
function timesFor(dice: Dice, at: bigint): Pick<RefRule, 'from' | 'until'> {
  const near = (steps: readonly bigint[]): string =>
    dice.chance(0.3) ? zoned(at + dice.pick(steps)) : formatInstant((at + dice.pick(steps)) as Instant);
  const from = dice.chance(0.8) ? {} : { from: near([-86_400_000_000_000n, -1n, 0n, 0n, 1n]) };
  const until = dice.chance(0.8) ? {} : { until: near([86_400_000_000_000n, 2n, 2n, ...('from' in from ? [] : [-1n, 0n, 1n])]) };
  return { ...from, ...until };
}

/** The same instant, as an hour east of Greenwich writes it. */
function zoned(at: bigint): string {
  return formatInstant((at + 3_600_000_000_000n) as Instant).replace(/Z$/, '+01:00');
}

function onFor(dice: Dice, effect: RefRule['effect'], { teams, thing }: RefQuestion): RefRule['on'] {
  const { namespace, name } = thing.names.length === 0 ? { namespace: 'a\nb', name: 'patients' } : dice.pick(thing.names);
  const isAllow = effect === 'allow';
  const isOfPart = dice.chance(thing.kind === 'dataset' ? 0.12 : 0.55);
  const isOfFacets = isOfPart && dice.chance(thing.kind === 'facet' ? 0.9 : 0.1);
  const on: Record<string, unknown> = {};
  const isOfOwner = dice.chance(thing.names.length > 1 ? 0.65 : 0.3);
  const isOfJobs = dice.chance(isJob(thing) ? 0.4 : 0.04);
  const share = isOfOwner || isOfJobs ? 0.4 : 1; // where the owner or the jobs are to decide, little else may
  if (isOfOwner) on['owner'] = dice.pick(['own', 'own', 'others', 'heart', 'heart', dice.pick(teams).name, 'unknown']);
  if (dice.chance(0.55 * share)) on['namespace'] = isAllow && dice.chance(0.4) ? '*' : patternFor(dice, namespace);
  if (isOfJobs) return { ...on, jobs: partsFor(dice, name) };
  if (dice.chance(0.3 * share)) on['name'] = isAllow && dice.chance(0.3) ? '*' : patternFor(dice, name);
  if (!isOfFacets && dice.chance((isOfPart ? 0.6 : 0.35) * share)) on['tag'] = tagFor(dice, thing);
  if (isOfFacets) on['facets'] = partsFor(dice, thing.kind === 'facet' ? thing.facet : 'sql');
  else if (isOfPart) on['columns'] = columnsFor(dice, thing.kind === 'column' ? pathOrAround(dice, thing.path) : 'id');
  if (Object.keys(on).length === 0) on['name'] = '*';
  if (dice.chance(0.2) && !('owner' in on)) on['owner'] = undefined;
  return on; // its members are those of `on`, each of its type
}

function isJob(thing: RefThing): boolean {
  return thing.kind === 'job' || (thing.kind === 'facet' && thing.of === 'job');
}

function tagFor(dice: Dice, thing: RefThing): string {
  const ofColumns =
    thing.kind === 'column' ? [thing.path, pathOrAround(dice, thing.path)].flatMap((path) => thing.columnTags.get(path) ?? []) : [];
  const there = [...thing.tags, ...ofColumns].filter((tag) => tag !== '?');
  const tag = there.length > 0 && dice.chance(0.75) ? dice.pick(there) : dice.pick(RULE_TAGS);
  return dice.pick([tag, tag.split('=')[0] ?? tag, tag.toUpperCase()]);
}

function pathOrAround(dice: Dice, path: string): string {
  const fields = path.split('.');
  return fields.slice(0, 1 + dice.below(fields.length)).join('.');
}

/** Often a path alone, for then it is the fields within that count. */
function columnsFor(dice: Dice, path: string): readonly string[] {
  return dice.chance(0.35) ? [path] : partsFor(dice, path);
}

function partsFor(dice: Dice, part: string): readonly string[] {
  return Array.from({ length: dice.pick([1, 1, 2]) }, () => patternFor(dice, part));
}

/** Mostly a pattern that fits the text, often one that looks as if it did. */
function patternFor(dice: Dice, text: string): string {
  const letters = Array.from(text);
  const cut = dice.below(letters.length + 1);
  const until = cut + dice.below(letters.length + 1 - cut);
  const [head, middle, tail] = [letters.slice(0, cut), letters.slice(cut, until), letters.slice(until)].map((some) => some.join(''));
  const fitting = [text, '*', `${head}*`, `*${tail}`, `${head}*${tail}`, `*${middle}*`, `${head}**${middle}*${tail}`, `${text}*`];
  const missing = [
    `${head}_${letters.slice(cut + 1).join('')}`,
    `${head}%`,
    `%${tail}`,
    swapped(text),
    `*${swapped(tail ?? '')}`,
    `${text}.*`,
    `${head}\\${tail}`,
  ];
  return dice.chance(0.75) ? dice.pick(fitting) : dice.pick(missing);
}

function swapped(text: string): string {
  return text === text.toUpperCase() ? text.toLowerCase() : text.toUpperCase();
}

function instant(text: string): bigint {
  const parsed = parseInstant(text);
  if (parsed === undefined) throw new RangeError(`Not an instant: ${text}`);
  return parsed.instant;
}
