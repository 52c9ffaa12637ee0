import type { Evidence, Unknown } from './facts.ts';
import type { Basis, Saying } from './phi-tags.ts';
import type { Exposure } from './reach.ts';

/** Version of the rules below: with another one the same question is another report. */
export const RULE_VERSION = 2;

/** What the map goes by, in words. It stands in every report. */
export const RULES: readonly string[] = [
  'A column is a source of ePHI when it carries a tag of the key phi or ephi whose value does not deny it, or of the key classification with the value PHI, or when a policy or a contract that was in force at the ledger size of this report says that it is PHI, which it says of all times; or when either is said of its dataset; or when it is a part of such a column, or holds one, and leads somewhere.',
  'Where ePHI goes is what column lineage tells at the two times of this report, as far as 100 jobs away.',
  'UNMASKED: it arrives by at least one way on which nothing masks it. One such way is enough, whatever the others do. Where an edge tells nothing of how values are changed, nothing is taken to mask them.',
  'PSEUDONYMISED: it is masked on every direct way. A mask, such as a hash, makes a pseudonym; it does not take ePHI away.',
  'DERIVED: it only decides, joins, groups or orders what is there, and is not carried itself.',
  'ASSUMED: a dataset was made from one that holds ePHI, and nobody tells which columns flowed. All of its columns may hold it.',
  'A column that is not named here is not thereby free of ePHI: what no producer told, and of what nobody said that it is ePHI, is not known.',
];

// Aliases, not interfaces: what stands here is written as JSON.

export type MapName = { readonly namespace: string; readonly name: string };

/** What a report is asked. */
export type EphiQuestion = {
  readonly kind: 'HIPAA_EPHI_MAP';
  readonly asOf: string;
  readonly knownAt: string;
  readonly askedAs: readonly string[];
  readonly foldVersion: number;
  readonly ruleVersion: number;
};

/** A column that ePHI reaches; `witness` are numbers of edges, from the source on. */
export type Destination = MapName & {
  readonly column: string | null;
  readonly exposure: Exposure;
  readonly witness: readonly number[];
};

export type EphiSource = MapName & {
  readonly column: string | null;
  readonly basis: Basis;
  /** Who says that it is PHI, in such a way: tags first, then policies, then contracts. At least one. */
  readonly saidBy: readonly Saying[];
  /** Whether it is reached, directly, from another source. */
  readonly isReached: boolean;
  /** Directly reached, the gravest first. */
  readonly destinations: readonly Destination[];
  /** Reached by influence alone, which is weaker. */
  readonly derived: readonly Destination[];
};

export type AssumedDataset = MapName & { readonly atWorst: Exposure; readonly witness: readonly number[] };

/** What a dataset is to ePHI; one may be several. */
export type Role = 'SOURCE' | 'REACHED' | 'DERIVED' | 'ASSUMED';

export type MapDataset = MapName & {
  readonly otherNames: readonly MapName[];
  readonly roles: readonly Role[];
  /** Its columns that are sources, and those that are reached, each at its gravest. */
  readonly columns: readonly { readonly column: string | null; readonly state: 'SOURCE' | Exposure }[];
  /** Empty: not known. */
  readonly owners: readonly { readonly name: string; readonly type: string | null; readonly toldBy: string | null }[];
};

/** A job that carries ePHI, by so many of the edges below; `exposure` is the gravest of what it does. Null: which columns is not told. */
export type CarryingJob = MapName & { readonly edges: number; readonly exposure: Exposure | null };

export type MapPlace = MapName & { readonly kind: 'dataset' | 'job' | 'column'; readonly column: string | null };

/** An edge that carries ePHI, may carry it, or derives from it. `number` counts from 1. */
export type MapEdge = {
  readonly number: number;
  readonly source: MapPlace;
  readonly target: MapPlace;
  readonly via: MapName | null;
  readonly kind: 'observed' | 'declared' | 'inferred';
  readonly origin: 'io' | 'lineage' | 'column';
  readonly since: string;
  readonly transformations: readonly {
    readonly type: string;
    readonly subtype: string | null;
    readonly description: string | null;
    readonly masking: boolean;
  }[];
  /** Null between datasets: which columns flow is not told. */
  readonly exposure: Exposure | null;
  /** Null: nothing that counts shows it any more. */
  readonly evidence: Evidence | null;
};

export type Summary = {
  readonly datasetsLookedAt: number;
  readonly datasetsTagged: number;
  /** Those of which a policy or a contract says a label. */
  readonly datasetsRuled: number;
  readonly datasetsWithSchema: number;
  readonly datasetsOwned: number;
  readonly sources: number;
  readonly sourceDatasets: number;
  /** Columns, each counted once, at its gravest. */
  readonly unmasked: number;
  readonly pseudonymised: number;
  readonly derived: number;
  readonly assumedDatasets: number;
};

/** Where ePHI comes from, where it goes, masked or not, who owns it, and what is not known. */
export type EphiMap = EphiQuestion & {
  readonly format: 'headgate/report/2';
  readonly id: string;
  readonly question: string;
  readonly rules: readonly string[];
  readonly summary: Summary;
  readonly unknown: readonly Unknown[];
  readonly sources: readonly EphiSource[];
  readonly assumed: readonly AssumedDataset[];
  readonly datasets: readonly MapDataset[];
  readonly jobs: readonly CarryingJob[];
  readonly edges: readonly MapEdge[];
  /** Of every event that is named above, and of every version of a policy or a contract. */
  readonly commitments: readonly string[];
};
