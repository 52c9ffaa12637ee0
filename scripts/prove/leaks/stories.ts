import { givenTopology } from './given-topology.ts';
import { hiddenJobs } from './hidden-jobs.ts';
import { hiddenStory } from './hidden-story.ts';
import { hiddenValues } from './hidden-values.ts';

/** What is hidden, by its story: datasets, columns and facets, or jobs and nothing else; the same where topology is given of all of it; or values alone. */
export const STORIES = {
  data: hiddenStory,
  jobs: hiddenJobs,
  'data without names': givenTopology(hiddenStory),
  'jobs without names': givenTopology(hiddenJobs),
  values: hiddenValues,
} as const;
