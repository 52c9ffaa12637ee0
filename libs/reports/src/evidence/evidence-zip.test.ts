import { expect, test } from 'vitest';

import { hex, sha256 } from '#foundation';
import { unzipped } from '#testkit';

import { EVIDENCE_FILES, evidenceFiles } from './envelope.ts';
import { evidenceZip } from './evidence-zip.ts';

const MADE = { html: '<p>grün</p>'.repeat(10_000), json: '{}', signature: '{"a":1}\n', publicKey: '' };

test('an evidence folder that was packed is unpacked as it was, in a folder of its own', () => {
  const files = unzipped(evidenceZip('map-1', evidenceFiles(MADE)));

  const { page, report, signature, key } = EVIDENCE_FILES;
  const texts = Object.fromEntries([...files].map(([name, content]) => [name, content.toString()]));
  expect(texts).toEqual({
    ...{ [`map-1/${page}`]: MADE.html, [`map-1/${report}`]: MADE.json },
    ...{ [`map-1/${signature}`]: MADE.signature, [`map-1/${key}`]: MADE.publicKey },
  });
});

// Goal: whatever unpacks ZIP files can unpack ours. Method: of the very bytes with this digest Info-ZIP's `unzip -t` and Python's `zipfile` found nothing wrong (2026-11-23).
test('the same files give the same bytes, whenever they are packed', () => {
  expect(hex(sha256(evidenceZip('map-1', evidenceFiles(MADE))))).toBe('333822e0c5f317a5588b4d6c50da5a16189b3e6c8f7a5290c438925a24537474');
});
