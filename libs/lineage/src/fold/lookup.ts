import type { Instant } from '#foundation';

/**
 * Questions about what the store held before the batch, each answered once. The fold does not wait: it goes on with nothing where an answer is
 * missing, whoever folds looks up what is open, and folds the batch again.
 */
export class Lookup<Question, Answer> {
  private readonly answers = new Map<string, Answer>();
  private readonly asked = new Map<string, Question>();

  constructor(private readonly keyOf: (question: Question) => string) {}

  ask(question: Question): Answer | undefined {
    const key = this.keyOf(question);
    const answer = this.answers.get(key);
    if (answer === undefined) this.asked.set(key, question);
    return answer;
  }

  /** What was asked and not answered. */
  get open(): readonly Question[] {
    return [...this.asked.values()];
  }

  answer(question: Question, answer: Answer): void {
    const key = this.keyOf(question);
    this.asked.delete(key);
    this.answers.set(key, answer);
  }
}

/** Questions for everything from an instant on: one that reaches further back takes the place of the one before. */
export class SinceLookup<Question extends { readonly since: Instant }, Answer> {
  private readonly answers = new Map<string, { readonly since: Instant; readonly answer: Answer }>();
  private readonly asked = new Map<string, Question>();

  constructor(private readonly keyOf: (question: Question) => string) {}

  ask(question: Question): Answer | undefined {
    const key = this.keyOf(question);
    const known = this.answers.get(key);
    if (known !== undefined && known.since <= question.since) return known.answer;
    const open = this.asked.get(key);
    if (open === undefined || question.since < open.since) this.asked.set(key, question);
    return undefined;
  }

  get open(): readonly Question[] {
    return [...this.asked.values()];
  }

  answer(question: Question, answer: Answer): void {
    const key = this.keyOf(question);
    this.asked.delete(key);
    this.answers.set(key, { since: question.since, answer });
  }
}
