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

/** The edges of a walk while it goes on. */
export class EdgesTaken {
  private readonly edges = new Map<string, EdgeTaken>();
  private readonly nameless = new Map<string, WalkedNamelessEdge>();

  /** Gives its key. */
  take(edge: StepEdge): string {
    const key = edgeKey(edge);
    const known = this.edges.get(key);
    if (known === undefined) this.edges.set(key, new EdgeTaken(key, edge));
    else known.add(edge);
    return key;
  }

  /** Of its ends alone: whatever else goes from the one to the other is the same edge. Gives its key. */
  takeNameless({ source, target }: StepEdge): string {
    const key = JSON.stringify([source, target]);
    this.nameless.set(key, { key, source, target });
    return key;
  }

  walked(): { readonly edges: ReadonlyMap<string, WalkedEdge>; readonly namelessEdges: ReadonlyMap<string, WalkedNamelessEdge> } {
    return { edges: new Map([...this.edges].map(([key, edge]) => [key, edge.walked()])), namelessEdges: this.nameless };
  }
}

function edgeKey({ source, target, via, kind, origin }: StepEdge): string {
  return JSON.stringify([source, target, via?.node ?? null, kind, origin]);
}

/** An edge while its claims come in: several statements may say the same, and one statement may come twice. */
class EdgeTaken {
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
