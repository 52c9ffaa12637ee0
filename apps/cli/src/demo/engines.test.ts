import { expect, test } from 'vitest';

import { hospitalStory } from '../../../../prisma/seed/hospital-story.ts';
import { ENGINE_NAMES, engineOf } from './engines.ts';

test('every delivery of the story is one of the engines’, and every engine sends', () => {
  const engines = new Set(hospitalStory.map(engineOf));

  expect([...engines].sort()).toEqual([...ENGINE_NAMES].sort());
});
