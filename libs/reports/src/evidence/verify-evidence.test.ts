import { createPrivateKey, createPublicKey, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';

import { expect, test } from 'vitest';

import { given, unzipped } from '#testkit';

import { EVIDENCE_FILES, sealStatement, statementOf } from './envelope.ts';
import { type PublicKey, publicKeyOf } from './public-key.ts';
import { type Verdict, verifyEvidence } from './verify-evidence.ts';

type Files = ReadonlyMap<string, Uint8Array>;

const PAGE = '<!doctype html><title>Zürich</title>';
const REPORT = '{"a":1}';

/** A key made from one byte. */
function keyOf(byte: number) {
  const seed = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), Buffer.alloc(32, byte)]);
  const privateKey = createPrivateKey({ key: seed, format: 'der', type: 'pkcs8' });
  const publicKey = publicKeyOf(createPublicKey(privateKey));
  return { publicKey, seal: { fingerprint: publicKey.fingerprint, sign: (bytes: Uint8Array) => sign(null, bytes, privateKey) } };
}

const [ours, theirs] = [keyOf(1), keyOf(2)];

function folder({ publicKey, seal }: ReturnType<typeof keyOf>, report = REPORT): Files {
  const signature = sealStatement(statementOf({ page: PAGE, report }, { id: 'r1' }), seal);
  const texts = { 'index.html': PAGE, 'report.json': report, 'signature.dsse.json': signature, 'key.pub': publicKey.pem };
  return new Map(Object.entries(texts).map(([name, text]) => [name, Buffer.from(text)]));
}

function changed(files: Files, name: string, bytes: Uint8Array | undefined): Files {
  const copy = new Map(files);
  if (bytes === undefined) copy.delete(name);
  else copy.set(name, bytes);
  return copy;
}

const named = ({ flaws }: Verdict): readonly string[] => flaws.map(({ file }) => file);
const byKey = (key: PublicKey): { readonly key: PublicKey } => ({ key });

test('a whole folder is TRUSTED with its key or fingerprint, and SIGNED BY UNKNOWN KEY without', () => {
  const { fingerprint } = ours.publicKey;
  const expected = { flaws: [], witnesses: [], report: { id: 'r1' } };

  expect(verifyEvidence(folder(ours))).toEqual({ ...expected, signer: { state: 'UNKNOWN_KEY', fingerprint } });
  expect(verifyEvidence(folder(ours), byKey(ours.publicKey))).toEqual({ ...expected, signer: { state: 'TRUSTED', fingerprint } });
  expect(verifyEvidence(folder(ours), { fingerprint })).toEqual({ ...expected, signer: { state: 'TRUSTED', fingerprint } });
  expect(verifyEvidence(folder(ours), byKey(theirs.publicKey))).toEqual({ ...expected, signer: { state: 'UNKNOWN_KEY', fingerprint } });
});

test.each(Object.values(EVIDENCE_FILES))('a flipped bit in any byte of %s is named', (name) => {
  const whole = folder(ours);
  const bytes = given(whole.get(name));
  const unnamed = [...bytes.keys()].filter((at) => {
    const flipped = Buffer.from(bytes);
    flipped[at] = given(flipped[at]) ^ (1 << (at % 8));
    return !named(verifyEvidence(changed(whole, name, flipped), byKey(ours.publicKey))).includes(name);
  });

  expect(unnamed).toEqual([]);
});

test('what is appended, cut off, missing or added is named', () => {
  const whole = folder(ours);
  for (const name of Object.values(EVIDENCE_FILES)) {
    const bytes = Buffer.from(given(whole.get(name)));
    expect(named(verifyEvidence(changed(whole, name, Buffer.concat([bytes, Buffer.from('\n')]))))).toContain(name);
    expect(named(verifyEvidence(changed(whole, name, bytes.subarray(0, -1))))).toContain(name);
    expect(named(verifyEvidence(changed(whole, name, undefined)))).toContain(name);
  }
  expect(verifyEvidence(changed(whole, 'more.html', Buffer.from('')))).toMatchObject({
    flaws: [{ file: 'more.html', message: 'is no part of what was signed; take it out of the folder' }],
  });
});

test('a swapped key is named, and the signature stays good for who holds the right one', () => {
  const swapped = changed(folder(ours), 'key.pub', Buffer.from(theirs.publicKey.pem));

  expect(verifyEvidence(swapped)).toMatchObject({
    flaws: [{ file: 'key.pub' }, { file: 'signature.dsse.json' }],
    signer: { state: 'BROKEN' },
  });
  expect(verifyEvidence(swapped, byKey(ours.publicKey))).toMatchObject({ flaws: [{ file: 'key.pub' }], signer: { state: 'TRUSTED' } });
});

test('a folder that somebody else signed anew is whole, and never TRUSTED', () => {
  const forged = folder(theirs, '{"a":2}');

  expect(verifyEvidence(forged, byKey(ours.publicKey))).toMatchObject({
    flaws: [],
    signer: { state: 'UNKNOWN_KEY', fingerprint: theirs.publicKey.fingerprint },
  });
});

test('a claim that is added to the report, or a signature of another report, is named', () => {
  const whole = folder(ours);
  expect(named(verifyEvidence(changed(whole, 'report.json', Buffer.from('{"a":1,"b":2}'))))).toEqual(['report.json']);

  const other = folder(ours, '{"a":2}').get('signature.dsse.json');
  expect(named(verifyEvidence(changed(whole, 'signature.dsse.json', other)))).toEqual(['report.json']);
});

test('a statement that names a file twice, or another one, is not taken', () => {
  const statement = statementOf({ page: PAGE, report: REPORT }, {});
  const signed = (subject: typeof statement.subject): Files =>
    changed(folder(ours), 'signature.dsse.json', Buffer.from(sealStatement({ ...statement, subject }, ours.seal)));
  const [page, report] = [given(statement.subject[0]), given(statement.subject[1])];

  expect(named(verifyEvidence(signed([page, report, { ...report, digest: { sha256: 'f'.repeat(64) } }])))).toContain('signature.dsse.json');
  expect(named(verifyEvidence(signed([page, report, { ...page, name: 'data.csv' }])))).toEqual(['data.csv']);
  expect(named(verifyEvidence(signed([page])))).toEqual(['report.json']);
});

// Goal: a report that was handed out stays evidence. Method: a folder as it was written under the rules of version 1, when sources were told by one tag alone.
test('a report that was made by earlier rules is whole and trusted still', () => {
  const zip = unzipped(readFileSync(path.join(import.meta.dirname, 'made-before/rules-1.zip')));
  const files = new Map([...zip].map(([name, bytes]) => [path.basename(name), bytes]));

  expect(verifyEvidence(files, { fingerprint: '6ee01b63393273bf5573bbb6aad59e48dac37b9ddde5109b976ed0833ddef6e9' })).toMatchObject({
    ...{ flaws: [], signer: { state: 'TRUSTED' } },
    report: { id: '1c8b183cccb38953ddba53ded52e9a19', ruleVersion: 1 },
  });
});
