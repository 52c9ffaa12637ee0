import type { Dice } from '#testkit';

import type { HiddenStory } from './hidden-story.ts';
import { ALL } from './limited-askers.ts';

const WALKED = `header { reasons { message } } nodes { id namespace name reachedBy } edges { id source target via { ... on Job { name } } }
  namelessNodes { id kind depth direction reachedBy } namelessEdges { id source target } pageInfo { endCursor }`;

/** A story as it is, but that all are given topology of all that is hidden from them, and ask for it from all that they see. */
export function givenTopology(storyOf: (dice: Dice, size: number) => HiddenStory): (dice: Dice, size: number) => HiddenStory {
  return (dice, size) => {
    const story = storyOf(dice, size);
    return {
      ...story,
      policy: `${story.policy}  - { effect: allow, roles: ${ALL}, action: topology, on: { name: "*" } }\n`,
      questions: [...story.questions, ...story.known.map(walksFrom)],
      namelessIn: `query { ${walk('dataset: { namespace: "db", name: "patients1" }', 'direction: BOTH, first: 20')} }`,
    };
  };
}

const WAYS = [
  'direction: BOTH, first: 20',
  'direction: UPSTREAM, first: 2',
  'direction: DOWNSTREAM, first: 3',
  'direction: BOTH, first: 20, knownAt: "4"',
];

/** In one question: whole, page by page and at a time past, from what is called so, be it a dataset or a job. */
function walksFrom(name: string): string {
  const roots = [`dataset: { namespace: "db", name: "${name}" }`, `job: { namespace: "etl", name: "${name}" }`];
  const walks = roots.flatMap((root) => WAYS.map((way) => walk(root, way)));
  return `query { ${walks.map((each, index) => `walk${index}: ${each}`).join(' ')} }`;
}

function walk(root: string, way: string): string {
  return `lineage(root: { ${root} }, ${way}) { ${WALKED} }`;
}
