import type { SignInDesk } from './sign-in-desk.ts';

/** Ends a session at once. Does nothing when there is none. */
export async function signOut({ signIns }: SignInDesk, secret: string): Promise<void> {
  await signIns.end(secret);
}
