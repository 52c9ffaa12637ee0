import { Failure } from '#foundation';
import { below, isStorable } from '#record';

/** Throws BAD_REQUEST, with the place, for a text that no name and nothing that is kept can hold: with NUL, or with half a surrogate pair. */
export function requireStorable(input: unknown): void {
  const problem = unstorableIn(input);
  if (problem !== undefined) throw problem;
}

/** The failure of what holds such a text, by the first place. Bytes are looked into by who reads them. */
export function unstorableIn(input: unknown): Failure | undefined {
  const place = placeIn(input, '');
  if (place === undefined) return undefined;
  const where = place === '' ? 'what you name' : place.slice(1).replaceAll('/', '.');
  return new Failure('BAD_REQUEST', `There is a NUL or half a surrogate pair in ${where}; nothing here holds such text, so leave it out.`);
}

function placeIn(value: unknown, place: string): string | undefined {
  if (typeof value === 'string') return isStorable(value) ? undefined : place;
  if (!Array.isArray(value) && !isPlain(value)) return undefined; // bytes, and what is no data
  for (const [key, each] of Object.entries(value)) {
    const found = placeIn(each, below(place, key));
    if (found !== undefined) return found;
  }
  return undefined;
}

function isPlain(value: unknown): value is object {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
