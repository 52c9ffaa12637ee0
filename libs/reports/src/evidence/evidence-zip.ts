import { crc32 } from 'node:zlib';

import type { EvidenceFile } from './envelope.ts';

// The parts of a ZIP file, by PKWARE's APPNOTE 6.3.3: 4.3.7 local header, 4.3.12 central directory, 4.3.16 its end.
const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;
/** What can be unpacked by the first version of the format. */
const NEEDS_VERSION = 10;
/** Unix, and version 2.0: so that the mode is heeded. */
const MADE_BY = (3 << 8) | 20;
/** A plain file that everybody may read and its owner write. */
const MODE = 0o100644;
/** 1980-01-01, the first day there is: no clock. */
const DATE = (1 << 5) | 1;
/** Disk, extra fields and comments, attributes of text, and the like. */
const NONE = 0;

/** An evidence folder as one ZIP file, in a folder of that name. Nothing is compressed, and no clock is asked: the same files give the same bytes. */
export function evidenceZip(folder: string, files: readonly EvidenceFile[]): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [file, text] of files) {
    const [name, content] = [Buffer.from(`${folder}/${file}`), Buffer.from(text)];
    const entry = Buffer.concat([entryFields(name, content), name, content]);
    parts.push(signed(LOCAL), entry);
    directory.push(directoryEntry(entryFields(name, content), { name, offset }));
    offset += signed(LOCAL).length + entry.length;
  }
  const central = Buffer.concat(directory);
  return Buffer.concat([...parts, central, directoryEnd(files.length, { offset, size: central.length })]);
}

/** What the local header and the directory both tell: version, flags, method (stored), time, date, checksum, sizes, lengths. */
function entryFields(name: Buffer, content: Buffer): Buffer {
  return Buffer.concat([
    words(NEEDS_VERSION, NONE, NONE, NONE, DATE),
    doubles(crc32(content), content.length, content.length),
    words(name.length, NONE),
  ]);
}

function directoryEntry(fields: Buffer, { name, offset }: { readonly name: Buffer; readonly offset: number }): Buffer {
  return Buffer.concat([signed(CENTRAL), words(MADE_BY), fields, words(NONE, NONE, NONE), doubles((MODE << 16) >>> 0, offset), name]);
}

function directoryEnd(count: number, { offset, size }: Readonly<Record<'offset' | 'size', number>>): Buffer {
  return Buffer.concat([signed(END), words(NONE, NONE, count, count), doubles(size, offset), words(NONE)]);
}

function signed(signature: number): Buffer {
  return doubles(signature);
}

/** 16 bits each, the low byte first. */
function words(...values: readonly number[]): Buffer {
  return Buffer.from(Uint8Array.from(values.flatMap((value) => [value & 0xff, value >>> 8])));
}

/** 32 bits each, the low byte first. */
function doubles(...values: readonly number[]): Buffer {
  return Buffer.concat(values.map((value) => words(value & 0xffff, value >>> 16)));
}
