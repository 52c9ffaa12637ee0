import { below, isObject } from './json-reading.ts';
import type { JsonValue } from './json-value.ts';
import { hideSecrets } from './secret-text.ts';

/** JSON pointer of the first text, or name of a member, in which a secret shows by itself; undefined when there is none. What is redacted is none. No secret stands in it. */
export function secretPlaceIn(value: JsonValue, pointer = ''): string | undefined {
  if (typeof value === 'string') return hideSecrets(value) === value ? undefined : hideSecrets(pointer);
  const steps: readonly (readonly [string | number, JsonValue])[] = Array.isArray(value)
    ? [...(value as readonly JsonValue[]).entries()]
    : isObject(value)
      ? Object.entries(value).map(([key, of]) => [key, of ?? null] as const)
      : [];
  for (const [step, of] of steps) {
    const found = secretPlaceIn(String(step), below(pointer, step)) ?? secretPlaceIn(of, below(pointer, step));
    if (found !== undefined) return found;
  }
  return undefined;
}
