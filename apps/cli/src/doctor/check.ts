/** What was looked at, how it stands, and how to mend it. */
export interface Check {
  /** Short and stable: scripts may look for it. */
  readonly name: string;
  readonly state: 'ok' | 'warn' | 'problem';
  /** What was found, in a sentence. */
  readonly message: string;
  /** What to do. Null when all is well. */
  readonly mend: string | null;
}

export function ok(name: string, message: string): Check {
  return { name, state: 'ok', message, mend: null };
}

export function warn(name: string, message: string, mend: string): Check {
  return { name, state: 'warn', message, mend };
}

export function problem(name: string, message: string, mend: string): Check {
  return { name, state: 'problem', message, mend };
}
