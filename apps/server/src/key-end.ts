import type { FastifyReply } from 'fastify';

import { type Context, KEY_EXPIRING_MS } from '#operations';

/** Tells in the answer when the key ends by which it was asked, from `KEY_EXPIRING_MS` before that on. */
export function tellKeyEnd(reply: FastifyReply, { clock }: Pick<Context, 'clock'>, keyEnds: Date | null | undefined): void {
  if (keyEnds != null && keyEnds.getTime() - clock.now().getTime() <= KEY_EXPIRING_MS)
    void reply.header('headgate-key-expires', keyEnds.toISOString());
}
