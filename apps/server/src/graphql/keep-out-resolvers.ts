import type { KeepOutHow, Resolvers } from './generated.ts';
import { same } from './same.ts';

const HOWS: Readonly<Record<'drop' | 'hash', KeepOutHow>> = { drop: 'DROP', hash: 'HASH' };

export const keepOutResolvers: Pick<Resolvers, 'KeepOutRule' | 'KeptOut'> = {
  KeepOutRule: {
    how: ({ how }) => HOWS[how],
    namespace: ({ on }) => on.namespace ?? null,
    name: ({ on }) => on.name ?? null,
    tag: ({ on }) => on.tag ?? null,
    classification: ({ on }) => on.classification ?? null,
    form: ({ on }) => on.form ?? null,
    columns: ({ on }) => on.columns ?? null,
    facets: ({ on }) => on.facets,
  },
  KeptOut: { ...same('policy', 'version', 'rule', 'paths', 'count'), how: ({ how }) => HOWS[how] },
};
