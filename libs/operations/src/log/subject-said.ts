import { changeSubject, readingSubject, readReview, readStep, readVersion, reviewSubject, standingSubject } from '#access';
import { alertId } from '#alerts';
import { readContract } from '#contracts';
import type { EntryKind } from '#record';
import { z } from 'zod';

const Reading = z.object({ engagement: z.string(), asked: z.array(z.unknown()) });
const KeyAct = z.object({ did: z.string(), name: z.string(), prefix: z.string(), principal: z.string().optional() });
const Ruling = z.union([
  z.object({ setting: z.string() }).transform(({ setting }) => setting),
  z.object({ reinstate: z.string() }).transform(({ reinstate }) => reinstate),
  z.object({ retraction: z.string() }).transform(({ retraction }) => retraction),
]);
const Contract = z.object({ text: z.string() });
const Alert = z
  .object({
    contract: z.string(),
    dataset: z.object({ namespace: z.string(), name: z.string() }),
    column: z.string(),
    kind: z.enum(['column-missing', 'type-changed']),
  })
  .transform(alertId);
const Report = z.object({ id: z.string() });

/** An act, by what of it nobody can change unseen. */
export interface SignedAct {
  readonly position: number;
  readonly kind: EntryKind;
  readonly by: string;
  /** What its body says: JSON. */
  readonly text: string;
}

/** Under what acts are found again, read from what they say themselves; acts in the order of the ledger. */
export class SubjectsSaid {
  /** What policies are called whose drafts and versions came before, by position. */
  private readonly policies = new Map<bigint, string>();

  /** Undefined: it does not say. It is of a newer Headgate, or of before it was said. */
  of(act: SignedAct): string | undefined {
    const body: unknown = JSON.parse(act.text);
    switch (act.kind) {
      case 'policy':
        return standingSubject(act.text) ?? this.ofPolicy(act) ?? reviewed(act.text);
      case 'decision': {
        const reading = Reading.safeParse(body).data;
        return reading === undefined ? act.by : readingSubject(reading.engagement);
      }
      case 'key':
        return ofKey(body);
      case 'contract':
        return ofContract(body);
      case 'alert':
        return Alert.safeParse(body).data;
      case 'report':
        return Report.safeParse(body).data?.id;
      case 'restoration':
        return 'database';
      case 'setting':
      case 'retraction':
        return Ruling.safeParse(body).data;
      case 'event':
      case 'quarantined':
      case 'retirement':
      case 'erasure':
        return undefined; // the first two are found by other things; nobody writes the others yet
    }
  }

  private ofPolicy({ position, text }: SignedAct): string | undefined {
    const version = readVersion(text);
    if (version !== undefined) {
      this.policies.set(BigInt(position), version.policy.name);
      return version.policy.name;
    }
    const step = readStep(text);
    if (step === undefined) return undefined;
    if (step.did === 'draft') this.policies.set(BigInt(position), step.policy.name);
    const name = step.did === 'draft' ? step.policy.name : this.policies.get(step.did === 'reject' ? step.draft : step.version);
    return name === undefined ? undefined : changeSubject(name);
  }
}

function reviewed(text: string): string | undefined {
  const position = readReview(text)?.position;
  return position === undefined ? undefined : reviewSubject(BigInt(position));
}

function ofKey(body: unknown): string | undefined {
  const act = KeyAct.safeParse(body).data;
  if (act === undefined || act.prefix !== '') return act?.prefix;
  return act.did === 'of notices told' ? `route:${act.name}` : act.principal;
}

function ofContract(body: unknown): string | undefined {
  const text = Contract.safeParse(body).data?.text;
  const reading = text === undefined ? undefined : readContract(text);
  return reading?.kind === 'contract' ? reading.contract.id : undefined;
}
