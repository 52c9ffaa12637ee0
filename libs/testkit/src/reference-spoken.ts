import type { Name } from '../../lineage/src/names.ts';

/** A version that came into force, as the ledger holds it, and what an access file says is one (`bodies`: of one logical dataset, all of them). */
export type RefSpoken =
  | { readonly kind: 'policy'; readonly policy: RefLabelling }
  /** In JSON, which is YAML; its datasets are named by `headgateNamespace` and `headgateDataset`. */
  | { readonly kind: 'contract'; readonly text: string }
  | { readonly kind: 'bodies'; readonly logical: string; readonly bodies: readonly Name[] };

/** What a policy has beside these says nothing of labels. */
export interface RefLabelling {
  readonly name: string;
  readonly labels?: readonly RefLabelRule[] | undefined;
}

/** `label`: a level, `key` or `key=value`. At least one of namespace, name and logical. */
export interface RefLabelRule {
  readonly label: string;
  readonly on: {
    readonly namespace?: string | undefined;
    readonly name?: string | undefined;
    readonly logical?: string | undefined;
    readonly columns?: readonly string[] | undefined;
  };
}
