import { engagementsOf, grantsInForce, isWithin, readingSubject } from '#access';
import { Failure, hex, instantFromDate, instantNow, MINUTE_MS, sha256 } from '#foundation';
import { canonicalJson, hideSecrets, type JsonObject } from '#record';
import { addReadings, type ReadingKey, type Session } from '#store';

import type { AskedOperation, Engaged, Readings } from '../asked-operation.ts';
import type { Context, Principal } from '../context.ts';
import type { CameFrom } from '../decided.ts';
import { type Act, recordActsIn } from '../record-act.ts';
import { accessInForce } from './access-in-force.ts';
import type { Question } from './answer.ts';
import { idInWords } from './public-id.ts';
import { grantsOf } from './sight.ts';

/** Of what one question names. Five hundred ids, which a question may name at most, are some 50,000. */
const ARGUMENTS_LENGTH_MAX = 64_000;

/** The engagements that are in force for who asks: whatever it is, it is asked under all of them. Undefined: there is none. */
export async function engagedIn(context: Context, session: Session, principal: Principal): Promise<Engaged | undefined> {
  if (principal.kind !== 'person') return undefined;
  const { standings, versions } = await accessInForce(context, session);
  const grants = grantsInForce({ grants: grantsOf(principal, standings), at: instantNow(context.clock) });
  const names = engagementsOf(grants);
  if (names.length === 0) return undefined;
  const purposes = new Map((standings.engagements ?? []).map(({ engagement, purpose }) => [engagement, purpose]));
  const policy = versions.reduce<bigint | null>((newest, { position }) => (newest === null || position > newest ? position : newest), null);
  const under = names.map((name) => ({ name, purpose: purposes.get(name) ?? '', isWithin: isWithin(grants, name) }));
  return { under, isAlone: grants.every(({ scope }) => scope !== undefined), policy };
}

/** What is asked, in the form in which a reading tells it. Below an answer times say nothing: they are those of the answer. */
export function askedOperation(
  operation: string,
  input: object,
  { shown, failure }: { readonly shown: number; readonly failure?: unknown },
): AskedOperation {
  const text = hideSecrets(canonicalJson(plainly(input)));
  const failed = failure === undefined ? null : failure instanceof Failure ? failure.code : 'INTERNAL';
  return { operation, arguments: text.length > ARGUMENTS_LENGTH_MAX ? `${text.slice(0, ARGUMENTS_LENGTH_MAX)}…` : text, shown, failed };
}

/** What was not said is left out, and ids are said in words. */
function plainly(input: object): JsonObject {
  const { isBelow = false, ...named } = input as Question; // a question, or parts of one
  const said = isBelow ? { ...named, asOf: undefined, knownAt: undefined } : named;
  const text = JSON.stringify(said, (key, value: unknown) => {
    if (typeof value === 'bigint') return value.toString();
    if (key === 'id' && typeof value === 'string') return idInWords(value);
    if (key === 'ids' && Array.isArray(value)) return value.map((id: unknown) => idInWords(String(id)));
    return value ?? undefined;
  });
  return JSON.parse(text) as JsonObject; // an object, as it was given
}

/** What is asked within one operation of a door, such as one of GraphQL: it is recorded as one, before its answer leaves. */
export class GatheredReadings implements Readings {
  private engaged: Engaged | undefined;
  private readonly asked: AskedOperation[] = [];

  take(engaged: Engaged, asked: AskedOperation): void {
    const known = this.engaged?.under.filter(({ name }) => engaged.under.every((each) => each.name !== name)) ?? [];
    this.engaged = { ...engaged, under: [...known, ...engaged.under] };
    this.asked.push(asked);
  }

  /** Records all of it. Throws STORE_UNAVAILABLE, and BUSY when an engagement ended meanwhile: then nothing may be answered. */
  async record(context: Context, principal: Principal): Promise<void> {
    const [engaged, asked] = [this.engaged, this.asked.splice(0)];
    if (engaged !== undefined && asked.length > 0) await recordReading(context, principal, { engaged, asked });
  }
}

/**
 * Records what somebody asked, under each of the engagements. The same again within its minute is counted. Settles after the commit. Throws BUSY when one of
 * the engagements is not in force any more: nothing stands under it that was answered after its end.
 */
export async function recordReading(
  context: Context,
  principal: Principal,
  { engaged, asked }: { readonly engaged: Engaged; readonly asked: readonly AskedOperation[] },
): Promise<void> {
  const { database, tenant, clock, from = null } = context;
  await database.transactionClosedByWork(async (session) => {
    const now = await engagedIn(context, session, principal);
    const over = engaged.under.find(({ name }) => now?.under.some((each) => each.name === name) !== true);
    if (over !== undefined)
      throw new Failure('BUSY', `The engagement ${over.name} ended while this was answered; ask again.`, { retryAfterSeconds: 1 });
    const minute = instantFromDate(new Date(Math.floor(clock.now().getTime() / MINUTE_MS) * MINUTE_MS));
    const counted = engaged.under.map((under) => {
      const digest = digestOf({ policy: engaged.policy, isWithin: under.isWithin, from }, asked);
      return { under, key: { engagement: under.name, minute, principal: principal.id, digest } };
    });

    const areNew = await addReadings(
      session,
      tenant,
      counted.map(({ key }) => key),
    );

    const acts = counted.filter((_, index) => areNew[index] === true).map((each) => actOf(principal, each, { engaged, asked, from }));
    if (acts.length === 0) await session.send('commit');
    else await recordActsIn(context, session, { by: principal.id, acts });
  });
}

/** What is asked together may come in any order. */
function digestOf(
  { policy, isWithin, from }: { readonly policy: bigint | null; readonly isWithin: boolean; readonly from: CameFrom | null },
  asked: readonly AskedOperation[],
): string {
  const each = asked.map((one) => canonicalJson({ ...one })).sort();
  return hex(sha256(canonicalJson([policy === null ? null : String(policy), isWithin, fromSaid(from), ...each])));
}

function fromSaid(from: CameFrom | null): JsonObject | null {
  return from === null ? null : { ...from };
}

interface Counted {
  readonly under: Engaged['under'][number];
  readonly key: ReadingKey;
}

/** In the form of a decision, so that the trail tells it too. */
function actOf(
  { name, kind, roles }: Principal,
  { under, key: { minute, digest } }: Counted,
  {
    engaged: { policy },
    asked,
    from,
  }: { readonly engaged: Engaged; readonly asked: readonly AskedOperation[]; readonly from: CameFrom | null },
): Act {
  const operations = [...new Set(asked.map(({ operation }) => operation))].join(', ');
  const body = {
    ...{ action: 'read', what: `${operations} under ${under.name}`, outcome: 'done', why: under.purpose },
    ...{ policy: policy === null ? null : String(policy), name, kind, roles: [...roles], from: fromSaid(from) },
    ...{ engagement: under.name, isWithin: under.isWithin, asked: asked.map((one) => ({ ...one })) },
    counted: { minute: String(minute), digest },
  };
  return { kind: 'decision', namespace: 'decisions', subject: readingSubject(under.name), body };
}
