/** One tab of GraphiQL. */
export interface Example {
  readonly query: string;
  /** JSON. */
  readonly variables: string;
}

const ALERTS = { namespace: 'kafka://kafka-1.aldermere.example:9092', name: 'sepsis.alerts' };
const OUTCOMES = { namespace: 'postgres://warehouse.aldermere.example:5432', name: 'warehouse.reports.sepsis_outcomes' };
const PATIENTS = { namespace: 'postgres://ehr-db.aldermere.example:5432', name: 'ehr.public.patients' };
const MODEL = { namespace: 's3://aldermere-models', name: 'sepsis-risk' };

/** Questions about the hospital of `npm run demo`. They open as tabs and answer with one key press. */
export const examples: readonly Example[] = [
  example(
    `# What fed the sepsis alerts?
# Every dataset and job upstream, and the events that show it.
query WhatFedTheAlerts($alerts: NodeInput!) {
  lineage(root: { dataset: $alerts }, direction: UPSTREAM) {
    header { asOf knownAt completeness reasons { message } }
    nodes { depth kind namespace name }
    edges {
      source target kind origin
      evidence { firstSeen lastSeen count commitments emitters { name } }
    }
  }
}`,
    { alerts: ALERTS },
  ),
  example(
    `# Where does the risk score of the monthly report come from?
# Column by column, only where values came from values.
query WhereTheScoreComesFrom($report: NodeInput!) {
  lineage(root: { dataset: $report }, granularity: COLUMN, column: "risk_score", transformations: DIRECT) {
    header { completeness reasons { message } }
    nodes { id depth name column reachedBy }
    edges { id source target via { name } transformations { subtype description masking } }
  }
}`,
    { report: OUTCOMES },
  ),
  example(
    `# Where do patient records go?
# Column by column, and where they are masked on the way.
query WherePatientsGo($patients: NodeInput!) {
  lineage(root: { dataset: $patients }, direction: DOWNSTREAM, granularity: COLUMN) {
    header { completeness reasons { message } }
    nodes { depth namespace name column dataset { tags { key value field } } }
    edges { source target via { name } transformations { type subtype masking } }
  }
}`,
    { patients: PATIENTS },
  ),
  example(
    `# What fed the report in March, and what feeds it now?
# The same question at two times.
query ThenAndNow($report: NodeInput!, $then: String!) {
  then: lineage(root: { dataset: $report }, asOf: $then) { header { asOf knownAt } nodes { depth kind name } }
  now: lineage(root: { dataset: $report }) { header { asOf knownAt } nodes { depth kind name } }
}`,
    { report: OUTCOMES, then: '2026-03-20T00:00:00Z' },
  ),
  example(
    `# Which model scored the patients on a day?
# Its version then, its training runs, and what it learnt from.
query TheModelOf($namespace: String!, $name: String!, $day: String!) {
  dataset(namespace: $namespace, name: $name, asOf: $day) {
    header { asOf knownAt completeness }
    facets(names: ["version"]) { content since position }
    writtenBy { namespace name latestRuns { runId state began ended } }
    upstream(depth: 2) { nodes { depth kind namespace name } }
  }
}`,
    { ...MODEL, day: '2026-03-28T00:00:00Z' },
  ),
  example(
    `# Show me a table.
# Its names, columns, tags, owners, who reads it,
# and all that producers said of it and that still holds.
query ShowATable($namespace: String!, $name: String!) {
  dataset(namespace: $namespace, name: $name) {
    names { namespace name isCanonical }
    schema { fields { path type description } }
    tags { key value field }
    owners { name type }
    readBy { namespace name }
    facets { name since content }
  }
}`,
    PATIENTS,
  ),
  example(
    `# Which runs failed, and of which jobs?
query WhatFailed($first: Int!) {
  runs(state: FAIL, first: $first) {
    header { completeness reasons { message } }
    nodes { began ended runId job { namespace name outputs { namespace name } } }
    pageInfo { hasNextPage endCursor }
  }
}`,
    { first: 20 },
  ),
  example(
    `# How is Headgate doing?
# And what came in that could not be used.
query HowAreWe {
  status { recorded mapped lagMs datasets jobs runs quarantined }
  quarantine(first: 10) { nodes { because problems { pointer message } receivedAt sender { name } } }
}`,
    {},
  ),
];

function example(query: string, variables: Readonly<Record<string, unknown>>): Example {
  return { query, variables: JSON.stringify(variables, null, 2) };
}
