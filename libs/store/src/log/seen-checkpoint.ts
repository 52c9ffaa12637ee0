import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import path from 'node:path';

import { errorCode } from '#foundation';

/**
 * The newest checkpoint of each log that this machine saw, outside the database: a file for each, beside the keys. An older copy of the database cannot bring an
 * older one with it.
 */
export class SeenCheckpoints {
  constructor(private readonly folder: string) {}

  /** A signed note. Undefined: this machine never saw one. */
  read(log: string): string | undefined {
    try {
      return readFileSync(this.fileOf(log), 'utf8');
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return undefined;
      throw error;
    }
  }

  /** It stands there whole or not at all, also after a crash. */
  keep(log: string, note: string): void {
    mkdirSync(this.folder, { recursive: true, mode: 0o700 });
    const draft = `${this.fileOf(log)}.${process.pid}`;
    const file = openSync(draft, 'w', 0o600);
    try {
      writeSync(file, note);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(draft, this.fileOf(log));
  }

  fileOf(log: string): string {
    return path.join(this.folder, `log-${log}.checkpoint`);
  }
}
