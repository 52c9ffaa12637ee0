import { readFile, stat } from 'node:fs/promises';

import { errorCode } from '#foundation';

import { wrong } from './arguments.ts';

/** What a file holds, or stdin for `-`. All of it is held at once. Throws BAD_REQUEST when it cannot be read, or has more than so many bytes. */
export async function fileBytes(file: string, bytesMax: number): Promise<Buffer> {
  return file === '-' ? bytesOfStdin(bytesMax) : bytesOf(file, bytesMax);
}

async function bytesOf(file: string, bytesMax: number): Promise<Buffer> {
  try {
    const found = await stat(file);
    if (found.isDirectory()) throw wrong(`${file} is a folder; name a file in it`);
    if (found.size > bytesMax) throw tooLarge(file, bytesMax);
    return await readFile(file);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') throw wrong(`there is no file ${file}`);
    if (errorCode(error) === 'EACCES') throw wrong(`${file} may not be read by this user`);
    throw error;
  }
}

async function bytesOfStdin(bytesMax: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of process.stdin) {
    const bytes = chunk as Buffer; // no encoding was set
    size += bytes.length;
    if (size > bytesMax) throw tooLarge('stdin', bytesMax);
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

/** The failure for more bytes than are read. */
export function tooLarge(what: string, bytesMax: number): Error {
  return wrong(`${what} is larger than ${bytesMax} bytes; split it`);
}
