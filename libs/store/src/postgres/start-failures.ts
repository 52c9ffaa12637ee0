/** What Postgres says (in English) when it cannot start, and what to do about it. The first that fits is given. */
const ADVICE: readonly (readonly [RegExp, string])[] = [
  [/No space left on device/, 'The disk is full: make room, then start again. Nothing that was acknowledged is lost.'],
  [/Disk quota exceeded/, 'The disk quota is used up: raise it or make room, then start again.'],
  [/Read-only file system/, 'The disk is read-only: choose a data directory that can be written.'],
  [/could not create shared memory segment|could not resize shared memory/, 'Too little shared memory: set shared_buffers lower.'],
  [/Cannot allocate memory|out of memory/i, 'Too little memory: set shared_buffers lower, or give the machine more.'],
  [/has (wrong ownership|invalid permissions)/, 'The data directory must belong to the user that Postgres runs as, with mode 0700.'],
  [/Permission denied|Operation not permitted/, 'The user that Postgres runs as lacks a right: see which file is named here.'],
  [/incompatible with server|initialized by PostgreSQL version/, 'The data was written by another version of Postgres.'],
  [/(invalid|unrecognized) .*parameter|outside the valid range/, 'A server setting is not valid: mend the one named here.'],
  [/could not locate a valid checkpoint|invalid page|PANIC/, 'The data is damaged: bring back a backup, and keep this directory.'],
];

/** The last lines are enough to see why; the whole is in the log. */
const LINES_SHOWN_MAX = 12;

/** An error that says what happened, what to do where we know it, and what Postgres itself said. */
export function startFailure(what: string, output: string): Error {
  const advice = ADVICE.find(([pattern]) => pattern.test(output))?.[1];
  const lines = output.trim().split('\n').slice(-LINES_SHOWN_MAX);
  return new Error([`${what}.${advice === undefined ? '' : ` ${advice}`} Postgres said:`, ...lines].join('\n  '));
}

/** Another program listens on the port that was chosen. */
export function isPortTaken(output: string): boolean {
  return /could not bind .* address|could not create any TCP\/IP sockets/.test(output);
}

/** Another server holds the data directory, or processes of one that was killed have not ended yet. */
export function isHeld(output: string): boolean {
  return /lock file ".*" already exists|is still in use|already in use by/.test(output);
}
