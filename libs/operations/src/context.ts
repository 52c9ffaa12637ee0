import type { Clock, Randomness } from '#foundation';
import type { Database, KeyHolder, KeyStore, Recorder } from '#store';

import type { Readings } from './asked-operation.ts';
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
}

/** Who asks or acts. Nobody is anonymous. */
export interface Principal extends KeyHolder {
  /** Groups that the identity provider tells of a person. Absent: no provider vouches for it, and its name is the one that an administrator gave it. */
  readonly groups?: readonly string[];
  /** How it came in, where that is by a session or by a provider's token; a key says nothing of it. */
  readonly cameIn?: CameIn;
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
