import { MIB } from '#foundation';

import { fileBytes } from './file-bytes.ts';

/** More than any file that can be put into force. */
const TEXT_BYTES_MAX = 4 * MIB;

/** The text of an access file, or that of the standard input. */
export async function accessText(file: string): Promise<string> {
  return (await fileBytes(file, TEXT_BYTES_MAX)).toString('utf8');
}
