/** Members of facets of the standard that are shown also to somebody from whom something is hidden, and why no value about data stands there. */
interface PlainMembers {
  readonly because: string;
  readonly members: readonly string[];
}

const under = (facet: string, ...members: readonly string[]): readonly string[] => members.map((member) => `${facet}.${member}`);

const PARENTS = ['run parent', 'run parentRun'].flatMap((facet) => [facet, `${facet}.root`]);
const STATISTICS = ['input', 'output'].flatMap((place) => ['inputStatistics', 'outputStatistics'].map((facet) => `${place} ${facet}`));

/** The whole list, written by hand: docs/decisions/0007 says it in words. */
const PLAIN: readonly PlainMembers[] = [
  {
    because: 'a name, hidden with what it names',
    members: [
      ...under('dataset schema.fields[]', 'name'),
      ...under('dataset symlinks.identifiers[]', 'namespace', 'name', 'type'),
      ...under('dataset lifecycleStateChange', 'previousIdentifier.namespace', 'previousIdentifier.name'),
      ...PARENTS.flatMap((facet) => under(facet, 'run.runId', 'job.namespace', 'job.name')),
    ],
  },
  {
    because: 'about one column, hidden with it; of a type its name and sizes alone',
    members: under('dataset schema.fields[]', 'type', 'description'),
  },
  {
    because: 'a label: rules ask for it, and it is hidden with the column that it is of',
    members: under('dataset tags.tags[]', 'key', 'value', 'source', 'field'),
  },
  {
    because: 'who answers for a thing, for those who must ask them',
    members: ['dataset', 'job'].flatMap((place) => under(`${place} ownership.owners[]`, 'name', 'type')),
  },
  {
    because: 'a place without its parameters, as the namespace of a dataset is one',
    members: [...under('dataset dataSource', 'name', 'uri'), ...under('job sourceCodeLocation', 'url', 'repoUrl')],
  },
  {
    because: 'a name in version control, given by those who write code',
    members: under('job sourceCodeLocation', 'type', 'path', 'version', 'tag', 'branch', 'pullRequestNumber'),
  },
  {
    because: 'a kind: one of few words',
    members: [
      ...under('dataset datasetType', 'datasetType', 'subType'),
      ...under('dataset storage', 'storageLayer', 'fileFormat'),
      ...under('dataset lifecycleStateChange', 'lifecycleStateChange'),
      ...under('job jobType', 'processingType', 'integration', 'jobType'),
      ...under('run processing_engine', 'name', 'version', 'openlineageAdapterVersion'),
    ],
  },
  { because: 'what a store calls a version of a whole dataset', members: under('dataset version', 'datasetVersion') },
  { because: 'what a label of a job is called; its value is withheld', members: under('job tags.tags[]', 'key', 'source') },
  {
    because: 'a time of a schedule: what is no time is withheld',
    members: under('run nominalTime', 'nominalStartTime', 'nominalEndTime'),
  },
  {
    because: 'a count of rows, bytes or files: what is no number is withheld',
    members: STATISTICS.flatMap((facet) => under(facet, 'rowCount', 'size', 'fileCount')),
  },
];

/** Which program said it, and by which schema: of each facet that has a member above. */
const SIGNED = ['_producer', '_schemaURL'] as const;

const members = new Set(PLAIN.flatMap((each) => each.members));
const signed = [...members].flatMap((member) => SIGNED.map((key) => `${member.split('.', 1)[0] ?? ''}.${key}`));

/** Paths as `standardMembers` writes them. */
export const PLAIN_MEMBERS: ReadonlySet<string> = new Set([...members, ...signed]);

const SOURCES = [
  ...['job lineage.entries[]', 'dataset lineage'].flatMap((facet) => [`${facet}.inputs[]`, `${facet}.fields.*.inputs[]`]),
  ...['fields.*.inputFields[]', 'dataset[]'].map((list) => `dataset columnLineage.${list}`),
];

/**
 * Members that no facet shows to somebody from whom something is hidden, and edges do, as far as both ends of one are seen: names, hidden with what they name, and
 * kinds, one of few words. Words about a transformation are not among them.
 */
export const EDGE_MEMBERS: ReadonlySet<string> = new Set([
  ...['job lineage', 'dataset lineage', 'dataset columnLineage'].flatMap((facet) => under(facet, ...SIGNED)),
  ...under('job lineage.entries[]', 'namespace', 'name', 'type', 'runId', 'fields.*.transformationType'),
  ...['dataset lineage', 'dataset columnLineage'].flatMap((facet) => under(facet, 'fields.*.transformationType')),
  ...SOURCES.flatMap((source) => under(source, 'namespace', 'name', 'field', 'type', 'runId')),
  ...SOURCES.flatMap((source) => under(`${source}.transformations[]`, 'type', 'subtype')),
]);
