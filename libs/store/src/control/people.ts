import type { ControlClient } from './connect-control.ts';

/** How a provider names one of its people. */
export interface PersonNamed {
  readonly issuer: string;
  /** Names the person for good, within the issuer. */
  readonly subject: string;
}

/** What a provider said of one of its people. */
export interface PersonSaid extends PersonNamed {
  /** What the person is called here when it is new, if nobody is called so yet. */
  readonly name: string;
  /** All groups that the provider told of. */
  readonly groups: readonly string[];
  readonly roles: readonly string[];
  readonly toldAt: Date;
}

export interface KnownPerson {
  readonly principalId: string;
  readonly groups: readonly string[];
}

/** Principals as an OpenID Connect provider knows them: by issuer and subject, never by name or address. Throws STORE_UNAVAILABLE without a database. */
export class People {
  constructor(
    private readonly prisma: ControlClient,
    private readonly tenant: number,
  ) {}

  /** How the provider knows a principal. Undefined when none does. */
  async of(principalId: string): Promise<(KnownPerson & PersonNamed) | undefined> {
    const found = await this.prisma.person.findUnique({ where: { tenant_principalId: { tenant: this.tenant, principalId } } });
    return found ?? undefined;
  }

  /** Who it is of whom the provider says nothing that it had not said by then, or before. Undefined: it says something new, or of somebody new. */
  async heardBefore({ issuer, subject, toldAt }: PersonSaid): Promise<KnownPerson | undefined> {
    const found = await this.prisma.person.findUnique({ where: { tenant_issuer_subject: { tenant: this.tenant, issuer, subject } } });
    return found !== null && found.toldAt >= toldAt ? found : undefined;
  }
}
