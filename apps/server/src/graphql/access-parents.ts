import type { Failure } from '#foundation';
import type { TeamStanding } from '#access';
import type { DecisionAnswer, NodeRef, StandingsAnswer, WhatCouldAnswer } from '#operations';

import type { NodeParent, PageParent } from './parents.ts';

// What stands behind the types of decisions about access.

/** What became of one question of several: GraphQL would take a bare failure for one of the whole list. */
export interface DecidedParent {
  readonly decided: DecisionAnswer | Failure;
}

export type ColumnDecisionParent = DecisionAnswer['columns'][number];
export type FacetDecisionParent = DecisionAnswer['facets'][number];

/** A page of what somebody could, its rows made parents. */
export interface WhatCouldParent extends PageParent<NodeParent>, Omit<WhatCouldAnswer, keyof PageParent<NodeRef>> {}

export interface TeamsParent extends PageParent<TeamStanding>, Omit<StandingsAnswer, keyof PageParent<TeamStanding>> {}
