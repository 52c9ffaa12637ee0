import { isPhiTag } from '#reports';
import { z } from 'zod';

import { EHR_PATIENTS, LAKE_VITALS, LAKE_WARD_TRANSFERS, SEPSIS_OUTCOMES, SEPSIS_RISK } from '../hospital-names.ts';
import { type Chapter, question } from '../question.ts';
import { COLUMN_PARTS, COLUMN_WALK, type ColumnWalk, HEADER, NAME, OWNERS, TAGS } from '../shapes.ts';
import { columnName, how, isPhi, joined, reachedFrom } from '../walk-words.ts';
import { cell, counted, doing, listed, place, sentence, tagSaid, unique } from '../words.ts';

const whichDatasetsHoldPhi = question({
  id: 'which-datasets-hold-phi',
  question: 'Which datasets hold PHI, and who answers for them?',
  shows: 'Every dataset with a column that is tagged PHI, or that is itself, those columns, and its owners.',
  operation: `query WhichDatasetsHoldPhi($tag: String!, $asOf: String) {
  search(text: $tag, kind: DATASET, first: 100, asOf: $asOf) {
    ${HEADER}
    nodes {
      match
      node { namespace name ... on Dataset { tags { key value field } owners { name } } }
    }
  }
}`,
  variables: { tag: 'phi', asOf: null },
  shape: z.object({ search: z.object({ nodes: z.array(z.object({ node: NAME.extend({ tags: TAGS, owners: OWNERS }) })) }) }),
  answer: ({ search: { nodes } }) => {
    const tagged = nodes
      .map(({ node }) => ({ ...node, columns: node.tags.flatMap((tag) => (isPhiTag(tag) ? [tag.field ?? 'all of it'] : [])) }))
      .filter(({ columns }) => columns.length > 0);
    const columns = tagged.reduce((sum, each) => sum + each.columns.length, 0);
    return {
      says:
        tagged.length === 0
          ? 'Nothing that was found is tagged as PHI.'
          : `${sentence(doing(tagged.length, 'dataset', 'hold'))} PHI, in ${counted(columns, 'column')}.`,
      table: {
        titles: ['dataset', 'in', 'owners', 'PHI columns'],
        rows: tagged.map((each) => [each.name, place(each.namespace), cell(each.owners.map(({ name }) => name)), cell(each.columns)]),
      },
    };
  },
});

const TAGGED_NODES = z.object({ nodes: z.array(NAME.extend({ depth: z.int(), dataset: z.object({ tags: TAGS }).nullable() })) });

const whichPhiLeaves = question({
  id: 'which-phi-columns-leave-the-hospital',
  question: 'Which PHI columns leave the hospital?',
  shows:
    'Every column tagged PHI whose values came into a bucket of a cloud, off the hospital’s own machines, and whether they are masked on every way there. Of the model only the data sets that it learnt from are known, not their columns.',
  operation: `query WhichPhiColumnsLeaveTheHospital(
  $vitals: NodeInput!
  $transfers: NodeInput!
  $model: NodeInput!
  $first: Int!
  $asOf: String
) {
  vitals: lineage(
    root: { dataset: $vitals }
    direction: UPSTREAM
    granularity: COLUMN
    transformations: DIRECT
    first: $first
    asOf: $asOf
  ) {
    ${COLUMN_PARTS}
  }
  transfers: lineage(
    root: { dataset: $transfers }
    direction: UPSTREAM
    granularity: COLUMN
    transformations: DIRECT
    first: $first
    asOf: $asOf
  ) {
    ${COLUMN_PARTS}
  }
  model: lineage(
    root: { dataset: $model }
    direction: UPSTREAM
    depth: 1
    asOf: $asOf
  ) {
    ${HEADER}
    nodes { depth namespace name dataset { tags { key value field } } }
  }
}`,
  variables: { vitals: LAKE_VITALS, transfers: LAKE_WARD_TRANSFERS, model: SEPSIS_RISK, first: 200, asOf: null },
  shape: z.object({ vitals: COLUMN_WALK, transfers: COLUMN_WALK, model: TAGGED_NODES }),
  answer: ({ vitals, transfers, model }) => {
    const known = [vitals, transfers].flatMap(waysOut);
    const unknown = learntFrom(model);
    const places = unique([...known, ...unknown].map((row) => row[4] ?? ''));
    const says =
      places.length === 0
        ? 'None: no value of a column tagged PHI is known to have come there.'
        : `${sentence(counted(known.length, 'PHI column'))} ${known.length === 1 ? 'is' : 'are'} known to leave it, and columns of ${counted(unknown.length, 'dataset')} of which nobody said which; for ${listed(places)}.`;
    return { says, table: { titles: ['PHI column', 'of', 'in', 'goes to', 'place', 'as'], rows: [...known, ...unknown] } };
  },
});

/** The tagged columns whose values came into the root of a walk. */
function waysOut(walk: ColumnWalk): readonly (readonly string[])[] {
  const root = walk.nodes.find(({ depth }) => depth === 0);
  if (root === undefined) return [];
  const tagged = walk.nodes.filter((node) => node.depth > 0 && isPhi(node));
  return tagged.map((node) => {
    const form = reachedFrom(walk, node.id).get(root.id) ?? '-';
    return [node.column ?? '', node.name, place(node.namespace), root.name, place(root.namespace), form];
  });
}

