import type { Session } from '../sql/session.ts';
import type { MapMemory } from './memory.ts';
import type { Place } from './place.ts';
import type { Rulings } from './rulings.ts';

/** What the one that holds a generation's lane works with, for the length of a transaction. */
export interface Lane {
  readonly session: Session;
  readonly at: Place;
  readonly memory: MapMemory;
  readonly rulings: Rulings;
}
