import type { Resolvers } from './generated.ts';
import { same } from './same.ts';
import { dateTimeScalar, jsonScalar, positionScalar } from './scalars.ts';

/** What stands in every answer. */
export const answerResolvers: Pick<
  Resolvers,
  'AnswerHeader' | 'Reason' | 'PageInfo' | 'Name' | 'Principal' | 'DateTime' | 'Position' | 'JSON'
> = {
  DateTime: dateTimeScalar,
  Position: positionScalar,
  JSON: jsonScalar,
  AnswerHeader: same('asOf', 'knownAt', 'foldVersion', 'completeness', 'reasons'),
  Reason: same('code', 'message'),
  PageInfo: same('hasNextPage', 'hasPreviousPage', 'startCursor', 'endCursor'),
  Name: same('namespace', 'name'),
  Principal: { id: ({ id }) => id, name: ({ name }) => name ?? null },
};