/** The datasets with tagged columns that flowed into the root of a walk as a whole. */
function learntFrom({ nodes }: z.infer<typeof TAGGED_NODES>): readonly (readonly string[])[] {
  const root = nodes.find(({ depth }) => depth === 0);
  return nodes.flatMap(({ depth, name, namespace, dataset }) => {
    const columns = dataset?.tags.filter(isPhiTag).length ?? 0;
    if (depth === 0 || columns === 0 || root === undefined) return [];
    return [[`some of ${columns}`, name, place(namespace), root.name, place(root.namespace), 'not known']];
  });
}

const whereMasked = question({
  id: 'where-the-patient-number-is-masked',
  question: 'Where is the patient’s number masked, and where not?',
  shows: 'Each step of the record number through the systems, and whether it is hidden there.',
  operation: `query WhereThePatientNumberIsMasked(
  $patients: NodeInput!
  $column: String!
  $asOf: String
) {
  lineage(
    root: { dataset: $patients }
    direction: DOWNSTREAM
    granularity: COLUMN
    column: $column
    transformations: DIRECT
    asOf: $asOf
  ) {
    ${COLUMN_PARTS}
  }
}`,
  variables: { patients: EHR_PATIENTS, column: 'mrn', asOf: null },
  shape: z.object({ lineage: COLUMN_WALK }),
  answer: ({ lineage }) => {
    const start = lineage.nodes.find(({ depth }) => depth === 0);
    const forms = start === undefined ? new Map<string, string>() : reachedFrom(lineage, start.id);
    const steps = joined(lineage);
    const plain = lineage.nodes.filter(({ id }) => forms.get(id) === 'plain');
    const says =
      plain.length === 0
        ? steps.length === 0
          ? 'It is not known to go anywhere.'
          : 'It is masked wherever it goes.'
        : `It stands unmasked in ${listed(plain.map((node) => `${columnName(node)} (${place(node.namespace)})`))}; everywhere else it is masked.`;
    const rows = steps.map(({ edge, from, to }) => [
      columnName(from),
      columnName(to),
      place(to.namespace),
      how(edge),
      forms.get(to.id) ?? '-',
    ]);
    return { says, table: { titles: ['from', 'to', 'in', 'how', 'arrives'], rows } };
  },
});

const phiBehindTheReport = question({
  id: 'which-phi-the-report-rests-on',
  question: 'Which PHI does the board’s report rest on?',
  shows: 'Every column tagged PHI from which a value came into the report, or which decided what is counted in it.',
  operation: `query WhichPhiTheReportRestsOn($report: NodeInput!, $asOf: String) {
  lineage(
    root: { dataset: $report }
    direction: UPSTREAM
    granularity: COLUMN
    transformations: ALL
    asOf: $asOf
  ) {
    ${COLUMN_PARTS}
  }
}`,
  variables: { report: SEPSIS_OUTCOMES, asOf: null },
  shape: z.object({ lineage: COLUMN_WALK }),
  answer: ({ lineage: { nodes } }) => {
    const tagged = nodes.filter((node) => isPhi(node));
    const datasets = unique(tagged.map(({ name }) => name));
    return {
      says:
        tagged.length === 0
          ? 'No column that it rests on is tagged as PHI.'
          : `${sentence(counted(tagged.length, 'PHI column'))} of ${counted(datasets.length, 'dataset')}.`,
      table: {
        titles: ['away', 'PHI column', 'of', 'in'],
        rows: tagged.map(({ depth, column, name, namespace }) => [String(depth), column ?? '-', name, place(namespace)]),
      },
    };
  },
});

const whatNobodyOwns = question({
  id: 'which-datasets-nobody-owns',
  question: 'Which datasets does nobody answer for?',
  shows: 'The datasets without an owner, and whether anybody described or tagged them.',
  operation: `query WhichDatasetsNobodyOwns($first: Int!, $asOf: String) {
  datasets(first: $first, asOf: $asOf) {
    ${HEADER}
    nodes {
      namespace name description
      owners { name }
      tags { key value field }
    }
  }
}`,
  variables: { first: 200, asOf: null },
  shape: z.object({
    datasets: z.object({ nodes: z.array(NAME.extend({ description: z.string().nullable(), owners: OWNERS, tags: TAGS })) }),
  }),
  answer: ({ datasets: { nodes } }) => {
    const unowned = nodes.filter(({ owners }) => owners.length === 0);
    return {
      says: `${sentence(counted(unowned.length, 'dataset'))} of ${nodes.length} have no owner.`,
      table: {
        titles: ['dataset', 'in', 'described', 'tagged'],
        rows: unowned.map(({ name, namespace, description, tags }) => [
          name,
          place(namespace),
          description === null ? 'no' : 'yes',
          cell(unique(tags.map(tagSaid))),
        ]),
      },
    };
  },
});

export const protectedData: Chapter = {
  title: 'Protected health information',
  questions: [whichDatasetsHoldPhi, whichPhiLeaves, whereMasked, phiBehindTheReport, whatNobodyOwns],
};
