import { MINUTE_MS, SECOND_MS } from '#foundation';
import { abandonRoute, type DueNotice, dueNotices, dueRoutes, leaseRoute, releaseRoute, sentNotice, unsentNotice } from '#store';

import {
  ADDRESS_CLOSED,
  ADMINISTRATORS,
  shownAddress,
  signature,
  signingSecret,
  teamOfRoute,
  wholeAddress,
} from '../access/alert-routes.ts';
import { accessInForce } from '../ask/access-in-force.ts';
import type { Context } from '../context.ts';

/** One attempt to send a notice. */
export interface NoticePost {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What became of it. `why` is a sentence of ours, without the address. */
export type NoticePosted = { readonly kind: 'taken' } | { readonly kind: 'failed'; readonly why: string };

export interface NoticeSending {
  /** Settles within `SENT_WITHIN_MS`, and never throws. */
  readonly post: (post: NoticePost) => Promise<NoticePosted>;
  /** Where administrators are told. Undefined: nowhere. */
  readonly administrators: string | undefined;
}

/** A receiver has so long to take a notice. */
export const SENT_WITHIN_MS = 10 * SECOND_MS;
/** Routes that one process sends over at once. */
const ROUTES_AT_ONCE = 16;
/** Notices that are sent over a route in one go: within its lease, however slow each is. */
const NOTICES_AT_ONCE = 5;
const LEASE_MS = 1 * MINUTE_MS;
const AGAIN_MS = 10 * SECOND_MS;
const AGAIN_MS_MAX = 15 * MINUTE_MS;
const DOUBLINGS_MAX = 10;

/**
 * Sends what waits, over several routes beside each other. A turn begins what is due and waits for none of it; `settled` does. What was sent and not marked is
 * sent again under the same id, once the lease of its route is over.
 */
export class NoticeSender {
  private readonly underWay = new Map<string, Promise<void>>();
  private isEnding = false;
  private failure: { readonly error: unknown } | undefined;

  constructor(
    private readonly context: Context,
    private readonly sending: NoticeSending,
  ) {}

  /** Begins what is due. Throws what failed of the last turns, but for what receivers did. */
  async turn(): Promise<{ readonly hasMore: false }> {
    const { failure } = this;
    this.failure = undefined;
    if (failure !== undefined) throw failure.error;
    const free = ROUTES_AT_ONCE - this.underWay.size;
    const { database, tenant, clock } = this.context;
    const due = await database.snapshot((session) => dueRoutes(session, tenant, { now: clock.now(), limit: ROUTES_AT_ONCE }));
    for (const route of due.filter((each) => !this.underWay.has(each)).slice(0, free)) this.begin(route);
    return { hasMore: false };
  }

  /** Begins nothing more, and settles when what is being sent was taken or not. */
  async end(): Promise<void> {
    this.isEnding = true;
    await this.settled();
  }

  /** Settles when nothing is under way. */
  async settled(): Promise<void> {
    while (this.underWay.size > 0) await Promise.all(this.underWay.values());
  }

  private begin(route: string): void {
    const work = this.sendOver(route).then(
      () => void this.underWay.delete(route),
      (error: unknown) => {
        this.underWay.delete(route);
        this.failure ??= { error };
      },
    );
    this.underWay.set(route, work);
  }

  private async sendOver(route: string): Promise<void> {
    const { database, tenant, clock } = this.context;
    const leased = await database.transaction(async (session) => {
      const now = clock.now();
      const failures = await leaseRoute(session, tenant, { route, now, until: new Date(now.getTime() + LEASE_MS) });
      if (failures === undefined) return undefined;
      return { failures, notices: await dueNotices(session, tenant, { route, now, limit: NOTICES_AT_ONCE }) };
    });
    if (leased === undefined) return;
    const address = await this.addressOf(route);
    if (address === undefined) await database.transaction((session) => abandonRoute(session, tenant, { route, now: clock.now() }));
    else if (address.kind === 'closed') await this.notSent({ route, failures: leased.failures, why: ADDRESS_CLOSED }, leased.notices[0]);
    else await this.sendAll({ route, address, failures: leased.failures }, leased.notices);
    await database.transaction((session) => releaseRoute(session, tenant, route));
  }

  /** One that is not taken ends it. */
  private async sendAll({ route, address, failures }: Over, notices: readonly DueNotice[]): Promise<void> {
    let failed = failures;
    for (const notice of notices) {
      if (this.isEnding || !(await this.send({ route, address, failures: failed }, notice))) return;
      failed = 0;
    }
  }

  /** Whether it was taken. */
  private async send({ route, address, failures }: Over, { id, body, attempts }: DueNotice): Promise<boolean> {
    const { database, tenant, clock } = this.context;
    const timestamp = String(Math.floor(clock.now().getTime() / SECOND_MS));
    const headers = {
      'content-type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': timestamp,
      'webhook-signature': signature(address.secret, `${id}.${timestamp}.${body}`),
    };
    const posted = await this.sending.post({ url: address.url, headers, body });

    if (posted.kind === 'failed') await this.notSent({ route, failures, why: posted.why }, { id, attempts });
    else await database.transaction((session) => sentNotice(session, tenant, { id, route, now: clock.now() }));
    return posted.kind === 'taken';
  }

  /** Puts a notice and its route off. */
  private async notSent({ route, failures, why }: Failing, notice: Pick<DueNotice, 'id' | 'attempts'> | undefined): Promise<void> {
    if (notice === undefined) return; // somebody else sent it
    const { database, tenant, clock } = this.context;
    const now = clock.now();
    const again = { noticeAgainAt: after(now, notice.attempts), routeAgainAt: after(now, failures) };
    await database.transaction((session) => unsentNotice(session, tenant, { id: notice.id, route, why, now, ...again }));
  }

  /** Where a route leads now. Undefined: nowhere any more. */
  private async addressOf(route: string): Promise<Address | { readonly kind: 'closed' } | undefined> {
    const { context, sending } = this;
    if (route === ADMINISTRATORS) {
      const url = sending.administrators;
      return url === undefined ? undefined : { kind: 'open', url, secret: signingSecret(context, shownAddress(context, '', url)) };
    }
    return context.database.snapshot(async (session) => {
      const { standings } = await accessInForce(context, session);
      const team = standings.teams.find((each) => each.team === teamOfRoute(route));
      const kept = team === undefined ? undefined : await wholeAddress(context, session, team);
      if (team?.alerts === undefined || kept === undefined) return undefined;
      return kept.kind === 'closed' ? kept : { ...kept, secret: signingSecret(context, team.alerts.url) };
    });
  }
}

interface Address {
  readonly kind: 'open';
  readonly url: string;
  readonly secret: string;
}

interface Failing {
  readonly route: string;
  /** In a row, so far. */
  readonly failures: number;
  readonly why: string;
}

interface Over {
  readonly route: string;
  readonly address: Address;
  /** In a row, so far. */
  readonly failures: number;
}

function after(now: Date, failures: number): Date {
  return new Date(now.getTime() + Math.min(AGAIN_MS * 2 ** Math.min(failures, DOUBLINGS_MAX), AGAIN_MS_MAX));
}
