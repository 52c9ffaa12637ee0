import type { Labels } from '#access';
import { isProtected, labelSpelt } from '#labels';

import type { Reading } from '../ask/ask.ts';
import type { Principal } from '../context.ts';
import type { Decided } from '../decided.ts';
import type { AskedAccess, JudgedThing, Judgement } from './judged-thing.ts';
import type { RulesThen } from './rules-then.ts';

/** What was decided of one thing for somebody. */
export interface DecidedThing {
  readonly thing: JudgedThing;
  readonly who: { readonly id: string; readonly name: string };
  readonly judged: Judgement;
}

/** Notes what was decided: every denial, and of what is allowed that which is protected. No statement. */
export function noteDecisions({ notes }: Reading, { id }: Principal, { then, decided }: { readonly then: RulesThen; readonly decided: readonly DecidedThing[] }): void {
  const under = then.inForce.versions.reduce<bigint | null>((newest, { position }) => (newest !== null && newest > position ? newest : position), null);
  for (const { thing, who, judged } of decided) {
    const { isAllowed, why, policy } = judged;
    const columns = judged.columns.filter((column) => column.isAllowed === isAllowed).map(({ column }) => column);
    if (isAllowed && !isProtectedThing(thing.labels, columns)) continue;
    notes.note({
      ...{ action: `decide ${thing.asked.action}`, outcome: isAllowed ? 'allowed' : 'denied', things: thingsOf(thing.asked, columns) },
      ...{ about: who.id === id ? null : { id: who.id, name: who.name }, why, under },
      ...{ policy: policy?.version ?? null, rule: policy?.rule ?? null },
    });
  }
}

/** Notes that it was asked who could do something with a thing, where that is protected. */
export function noteWhoCould({ notes }: Reading, { asked, labels }: JudgedThing, columns: readonly string[]): void {
  if (!isProtectedThing(labels, columns)) return;
  const rest = { about: null, why: 'Auditors and administrators ask who could.', policy: null, rule: null };
  notes.note({ action: `who could ${asked.action}`, outcome: 'allowed', things: thingsOf(asked, columns), ...rest });
}

function thingsOf({ dataset: { namespace, name } }: AskedAccess, columns: readonly string[]): Decided['things'] {
  return columns.length === 0 ? [`dataset ${namespace} ${name}`] : columns.map((column) => `column ${column} of ${namespace} ${name}`);
}

/** Of a dataset whole: whether it or any column of it is. Of columns: whether the dataset is, or one of them with the fields around and within it. What cannot be read may say so. */
function isProtectedThing({ tags, columnTags }: Labels, columns: readonly string[]): boolean {
  const isSo = (some: readonly string[]): boolean => some.some((tag) => tag === '?' || isProtected(labelSpelt(tag)));
  if (isSo(tags)) return true;
  const isMeant = (path: string): boolean =>
    columns.length === 0 || columns.some((column) => column === path || column.startsWith(`${path}.`) || path.startsWith(`${column}.`));
  return [...columnTags].some(([path, some]) => isMeant(path) && isSo(some));
}
