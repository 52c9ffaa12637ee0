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

/** The keys of witnesses, each as `headgate witness key` prints it, or a file with some of them, one a line. */
export function keysOfWitnesses(given: readonly string[]): readonly Verifier[] {
  return given.flatMap((each) => {
    const told = verifierIn(each.trim()) === undefined ? textOf(each).split('\n') : [each];
    const keys = told.map((line) => line.trim()).filter((line) => line !== '');
    const verifiers = keys.flatMap((key) => verifierIn(key) ?? []);
    if (verifiers.length === 0 || verifiers.length < keys.length || verifiers.some(({ kind }) => kind !== 'witness'))
      throw wrong('--witness is the key of a witness, as headgate witness key prints it, or a file with some of them, one a line');
    return verifiers;
  });
}

/** The first MiB of a file. Empty: it cannot be read. */
export function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8').slice(0, MIB);
  } catch {
    return '';
  }
}
