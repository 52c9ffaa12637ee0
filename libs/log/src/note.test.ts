import { createPrivateKey, createPublicKey, sign } from 'node:crypto';

import { describe, expect, test } from 'vitest';

import { formatCheckpoint, parseCheckpoint } from './checkpoint.ts';
import {
  publicKeyBytes,
  formatNote,
  type Note,
  parseNote,
  signed,
  type Signer,
  type SignerKind,
  signersOf,
  verifierIn,
  verifierKey,
} from './note.ts';
import { checkProof, formatProof, type LogProof, parseProof } from './proof.ts';
import { inclusionProof, nodeHash } from './tree.ts';

/** The example of Go's package note, which others signed. */
const KEY = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW';
const TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
const NOTE = `${TEXT}\n— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n`;

/** With a key of a seed of one byte, 32 times. */
function signer(name: string, kind: SignerKind, byte: number): Signer {
  const pkcs8 = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), Buffer.alloc(32, byte)]);
  const key = createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' });
  return { name, kind, publicKey: publicKeyBytes(createPublicKey(key)), sign: (bytes) => sign(null, bytes, key) };
}

const LOG = signer('hospital.example/log', 'log', 1);
const WITNESS = signer('auditor.example/w1', 'witness', 2);
const BARE: Note = { text: 'a line\n\nanother\n', signatures: [] };
const given = <Value>(value: Value | undefined): Value => {
  if (value === undefined) throw new Error('it is not there');
  return value;
};

describe('signed notes', () => {
  test('one of another hand is read, checked and written again as it was', () => {
    const key = given(verifierIn(KEY));
    const note = given(parseNote(NOTE));

    expect([verifierKey(key), formatNote(note), note.text]).toEqual([KEY, NOTE, TEXT]);
    expect(signersOf(note, [key])).toEqual([{ by: key, at: null }]);
    expect(signersOf({ ...note, text: `${TEXT}And more.\n` }, [key])).toBeUndefined();
  });

  test('log and witness sign the same text, each in its form, and the witness tells when', () => {
    const note = given(parseNote(formatNote(signed(signed(BARE, LOG), WITNESS, 1_790_000_000))));

    expect(note.text).toBe(BARE.text);
    expect(signersOf(note, [LOG, WITNESS])).toEqual([
      { by: LOG, at: null },
      { by: WITNESS, at: 1_790_000_000 },
    ]);
  });

  test('signatures of unknown keys are nothing; a wrong one of a known key refuses the note', () => {
    const note = signed(signed(BARE, LOG), WITNESS, 7);
    const namesake = signer(LOG.name, 'log', 3);
    const [byLog, byWitness] = note.signatures.map(given);
    const later = {
      ...given(byWitness),
      signature: Buffer.concat([Buffer.from([0, 0, 0, 0, 0, 0, 0, 8]), given(byWitness).signature.subarray(8)]),
    };
    const wrong = { ...given(byLog), signature: Buffer.alloc(64) };

    expect(signersOf(note, [namesake])).toEqual([]);
    expect(signersOf(note, [WITNESS])).toHaveLength(1);
    expect(signersOf({ ...note, signatures: [later] }, [WITNESS])).toBeUndefined();
    expect(signersOf({ ...note, signatures: [given(byLog), wrong] }, [LOG])).toBeUndefined();
    expect(signersOf({ ...note, signatures: [given(byLog), given(byLog)] }, [LOG])).toHaveLength(1);
    expect(signersOf({ ...note, signatures: [{ ...given(byLog), signature: Buffer.alloc(10) }] }, [LOG])).toBeUndefined();
  });

  test.each([
    ['no empty line', 'text\n— a AAAAAAAA\n'],
    ['no newline at the end', NOTE.slice(0, -1)],
    ['no signature', `${TEXT}\n`],
    ['a tab', NOTE.replace('you', '\t')],
    ['half a surrogate pair', NOTE.replace('you', '\ud800')],
    ['a minus for a dash', NOTE.replace('—', '-')],
    ['a name with a plus', NOTE.replace('PeterNeumann ', 'Peter+Neumann ')],
    ['a signature that is no base64', NOTE.replace('AM=', 'AM')],
    ['a signature of a key id alone', `${TEXT}\n— a AAAAAA==\n`],
    ['too many signatures', `${TEXT}\n${'— a AAAAAAAA\n'.repeat(65)}`],
    ['70,000 characters', `${'x'.repeat(70_000)}\n${NOTE}`],
  ])('a note with %s is none', (_what, note) => {
    expect(parseNote(note)).toBeUndefined();
  });

  test.each([
    ['another id', KEY.replace('c74f', 'c74e')],
    ['another name', KEY.replace('Peter', 'Pater')],
    ['half a key', `${KEY.slice(0, -10)}==`],
    ['another type', verifierKey(LOG).replace('+AY', '+BY')],
    ['no parts', 'PeterNeumann'],
  ])('a key with %s is none', (_what, key) => {
    expect(verifierIn(key)).toBeUndefined();
  });
});

