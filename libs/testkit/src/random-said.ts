import type { Name } from '#lineage';
import type { JsonObject } from '#record';

import type { Dice } from './dice.ts';
import { facet } from './random-event.ts';
import type { HistoryStep } from './random-history.ts';

// Policies and contracts that say what data are (docs/decisions/0028-labels-by-rule-and-contract.md), version after version, and schemas that tell of columns.

const LABELS = ['PHI', 'phi', 'ePHI', 'classification=PII', 'PII=yes', 'INTERNAL', 'Gold', 'tier=Gold', 'confidential=no'];
const WORDS = ['PHI', 'pii', 'ephi', 'Confidential', 'restricted'];
const CONTRACT_TAGS = ['PHI', 'tier=Gold', 'internal', 'pii=false'];
const COLUMN_PATTERNS = ['id', 'name', 'na*', 'name.*', '*', '*day', 'visits', 'ID', 'names'];
const POLICIES = ['phi', 'levels'];
const CONTRACTS = ['patients', 'visits'];
const LOGICAL = 'people';

/** So many steps, one after the other; the first says what the logical dataset is of which policies may speak. */
export function saidSteps(dice: Dice, datasets: readonly Name[], count: number): readonly HistoryStep[] {
  return Array.from({ length: count }, (_, index): HistoryStep => {
    if (index === 0) return bodiesStep(dice, datasets);
    switch (dice.pick(['policy', 'policy', 'policy', 'contract', 'contract', 'schema', 'schema', 'bodies'] as const)) {
      case 'policy':
        return { kind: 'policy', text: JSON.stringify(policyOf(dice, datasets)) };
      case 'contract':
        return { kind: 'contract', text: JSON.stringify(contractOf(dice, datasets, index)) };
      case 'schema':
        return { kind: 'event', body: JSON.stringify(schemaEvent(dice, datasets)), emitter: 'airflow' };
      case 'bodies':
        return bodiesStep(dice, datasets);
    }
  });
}

function bodiesStep(dice: Dice, datasets: readonly Name[]): HistoryStep {
  const some = dice.some(datasets, { least: 1, most: 2 });
  return { kind: 'bodies', logical: LOGICAL, bodies: datasets.filter((one) => some.includes(one)) }; // in one order, for in another they are no other
}

/** Some versions say nothing of labels any more. */
function policyOf(dice: Dice, datasets: readonly Name[]): JsonObject {
  const labels = Array.from({ length: dice.pick([0, 1, 1, 1, 2, 3]) }, () => ({
    label: dice.pick(LABELS),
    on: labelledBy(dice, datasets),
  }));
  return { name: dice.pick(POLICIES), rules: [], ...(labels.length === 0 ? {} : { labels }) };
}

function labelledBy(dice: Dice, datasets: readonly Name[]): JsonObject {
  const { namespace, name } = dice.pick(datasets);
  const namespaces = dice.pick([namespace, `${namespace.slice(0, 2)}*`, '*', namespace.toUpperCase()]);
  const on = dice.pick<JsonObject>([
    { namespace: namespaces },
    { name },
    { namespace, name },
    { namespace, name },
    { namespace: namespaces, name: '*' },
    { logical: LOGICAL },
    { logical: LOGICAL, namespace },
  ]);
  return { ...on, ...(dice.chance(0.35) ? {} : { columns: dice.some(COLUMN_PATTERNS, { least: 1, most: 2 }) }) };
}

function contractOf(dice: Dice, datasets: readonly Name[], version: number): JsonObject {
  const promised = dice.some(datasets, { least: 1, most: 2 });
  const schema = promised.map(({ namespace, name }) => {
    const customProperties = [
      { property: 'headgateNamespace', value: namespace },
      { property: 'headgateDataset', value: name },
    ];
    const isOfColumns = dice.chance(0.85);
    return { name: 'table', customProperties, ...tagsOf(dice, 0.3), ...(isOfColumns ? { properties: propertiesOf(dice) } : {}) };
  });
  return { apiVersion: 'v3.1.0', kind: 'DataContract', id: dice.pick(CONTRACTS), version: String(version), status: 'active', schema };
}

function propertiesOf(dice: Dice): readonly JsonObject[] {
  const said = (name: string): JsonObject => ({
    name,
    ...(dice.chance(0.4) ? { classification: dice.pick(WORDS) } : {}),
    ...tagsOf(dice, 0.2),
  });
  const visits = { ...said('visits'), logicalType: 'array', items: { logicalType: 'object', properties: [said('day')] } };
  return dice.some([said('id'), { ...said('name'), properties: [said('first')] }, said('names'), visits], { least: 1, most: 3 });
}

function tagsOf(dice: Dice, share: number): JsonObject {
  return dice.chance(share) ? { tags: dice.some(CONTRACT_TAGS, { least: 1, most: 2 }) } : {};
}

function schemaEvent(dice: Dice, datasets: readonly Name[]): JsonObject {
  const visits = { name: 'visits', type: 'array', fields: [{ name: '_element', type: 'struct', fields: [{ name: 'day', type: 'date' }] }] };
  const all = [{ name: 'id' }, { name: 'name', fields: [{ name: 'first' }] }, { name: 'names' }, visits, { name: 'day' }];
  return {
    eventTime: `2026-03-0${1 + dice.below(6)}T00:00:00Z`,
    producer: 'https://example.org/producer/1.0',
    schemaURL: 'https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/DatasetEvent',
    dataset: { ...dice.pick(datasets), facets: { schema: facet({ fields: dice.some(all, { least: 1, most: 4 }) }) } },
  };
}
