import { dropDatabase } from '#store';

import type { Config } from '../../../server/src/config.ts';
import { type DemoHome, openDemoHome } from './demo-home.ts';
import { type DemoServer, startDemoServer } from './demo-server.ts';

/** What a demo has set up so far: a folder, a server. Begins with nothing and leaves nothing. */
export class StandingDemo {
  private home: DemoHome | undefined;
  private server: DemoServer | undefined;

  constructor(
    private readonly config: Config,
    /** Takes what the server says of itself. */
    private readonly log: (line: string) => void,
  ) {}

  /** Where everything lies, once something does. */
  get folder(): string | undefined {
    return this.home?.folder;
  }

  /** Removes what an earlier demo left, and starts a server on an empty database. */
  async start(signal: AbortSignal): Promise<DemoServer> {
    const { HEADGATE_DATA_DIR: dataDir, DATABASE_URL: url } = this.config;
    this.home = await openDemoHome(dataDir, async ({ database }) => {
      if (database !== undefined && url !== undefined) await dropDatabase(url, database);
    });
    signal.throwIfAborted();
    this.server = await startDemoServer({ config: this.config, home: this.home, log: this.log });
    signal.throwIfAborted();
    return this.server;
  }

  /** Stops the server and its Postgres, and removes the folder unless somebody may want to look into it. */
  async end({ keepsFolder }: { readonly keepsFolder: boolean }): Promise<void> {
    await this.server?.stop();
    if (!keepsFolder) await this.home?.remove();
  }
}
