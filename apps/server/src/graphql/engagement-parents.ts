import type { AnswerHeader, ListedEngagement } from '#operations';

/** An engagement. What was asked under it is read when it is asked for. */
export interface EngagementParent {
  readonly engagement: ListedEngagement;
  readonly header: AnswerHeader;
}

export const engagementParent = (engagement: ListedEngagement, header: AnswerHeader): EngagementParent => ({ engagement, header });
