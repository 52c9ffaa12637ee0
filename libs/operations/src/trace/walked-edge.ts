import type { Claim, StepEdge } from '#store';

/** An edge of the answer: several statements may say the same. */
export interface WalkedEdge extends Omit<StepEdge, 'transformation'> {
  readonly key: string;
  readonly transformations: readonly NonNullable<StepEdge['transformation']>[];
  /** Whether a statement tells none. */
  readonly isUntold: boolean;
}

/** An edge of which nothing is told but its ends, by the keys of their points. */
export interface WalkedNamelessEdge {
  readonly key: string;
  readonly source: string;
  readonly target: string;
}

/** Alike for whatever goes from one end to the other. */
export function namelessEdge({ source, target }: StepEdge): WalkedNamelessEdge {
  return { key: JSON.stringify([source, target]), source, target };
}

export function edgeKey({ source, target, via, kind, origin }: StepEdge): string {
  return JSON.stringify([source, target, via?.node ?? null, kind, origin]);
}

/** An edge while its claims come in: several statements may say the same, and one statement may come twice. */
export class EdgeTaken {
  private readonly claims = new Map<string, Claim>();
  private readonly transformations = new Map<string, NonNullable<StepEdge['transformation']>>();
  private since: StepEdge['since'];
  private isUntold = false;

  constructor(
    private readonly key: string,
    private readonly first: StepEdge,
  ) {
    this.since = first.since;
    this.add(first);
  }

  add({ since, claims, transformation }: StepEdge): void {
    if (since < this.since) this.since = since;
    for (const claim of claims) this.claims.set(`${claim.statement} ${claim.mode}`, claim);
    if (transformation === undefined) this.isUntold = true;
    else this.transformations.set(JSON.stringify(transformation), transformation);
  }

  walked(): WalkedEdge {
    const { source, target, via, kind, origin, written } = this.first;
    return {
      ...(written === undefined ? {} : { written }),
      ...{ key: this.key, source, target, via, kind, origin, since: this.since },
      claims: [...this.claims.values()],
      transformations: [...this.transformations.values()],
      isUntold: this.isUntold,
    };
  }
}
