import { isObject, isStorable, type JsonValue } from '#record';

/** From the least to the most protected. */
export const LEVELS = ['PUBLIC', 'INTERNAL', 'CONFIDENTIAL', 'PII', 'PHI'] as const;
const CLASSIFICATION = 'classification';
export type Level = (typeof LEVELS)[number];
/** From which level on data are protected. */
const PROTECTED_FROM: Level = 'CONFIDENTIAL';
/** Values by which a tag denies what its key says. */
const DENIALS = ['false', 'no', '0'];

/** A label that a tag says of a dataset (`column` is null) or of a column of it. */
export interface TagLabel {
  readonly column: string | null;
  readonly label: string;
}

/** The labels that the content of a `tags` facet says: docs/decisions/0016. What is no tag says nothing. */
export function labelsSaid(facet: JsonValue): readonly TagLabel[] {
  const tags = isObject(facet) && Array.isArray(facet['tags']) ? facet['tags'] : [];
  return tags.flatMap((tag: JsonValue) => {
    if (!isObject(tag) || typeof tag['key'] !== 'string' || tag['key'] === '') return [];
    const value = typeof tag['value'] === 'string' ? tag['value'] : '';
    const field = tag['field'];
    return [{ column: typeof field === 'string' && isStorable(field) ? field : null, label: labelOfTag({ key: tag['key'], value }) }];
  });
}

/** A label as somebody spells it: `phi`, `classification=PHI`, `Team=Heart`. */
export function labelSpelt(text: string): string {
  const at = text.indexOf('=');
  return at === -1 ? labelOfTag({ key: text, value: '' }) : labelOfTag({ key: text.slice(0, at), value: text.slice(at + 1) });
}

/** What one tag says, spaces around its value aside. */
export function labelOfTag({ key, value }: { readonly key: string; readonly value: string | null }): string {
  const [word, said] = [lower(key), lower(value ?? '').trim()];
  const level = word === CLASSIFICATION ? levelCalled(said) : DENIALS.includes(said) ? undefined : levelCalled(word);
  return level ?? (said === '' ? word : `${word}=${said}`);
}

/** Whether a label is CONFIDENTIAL, or a level above it. */
export function isProtected(label: string): boolean {
  return isLevel(label) && LEVELS.indexOf(label) >= LEVELS.indexOf(PROTECTED_FROM);
}

/** Whether a label is a level, and no other tag. */
export function isLevel(label: string): label is Level {
  return LEVELS.some((level) => level === label);
}

function levelCalled(word: string): Level | undefined {
  return word === 'ephi' ? 'PHI' : LEVELS.find((level) => lower(level) === word);
}

/** ASCII capitals alone, as the database compares tags. */
function lower(text: string): string {
  return text.replace(/[A-Z]+/g, (capitals) => capitals.toLowerCase());
}
