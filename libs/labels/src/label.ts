import { isObject, isStorable, type JsonValue } from '#record';

/** From the least to the most protected. */
const LEVELS = ['PUBLIC', 'INTERNAL', 'CONFIDENTIAL', 'PII', 'PHI'] as const;
const CLASSIFICATION = 'classification';

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
    return [{ column: typeof field === 'string' && isStorable(field) ? field : null, label: labelOf(tag['key'], value) }];
  });
}

/** A label as somebody spells it: `phi`, `classification=PHI`, `Team=Heart`. */
export function labelSpelt(text: string): string {
  const at = text.indexOf('=');
  return at === -1 ? labelOf(text, '') : labelOf(text.slice(0, at), text.slice(at + 1));
}

function labelOf(key: string, value: string): string {
  const word = lower(key);
  if (word === CLASSIFICATION) return levelCalled(value) ?? joined(word, value);
  return (value === '' || lower(value) === 'true' ? levelCalled(key) : undefined) ?? joined(word, value);
}

function joined(key: string, value: string): string {
  return value === '' ? key : `${key}=${lower(value)}`;
}

function levelCalled(text: string): string | undefined {
  return LEVELS.find((level) => lower(level) === lower(text));
}

/** ASCII capitals alone, as the database compares tags. */
function lower(text: string): string {
  return text.replace(/[A-Z]+/g, (capitals) => capitals.toLowerCase());
}
