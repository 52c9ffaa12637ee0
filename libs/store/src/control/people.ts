import type { Randomness } from '#foundation';

import type { ControlClient } from './connect-control.ts';

/** What a provider said of one of its people. */
export interface PersonSaid {
  readonly issuer: string;
  /** Names the person for good, within the issuer. */
  readonly subject: string;
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

/** What became of it. */
export interface PersonTaken extends KnownPerson {
  /** `kept`: nothing new, or older than what is known. */
  readonly outcome: 'made' | 'changed' | 'kept';
}

/** Of the id in a name that was taken. */
const TELLING_DIGITS = 8;

/** Principals as an OpenID Connect provider knows them: by issuer and subject, never by name or address. Throws STORE_UNAVAILABLE without a database. */
export class People {
  constructor(
    private readonly prisma: ControlClient,
    private readonly tenant: number,
    private readonly randomness: Randomness,
  ) {}

  /** Takes in what a provider said: makes the principal, or gives it the groups and roles of now. What was said before what is known changes nothing. */
  async take(said: PersonSaid, now: Date): Promise<PersonTaken> {
    const known = await this.find(said);
    if (known !== undefined) return this.change(known, said);
    const principalId = await this.make(said, now);
    if (principalId !== undefined) return { principalId, groups: said.groups, outcome: 'made' };
    const first = await this.find(said); // another request was first
    if (first === undefined) throw new Error('a person that stood in the way of a new one is gone');
    return this.change(first, said);
  }

  /** How the provider knows a principal. Undefined when none does. */
  async of(principalId: string): Promise<(KnownPerson & Pick<PersonSaid, 'issuer' | 'subject'>) | undefined> {
    const found = await this.prisma.person.findUnique({ where: { tenant_principalId: { tenant: this.tenant, principalId } } });
    return found ?? undefined;
  }

  private async find({ issuer, subject }: PersonSaid): Promise<(KnownPerson & { readonly toldAt: Date }) | undefined> {
    const found = await this.prisma.person.findUnique({ where: { tenant_issuer_subject: { tenant: this.tenant, issuer, subject } } });
    return found ?? undefined;
  }

  private async change(known: KnownPerson & { readonly toldAt: Date }, { groups, roles, toldAt }: PersonSaid): Promise<PersonTaken> {
    const { principalId } = known;
    if (known.toldAt >= toldAt) return { ...known, outcome: 'kept' };
    const isChanged = await this.prisma.$transaction(async (tx) => {
      const where = { tenant: this.tenant, principalId, toldAt: { lt: toldAt } };
      const { count } = await tx.person.updateMany({ where, data: { groups: [...groups], toldAt } });
      if (count === 0) return undefined; // something newer was said meanwhile
      const { kind, roles: before } = await tx.principal.findUniqueOrThrow({ where: { id: principalId } });
      const after = standingOf(roles);
      if (kind === after.kind && before.join() === after.roles.join()) return false;
      await tx.principal.update({ where: { id: principalId }, data: after });
      return true;
    });
    if (isChanged === undefined) return { ...((await this.of(principalId)) ?? known), outcome: 'kept' };
    return { principalId, groups, outcome: isChanged ? 'changed' : 'kept' };
  }

  /** Undefined when the person is known already. */
  private async make({ issuer, subject, name, groups, roles, toldAt }: PersonSaid, now: Date): Promise<string | undefined> {
    const id = this.randomness.uuid();
    const called = [name, `${name} ${id.slice(0, TELLING_DIGITS)}`];
    const made = await this.prisma.$transaction(async (tx) => {
      for (const each of called) {
        const data = { id, tenant: this.tenant, name: each, createdAt: now, ...standingOf(roles) };
        const { count } = await tx.principal.createMany({ data: [data], skipDuplicates: true });
        if (count > 0) break; // else somebody else is called so, and stays who it is
      }
      const person = { tenant: this.tenant, principalId: id, issuer, subject, groups: [...groups], toldAt };
      const { count } = await tx.person.createMany({ data: [person], skipDuplicates: true });
      if (count === 0) await tx.principal.delete({ where: { id } });
      return count > 0;
    });
    return made ? id : undefined;
  }
}

/** Who may administer is an administrator, and that alone. */
function standingOf(roles: readonly string[]): { readonly kind: 'admin' | 'person'; readonly roles: string[] } {
  return roles.includes('admin') ? { kind: 'admin', roles: ['admin'] } : { kind: 'person', roles: [...roles].sort() };
}
