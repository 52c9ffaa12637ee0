import { formatInstant, type Instant } from '#foundation';
import { BROKEN_GLASS, type RefGrant, type RefQuestion, type RefRule, type RefThing } from '#testkit';

/** Leaves out what can be spared for as long as the question still fails: what is left is needed, each part of it. */
export function shrunkQuestion(question: RefQuestion, fails: (question: RefQuestion) => boolean): RefQuestion {
  let smallest = question;
  for (;;) {
    const smaller = smallerQuestions(smallest).find(fails);
    if (smaller === undefined) return smallest;
    smallest = smaller;
  }
}

/** Each with one part less. */
export function smallerQuestions(question: RefQuestion): readonly RefQuestion[] {
  const { policies, teams, bodies, asker, thing } = question;
  return [
    ...without(policies).map((some) => ({ ...question, policies: some })),
    ...inPlace(policies, (policy) => oneLess(policy, 'rules', smallerRules)).map((some) => ({ ...question, policies: some })),
    ...without(asker.grants).map((grants) => ({ ...question, asker: { ...asker, grants } })),
    ...inPlace(asker.grants, smallerGrants).map((grants) => ({ ...question, asker: { ...asker, grants } })),
    ...(asker.purpose === null ? [] : [{ ...question, asker: { ...asker, purpose: null } }]),
    ...without(teams).map((some) => ({ ...question, teams: some })),
    ...inPlace(teams, (team) => oneLess(team, 'owns')).map((some) => ({ ...question, teams: some })),
    ...smallerBodies(bodies).map((some) => ({ ...question, bodies: some })),
    ...smallerThings(thing).map((smaller) => ({ ...question, thing: smaller })),
    ...(question.masks === undefined ? [] : [undefined, ...without(question.masks)].map((masks) => ({ ...question, masks }))),
  ];
}

/** A form goes with its classification; a rule that masks keeps its columns. */
function smallerRules(rule: RefRule): readonly RefRule[] {
  const said = Object.entries(rule.on).flatMap(([word, value]) => (value === undefined || word === 'form' ? [] : [word]));
  const spared = (word: string): RefRule['on'] => ({
    ...rule.on,
    [word]: undefined,
    ...(word === 'classification' ? { form: undefined } : {}),
  });
  const isSpareable = (word: string): boolean => rule.effect !== 'mask' || word !== 'columns';
  const spareable = [...(said.length > 1 ? said.filter(isSpareable) : []), ...(rule.on.form === undefined ? [] : ['form'])];
  const on = spareable.map((word) => ({ ...rule, on: spared(word) }));
  const words = (['action', 'purpose', 'from', 'until'] as const).filter((word) => rule[word] !== undefined);
  const roles = rule.roles.length > 1 ? oneLess(rule, 'roles') : [];
  return [...on, ...words.map((word) => ({ ...rule, [word]: undefined })), ...roles];
}

/** That of an engagement or of a broken glass has an end, and is of no team. */
function smallerGrants(grant: RefGrant): readonly RefGrant[] {
  const { engagement } = grant;
  if (engagement !== undefined) {
    return without(engagement.scope).flatMap((scope) => (scope.length === 0 ? [] : [{ ...grant, engagement: { ...engagement, scope } }]));
  }
  if (grant.role === BROKEN_GLASS) return [];
  return [
    ...(grant.team === null ? [] : [{ ...grant, team: null }]),
    ...(grant.until === undefined ? [] : [{ ...grant, until: undefined }]),
  ];
}

function smallerBodies(bodies: RefQuestion['bodies']): readonly RefQuestion['bodies'][] {
  if (bodies === undefined) return [];
  const fewer = inPlace([...bodies], ([logical, some]) => without(some).map((left) => [logical, left] as const));
  return [...(bodies.size === 0 ? [undefined] : []), ...without([...bodies]), ...fewer].map((left) => left && new Map(left));
}

/** A tag that is there at neither time is there at no time for sure. */
function smallerThings(thing: RefThing): readonly RefThing[] {
  const kept = (tags: readonly string[], left: readonly string[]): readonly string[] => tags.filter((tag) => left.includes(tag));
  const names = thing.names.length > 1 ? oneLess(thing, 'names') : [];
  const tags = without(thing.tags).map((left) => ({ ...thing, tags: left, sureTags: kept(thing.sureTags, left) }));
  const columns = without([...thing.columnTags]).map((left) => {
    const columnTags = new Map(left);
    return { ...thing, columnTags, sureColumnTags: new Map([...thing.sureColumnTags].filter(([path]) => columnTags.has(path))) };
  });
  const held = without(thing.held).map((left) => ({ ...thing, held: left }));
  const ofColumns = inPlace([...thing.columnHeld], ([path, some]) => without(some).map((left) => [path, left] as const));
  const columnsHold = [...without([...thing.columnHeld]), ...ofColumns].map((left) => ({ ...thing, columnHeld: new Map(left) }));
  const known = thing.kind === 'column' && thing.isUnknown ? [{ ...thing, isUnknown: false }] : [];
  const within = thing.kind === 'column' ? without(thing.within ?? []).map((left) => ({ ...thing, within: left })) : [];
  return [...names, ...tags, ...columns, ...held, ...columnsHold, ...known, ...within];
}

/** Every list that lacks one of these. */
function without<Item>(items: readonly Item[]): readonly (readonly Item[])[] {
  return items.map((_, index) => items.filter((_other, place) => place !== index));
}

/** Every list in which one of these is a smaller one. */
function inPlace<Item>(items: readonly Item[], smaller: (item: Item) => readonly Item[]): readonly (readonly Item[])[] {
  return items.flatMap((item, index) => smaller(item).map((other) => items.with(index, other)));
}

/** What has this list with one item less, or with one that is smaller. */
function oneLess<Whole, Key extends keyof Whole>(
  whole: Whole,
  key: Key,
  smaller: (item: ItemOf<Whole[Key]>) => readonly ItemOf<Whole[Key]>[] = () => [],
): readonly Whole[] {
  const items = whole[key] as readonly ItemOf<Whole[Key]>[]; // the keys that are given name lists
  return [...without(items), ...inPlace(items, smaller)].map((list) => ({ ...whole, [key]: list }));
}

type ItemOf<List> = List extends readonly (infer Item)[] ? Item : never;

/** A question as it can be read and copied: times as texts, maps as objects. */
export function toldQuestion(question: RefQuestion): string {
  return JSON.stringify(
    question,
    (_key, value: unknown) => {
      if (typeof value === 'bigint') return formatInstant(value as Instant); // every number of this size here is one
      return value instanceof Map ? (Object.fromEntries(value) as unknown) : value;
    },
    1,
  );
}
