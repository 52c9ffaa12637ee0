import { readFileSync } from 'node:fs';

import { MIB } from '#foundation';
import { type Verifier, verifierIn } from '#log';

import { wrong } from './arguments.ts';

/** The key of a log, as `headgate log-key` prints it, or a file with that. */
export function keyOfLog(key: string): Verifier {
  const verifier = verifierIn(key.trim()) ?? verifierIn(textOf(key).trim());
  if (verifier?.kind !== 'log') throw wrong('--key is the key of a log, as headgate log-key prints it, or a file with that');
  return verifier;
}

/** The first MiB of a file. Empty: it cannot be read. */
export function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8').slice(0, MIB);
  } catch {
    return '';
  }
}
