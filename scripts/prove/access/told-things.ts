import { formatMicroseconds, type Instant, sha256 } from '#foundation';
import { FORM, LEVEL } from '#store';
import { type Dice, diceOf, type RefHeld, type RefName, type RefQuestion, type RefThing } from '#testkit';

// A thing of a random question as the rows that the map would have written of it. What a question says of two times at once is drawn out: which name, and which
// tag under which name, was there at the asked times and is there now, by what is true or by what is known.

/** The size of the ledger, and a size before it. */
export const MAPPED = 100n;
const EARLIER = 50n;

const HOUR = 3_600_000_000_000n;
const OPEN = 9_223_372_036_854_775_807n;

/** At the asked times, now, at both or at neither. */
type When = 'then' | 'now' | 'both' | 'never';
/** Over which a row is true, and over which it is believed. */
interface Stretch {
  readonly from: Instant;
  /** Null: without an end. */
  readonly to: Instant | null;
  readonly knownFrom: bigint;
  readonly knownTo: bigint;
}

export interface ToldThing {
  /** The question as the rows tell it: a tag that is there at either time in other words is there at both by its key. */
  readonly question: RefQuestion;
  readonly node: number;
  readonly times: { readonly asOf: Instant; readonly knownAt: bigint };
  readonly rows: ThingRows;
}

/** Ready for `jsonb_to_recordset`. */
export interface ThingRows {
  readonly nodes: readonly { readonly id: number; readonly kind: 1 | 2; readonly namespace: string; readonly name: string }[];
  readonly identities: readonly ({ readonly node: number; readonly canonical: number } & SpelledStretch)[];
  readonly facets: readonly ({ readonly node: number; readonly body: string; readonly hash: string } & SpelledStretch)[];
  readonly labels: readonly ({
    readonly node: number;
    readonly field: string | null;
    readonly level: number;
    readonly form: number;
  } & SpelledStretch)[];
}

type SpelledStretch = Readonly<Record<'valid_from' | 'valid_to' | 'known_from' | 'known_to', string>> &
  Readonly<Record<'valid_from_ns' | 'valid_to_ns', number>>;

/** The same seed draws the same rows. Nodes are numbered from `firstNode` on; a thing has fewer than ten. */
export function toldThing(question: RefQuestion, { seed, firstNode }: { readonly seed: number; readonly firstNode: number }): ToldThing {
  const dice = diceOf(seed * 7919 + 1); // other throws than the question was made by
  const times = new Times(dice, question.asker.at as Instant);
  const members = membersOf(dice, question.thing.names, firstNode);
  const asked = dice.pick(members.filter(({ when }) => when === 'both')).id;
  const tags = tagsOf(dice, question.thing);
  const { thing } = question;
  const kind = thing.kind === 'job' || (thing.kind === 'facet' && thing.of === 'job') ? 2 : 1;
  const stranger = { id: firstNode + members.length, namespace: 's3://heart', name: 'Patients', when: 'never' as const };
  return {
    question: { ...question, thing: { ...question.thing, ...sureTags(tags) } },
    node: asked,
    times: { asOf: times.asOf, knownAt: times.knownAt },
    rows: {
      nodes: [...members, stranger].map(({ id, namespace, name }) => ({ id, kind, namespace, name })),
      identities: identitiesOf(dice, times, { members, stranger }),
      facets: facetsOf(dice, times, { members, stranger, tags }),
      labels: labelsOf(dice, times, { members, stranger, thing: question.thing }),
    },
  };
}

/** Two times that differ, and stretches that hold one of them, both or none. */
class Times {
  readonly asOf: Instant;
  readonly knownAt: bigint;
  private readonly low: bigint;
  private readonly high: bigint;
  /** Where what was then ends, and what is now begins. */
  private readonly cut: bigint;
  private readonly relearnt: bigint;

  constructor(
    private readonly dice: Dice,
    present: Instant,
  ) {
    this.asOf = (present + dice.pick([-1n, -1n, -2n, -HOUR, -HOUR, -24n * HOUR, 1n, HOUR])) as Instant;
    this.knownAt = dice.chance(0.5) ? MAPPED : EARLIER;
    [this.low, this.high] = this.asOf < present ? [this.asOf, present] : [present, this.asOf];
    this.cut = dice.pick([this.low + 1n, this.high]);
    this.relearnt = dice.pick([EARLIER + 1n, MAPPED]);
  }

  /** Told apart by what was true, or, where the ledger was smaller then, by what was known. */
  manner(): (when: When) => SpelledStretch {
    const isByKnowledge = this.knownAt === EARLIER && this.dice.chance(0.5);
    return (when) => spelled(isByKnowledge ? this.byKnowledge(when) : this.byTruth(when));
  }

