import { parseDocument } from 'yaml';
import type { z } from 'zod';

import { below } from '#record';

const TEXT_LENGTH_MAX = 200_000;

/** What is wrong with the text of a policy or of an access file, and where: a JSON pointer. */
export interface TextProblem {
  readonly pointer: string;
  readonly message: string;
}

/** A text that cannot be taken, and all that is wrong with it. */
export interface Unusable {
  readonly kind: 'unusable';
  readonly problems: readonly TextProblem[];
}

/** What a YAML text holds, in a shape; or everything that is wrong with it. */
export function readYaml<Value>(text: string, shape: z.ZodType<Value>): { readonly kind: 'value'; readonly value: Value } | Unusable {
  if (text.length > TEXT_LENGTH_MAX) return unusable(`the text may have ${TEXT_LENGTH_MAX} characters`);
  const document = parseDocument(text, { logLevel: 'error' }); // a quieter one takes the first of several documents, and leaves the others out
  const [error] = document.errors;
  if (error?.code === 'MULTIPLE_DOCS')
    return unusable('the text holds several documents; write each into a file of its own, without a line of ---');
  if (error !== undefined) return unusable(error.message.split('\n')[0] ?? '');
  const parsed = shape.safeParse(plainOf(document));
  if (parsed.success) return { kind: 'value', value: parsed.data };
  return {
    kind: 'unusable',
    problems: parsed.error.issues.map((issue) => ({
      pointer: issue.path.reduce<string>((pointer, key) => below(pointer, typeof key === 'symbol' ? '' : key), ''),
      message: issue.code === 'invalid_key' ? issue.issues.map(({ message }) => message).join(', ') : issue.message,
    })),
  };
}

/** An alias may grow without bounds; whoever writes a text writes it out. */
function plainOf(document: ReturnType<typeof parseDocument>): unknown {
  try {
    return document.toJS({ maxAliasCount: 0 });
  } catch {
    return undefined; // the only failure there is: an alias
  }
}

function unusable(message: string): Unusable {
  return { kind: 'unusable', problems: [{ pointer: '', message }] };
}
