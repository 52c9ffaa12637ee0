import { type Dice, given } from '#testkit';

import { type HiddenStory, hiddenStory } from './hidden-story.ts';
import { ALL, LIMITED } from './limited-askers.ts';

/** What of the story of hidden data stands in the place of a value, by what it is: docs/decisions/0041. All else is a name, or what somebody wrote about data. */
const VALUES = [
  /^a value (?!in the place of a warehouse|in the path of source code|behind the place of a repository)/,
  /^(?:a literal|a bound|a quantile|another quantile|a note|a number beside|a key in an unknown facet|what is beside)/,
  /^(?:a parameter|the name of a parameter|the name|the description|the expected value|the actual value) of (?:an assertion|a test)\b/,
  /^the (?:sum|least|largest|identifier of a partition|value of a partition|message|stack|task)\b/,
  /^the value of (?:an environment variable|a parameter|a property)/,
  /^(?:the description of a parameter|the name of a property|an error of)/,
];

/** The story of hidden data, in which all is seen that a role's place lets see, and reading is denied or masked: nothing but values is hidden. */
export function hiddenValues(dice: Dice, size: number): HiddenStory {
  const story = hiddenStory(dice, size);
  const values = [...story.tokens].filter(([what]) => VALUES.some((pattern) => pattern.test(what)));
  const came = [...story.tokens].flatMap(([what, word]) => (what.startsWith('the name of a column that a label came to,') ? [word] : []));
  return { ...story, tokens: new Map(values), policy: policyOf(given(story.tokens.get('the namespace of hidden datasets')), came) };
}

function policyOf(namespace: string, came: readonly string[]): string {
  const denied = LIMITED.filter((who) => who !== 'reader').join(', ');
  return `
name: half
rules:
  - { effect: allow, roles: [reader, analyst], on: { name: "*" } }
  - { effect: deny, roles: [analyst], action: read, on: { classification: PHI, columns: ["*"] } }
  - { effect: deny, roles: [engineer, steward, auditor], action: read, on: { tag: classification=PHI, columns: ["*"] } }
  - { effect: mask, how: partial, roles: [reader], on: { tag: classification=PHI, columns: ["*"] } }
  - { effect: deny, roles: [${denied}], action: [read, write], on: { columns: [${came.join(', ')}] } }
  - { effect: mask, how: hash, roles: [reader], on: { columns: [${came.join(', ')}] } }
  - { effect: deny, roles: ${ALL}, action: read, on: { namespace: "${namespace}*" } }
`;
}
