/** One operation that was asked under an engagement, as it is recorded. */
export interface AskedOperation {
  readonly operation: string;
  /** What it named, as JSON, without what is secret. */
  readonly arguments: string;
  /** How many things the answer showed. */
  readonly shown: number;
  /** The code of the failure that it ended with. Null: it was answered. */
  readonly failed: string | null;
}

/** The engagements that somebody asks under, and by which rules. */
export interface Engaged {
  /** By name, at least one. */
  readonly under: readonly { readonly name: string; readonly purpose: string; readonly isWithin: boolean }[];
  /** Whether who asks holds nothing but what engagements give. */
  readonly isAlone: boolean;
  /** The newest version of a policy in force. Null: there is none. */
  readonly policy: bigint | null;
}

/** Takes what is asked under engagements, and sees that it is recorded. */
export interface Readings {
  readonly take: (engaged: Engaged, asked: AskedOperation) => void;
}

/** For the parts of a question that is recorded as one. */
export const RECORDED_AS_ONE: Readings = { take: () => undefined };
