import { createHash, createPrivateKey, createPublicKey, sign } from 'node:crypto';

import { expect, test } from 'vitest';

import { diceOf, given } from '#testkit';

import { type Checkpoint, formatCheckpoint, parseCheckpoint } from './checkpoint.ts';
import { publicKeyBytes, formatNote, type Note, signed, type Signer } from './note.ts';
import { consistencyProof, nodeHash, rootOf, type SubtreeHash } from './tree.ts';
import { type CosignRequest, formatCosignRequest, judgeCheckpoint, parseCosignRequest } from './witness.ts';

const HISTORIES = 300;
const LEAVES_MAX = 40;

function signer(name: string, byte: number): Signer {
  const der = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), Buffer.alloc(32, byte)]);
  const key = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  return { name, kind: 'log', publicKey: publicKeyBytes(createPublicKey(key)), sign: (bytes) => sign(null, bytes, key) };
}
const LOG = signer('headgate/a', 1);

/** A history: what its leaves say. */
type Leaves = readonly string[];

function readOf(leaves: Leaves): SubtreeHash {
  const read: SubtreeHash = (level, index) =>
    level === 0
      ? createHash('sha256').update('\0').update(given(leaves[index])).digest()
      : nodeHash(read(level - 1, index * 2), Buffer.from(read(level - 1, index * 2 + 1)));
  return read;
}

function noteOf(leaves: Leaves, size: number, by: Signer = LOG): Note {
  const text = formatCheckpoint({ origin: by.name, size, root: rootOf(size, readOf(leaves)), extensions: [] });
  return signed({ text, signatures: [] }, by);
}

function requestOf(leaves: Leaves, old: number, size: number): CosignRequest {
  return { old, proof: consistencyProof(old, size, readOf(leaves)), note: noteOf(leaves, size) };
}

const leaves = (count: number, of = 'a'): Leaves => Array.from({ length: count }, (_, index) => `${of} ${index}`);
const seenOf = (all: Leaves, size: number): Checkpoint => given(parseCheckpoint(noteOf(all, size).text));

// Goal: whatever a witness is sent, what it cosigned of a log is one history. Method: histories that part from each other, asked for in any order, with true and false sizes and proofs.
test('of what is cosigned each is the beginning of the next, whatever is asked', () => {
  const dice = diceOf(1);
  let cosigned = 0;
  let refused = 0;
  for (let round = 0; round < HISTORIES; round += 1) {
    const all = leaves(1 + dice.below(LEAVES_MAX));
    const parts = dice.below(all.length + 1);
    const fork = [...all.slice(0, parts), ...leaves(LEAVES_MAX, `b${round}`).slice(parts)];
    let seen: Checkpoint | undefined;
    let seenLeaves: Leaves = [];
    for (let asked = 0; asked < 8; asked += 1) {
      const history = dice.chance(0.5) ? all : fork;
      const size = dice.below(history.length + 1);
      const old = dice.chance(0.8) ? Math.min(seen?.size ?? 0, size) : dice.below(size + 1);
      const request = requestOf(history, old, size);
      const judged = judgeCheckpoint(request, { log: LOG, seen });
      if (judged.kind !== 'cosign') {
        refused += 1;
        continue;
      }
      const now = history.slice(0, size);
      expect(now.slice(0, seenLeaves.length)).toEqual(seenLeaves);
      expect(judged.checkpoint.size).toBe(size);
      [seen, seenLeaves] = [judged.checkpoint, now];
      cosigned += 1;
    }
  }
  expect([cosigned > HISTORIES, refused > HISTORIES]).toEqual([true, true]);
});

test('each refusal is the one of the standard', () => {
  const [all, other] = [leaves(20), leaves(20, 'b')];
  const judge = (request: CosignRequest, seen?: Checkpoint, log = LOG): unknown => judgeCheckpoint(request, { log, seen });

  expect(judge(requestOf(all, 5, 9), seenOf(all, 5))).toMatchObject({ kind: 'cosign', checkpoint: { size: 9 } });
  expect(judge(requestOf(all, 9, 9), seenOf(all, 9))).toMatchObject({ kind: 'cosign' });
  expect(judge(requestOf(all, 0, 9))).toMatchObject({ kind: 'cosign' });
  expect(judge(requestOf(all, 0, 9), seenOf(all, 5))).toEqual({ kind: 'conflict', size: 5 });
  expect(judge(requestOf(all, 3, 9))).toEqual({ kind: 'conflict', size: 0 });
  expect(judge(requestOf(other, 9, 9), seenOf(all, 9))).toEqual({ kind: 'conflict', size: 9 });
  expect(judge(requestOf(other, 5, 9), seenOf(all, 5))).toEqual({ kind: 'inconsistent' });
  expect(judge({ ...requestOf(all, 0, 9), proof: [Buffer.alloc(32)] })).toEqual({ kind: 'inconsistent' });
  expect(judge({ ...requestOf(all, 5, 9), old: 10 }, seenOf(all, 5))).toEqual({ kind: 'smaller' });
  expect(judge({ ...requestOf(all, 0, 9), note: noteOf(all, 9, signer('headgate/b', 1)) })).toEqual({ kind: 'other-log' });
  expect(judge({ ...requestOf(all, 0, 9), note: noteOf(all, 9, signer(LOG.name, 2)) })).toEqual({ kind: 'not-signed' });
  expect(judge({ ...requestOf(all, 0, 9), note: signed({ text: 'headgate/a\nnine\n', signatures: [] }, LOG) })).toEqual({
    kind: 'malformed',
  });
});

test('a request is read as it was written, and one of which anything is amiss is none', () => {
  const request = requestOf(leaves(20), 5, 13);
  const text = formatCosignRequest(request);
  expect(text.startsWith(`old 5\n${given(request.proof[0]).toString('base64')}\n`)).toBe(true);
  expect(parseCosignRequest(text)).toEqual(request);
  expect(parseCosignRequest(formatCosignRequest({ ...request, proof: [] }))).toEqual({ ...request, proof: [] });

  for (const wrong of [
    text.replace('old 5', 'old 05'),
    text.replace('old 5', 'old 99999999999999999'),
    text.replace('old 5\n', ''),
    text.replace(/\n\n/, '\n'),
    text.replace(given(request.proof[0]).toString('base64'), 'AAAA'),
    text.replace('\n\n', `\n${'A'.repeat(43)}=`.repeat(64).concat('\n\n')),
    formatNote(request.note),
    '',
  ])
    expect(parseCosignRequest(wrong)).toBeUndefined();
});
