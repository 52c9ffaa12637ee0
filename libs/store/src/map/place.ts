/** One generation of a tenant's graph. */
export interface Place {
  readonly tenant: number;
  readonly generation: number;
}
