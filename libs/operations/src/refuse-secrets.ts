import { Failure } from '#foundation';
import { type JsonValue, secretPlaceIn } from '#record';

/**
 * Throws BAD_REQUEST where what somebody writes to be kept, and to be read by others, holds a secret: who may read a setting is not who may use a password. It is
 * refused and not redacted, for a pattern that was changed is another pattern. `what` as in "the policy"; what is undefined in `said` is passed over.
 */
export function refuseSecrets(what: string, said: unknown): void {
  const place = secretPlaceIn(JSON.parse(JSON.stringify(said)) as JsonValue); // plain data
  if (place === undefined) return;
  const where = place === '' ? 'It' : `What stands at ${place}`;
  throw new Failure(
    'BAD_REQUEST',
    `Nothing was recorded of ${what}. ${where} holds what reads as a password, a token or a key; whoever may read it would have that. Take it out, or write [redacted] in its place, as it stands in recorded events.`,
  );
}
