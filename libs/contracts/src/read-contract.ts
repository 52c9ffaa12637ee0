import { MIB } from '#foundation';
import { below, isStorable } from '#record';
import { parseDocument } from 'yaml';

import { type Contract, type ContractLabel, type ContractProblem, type DatasetPromise, ELEMENT, type PromisedColumn } from './contract.ts';
import { contractLabels } from './contract-labels.ts';
import { datasetOf } from './dataset-of.ts';
import { OdcsDocument, type OdcsProperty } from './odcs-document.ts';
import { remarksOn } from './odcs-remarks.ts';

/** Characters of a contract. The largest that is published has a fifth of it. */
const CONTRACT_LENGTH_MAX = 1 * MIB;
/** Columns of a contract, of all its objects, nested ones too. */
const COLUMNS_MAX = 10_000;
/** Levels of lists and mappings: no schema needs a tenth. */
const DEPTH_MAX = 200;

export type ContractReading =
  /** Remarks are on what is off the standard; they keep nothing from being in force. */
  | { readonly kind: 'contract'; readonly contract: Contract; readonly remarks: () => readonly ContractProblem[] }
  | { readonly kind: 'unreadable'; readonly problems: readonly ContractProblem[] };

/**
 * Reads a contract of the Open Data Contract Standard, version 3, in YAML (JSON is YAML). Unknown keys are passed over with a remark; every problem is told at once.
 */
export function readContract(text: string): ContractReading {
  if (text.length > CONTRACT_LENGTH_MAX) return unreadable('', `A contract may have ${CONTRACT_LENGTH_MAX} characters; split this one.`);
  if (!isStorable(text)) return unreadable('', 'A contract may hold no NUL and no half of a surrogate pair.');
  const yaml = yamlIn(text);
  if ('problem' in yaml) return unreadable('', yaml.problem);
  const read = OdcsDocument.safeParse(yaml.value);
  if (!read.success) {
    const problems = read.error.issues.map(({ path, message }) => ({ pointer: pointerTo(path), message }));
    return { kind: 'unreadable', problems };
  }
  return contractIn(read.data);
}

function contractIn(document: OdcsDocument): ContractReading {
  const problems: ContractProblem[] = [];
  const promises: DatasetPromise[] = [];
  const labels: ContractLabel[] = [];
  (document.schema ?? []).forEach((object, index) => {
    const columns = columnsOf(object.properties ?? [], null);
    const dataset = datasetOf(object, document);
    if (columns.length === 0) {
      if (dataset !== undefined) labels.push(...contractLabels(object, dataset)); // it promises nothing about columns
    } else if (dataset === undefined) problems.push({ pointer: `/schema/${index}`, message: NO_DATASET });
    else if (promises.some((other) => isSame(other.dataset, dataset))) problems.push({ pointer: `/schema/${index}`, message: TWICE });
    else {
      promises.push({ dataset, columns });
      labels.push(...contractLabels(object, dataset));
    }
  });
  if (promises.reduce((sum, { columns }) => sum + columns.length, 0) > COLUMNS_MAX)
    problems.push({ pointer: '/schema', message: `A contract may promise ${COLUMNS_MAX} columns; split this one.` });
  if (problems.length > 0) return { kind: 'unreadable', problems };
  const { id, version, apiVersion, name = null, status = null } = document;
  return { kind: 'contract', contract: { id, version, apiVersion, name, status, promises, labels }, remarks: () => remarksOn(document) };
}

const NO_DATASET =
  'Nothing says which dataset this is; add the custom properties headgateNamespace and headgateDataset, or exactly one server of type postgres, mysql, snowflake, bigquery or kafka with all that its names need.';
const TWICE = 'Another schema object speaks of the same dataset; put their properties together.';

/** The columns in a list of properties, each before those nested in it. */
function columnsOf(properties: readonly OdcsProperty[], parent: string | null): readonly PromisedColumn[] {
  return properties.flatMap((property): readonly PromisedColumn[] => {
    const name = property.physicalName ?? property.name;
    const path = parent === null ? name : `${parent}.${name}`;
    const column = { path, parent, physicalType: property.physicalType ?? null, logicalType: property.logicalType ?? null };
    return [column, ...columnsOf(property.properties ?? [], path), ...columnsOf(property.items?.properties ?? [], `${path}${ELEMENT}`)];
  });
}

function isSame(left: DatasetPromise['dataset'], right: DatasetPromise['dataset']): boolean {
  return left.namespace === right.namespace && left.name === right.name;
}

function yamlIn(text: string): { readonly value: unknown } | { readonly problem: string } {
  if (deepest(text) > DEPTH_MAX) return { problem: `A contract may nest ${DEPTH_MAX} levels.` };
  const document = parseDocument(text, { prettyErrors: true });
  const [error] = document.errors;
  if (error !== undefined) return { problem: `This is not YAML: ${(error.message.split('\n')[0] ?? '').replace(/:$/, '')}.` };
  try {
    return { value: document.toJS() };
  } catch (failure) {
    if (failure instanceof ReferenceError) return { problem: `Its anchors cannot be followed: ${failure.message}.` }; // more aliases than yaml allows
    throw failure;
  }
}

/** No less deep than the text nests: brackets that are open at once, and the indentation of its lines. */
function deepest(text: string): number {
  let open = 0;
  let most = 0;
  for (const line of text.split('\n')) most = Math.max(most, line.search(/[^ -]|$/));
  for (const character of text) {
    if (character === '[' || character === '{') most = Math.max(most, (open += 1));
    else if (character === ']' || character === '}') open -= 1;
  }
  return most;
}

function pointerTo(path: readonly PropertyKey[]): string {
  return path.reduce<string>((pointer, step) => below(pointer, String(step)), '');
}

function unreadable(pointer: string, message: string): ContractReading {
  return { kind: 'unreadable', problems: [{ pointer, message }] };
}