describe('checkpoints', () => {
  const text = `hospital.example/log\n20852163\n${Buffer.alloc(32, 9).toString('base64')}\n`;

  test.each([text, `${text}an extension\n`, text.replace('20852163', '0')])('are read and written as they were', (each) => {
    expect(formatCheckpoint(given(parseCheckpoint(each)))).toBe(each);
  });

  test.each([
    ['no newline at the end', text.slice(0, -1)],
    ['no origin', text.replace('hospital.example/log', '')],
    ['a size with a zero ahead', text.replace('2085', '02085')],
    ['a size past 2^53', text.replace('20852163', '9007199254740993')],
    ['a root of 31 bytes', `a\n1\n${Buffer.alloc(31).toString('base64')}\n`],
    ['an empty line more', `${text}\n`],
    ['two lines', 'a\n1\n'],
  ])('with %s are none', (_what, each) => {
    expect(parseCheckpoint(each)).toBeUndefined();
  });
});

describe('proofs', () => {
  const leaves = Array.from({ length: 5 }, (_, index) => Buffer.alloc(32, index));
  const [a, b, c, d, e] = leaves.map(given);
  const [ab, cd] = [nodeHash(given(a), given(b)), nodeHash(given(c), given(d))];
  const root = nodeHash(nodeHash(ab, cd), given(e));
  const path = inclusionProof(2, 5, (level, index) =>
    given(
      new Map(
        [
          ['1.0', ab],
          ['0.3', d],
          ['0.4', e],
        ].map(([key, hash]) => [key, hash] as const),
      ).get(`${level}.${index}`) as Buffer | undefined,
    ),
  );
  const checkpoint = { origin: LOG.name, size: 5, root, extensions: [] };
  const proof: LogProof = {
    index: 2,
    path,
    note: signed(signed({ text: formatCheckpoint(checkpoint), signatures: [] }, LOG), WITNESS, 7),
    extra: null,
  };
  const by = { leaf: given(c), log: LOG, witnesses: [WITNESS] };

  test('are read and written as they were, and say who signed', () => {
    const text = formatProof(proof);
    const lines = text.split('\n');

    expect(lines.slice(0, 6)).toEqual(['c2sp.org/tlog-proof@v1', 'index 2', ...path.map((hash) => hash.toString('base64')), '']);
    expect(parseProof(text)).toEqual(proof);
    const more = { ...proof, extra: Buffer.from('what was logged') };
    expect(parseProof(formatProof(more))).toEqual(more);
    expect(checkProof(given(parseProof(text)), by)).toEqual({
      kind: 'good',
      checkpoint,
      signed: [
        { by: LOG, at: null },
        { by: WITNESS, at: 7 },
      ],
    });
  });

  test('of another leaf, another log, an unsigned or unreadable checkpoint say what is wrong', () => {
    const other = signer('hospital.example/log', 'log', 5);
    const unsigned = { ...proof, note: { ...proof.note, signatures: proof.note.signatures.slice(1) } };

    expect(checkProof(proof, { ...by, leaf: given(d) }).kind).toBe('not-included');
    expect(checkProof({ ...proof, index: 3 }, by).kind).toBe('not-included');
    expect(checkProof(proof, { ...by, log: signer('elsewhere.example/log', 'log', 1) }).kind).toBe('other-log');
    expect(checkProof(proof, { ...by, log: other }).kind).toBe('not-signed');
    expect(checkProof(unsigned, by).kind).toBe('not-signed');
    expect(checkProof({ ...proof, note: signed(BARE, LOG) }, by).kind).toBe('no-checkpoint');
  });

  test.each([
    ['another header', (text: string) => text.replace('@v1', '@v2')],
    ['no index', (text: string) => text.replace('index 2\n', '')],
    ['an index with a zero ahead', (text: string) => text.replace('index 2', 'index 02')],
    ['a short hash', (text: string) => text.replace(/\n[^\n]{44}\n/, '\nAAAA\n')],
    ['no note', (text: string) => text.slice(0, text.indexOf('\n\n') + 1)],
    ['extra that is no base64', (text: string) => text.replace('index', 'extra !!\nindex')],
  ])('with %s are none', (_what, spoiled) => {
    expect(parseProof(spoiled(formatProof(proof)))).toBeUndefined();
  });
});
