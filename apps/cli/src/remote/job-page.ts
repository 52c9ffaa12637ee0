import { z } from 'zod';

import { drawTable } from '../drawing/table.ts';
import { oneLine, secondOf } from '../output.ts';
import { HEADER, headerLines, HeaderShape } from './answer-header.ts';
import { factLines, headLines, NameShape, namesWithPlaces, OwnerShape, ownerText, RunShape, TagShape, tagText } from './page-parts.ts';
import type { Screen } from './screen.ts';

export const JobShape = z.object({
  job: z.object({
    id: z.string(),
    ...NameShape.shape,
    description: z.string().nullable(),
    owners: z.array(OwnerShape),
    tags: z.array(TagShape),
    processingType: z.string().nullable(),
    integration: z.string().nullable(),
    jobType: z.string().nullable(),
    inputs: z.array(NameShape),
    outputs: z.array(NameShape),
    latestRuns: z.array(RunShape),
    header: HeaderShape,
  }),
});
type JobRow = z.infer<typeof JobShape>['job'];

export const JOB_PAGE = `
query JobPage($namespace: String, $name: String!, $asOf: String, $knownAt: String) {
  job(namespace: $namespace, name: $name, asOf: $asOf, knownAt: $knownAt) {
    id namespace name description
    owners { name type }
    tags { key value field }
    processingType integration jobType
    inputs { namespace name }
    outputs { namespace name }
    latestRuns { runId state began ended }
    ${HEADER}
  }
}`;

/** A job on a page. */
export function jobPage(job: JobRow, screen: Screen): readonly string[] {
  const kind = [job.processingType, job.integration, job.jobType].flatMap((word) =>
    word === null ? [] : [oneLine(word, 40).toLowerCase()],
  );
  const facts = factLines(
    [
      ['kind', kind.length === 0 ? [] : [kind.join(', ')]],
      ['owned by', job.owners.map(ownerText)],
      ['tagged', job.tags.map(tagText)],
      ['does', job.description === null ? [] : [oneLine(job.description, 2_000)]],
      ['reads', namesWithPlaces(job.inputs, screen)],
      ['writes', namesWithPlaces(job.outputs, screen)],
    ],
    screen,
  );
  return [...headLines(job, 'Job', screen), ...facts, '', ...runLines(job, screen), '', ...headerLines(job.header, screen)];
}

function runLines({ latestRuns }: JobRow, { width, ink }: Screen): readonly string[] {
  if (latestRuns.length === 0) return ['No run of it is known: it is declared.'];
  const rows = latestRuns.map(({ state, began, ended, runId }) => [
    state === 'COMPLETE' ? ink.good(state) : state === 'FAIL' || state === 'ABORT' ? ink.bad(state) : ink.mark(state),
    secondOf(began),
    ended === null ? '' : secondOf(ended),
    oneLine(runId),
  ]);
  return drawTable({ columns: ['latest runs', 'began', 'ended', 'run id'].map((title) => ({ title })), rows }, width);
}
