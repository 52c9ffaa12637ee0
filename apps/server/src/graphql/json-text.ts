import type { FormattedExecutionResult } from 'graphql';

/** JSON that is handed on as its text, so that no digit of it is lost on the way and nothing is parsed to be written again. */
export class JsonText {
  private static collected: string[] | undefined;
  private static mark = '';

  constructor(readonly text: string) {}

  /** Nothing when the text is no JSON, or is too deep for a reader. */
  static checked(text: string): JsonText | undefined {
    try {
      JSON.parse(text);
      return new JsonText(text);
    } catch {
      return undefined;
    }
  }

  /** Writes a value in which such texts stand. `nonce` must be known to nobody who has a say in the value. */
  static write(value: unknown, nonce: string): string {
    const collected: string[] = [];
    JsonText.collected = collected;
    JsonText.mark = `${nonce}:`;
    try {
      const written = JSON.stringify(value);
      if (collected.length === 0) return written;
      return written.replaceAll(new RegExp(`"${nonce}:(\\d+)"`, 'g'), (_, index: string) => collected[Number(index)] ?? 'null');
    } finally {
      JsonText.collected = undefined;
    }
  }

  /** Called by JSON.stringify, which writes nothing raw on this Node: it gets a mark, and the text takes its place at the end. */
  toJSON(): unknown {
    if (JsonText.collected === undefined) return JSON.parse(this.text);
    return `${JsonText.mark}${JsonText.collected.push(this.text) - 1}`;
  }
}

/** How Apollo writes an answer. */
export function answerWriter(nonce: string): (answer: FormattedExecutionResult) => string {
  return (answer) => `${JsonText.write(answer, nonce)}\n`;
}
