import type { Session } from '../sql/session.ts';

/** What a Postgres says of itself, as far as Headgate rests on it. */
export interface ServerFacts {
  /** `15.8`, and 150008 as Postgres counts. */
  readonly version: string;
  readonly versionNumber: number;
  readonly encoding: string;
  /** Of our connections, which ask for `off`. */
  readonly jit: string;
  readonly fsync: string;
  readonly synchronousCommit: string;
  readonly fullPageWrites: string;
}

export async function serverFacts(session: Session): Promise<ServerFacts> {
  const [row = {}] = await session.rows`
    select current_setting('server_version') as version, current_setting('server_version_num')::int as number, current_setting('jit') as jit,
           current_setting('server_encoding') as encoding, current_setting('fsync') as fsync,
           current_setting('synchronous_commit') as synchronous_commit, current_setting('full_page_writes') as full_page_writes`;
  const text = (column: string): string => row[column] as string; // every setting is text
  return {
    version: text('version'),
    versionNumber: row['number'] as number, // int4
    encoding: text('encoding'),
    jit: text('jit'),
    fsync: text('fsync'),
    synchronousCommit: text('synchronous_commit'),
    fullPageWrites: text('full_page_writes'),
  };
}
