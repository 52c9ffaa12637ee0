import { expect, test } from 'vitest';
import { systemRandomness } from './clock.ts';

test('random bytes come in the asked number, and ids as lower-case UUIDs', () => {
  expect(systemRandomness.bytes(32)).toHaveLength(32);
  expect(systemRandomness.uuid()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});
