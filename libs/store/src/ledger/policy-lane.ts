import type { Session } from '../sql/session.ts';

/** Waits until nobody else changes policies, and keeps others waiting until the transaction ends. */
export async function takePolicyLane(session: Session, tenant: number): Promise<void> {
  await session.rows`select pg_advisory_xact_lock(hashtext('headgate policies'), ${tenant}::int)`;
}
