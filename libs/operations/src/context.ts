import type { Clock, Randomness } from '#foundation';
import type { Verifier } from '#log';
import type { Database, KeyHolder, KeyStore, Recorder } from '#store';

import type { Readings } from './asked-operation.ts';
import type { CameFrom } from './decided.ts';
import type { DecisionNotes } from './decision-notes.ts';
import type { MapWait } from './map/map-wait.ts';

/** What every operation works with. Made once a process, by the program. */
export interface Context {
  readonly database: Database;
  readonly keys: KeyStore;
  readonly recorder: Recorder;
  /** Where all wait together who want to see what they wrote. */
  readonly mapWait: MapWait;
  readonly clock: Clock;
  readonly randomness: Randomness;
  readonly tenant: number;
  /** What is asked under engagements goes here, and is recorded by who put it here. Absent: each question is recorded by itself. */
  readonly readings?: Readings;
  /** Who is believed to have seen the log. Absent: nobody. */
  readonly witnesses?: readonly Witness[];
  /** By which door, and from where, whoever asks came in. Absent: by none. */
  readonly from?: CameFrom;
  /** What is decided while an operation is answered; recorded by whoever answers it. Absent: each question that is read records its own. */
  readonly notes?: DecisionNotes;
  /** Whether the snapshot of `database` is there until the operation is answered: then what it shows is looked at once, at its end. */
  readonly isOneSnapshot?: boolean;
}

/** Somebody elsewhere who sees every checkpoint of the log and cosigns it (docs/decisions/0039). */
export interface Witness {
  readonly verifier: Verifier;
  /** Where it is asked. Null: it comes by itself. */
  readonly url: string | null;
}

/** Who asks or acts. Nobody is anonymous. */
export interface Principal extends KeyHolder {
  /** Groups that the identity provider tells of a person. Absent: no provider vouches for it, and its name is the one that an administrator gave it. */
  readonly groups?: readonly string[];
  /** How it came in, where that is by a session or by a provider's token; a key says nothing of it. */
  readonly cameIn?: CameIn;
  /** The key by which it came in, by its prefix. Absent: by none, or nobody needs to know. */
  readonly keyPrefix?: string;
  /** When the key ends by which it came in. Absent: never by itself, or it came by no key. */
  readonly keyEnds?: Date;
}

/** Until when somebody is let in, and by what. */
export interface CameIn {
  readonly until: Date;
  readonly rolesBy: readonly GroupRole[];
}

/** Which group of the provider gives which role here. */
export interface GroupRole {
  readonly group: string;
  readonly role: string;
}
