import { expect, test } from 'vitest';
import vectors from './digest-vectors.json' with { type: 'json' };
import { commitmentOf, contentDigest, identityOf } from './digests.ts';

const fromHex = (text: string) => Buffer.from(text, 'hex');

test.each(vectors.digests)('golden digests of $canonical', ({ canonical, identity, content, commitment }) => {
  expect(identityOf(fromHex(vectors.identityKey), canonical).toString('hex')).toBe(identity);
  expect(contentDigest(canonical).toString('hex')).toBe(content);
  expect(commitmentOf(fromHex(vectors.salt), canonical).toString('hex')).toBe(commitment);
});
