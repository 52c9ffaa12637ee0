import { presentAt } from '#foundation';
import type { NodeId } from '#lineage';
import { marksOf } from '#store';

import type { Reading } from '../ask/ask.ts';
import type { Principal } from '../context.ts';
import type { Decided } from '../decided.ts';
import { protectedPlaces } from '../decision-notes.ts';
import type { AskedAccess, JudgedThing } from './judged-thing.ts';
import type { Judgement } from './judgement.ts';
import type { RulesThen } from './rules-then.ts';

/** What was decided of one thing for somebody. */
export interface DecidedThing {
  readonly thing: JudgedThing;
  readonly who: { readonly id: string; readonly name: string };
  readonly judged: Judgement;
}

/** Notes what was decided: every denial, and of what is allowed that which is protected, also beside what is denied. One statement, and none where nothing is allowed. */
export async function noteDecisions(
  { asked, notes }: Reading,
  { id }: Principal,
  { then, decided }: { readonly then: RulesThen; readonly decided: readonly DecidedThing[] },
): Promise<void> {
  const places = await placesOf(
    asked,
    decided.flatMap(({ thing, judged }) => (judged.isAllowed || meantOf(judged).some((each) => each.isAllowed) ? [thing] : [])),
    then,
  );
  const under = then.inForce.versions.reduce<bigint | null>(
    (newest, { position }) => (newest !== null && newest > position ? newest : position),
    null,
  );
  for (const { thing, who, judged } of decided)
    for (const { isAllowed, why, policy, mask, meant } of partsOf(places, thing, judged))
      notes.note({
        ...{ action: `decide ${thing.asked.action}`, outcome: isAllowed ? 'allowed' : 'denied', things: thingsOf(thing.asked, meant) },
        ...{ about: who.id === id ? null : { id: who.id, name: who.name }, why, under },
        ...{ policy: policy?.version ?? null, rule: policy?.rule ?? null, mask: mask ?? undefined, purpose: thing.asked.purpose },
      });
}

/** The columns or facets that were asked about, each as a record names it. */
function meantOf({ columns, facets }: Judgement) {
  return [
    ...columns.map((each) => ({ ...each, called: `column ${each.column}` })),
    ...facets.map((each) => ({ ...each, mask: null, called: `facet ${each.facet}` })),
  ];
}

/** What is on record of a decision, by the columns or facets that are meant: those that are denied together; those that are allowed, if any is protected, each by itself. */
function partsOf(places: Places, thing: JudgedThing, judged: Judgement) {
  const all = meantOf(judged);
  const [allowed, denied] = [all.filter(({ isAllowed }) => isAllowed), all.filter(({ isAllowed }) => !isAllowed)];
  const whole = { ...judged, mask: null };
  const columns = judged.columns.flatMap(({ column, isAllowed }) => (isAllowed ? [column] : []));
  const isOnRecord = isProtectedThing(places, thing, columns);
  if (all.length === 0) return judged.isAllowed && !isOnRecord ? [] : [{ ...whole, meant: [] }];
  return [
    ...(denied.length === 0 ? [] : [{ ...whole, meant: denied.map(({ called }) => called) }]),
    ...(allowed.length > 0 && isOnRecord ? allowed.map((each) => ({ ...each, meant: [each.called] })) : []),
  ];
}

/** Notes that it was asked who could do something with a thing, where that is protected. One statement. */
export async function noteWhoCould(
  { asked, notes }: Reading,
  thing: JudgedThing,
  { then, columns, facets }: { readonly then: RulesThen; readonly columns: readonly string[]; readonly facets: readonly string[] },
): Promise<void> {
  if (!isProtectedThing(await placesOf(asked, [thing], then), thing, columns)) return;
  const rest = { about: null, why: 'Auditors and administrators ask who could.', policy: null, rule: null, purpose: thing.asked.purpose };
  const meant = [...columns.map((column) => `column ${column}`), ...facets.map((facet) => `facet ${facet}`)];
  notes.note({ action: `who could ${thing.asked.action}`, outcome: 'allowed', things: thingsOf(thing.asked, meant), ...rest });
}

/** The protected places of some things. */
type Places = ReadonlyMap<NodeId, readonly (string | null)[]>;

/** Of a job no label says anything. */
async function placesOf(asked: Reading['asked'], things: readonly JudgedThing[], { at }: RulesThen): Promise<Places> {
  const datasets = things.flatMap(({ node, asked: { thing } }) => (thing.kind === 'dataset' ? [node] : []));
  if (datasets.length === 0) return new Map();
  return protectedPlaces(await marksOf(asked, [...new Set(datasets)], presentAt(at)));
}

/** `dataset db patients`, `column ssn of db patients`, `facet sql of job etl load`. */
function thingsOf({ thing: { kind, namespace, name } }: AskedAccess, meant: readonly string[]): Decided['things'] {
  if (meant.length === 0) return [`${kind} ${namespace} ${name}`];
  return meant.map((part) => `${part} of ${part.startsWith('column ') ? '' : `${kind} `}${namespace} ${name}`);
}

/** Of a dataset whole, or facets of it: whether it or any column of it is. Of columns: whether the dataset is, or one of them with the fields around and within it. */
function isProtectedThing(places: Places, { node }: JudgedThing, columns: readonly string[]): boolean {
  const isMeant = (path: string | null): boolean =>
    path === null ||
    columns.length === 0 ||
    columns.some((column) => column === path || column.startsWith(`${path}.`) || path.startsWith(`${column}.`));
  return (places.get(node) ?? []).some(isMeant);
}
