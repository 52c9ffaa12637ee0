import type { Context, Principal } from '../context.ts';
import { answer, type AnswerHeader, type Question } from './answer.ts';

/** Who asks, as Headgate knows them. */
export interface WhoAmI extends Principal {
  readonly header: AnswerHeader;
}

/** Tells those who ask who they are. It is the one question that emitters may ask too: they must be able to see what they may speak for. */
export async function whoAmI(context: Context, principal: Principal, question: Question = {}): Promise<WhoAmI> {
  const { id, kind, name, namespaces, roles, cameIn } = principal;
  const who = { id, kind, name, namespaces, roles, ...(cameIn === undefined ? {} : { cameIn }) };
  return answer(context, question, (asking) => Promise.resolve({ header: asking.header(), ...who }));
}
