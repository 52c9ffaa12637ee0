import { compareUtf8 } from '#foundation';
import { z } from 'zod';

import { drawTable } from '../drawing/table.ts';
import { saysPhi } from '../drawing/walked.ts';
import { oneLine, secondOf } from '../output.ts';
import { HEADER, headerLines, HeaderShape } from './answer-header.ts';
import {
  factLines,
  headLines,
  NameShape,
  namesWithPlaces,
  OwnerShape,
  ownerText,
  type RunRow,
  RunShape,
  runText,
  TagShape,
  tagText,
} from './page-parts.ts';
import type { Screen } from './screen.ts';

const JobShape = z.object({ ...NameShape.shape, latestRuns: z.array(RunShape) });
const FieldShape = z.object({
  path: z.string(),
  type: z.string().nullable(),
  description: z.string().nullable(),
  /** Fields within fields, as deep as they are asked for. */
  get fields() {
    return z.array(FieldShape).optional();
  },
});
type Field = z.infer<typeof FieldShape>;

export const DatasetShape = z.object({
  dataset: z.object({
    id: z.string(),
    ...NameShape.shape,
    names: z.array(z.object({ ...NameShape.shape, isCanonical: z.boolean() })),
    description: z.string().nullable(),
    owners: z.array(OwnerShape),
    tags: z.array(TagShape),
    lifecycle: z.object({ change: z.string(), since: z.string() }).nullable(),
    schema: z.object({ fields: z.array(FieldShape) }).nullable(),
    readBy: z.array(NameShape),
    writtenBy: z.array(JobShape),
    header: HeaderShape,
  }),
});
type DatasetRow = z.infer<typeof DatasetShape>['dataset'];

export const DATASET_PAGE = `
query DatasetPage($namespace: String, $name: String!, $asOf: String, $knownAt: String) {
  dataset(namespace: $namespace, name: $name, asOf: $asOf, knownAt: $knownAt) {
    id namespace name
    names { namespace name isCanonical }
    description
    owners { name type }
    tags { key value field }
    lifecycle { change since }
    schema { fields { path type description fields { path type description fields { path type description fields { path type description } } } } }
    readBy { namespace name }
    writtenBy { namespace name latestRuns { runId state began ended } }
    ${HEADER}
  }
}`;

/** A dataset on a page. */
export function datasetPage(dataset: DatasetRow, screen: Screen): readonly string[] {
  const { names, owners, tags, description, lifecycle, readBy, writtenBy, header } = dataset;
  const facts = factLines(
    [
      [
        'also called',
        namesWithPlaces(
          names.filter(({ isCanonical }) => !isCanonical),
          screen,
        ),
      ],
      ['owned by', owners.map(ownerText)],
      ['tagged', tags.filter(({ field }) => field === null).map(tagText)],
      ['is', description === null ? [] : [oneLine(description, 2_000)]],
      ['last change', lifecycle === null ? [] : [`${oneLine(lifecycle.change, 40)} at ${secondOf(lifecycle.since)}`]],
      ['written by', sorted(writtenBy, screen)],
      ['read by', sorted(readBy, screen)],
      ['last written', freshness(writtenBy, screen)],
    ],
    screen,
  );
  return [...headLines(dataset, 'Dataset', screen), ...facts, '', ...columnLines(dataset, screen), '', ...headerLines(header, screen)];
}

function sorted(jobs: readonly z.infer<typeof NameShape>[], screen: Screen): readonly string[] {
  return namesWithPlaces(
    jobs.toSorted((left, right) => compareUtf8(left.namespace, right.namespace) || compareUtf8(left.name, right.name)),
    screen,
  );
}

/** The newest run of those that write it, by its end, or by its beginning while it goes on. */
function freshness(jobs: DatasetRow['writtenBy'], screen: Screen): readonly string[] {
  const runs = jobs.flatMap(({ name, latestRuns }) => latestRuns.map((run) => ({ name, run })));
  const [newest] = runs.toSorted((left, right) => compareUtf8(timeOf(right.run), timeOf(left.run)));
  return newest === undefined ? [] : [`${runText(newest.run, screen)}, by ${oneLine(newest.name)}`];
}

function timeOf({ began, ended }: RunRow): string {
  return ended ?? began;
}

function columnLines({ schema, tags }: DatasetRow, screen: Screen): readonly string[] {
  if (schema === null) return ['No event told its columns.'];
  const rows = schema.fields.flatMap(withInner).map(({ path, type, description }) => {
    const own = tags.filter(({ field }) => field === path);
    const marks = own.map((tag) => (saysPhi(tag) ? screen.ink.mark(tagText(tag)) : tagText(tag)));
    return [oneLine(path), oneLine(type ?? '', 60), marks.join(', '), oneLine(description ?? '', 500)];
  });
  const titles = ['column', 'type', 'tags', 'what it is'];
  const told = titles.map((_, index) => index === 0 || rows.some((row) => row[index] !== ''));
  const kept = (row: readonly string[]): readonly string[] => row.filter((_, index) => told[index]);
  return drawTable({ columns: kept(titles).map((title) => ({ title })), rows: rows.map(kept) }, screen.width);
}

function withInner(field: Field): readonly Field[] {
  return [field, ...(field.fields ?? []).flatMap(withInner)];
}
