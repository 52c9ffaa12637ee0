import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';

import { errorCode, MIB } from '#foundation';
import { eventsInArray } from '#operations';

import { wrong } from './arguments.ts';
import { fileBytes, tooLarge } from './file-bytes.ts';

/** Of a file, as it is and unzipped: all of it is held at once. */
const FILE_BYTES_MAX = 256 * MIB;

/** One event of a file, and where it stands there. */
export interface EventText {
  readonly bytes: Buffer;
  /** Of one event a line, from 1. */
  readonly line?: number;
  /** Of an array, from 0. */
  readonly index?: number;
  /** Why the file does not open; then `bytes` are those of the whole. */
  readonly unopened?: string;
}

/** The events in a file, or on stdin for `-`: one, an array of them, or one a line; as they are, or zipped. Throws BAD_REQUEST when there is no such file. */
export async function readEventTexts(file: string): Promise<readonly EventText[]> {
  const raw = await fileBytes(file, FILE_BYTES_MAX);
  const bytes = isGzip(raw) ? await unzipped(raw) : raw;
  if (bytes === undefined) return [{ bytes: raw, unopened: 'it begins as gzip does, and does not unzip' }];
  const called = file === '-' ? 'stdin' : file;
  if (/^\s*$/.test(bytes.toString('latin1', 0, 64)) && bytes.toString().trim() === '')
    throw wrong(`${called} is empty; an event is a JSON object`);
  return eventsIn(bytes);
}

function eventsIn(bytes: Buffer): readonly EventText[] {
  const start = firstLetter(bytes);
  if (start === '[') {
    const read = eventsInArray(bytes);
    if (read.kind === 'events') return read.texts.map((text, index) => ({ bytes: Buffer.from(text), index }));
  }
  const lines = start === '{' ? linesOf(bytes) : [];
  return lines.length > 1 && areEvents(lines) ? lines : [{ bytes }];
}

/** One event a line, and not one event that is spread over lines: that begins with no whole object, and not every line of it with a brace. */
function areEvents(lines: readonly EventText[]): boolean {
  const [first] = lines;
  return isJson(first?.bytes) || lines.every(({ bytes }) => firstLetter(bytes) === '{');
}

function linesOf(bytes: Buffer): readonly EventText[] {
  const lines: EventText[] = [];
  for (let from = 0, line = 1; from < bytes.length; line += 1) {
    const at = bytes.indexOf('\n', from);
    const end = at === -1 ? bytes.length : at;
    const text = bytes.subarray(from, end);
    if (firstLetter(text) !== undefined) lines.push({ bytes: text, line });
    from = end + 1;
  }
  return lines;
}

/** The first character that is no space and no byte order mark. */
function firstLetter(bytes: Buffer): string | undefined {
  const isMarked = bytes.length >= 3 && bytes.readUIntBE(0, 3) === 0xefbbbf;
  for (let at = isMarked ? 3 : 0; at < bytes.length; at += 1) {
    const letter = String.fromCharCode(bytes[at] ?? 0);
    if (!/[ \t\r\n]/.test(letter)) return letter;
  }
  return undefined;
}

function isJson(bytes: Buffer | undefined): boolean {
  try {
    JSON.parse(String(bytes).replace(/^\ufeff/, ''));
    return true;
  } catch {
    return false; // some other text
  }
}

function isGzip(bytes: Buffer): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/** Undefined: it does not unzip. */
async function unzipped(bytes: Buffer): Promise<Buffer | undefined> {
  try {
    return await promisify(gunzip)(bytes, { maxOutputLength: FILE_BYTES_MAX });
  } catch (error) {
    if (errorCode(error) === 'ERR_BUFFER_TOO_LARGE') throw tooLarge('what is zipped in it', FILE_BYTES_MAX);
    return undefined;
  }
}