  private byTruth(when: When): Stretch {
    const { dice, low, high, cut } = this;
    const isLow = when === 'both' || (when === 'then') === (this.asOf === low);
    const isHigh = when === 'both' || !isLow;
    const known = { knownFrom: dice.pick([0n, this.knownAt]), knownTo: OPEN };
    const before = (low - dice.pick([0n, 1n, HOUR])) as Instant;
    const after = dice.chance(0.5) ? null : ((high + dice.pick([1n, HOUR])) as Instant);
    if (when === 'never') {
      const isPast = dice.chance(0.5);
      return { from: (isPast ? low - HOUR : high + 1n) as Instant, to: isPast ? (low as Instant) : null, ...known };
    }
    return { from: isLow ? before : (cut as Instant), to: isHigh ? after : (cut as Instant), ...known };
  }

  private byKnowledge(when: When): Stretch {
    const { dice, low, high } = this;
    const known = {
      then: { knownFrom: dice.pick([0n, EARLIER]), knownTo: this.relearnt },
      now: { knownFrom: this.relearnt, knownTo: OPEN },
      both: { knownFrom: dice.pick([0n, EARLIER]), knownTo: OPEN },
      never: { knownFrom: 0n, knownTo: EARLIER },
    };
    return { from: (low - dice.pick([0n, HOUR])) as Instant, to: dice.chance(0.5) ? null : ((high + 1n) as Instant), ...known[when] };
  }
}

function spelled({ from, to, knownFrom, knownTo }: Stretch): SpelledStretch {
  const within = (at: Instant): number => Number(((at % 1_000n) + 1_000n) % 1_000n);
  return {
    ...{ valid_from: formatMicroseconds(from), valid_from_ns: within(from) },
    ...{ valid_to: to === null ? 'infinity' : formatMicroseconds(to), valid_to_ns: to === null ? 0 : within(to) },
    ...{ known_from: knownFrom.toString(), known_to: knownTo.toString() },
  };
}

interface Member extends RefName {
  readonly id: number;
  readonly when: When;
}

/** One name, by which it is asked for, is there at both times; each other at either. */
function membersOf(dice: Dice, names: readonly RefName[], firstNode: number): readonly Member[] {
  const different = [...new Map(names.map(({ namespace, name }) => [JSON.stringify([namespace, name]), { namespace, name }])).values()];
  const asked = dice.below(different.length);
  return different.map((name, place): Member => ({
    ...name,
    id: firstNode + place,
    when: place === asked ? 'both' : dice.pick(['both', 'then', 'now'] as const),
  }));
}

interface Naming {
  readonly members: readonly Member[];
  readonly stranger: Member;
}

/** At either time one of those that are there is the canonical one. */
function identitiesOf(dice: Dice, times: Times, { members, stranger }: Naming): ThingRows['identities'] {
  const canonicalAt = (when: When): number => dice.pick(thoseAt(members, when)).id;
  const [then, drawn] = [canonicalAt('then'), canonicalAt('now')];
  const staysSo = dice.chance(0.5) && members.some(({ id, when }) => id === then && when === 'both');
  const canonicalNow = staysSo ? then : drawn;
  const stretch = times.manner();
  const rows = members.flatMap(({ id, when }): readonly (readonly [number, number, When])[] => {
    if (when === 'both' && then === canonicalNow) return [[id, then, 'both']];
    return [...(when === 'now' ? [] : [[id, then, 'then'] as const]), ...(when === 'then' ? [] : [[id, canonicalNow, 'now'] as const])];
  });
  const strange = [stranger.id, dice.pick(members).id, 'never'] as const;
  const others = rows.filter(([node, canonical]) => node !== canonical);
  return [...others, ...(dice.chance(0.3) ? [strange] : [])].map(([node, canonical, when]) => ({ node, canonical, ...stretch(when) }));
}

function thoseAt(members: readonly Member[], moment: When): readonly Member[] {
  return members.filter(({ when }) => when === 'both' || when === moment);
}

/** A tag of the thing (null) or of a column, and when it is there. */
interface PlacedTag {
  readonly field: string | null;
  readonly tag: string;
  readonly when: 'then' | 'now' | 'both';
}

function tagsOf(dice: Dice, { tags, sureTags, columnTags, sureColumnTags }: RefThing): readonly PlacedTag[] {
  const placed = (field: string | null, all: readonly string[], sure: readonly string[]): readonly PlacedTag[] =>
    [...new Set(all)].map((tag) => ({ field, tag, when: sure.includes(tag) ? 'both' : dice.pick(['then', 'now'] as const) }));
  return [
    ...placed(null, tags, sureTags),
    ...[...columnTags].flatMap(([path, some]) => placed(path, some, sureColumnTags.get(path) ?? [])),
  ];
}

