import { type Bucket, filled, type Flow, fullBucket, poured, type QuotaHolder, type QuotaName, waitMs } from '#access';
import { DAY_MS, MINUTE_MS, SECOND_MS } from '#foundation';
import { dayOf, type QuotaUse } from '#store';

/** How much of each quota something takes. */
export type Taking = Readonly<Partial<Record<QuotaName, number>>>;

/** A quota that somebody is past. */
export interface Past {
  readonly holder: QuotaHolder;
  readonly quota: QuotaName;
  readonly limit: number;
  /** Until it lets something in again. */
  readonly waitMs: number;
}

/** In what time each flows; the bytes of a day do not flow, they end with it. */
const FLOWS_IN_MS = { events_per_second: SECOND_MS, query_cost_per_minute: MINUTE_MS } as const;

/** The bytes of one day. `total`: over all servers, as far as is known; `unwritten`: what of it the database does not know. */
interface DayBytes {
  readonly day: string;
  readonly total: number;
  readonly unwritten: number;
}

/** A bucket and what flows into it: with another limit it is another bucket. */
interface Flowing {
  readonly flow: Flow;
  readonly bucket: Bucket;
}

/** What holders of quotas have taken, in memory: a bucket for each that flows, and a sum of bytes. As many as there are holders. */
export class QuotaCounts {
  private readonly buckets = new Map<string, Flowing>();
  private readonly bytes = new Map<string, DayBytes>();

  /** The quota that somebody is past, and of several the one that takes longest. Undefined: all let it in. */
  past(holders: readonly QuotaHolder[], quotas: readonly QuotaName[], now: Date): Past | undefined {
    let longest: Past | undefined;
    for (const { holder, quota, limit } of limitsOf(holders, quotas)) {
      const wait = this.waitOf(holder, { quota, limit }, now);
      if (wait > (longest?.waitMs ?? 0)) longest = { holder, quota, limit, waitMs: wait };
    }
    return longest;
  }

  /** Takes it, whatever is left: what is too much is owed. */
  take(holders: readonly QuotaHolder[], taking: Taking, now: Date): void {
    for (const { holder, quota, limit } of limitsOf(holders, Object.keys(taking) as readonly QuotaName[])) {
      // the keys of a taking
      const units = Math.ceil(taking[quota] ?? 0);
      if (quota === 'bytes_per_day') this.addBytes(subjectOf(holder), units, dayOf(now));
      else {
        const flow = flowOf(quota, limit);
        this.buckets.set(bucketOf(holder, quota), { flow, bucket: poured(this.bucket(holder, { quota, limit }, now), flow, units) });
      }
    }
  }

  /** Forgets the buckets that are full by now, which are as good as new: holders come and go, and what they owe stays until it is paid. */
  forgetFull(now: Date): void {
    for (const [of, { flow, bucket }] of this.buckets) {
      if (filled(bucket, flow, now.getTime()).level === fullBucket(flow, 0).level) this.buckets.delete(of);
    }
  }

  /** What the database knows of a day, of whoever is not counted here yet. */
  learn(uses: readonly QuotaUse[]): void {
    for (const { day, subject, bytes } of uses)
      if (this.bytes.get(subject)?.day !== day) this.bytes.set(subject, { day, total: bytes, unwritten: 0 });
  }

  /** What is to be written. */
  unwritten(): readonly QuotaUse[] {
    return [...this.bytes].flatMap(([subject, { day, unwritten }]) => (unwritten === 0 ? [] : [{ day, subject, bytes: unwritten }]));
  }

  /** It was written, and came to these sums. */
  written(uses: readonly QuotaUse[], totals: readonly number[]): void {
    uses.forEach(({ day, subject, bytes }, index) => {
      const known = this.bytes.get(subject);
      if (known?.day !== day) return; // of a day that is over
      const unwritten = known.unwritten - bytes;
      this.bytes.set(subject, { day, total: (totals[index] ?? 0) + unwritten, unwritten });
    });
  }

  private waitOf(holder: QuotaHolder, { quota, limit }: Limit, now: Date): number {
    if (quota !== 'bytes_per_day') return waitMs(this.bucket(holder, { quota, limit }, now), flowOf(quota, limit));
    const known = this.bytes.get(subjectOf(holder));
    return known === undefined || known.day !== dayOf(now) || known.total < limit ? 0 : DAY_MS - (now.getTime() % DAY_MS);
  }

  private bucket(holder: QuotaHolder, { quota, limit }: Limit & { readonly quota: keyof typeof FLOWS_IN_MS }, now: Date): Bucket {
    const flow = flowOf(quota, limit);
    const known = this.buckets.get(bucketOf(holder, quota));
    const bucket = known?.flow.amount === limit ? filled(known.bucket, flow, now.getTime()) : fullBucket(flow, now.getTime());
    this.buckets.set(bucketOf(holder, quota), { flow, bucket });
    return bucket;
  }

  private addBytes(subject: string, bytes: number, day: string): void {
    const known = this.bytes.get(subject);
    const { total, unwritten } = known?.day === day ? known : { total: 0, unwritten: 0 };
    this.bytes.set(subject, { day, total: total + bytes, unwritten: unwritten + bytes });
  }
}

interface Limit {
  readonly quota: QuotaName;
  readonly limit: number;
}

function limitsOf(holders: readonly QuotaHolder[], quotas: readonly QuotaName[]): readonly (Limit & { readonly holder: QuotaHolder })[] {
  return holders.flatMap((holder) =>
    quotas.flatMap((quota) => {
      const limit = holder.quotas[quota];
      return limit === undefined ? [] : [{ holder, quota, limit }];
    }),
  );
}

function flowOf(quota: keyof typeof FLOWS_IN_MS, limit: number): Flow {
  return { amount: limit, inMs: FLOWS_IN_MS[quota] };
}

function subjectOf({ kind, id }: QuotaHolder): string {
  return `${kind}:${id}`;
}

function bucketOf(holder: QuotaHolder, quota: QuotaName): string {
  return `${subjectOf(holder)} ${quota}`;
}
