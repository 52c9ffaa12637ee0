import type { GroupRole } from '../context.ts';

/** What a provider says of one of its people, once that is proved. */
export interface Statement {
  readonly issuer: string;
  /** Names the person for good, within the issuer. */
  readonly subject: string;
  /** What the person may be called here. */
  readonly name: string;
  /** All groups that it names; most mean nothing here. */
  readonly groups: readonly string[];
  readonly toldAt: Date;
}

/** What comes of a sign-in: who it is, and what the provider can be asked with later. */
export interface Told {
  readonly statement: Statement;
  /** A secret: a refresh token, or an access token where there is none. */
  readonly grant: string;
}

/** The OpenID Connect provider that people of this installation come from. */
export interface PeopleProvider {
  readonly groupRoles: readonly GroupRole[];
  /** How old what it said of somebody may be, ms. */
  readonly recheckMs: number;
  /** Asks about somebody again. Undefined: it says no, or does not answer; which of them the log tells. */
  readonly askAgain: (grant: string, subject: string) => Promise<Told | undefined>;
}
