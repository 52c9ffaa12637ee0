import type { Session } from '../sql/session.ts';

/** Whose sessions end, and at which instant. */
export interface Unlinked {
  /** The principal. */
  readonly id: string;
  readonly at: Date;
}

/**
 * Ends the sessions that links began for somebody who holds no key that is good after an instant, and the links that were not opened yet. Not the sessions for which a
 * provider is asked. Three statements: whoever opens a link at that moment is waited for, and the session then ends too.
 */
export async function endLinked(session: Session, tenant: number, { id, at }: Unlinked): Promise<void> {
  const good = await session.rows`
    select from control.api_key as api_key
    where api_key.tenant = ${tenant}::int and api_key.principal_id = ${id}::uuid and api_key.revoked_at is null
      and coalesce(api_key.expires_at, 'infinity') > ${at.toISOString()}::timestamptz
    limit 1`;
  if (good.length > 0) return;
  await session.rows`delete from control.sign_in_link as link where link.tenant = ${tenant}::int and link.principal_id = ${id}::uuid`;
  await session.rows`
    delete from control.session as begun
    where begun.tenant = ${tenant}::int and begun.principal_id = ${id}::uuid and begun.checked_at is null`;
}
