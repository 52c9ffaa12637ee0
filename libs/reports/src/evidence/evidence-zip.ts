import { type ZipOptions, zipSync } from 'fflate';

import type { EvidenceFile } from './envelope.ts';

/** The first day that the format knows; without a zone, so that it is written down as it stands. */
const FIRST_DAY = '1980-01-01T00:00:00';
const UNIX = 3;
/** A plain file that everybody may read and its owner write, where Unix looks for its mode. */
const MODE = 0o100644 << 16;

/** An evidence folder as one ZIP file, in a folder of that name. Nothing is compressed, and no clock is asked: the same files give the same bytes. */
export function evidenceZip(folder: string, files: readonly EvidenceFile[]): Buffer {
  const options: ZipOptions = { level: 0, mtime: FIRST_DAY, os: UNIX, attrs: MODE };
  const packed = files.map(([file, text]): [string, [Buffer, ZipOptions]] => [`${folder}/${file}`, [Buffer.from(text), options]]);
  return Buffer.from(zipSync(Object.fromEntries(packed)));
}
