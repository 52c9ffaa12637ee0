import { type Stats, statfsSync, statSync } from 'node:fs';
import { request } from 'node:http';
import path from 'node:path';
import { text } from 'node:stream/consumers';

import { GIB, SECOND_MS } from '#foundation';

import type { Config } from '../../../server/src/config.ts';
import { type Check, ok, problem, warn } from './check.ts';

/** What package.json asks for. */
const NODE_MIN = [20, 19] as const;
const FREE_BYTES_MIN = 1 * GIB;
const FREE_BYTES_GOOD = 5 * GIB;
const ANSWER_MS_MAX = 2 * SECOND_MS;

export function nodeCheck(version = process.versions.node): Check {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const isEnough = major > NODE_MIN[0] || (major === NODE_MIN[0] && minor >= NODE_MIN[1]);
  if (isEnough) return ok('node', `Node ${version}.`);
  return problem('node', `Node ${version} is too old.`, `Install Node ${NODE_MIN.join('.')} or newer.`);
}

/** The folder that holds the key file, and with the embedded Postgres all data. */
export function dataDirCheck({ HEADGATE_DATA_DIR: folder }: Config): Check {
  const found = statOf(folder);
  if (found === undefined)
    return warn(
      'data-dir',
      `${folder} is not there yet.`,
      'The first start of `headgate serve` makes it; or set HEADGATE_DATA_DIR to the one in use.',
    );
  if (!found.isDirectory()) return problem('data-dir', `${folder} is not a folder.`, 'Set HEADGATE_DATA_DIR to a folder.');
  if ((found.mode & 0o022) !== 0)
    return problem('data-dir', `Others may write into ${folder} (mode ${octal(found)}).`, `chmod go-w ${quoted(folder)}`);
  return ok('data-dir', `${folder}, mode ${octal(found)}.`);
}

/** Whoever reads this file reads everything that was recorded; who loses it can read nothing. */
export function keyFileCheck({ HEADGATE_DATA_DIR }: Config, { isLedgerEmpty }: { readonly isLedgerEmpty: boolean }): Check {
  const file = keyFileOf(HEADGATE_DATA_DIR);
  const found = statOf(file);
  if (found === undefined) {
    if (isLedgerEmpty) return ok('key-file', `${file} is not there yet; the first entry makes it.`);
    const mend = "Bring it back from its backup, or set HEADGATE_DATA_DIR to the server's folder. Do not start the server without it.";
    return problem('key-file', `${file} is missing, and without it nothing that was recorded can be read.`, mend);
  }
  if ((found.mode & 0o077) !== 0)
    return problem('key-file', `Others may read or write ${file} (mode ${octal(found)}).`, `chmod 600 ${quoted(file)}`);
  return ok('key-file', `${file}, mode ${octal(found)}.`);
}

export function keyFileOf(dataDir: string): string {
  return path.join(dataDir, 'keys.jsonl');
}

/** Room on the disk of the data folder. An outside Postgres keeps its data elsewhere. */
export function diskCheck({ HEADGATE_DATA_DIR, DATABASE_URL }: Config): Check {
  if (DATABASE_URL !== undefined) return ok('disk', 'The data lies in the Postgres of DATABASE_URL; look there.');
  if (statOf(HEADGATE_DATA_DIR) === undefined) return ok('disk', 'Nothing lies on this disk yet.');
  const { bavail, bsize } = statfsSync(HEADGATE_DATA_DIR);
  const free = bavail * bsize;
  const message = `${(free / GIB).toFixed(1)} GiB are free on the disk of ${HEADGATE_DATA_DIR}.`;
  if (free < FREE_BYTES_MIN)
    return problem('disk', message, 'Make room: a full disk stops recording. Nothing that was acknowledged is lost.');
  if (free < FREE_BYTES_GOOD) return warn('disk', message, 'Make room before it is full.');
  return ok('disk', message);
}

/** Who is on the port: a Headgate says in its own words where events go. */
export async function portCheck({ HTTP_HOST, HTTP_PORT }: Config): Promise<{ readonly check: Check; readonly isServing: boolean }> {
  if (HTTP_PORT === 0) return { check: ok('port', 'HTTP_PORT is 0: each start picks a free one.'), isServing: false };
  const host = HTTP_HOST === '0.0.0.0' ? '127.0.0.1' : HTTP_HOST;
  const address = `http://${host.includes(':') ? `[${host}]` : host}:${HTTP_PORT}`;
  const answer = await whoAnswers(address);
  switch (answer) {
    case 'nobody':
      return { check: ok('port', `${address} is free: no server runs here.`), isServing: false };
    case 'headgate':
      return { check: ok('port', `A Headgate answers at ${address}.`), isServing: true };
    case 'another':
      return {
        check: problem('port', `Another program listens at ${address}.`, 'Set HTTP_PORT to a free port, or end that program.'),
        isServing: false,
      };
  }
}

async function whoAnswers(address: string): Promise<'nobody' | 'headgate' | 'another'> {
  return new Promise((resolve) => {
    const asked = request(`${address}/api/v1/lineage`, { method: 'GET', agent: false, timeout: ANSWER_MS_MAX }, (response) => {
      text(response).then(
        (body) => resolve(response.statusCode === 405 && body.includes('/api/v1/lineage/batch') ? 'headgate' : 'another'),
        () => resolve('another'),
      );
    });
    asked.on('timeout', () => asked.destroy(new Error('no answer')));
    asked.on('error', (error) => resolve('code' in error && error.code === 'ECONNREFUSED' ? 'nobody' : 'another'));
    asked.end();
  });
}

function statOf(file: string): Stats | undefined {
  return statSync(file, { throwIfNoEntry: false });
}

function octal({ mode }: Stats): string {
  return (mode & 0o777).toString(8).padStart(4, '0');
}

function quoted(file: string): string {
  return `'${file.replaceAll("'", `'\\''`)}'`;
}
