import { compareUtf8 } from '#foundation';
import type { RuleSayer, Sayer } from '#labels';
import { type Asked, type EventName, eventNames, tagEvents } from '#store';

import type { EvidenceEvent } from './lineage-answer.ts';

/** Who says a label: an event by its tag (null: it counts no longer), a policy by the place of its label, or a contract. */
export type LabelSayer = { readonly kind: 'event'; readonly event: EvidenceEvent | null } | RuleSayer;

/** Something that somebody says. */
interface SaidBySome {
  readonly sayers: readonly Sayer[];
}

type Told<Label extends SaidBySome> = Omit<Label, 'sayers'> & { readonly saidBy: readonly LabelSayer[] };

/** Labels with who says them: events in the order of the ledger, then policies, then contracts, by name. At most two statements, however many. */
export async function withSayers<Label extends SaidBySome>(asked: Asked, labels: readonly Label[]): Promise<readonly Told<Label>[]> {
  const tags = new Map(labels.flatMap(({ sayers }) => sayers.flatMap((sayer) => (sayer.kind === 'tag' ? [[keyOf(sayer), sayer]] : []))));
  const events = await tagEvents(asked, [...tags.values()]);
  const positions = new Map([...tags.keys()].map((key, index) => [key, events[index]]));
  const names = await eventNames(asked, [...new Set(events.flatMap((position) => position ?? []))]);
  const event = (sayer: TagSayer): EvidenceEvent | null => eventAt(positions.get(keyOf(sayer)), names);
  return labels.map(({ sayers, ...label }) => {
    const told = sayers.map((sayer): LabelSayer => (sayer.kind === 'tag' ? { kind: 'event', event: event(sayer) } : sayer));
    const once = new Map(told.map((sayer) => [JSON.stringify(orderOf(sayer)), sayer]));
    return { ...label, saidBy: [...once.values()].toSorted(inOrder) };
  });
}

type TagSayer = Extract<Sayer, { kind: 'tag' }>;

function keyOf({ node, since }: TagSayer): string {
  return `${node} ${since}`;
}

function eventAt(position: bigint | undefined, names: ReadonlyMap<bigint, EventName>): EvidenceEvent | null {
  const name = position === undefined ? undefined : names.get(position);
  if (position === undefined || name === undefined) return null;
  return { position, commitment: name.commitment, by: name.by, byName: name.byName ?? null };
}

const LENGTH_OF_POSITIONS = 20;

/** As texts that compare in the order in which they are told. */
function orderOf(sayer: LabelSayer): readonly [string, string, string] {
  switch (sayer.kind) {
    case 'event':
      return ['1', (sayer.event?.position.toString() ?? '').padStart(LENGTH_OF_POSITIONS), ''];
    case 'policy':
      return ['2', sayer.policy, String(sayer.place).padStart(LENGTH_OF_POSITIONS)];
    case 'contract':
      return ['3', sayer.contract, ''];
  }
}

function inOrder(left: LabelSayer, right: LabelSayer): number {
  const [one, other] = [orderOf(left), orderOf(right)];
  return compareUtf8(one[0], other[0]) || compareUtf8(one[1], other[1]) || compareUtf8(one[2], other[2]);
}
