import type { Row } from '../map/rows.ts';
import type { Session, SqlValue } from '../sql/session.ts';

/** A hole of a statement: what stands in it is read from the question, and travels as a parameter. */
type Read<Question> = (question: Question) => SqlValue;

/** A piece of SQL with holes, to be set into others: so that a rule that ten statements need is written once. */
export interface Piece<Question> {
  readonly texts: readonly string[];
  readonly reads: readonly Read<Question>[];
}

/** Text and holes; other pieces are set in as they are. Nothing from outside is ever text. */
export function sql<Question>(
  strings: TemplateStringsArray,
  ...holes: readonly (Piece<NoInfer<Question>> | Read<Question>)[]
): Piece<Question> {
  const texts = [strings[0] ?? ''];
  const reads: Read<Question>[] = [];
  holes.forEach((hole, index) => {
    if (typeof hole === 'function') {
      reads.push(hole);
      texts.push('');
    } else {
      hole.texts.forEach((text, place) => (place === 0 ? append(texts, text) : texts.push(text)));
      reads.push(...hole.reads);
    }
    append(texts, strings[index + 1] ?? '');
  });
  return { texts, reads };
}

/** Names of our own tables and columns, as text. */
export function words(text: string): Piece<unknown> {
  return { texts: [text], reads: [] };
}

/** A statement that can be asked: made once, so that each connection prepares it once. */
export function statement<Question>(piece: Piece<Question>): (session: Session, question: Question) => Promise<readonly Row[]> {
  const template = Object.assign([...piece.texts], { raw: piece.texts });
  return (session, question) => session.rows(template, ...piece.reads.map((read) => read(question)));
}

function append(texts: string[], text: string): void {
  texts.push((texts.pop() ?? '') + text);
}
