/** Where an event carries facets: of a dataset its own, and those of one run's use of it. */
export type FacetPlace = 'run' | 'job' | 'dataset' | 'input' | 'output';

/** The facets that the standard names, 2026-11-21, by the key that they stand under. All others are producers' own. */
export const STANDARD_FACETS: Readonly<Record<FacetPlace, ReadonlySet<string>>> = {
  run: new Set([
    ...['parent', 'nominalTime', 'errorMessage', 'externalQuery', 'extractionError', 'processing_engine', 'environmentVariables'],
    ...['executionParameters', 'jobDependencies', 'tags', 'test', 'gcp_dataproc', 'gcp_composer_run'],
  ]),
  job: new Set([
    ...['jobType', 'sql', 'sourceCode', 'sourceCodeLocation', 'documentation', 'ownership', 'lineage', 'tags'],
    ...['gcp_common', 'gcp_lineage', 'gcp_composer_job'],
  ]),
  dataset: new Set([
    ...['schema', 'columnLineage', 'symlinks', 'dataSource', 'version', 'lifecycleStateChange', 'storage', 'catalog', 'datasetType'],
    ...['hierarchy', 'dataQualityMetrics', 'dataQualityAssertions', 'documentation', 'ownership', 'lineage', 'tags'],
  ]),
  input: new Set(['dataQualityMetrics', 'dataQualityAssertions', 'inputStatistics', 'subset', 'icebergScanReport', 'iceberg_scan_report']),
  output: new Set(['outputStatistics', 'subset', 'icebergCommitReport', 'iceberg_scan_report']),
};

/** Whether the standard has a facet of this name in this place. One that it does not have is kept all the same. */
export function isStandardFacet(place: FacetPlace, name: string): boolean {
  return STANDARD_FACETS[place].has(name);
}
