/**
 * What is sealed of an entry, before compression: one byte for the form, for JSON its content digest, then the bytes as stored.
 * The digest is sealed with the text because, unsalted, it must not outlive it; the map reads it instead of hashing again.
 */
export type EntryFrame =
  | {
      readonly form: 'json';
      readonly digest: Buffer;
      readonly text: string;
      /** Some number is beyond a double. */ readonly isExact: boolean;
    }
  | { readonly form: 'bytes'; readonly bytes: Buffer };

const JSON_PLAIN = 1;
const JSON_EXACT = 2;
const BYTES = 3;
const DIGEST_BYTES = 32;

export function writeFrame(frame: EntryFrame): Buffer {
  if (frame.form === 'bytes') return Buffer.concat([Buffer.of(BYTES), frame.bytes]);
  return Buffer.concat([Buffer.of(frame.isExact ? JSON_EXACT : JSON_PLAIN), frame.digest, Buffer.from(frame.text)]);
}

export function readFrame(bytes: Buffer): EntryFrame {
  const form = bytes[0];
  if (form === BYTES) return { form: 'bytes', bytes: bytes.subarray(1) };
  if (form !== JSON_PLAIN && form !== JSON_EXACT) throw new Error(`An entry is framed in a form that this version does not know: ${form}`);
  const digest = bytes.subarray(1, 1 + DIGEST_BYTES);
  return { form: 'json', digest, text: bytes.toString('utf8', 1 + DIGEST_BYTES), isExact: form === JSON_EXACT };
}
