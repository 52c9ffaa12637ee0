import { z } from 'zod';

import { formatInstant } from '#foundation';
import { type Contract, findContract, listContracts } from '#operations';

import { type Evidence, evidenceJson } from './evidence-json.ts';
import { EVIDENCE, EvidenceShape, NameShape, PAGE_INFO, PageInfoShape, PERSON, PersonShape, wordOf } from './remote/answer-parts.ts';
import { askServer } from './remote/ask-server.ts';
import type { Login } from './remote/login-file.ts';
import type { Opened } from './with-installation.ts';
import { everyPage, type Sources } from './with-source.ts';

/** What a contract comes to for one dataset, as it is printed. */
export interface VerdictJson extends Omit<Contract['verdicts'][number], 'since' | 'evidence'> {
  readonly evidence: readonly Evidence[];
  readonly since: string | null;
}

/** A contract as it is printed. */
export interface ContractJson extends Omit<Contract, 'position' | 'recordedAt' | 'verdicts' | 'text'> {
  readonly position: string;
  readonly recordedAt: string;
  readonly verdicts: readonly VerdictJson[];
}

interface ContractSource {
  readonly list: () => Promise<readonly ContractJson[]>;
  readonly show: (id: string) => Promise<ContractJson & { readonly text: string }>;
}

const PAGE = 500;

function within({ context, reader }: Opened): ContractSource {
  return {
    list: async () => (await everyPage((after) => listContracts(context, reader, { first: PAGE, after }))).map(contractJson),
    show: async (id) => {
      const { contract } = await findContract(context, reader, { id });
      return { ...contractJson(contract), text: contract.text };
    },
  };
}

function contractJson(contract: Contract): ContractJson {
  const { id, version, apiVersion, name, status, position, commitment, recordedAt, by, byName, outcome } = contract;
  return {
    ...{ id, version, apiVersion, name, status, position: position.toString(), commitment, recordedAt: formatInstant(recordedAt) },
    ...{ by, byName, outcome, verdicts: verdictsJson(contract) },
  };
}

export function verdictsJson({ verdicts }: Pick<Contract, 'verdicts'>): readonly VerdictJson[] {
  return verdicts.map(({ since, evidence, ...verdict }) => ({
    ...verdict,
    evidence: evidence.map(evidenceJson),
    since: since === null ? null : formatInstant(since),
  }));
}

/** What the server lets one answer hold. */
const REMOTE_PAGE = 50;

function behind(server: Login): ContractSource {
  return {
    list: () =>
      everyPage(async (after) => (await askServer(server, ListShape, { query: LIST, variables: { first: REMOTE_PAGE, after } })).contracts),
    show: async (id) => (await askServer(server, ShowShape, { query: SHOW, variables: { id } })).contract,
  };
}

const CONTRACT = `id version apiVersion name status position commitment recordedAt by ${PERSON} outcome
  verdicts { dataset { namespace name } outcome findings { kind column expected found } ${EVIDENCE} since }`;
const LIST = `
query Contracts($first: Int, $after: String) {
  contracts(first: $first, after: $after) { nodes { ${CONTRACT} } ${PAGE_INFO} }
}`;
const SHOW = `
query Contract($id: ID!) {
  contract(id: $id) { ${CONTRACT} text }
}`;

const Text = z.string().nullable();
const OutcomeShape = z.enum(['PASS', 'FAIL', 'UNKNOWN']);
const VerdictShape = z.object({
  dataset: NameShape,
  outcome: OutcomeShape,
  findings: z.array(
    z.object({ kind: wordOf(['column-missing', 'type-changed', 'schema-unknown']), column: Text, expected: Text, found: Text }),
  ),
  evidence: EvidenceShape,
  since: Text,
});
const fields = {
  ...{ id: z.string(), version: z.string(), apiVersion: z.string(), name: Text, status: Text, position: z.string() },
  ...{ commitment: z.string(), recordedAt: z.string(), by: PersonShape, outcome: OutcomeShape, verdicts: z.array(VerdictShape) },
};
const withPerson = <Row extends { readonly by: z.infer<typeof PersonShape> }>({ by, ...row }: Row) => ({
  ...row,
  by: by.id,
  byName: by.name,
});
const ListShape = z.object({ contracts: z.object({ nodes: z.array(z.object(fields).transform(withPerson)), pageInfo: PageInfoShape }) });
const ShowShape = z.object({ contract: z.object({ ...fields, text: z.string() }).transform(withPerson) });

/** Contracts, from either place. */
export const CONTRACTS: Sources<ContractSource> = { keys: 'or-new', within, behind };
