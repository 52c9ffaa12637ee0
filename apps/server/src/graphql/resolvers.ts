import { accessMutations, accessQueries, accessResolvers } from './access-resolvers.ts';
import { alertMutations, alertQueries, alertResolvers } from './alert-resolvers.ts';
import { answerResolvers } from './answer-resolvers.ts';
import { contractMutations, contractQueries, contractResolvers } from './contract-resolvers.ts';
import { datasetQueries, datasetResolvers } from './dataset-resolvers.ts';
import { enforcementMutations, enforcementQueries, enforcementResolvers } from './enforcement-resolvers.ts';
import { engagementMutations, engagementQueries, engagementResolvers } from './engagement-resolvers.ts';
import { eventMutations, eventQueries, eventResolvers } from './event-resolvers.ts';
import type { Resolvers } from './generated.ts';
import { glassMutations, glassQueries, glassResolvers } from './glass-resolvers.ts';
import { jobQueries, jobResolvers } from './job-resolvers.ts';
import { keepOutResolvers } from './keep-out-resolvers.ts';
import { keyMutations, keyQueries, keyResolvers } from './key-resolvers.ts';
import { labelQueries, labelResolvers } from './label-resolvers.ts';
import { logQueries, logResolvers } from './log-resolvers.ts';
import { lineageQueries, lineageResolvers } from './lineage-resolvers.ts';
import { policyMutations, policyQueries, policyResolvers } from './policy-resolvers.ts';
import { reportMutations, reportQueries, reportResolvers } from './report-resolvers.ts';
import { runQueries, runResolvers } from './run-resolvers.ts';
import { searchQueries, searchResolvers } from './search-resolvers.ts';
import { statusQueries, statusResolvers } from './status-resolvers.ts';
import { teamMutations, teamQueries, teamResolvers } from './team-resolvers.ts';
import { whoamiQueries, whoamiResolvers } from './whoami-resolvers.ts';

/** Resolvers translate and decide nothing: access, limits and transactions live in the operations that they call. */
export const resolvers: Resolvers = {
  ...answerResolvers,
  ...datasetResolvers,
  ...jobResolvers,
  ...runResolvers,
  ...searchResolvers,
  ...lineageResolvers,
  ...labelResolvers,
  ...eventResolvers,
  ...statusResolvers,
  ...accessResolvers,
  ...policyResolvers,
  ...keepOutResolvers,
  ...glassResolvers,
  ...teamResolvers,
  ...keyResolvers,
  ...enforcementResolvers,
  ...engagementResolvers,
  ...contractResolvers,
  ...alertResolvers,
  ...reportResolvers,
  ...logResolvers,
  ...whoamiResolvers,
  Query: {
    ...datasetQueries,
    ...jobQueries,
    ...runQueries,
    ...searchQueries,
    ...lineageQueries,
    ...labelQueries,
    ...eventQueries,
    ...statusQueries,
    ...accessQueries,
    ...policyQueries,
    ...glassQueries,
    ...teamQueries,
    ...keyQueries,
    ...enforcementQueries,
    ...engagementQueries,
    ...contractQueries,
    ...alertQueries,
    ...reportQueries,
    ...logQueries,
    ...whoamiQueries,
  },
  Mutation: {
    ...eventMutations,
    ...accessMutations,
    ...policyMutations,
    ...glassMutations,
    ...teamMutations,
    ...keyMutations,
    ...enforcementMutations,
    ...engagementMutations,
    ...contractMutations,
    ...alertMutations,
    ...reportMutations,
  },
};