/** What is there at both times, in small letters: a tag by its key, too. */
function sureTags(tags: readonly PlacedTag[]): Pick<RefThing, 'sureTags' | 'sureColumnTags'> {
  const at = (field: string | null, moment: When): readonly string[] =>
    tags
      .filter((each) => each.field === field && (each.when === moment || each.when === 'both'))
      .flatMap(({ tag }) => [tag.toLowerCase(), (tag.split('=')[0] ?? '').toLowerCase()]);
  const atBoth = (field: string | null): readonly string[] =>
    [...new Set(at(field, 'then'))].filter((tag) => at(field, 'now').includes(tag));
  const fields = new Set(tags.flatMap(({ field }) => field ?? []));
  return { sureTags: atBoth(null), sureColumnTags: new Map([...fields].map((field) => [field, atBoth(field)])) };
}

/** A tags facet of each name that is there, at either time one; each tag under a name that is there then. What is there at neither time would hide all. */
function facetsOf(
  dice: Dice,
  times: Times,
  { members, stranger, tags }: Naming & { readonly tags: readonly PlacedTag[] },
): ThingRows['facets'] {
  const told = { then: new Map<number, PlacedTag[]>(), now: new Map<number, PlacedTag[]>() };
  for (const tag of tags)
    for (const moment of ['then', 'now'] as const) {
      if (tag.when !== 'both' && tag.when !== moment) continue;
      const { id } = dice.pick(thoseAt(members, moment));
      told[moment].set(id, [...(told[moment].get(id) ?? []), tag]);
    }
  const rows = members.flatMap(({ id }): ThingRows['facets'] => {
    const stretch = times.manner();
    const [then, now] = [told.then.get(id), told.now.get(id)].map((some) => (some === undefined ? undefined : bodyOf(dice, some)));
    const row = (body: string, when: When) => ({ node: id, body, hash: sha256(body).toString('hex'), ...stretch(when) });
    if (then !== undefined && then === now) return [row(then, 'both')];
    const never = dice.chance(0.15) ? [row(EVERY_TAG, 'never')] : [];
    return [...never, ...(then === undefined ? [] : [row(then, 'then')]), ...(now === undefined ? [] : [row(now, 'now')])];
  });
  const strange = { node: stranger.id, body: EVERY_TAG, hash: sha256(EVERY_TAG).toString('hex'), ...times.manner()('both') };
  return dice.chance(0.3) ? [...rows, strange] : rows;
}

/** What is held, under a name that is there then; beside it what another holds, and what was held at neither time. */
function labelsOf(dice: Dice, times: Times, { members, stranger, thing }: Naming & { readonly thing: RefThing }): ThingRows['labels'] {
  const row = (node: number, { field, level, form }: PlacedHeld, when: When): ThingRows['labels'][number] => ({
    ...{ node, field, level: LEVEL[level], form: FORM[form] },
    ...times.manner()(when),
  });
  const placed = [
    ...thing.held.map((held): PlacedHeld => ({ field: null, ...held })),
    ...[...thing.columnHeld].flatMap(([field, all]) => all.map((held): PlacedHeld => ({ field, ...held }))),
  ];
  const rows = placed.map((held) => {
    const when = dice.pick(['then', 'now', 'both'] as const);
    return row(dice.pick(members.filter((member) => member.when === 'both' || member.when === when)).id, held, when);
  });
  const most: PlacedHeld = { field: null, level: 'PHI', form: 'plain' };
  const never = dice.chance(0.3) ? [row(dice.pick(members).id, most, 'never')] : [];
  return [...rows, ...never, ...(dice.chance(0.3) ? [row(stranger.id, most, 'both')] : [])];
}

interface PlacedHeld extends RefHeld {
  readonly field: string | null;
}

/** Of a name that is none of the thing, or of another time. */
const EVERY_TAG = JSON.stringify({
  tags: ['?', 'pii=yes', 'classification=PHI', 'classification=public', 'größe=XL'].map((tag) => entryOf({ field: null, tag })),
});

/** JSON that jsonb cannot hold. */
const UNREADABLE = ['{"tags":[{"key":"a"}],"x":"\\ud800"}', '{"tags":"\\u0000"}', '{"tags":[{"key":"a","value":1e999999}]}'];
/** What is no tag. */
const NOTHING = ['text', { key: 5 }, { value: 'pii' }, null, ['pii']];

/** Tags that cannot be read are so all at once. A single one is told by a tag that is called so, which counts alike. */
function bodyOf(dice: Dice, tags: readonly PlacedTag[]): string {
  const [first] = tags;
  if (tags.length === 1 && first?.tag === '?' && first.field === null) return dice.pick(UNREADABLE);
  const entries = tags.map(entryOf);
  return JSON.stringify({ tags: dice.chance(0.2) ? [dice.pick(NOTHING), ...entries] : entries });
}

function entryOf({ field, tag }: Pick<PlacedTag, 'field' | 'tag'>): Readonly<Record<string, string>> {
  const at = tag.indexOf('=');
  const said = at === -1 ? { key: tag } : { key: tag.slice(0, at), value: tag.slice(at + 1) };
  return field === null ? said : { ...said, field };
}
