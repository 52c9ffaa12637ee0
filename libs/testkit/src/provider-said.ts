import { type PersonSaid, type PersonTaken, takePerson } from '#store';

import type { FreshInstallation } from './fresh-installation.ts';

/** Takes in what a provider said of one of its people, as a sign-in at `now` does. */
export async function providerSaid({ context }: FreshInstallation, said: PersonSaid, now = context.clock.now()): Promise<PersonTaken> {
  const told = { ...said, id: context.randomness.uuid(), now };
  return context.database.transaction((session) => takePerson(session, context.tenant, told));
}
