import { z } from 'zod';

import { EHR_PATIENTS, LAKE_VITALS_S3A } from '../hospital-names.ts';
import { type Chapter, question } from '../question.ts';
import { HEADER, NAME, OWNERS, TAGS } from '../shapes.ts';
import { cell, counted, listed, place, sentence, tagSaid } from '../words.ts';

const whatIsInATable = question({
  id: 'what-is-in-the-patient-table',
  question: 'What is in the patient table?',
  shows: 'Its columns with their types and tags, its owner, and what its producer says it is.',
  operation: `query WhatIsInThePatientTable(
  $namespace: String
  $name: String
  $asOf: String
) {
  dataset(namespace: $namespace, name: $name, asOf: $asOf) {
    ${HEADER}
    name
    description
    owners { name }
    tags { key value field }
    schema { fields { path type description } }
  }
}`,
  variables: { ...EHR_PATIENTS, asOf: null },
  shape: z.object({
    dataset: z.object({
      name: z.string(),
      description: z.string().nullable(),
      owners: OWNERS,
      tags: TAGS,
      schema: z.object({ fields: z.array(z.object({ path: z.string(), type: z.string().nullable() })) }).nullable(),
    }),
  }),
  answer: ({ dataset: { name, description, owners, tags, schema } }) => {
    const fields = schema?.fields ?? [];
    const tagsOf = (path: string): readonly string[] => tags.flatMap((tag) => (tag.field === path ? [tagSaid(tag)] : []));
    return {
      says: `${name}, ${counted(fields.length, 'column')}, of ${listed(owners.map((owner) => owner.name))}. ${description ?? 'Nobody described it.'}`,
      table: { titles: ['column', 'type', 'tags'], rows: fields.map(({ path, type }) => [path, type ?? '-', cell(tagsOf(path))]) },
    };
  },
});

const otherNames = question({
  id: 'under-which-names-is-it-known',
  question: 'Under which names is the table of vitals in the lake known?',
  shows: 'All names of one dataset: asked by the name that an old connector uses, it answers with the canonical one and all others.',
  operation: `query UnderWhichNamesIsItKnown(
  $namespace: String
  $name: String
  $asOf: String
) {
  dataset(namespace: $namespace, name: $name, asOf: $asOf) {
    ${HEADER}
    names { namespace name isCanonical isPresent }
  }
}`,
  variables: { ...LAKE_VITALS_S3A, asOf: null },
  shape: z.object({
    dataset: z.object({ names: z.array(NAME.extend({ isCanonical: z.boolean(), isPresent: z.boolean() })) }),
  }),
  answer: ({ dataset: { names } }) => ({
    says: `One dataset, ${counted(names.length, 'name')}.`,
    table: {
      titles: ['in', 'name', '', 'events use it'],
      rows: names.map(({ namespace, name, isCanonical, isPresent }) => [
        place(namespace),
        name,
        isCanonical ? 'canonical' : '',
        isPresent ? 'yes' : 'no',
      ]),
    },
  }),
});

const whereIsProcalcitonin = question({
  id: 'where-is-procalcitonin-measured',
  question: 'Where is procalcitonin measured?',
  shows: 'Whatever answers to a word by its name, a column, a tag or its description; a slip of typing is forgiven.',
  operation: `query WhereIsProcalcitoninMeasured($text: String!, $asOf: String) {
  search(text: $text, first: 10, asOf: $asOf) {
    ${HEADER}
    nodes { match matched score node { __typename namespace name } }
  }
}`,
  variables: { text: 'procalcitonni', asOf: null },
  shape: z.object({
    search: z.object({
      nodes: z.array(z.object({ match: z.string(), matched: z.string(), node: NAME.extend({ __typename: z.string() }) })),
    }),
  }),
  answer: ({ search: { nodes } }) => ({
    says:
      nodes.length === 0
        ? 'Nothing answers to that.'
        : `${sentence(counted(nodes.length, 'thing'))} ${nodes.length === 1 ? 'answers' : 'answer'} to it.`,
    table: {
      titles: ['what', 'name', 'in', 'by its', 'which says'],
      rows: nodes.map(({ match, matched, node }) => [
        node.__typename.toLowerCase(),
        node.name,
        place(node.namespace),
        match.toLowerCase(),
        matched,
      ]),
    },
  }),
});

const whichSystems = question({
  id: 'which-systems-are-there',
  question: 'Which systems are there?',
  shows: 'Every namespace, with how many datasets and jobs stand in it.',
  operation: `query WhichSystemsAreThere($first: Int!, $asOf: String) {
  namespaces(first: $first, asOf: $asOf) {
    ${HEADER}
    nodes { name datasets jobs }
  }
}`,
  variables: { first: 100, asOf: null },
  shape: z.object({ namespaces: z.object({ nodes: z.array(z.object({ name: z.string(), datasets: z.int(), jobs: z.int() })) }) }),
  answer: ({ namespaces: { nodes } }) => ({
    says: `${sentence(counted(nodes.length, 'namespace'))}.`,
    table: {
      titles: ['namespace', 'datasets', 'jobs'],
      rows: nodes.map(({ name, datasets, jobs }) => [name, String(datasets), String(jobs)]),
    },
  }),
});

export const things: Chapter = {
  title: 'What there is',
  questions: [whatIsInATable, otherNames, whereIsProcalcitonin, whichSystems],
};
