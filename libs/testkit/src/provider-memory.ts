import type { Adapter, AdapterFactory, AdapterPayload } from 'oidc-provider';

/** Where a test's provider keeps what it gave out: gone with the test. One for all that is of one provider, also after a change of its keys. `issued`: the codes and tokens. */
export function providerMemory(): { readonly adapter: AdapterFactory; readonly issued: () => readonly string[] } {
  const rows = new Map<string, AdapterPayload>();
  const issued = (): readonly string[] =>
    [...rows.keys()].flatMap((row) => /^(?:AuthorizationCode|AccessToken|RefreshToken|DeviceCode) (.+)$/.exec(row)?.[1] ?? []);
  return { adapter: (model) => new ModelMemory(rows, model), issued };
}

/** What is of one kind, such as `RefreshToken`. Expiry is looked at by whoever reads. */
class ModelMemory implements Adapter {
  constructor(
    private readonly rows: Map<string, AdapterPayload>,
    private readonly model: string,
  ) {}

  upsert(id: string, payload: AdapterPayload): Promise<void> {
    this.rows.set(`${this.model} ${id}`, payload);
    return Promise.resolve();
  }

  find(id: string): Promise<AdapterPayload | undefined> {
    return Promise.resolve(this.rows.get(`${this.model} ${id}`));
  }

  findByUserCode(userCode: string): Promise<AdapterPayload | undefined> {
    return this.findBy((payload) => payload.userCode === userCode);
  }

  findByUid(uid: string): Promise<AdapterPayload | undefined> {
    return this.findBy((payload) => payload.uid === uid);
  }

  consume(id: string): Promise<void> {
    const payload = this.rows.get(`${this.model} ${id}`);
    if (payload !== undefined) payload.consumed = Math.floor(Date.now() / 1000);
    return Promise.resolve();
  }

  destroy(id: string): Promise<void> {
    this.rows.delete(`${this.model} ${id}`);
    return Promise.resolve();
  }

  revokeByGrantId(grantId: string): Promise<void> {
    for (const [id, payload] of this.rows) if (payload.grantId === grantId) this.rows.delete(id);
    return Promise.resolve();
  }

  private findBy(fits: (payload: AdapterPayload) => boolean): Promise<AdapterPayload | undefined> {
    const found = [...this.rows].find(([id, payload]) => id.startsWith(`${this.model} `) && fits(payload));
    return Promise.resolve(found?.[1]);
  }
}
