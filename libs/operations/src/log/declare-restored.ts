import { Failure } from '#foundation';
import { logHead } from '#store';

import { requireAdmin } from '../admin.ts';
import type { Context, Principal } from '../context.ts';
import { recordAct } from '../record-act.ts';
import { refuseSecrets } from '../refuse-secrets.ts';
import { LogChanged } from './edge-signed.ts';
import { LogBehind, requireGoesOn } from './goes-on.ts';
import type { Restore } from './restores.ts';

/** A restore that is on record. */
export interface RestoreDeclared {
  /** Where the entry stands. */
  readonly position: bigint;
  /** Where the log ended: what was signed from here on is lost. */
  readonly from: number;
  /** Of how many entries the newest checkpoint was that this machine saw. */
  readonly lost: number;
}

const WHY_LENGTH_MAX = 1_000;

/**
 * Declares that the database is an older copy, so that Headgate goes on with it (docs/decisions/0037): an entry says what is lost and why, and the log goes on by
 * another name. For administrators. Throws BAD_REQUEST where nothing is lost, and where the database is no older copy but another history.
 */
export async function declareRestored(context: Context, principal: Principal, { why }: { readonly why: string }): Promise<RestoreDeclared> {
  requireAdmin(context, principal, 'declare that an older copy of the database goes on');
  if (why.trim() === '') throw new Failure('BAD_REQUEST', 'Say why an older copy goes on: whoever checks the log reads it.');
  if (why.length > WHY_LENGTH_MAX) throw new Failure('LIMIT_EXCEEDED', `The reason may have ${WHY_LENGTH_MAX} characters; shorten it.`);
  refuseSecrets('the reason', why);
  const { note, ...restore } = await behindIn(context);
  const { position } = await recordAct(context, principal.id, {
    ...{ kind: 'restoration', namespace: 'restorations', subject: 'database' },
    body: { ...restore, checkpoint: note, why },
  });
  return { position, ...restore };
}

/** What this machine saw past the end of the database. */
async function behindIn(context: Context): Promise<Restore & { readonly note: string }> {
  const { tenant, keys } = context;
  return context.database.snapshot(async (session) => {
    const head = await logHead(session, tenant);
    try {
      await requireGoesOn(context, session, head);
    } catch (error) {
      if (error instanceof LogBehind) return { from: head.size, lost: error.seen.size, note: keys.seen.read(head.log) ?? '' };
      if (error instanceof LogChanged)
        throw new Failure(
          'BAD_REQUEST',
          `${error.message}. That is no older copy: keep the database and ${keys.seen.fileOf(head.log)} for whoever examines it.`,
        );
      throw error;
    }
    throw new Failure(
      'BAD_REQUEST',
      'The database goes on from what this machine saw of its log: nothing is lost, and nothing is to be declared.',
    );
  });
}

/** Throws STORE_UNAVAILABLE unless the database goes on from what this machine saw of its log: a server does not start on another. */
export async function requireNewest(context: Pick<Context, 'database' | 'keys' | 'tenant'>): Promise<void> {
  try {
    await context.database.snapshot(async (session) => requireGoesOn(context, session, await logHead(session, context.tenant)));
  } catch (error) {
    if (!(error instanceof LogChanged)) throw error;
    const what =
      error instanceof LogBehind
        ? 'Bring the newest copy back; if it is gone, declare that this one goes on: headgate restored --why <reason>'
        : 'headgate verify --ledger tells where';
    throw new Failure('STORE_UNAVAILABLE', `${error.message}. ${what}.`);
  }
}
