import { once } from 'node:events';
import net from 'node:net';

import { issueSignInLink } from '#operations';
import { createDatabase, type NewKey } from '#store';

import { hospitalJobNamespaces } from '../../../../prisma/seed/hospital-story.ts';
import type { Delivery } from '../../../../prisma/seed/hospital-story.ts';
import type { Config } from '../../../server/src/config.ts';
import { serve } from '../../../server/src/serve.ts';
import type { DemoHome } from './demo-home.ts';

export type Emitter = Delivery['emitter'];
/** Who looks at the hospital in the demo. */
export type Identity = 'auditor' | 'engineer' | 'admin';

/** A whole Headgate of the demo's own, in this process. */
export interface DemoServer {
  readonly address: string;
  /** The port that was asked for, when it was taken. */
  readonly portTaken: number | undefined;
  readonly adminKey: string;
  /** One for each sender. */
  readonly emitterKeys: Readonly<Record<Emitter, string>>;
  /** A key for each. */
  readonly identityKeys: Readonly<Record<Identity, string>>;
  /** Makes a link for each that opens GraphiQL signed in, once, within ten minutes. */
  readonly links: () => Promise<Readonly<Record<Identity, string>>>;
  readonly stop: () => Promise<void>;
}

export interface DemoServerOptions {
  readonly config: Config;
  readonly home: DemoHome;
  readonly log: (line: string) => void;
}

/** The deployment of the streams also describes a topic itself, of which no job speaks: an emitter must be allowed that, too. */
const TOPICS = 'kafka://*';

const NAMES: Readonly<Record<Identity, string>> = { auditor: 'auditor', engineer: 'engineer', admin: 'admin of the demo' };

/** Starts it on an empty database: an embedded one, or a new one on the server of DATABASE_URL, whose own databases are left alone. */
export async function startDemoServer({ config, home, log }: DemoServerOptions): Promise<DemoServer> {
  const port = (await isPortFree(config.HTTP_PORT, config.HTTP_HOST)) ? config.HTTP_PORT : 0;
  const database = config.DATABASE_URL === undefined ? undefined : await demoDatabase(config.DATABASE_URL, home);
  const own = { ...config, HTTP_PORT: port, HEADGATE_DATA_DIR: home.folder, HEADGATE_ADMIN_KEY: undefined, DATABASE_URL: database?.url };
  try {
    const { address, adminKey, installation, stop } = await serve(own, log);
    const { principals, context } = installation;
    const made = async (holder: NewKey): Promise<string> => (await principals.create(holder, context.clock.now())).key;
    const key = (name: Emitter, namespaces: readonly string[]): Promise<string> => made({ kind: 'emitter', name, namespaces });
    const person = (role: 'auditor' | 'engineer'): Promise<string> =>
      made({ kind: 'person', name: NAMES[role], namespaces: [], roles: [role] });
    const admin = await principals.operator(NAMES.admin, context.clock.now());
    const link = async (identity: Identity): Promise<string> =>
      `${address}/signin#${(await issueSignInLink(installation, admin, NAMES[identity])).token}`;
    return {
      address,
      portTaken: port === config.HTTP_PORT ? undefined : config.HTTP_PORT,
      adminKey: adminKey ?? '', // always made: the database is new and no key was given
      emitterKeys: {
        streams: await key('streams', [...hospitalJobNamespaces.streams, TOPICS]),
        warehouse: await key('warehouse', hospitalJobNamespaces.warehouse),
      },
      identityKeys: { auditor: await person('auditor'), engineer: await person('engineer'), admin: adminKey ?? '' },
      links: async () => ({ auditor: await link('auditor'), engineer: await link('engineer'), admin: await link('admin') }),
      stop: async () => {
        await stop();
        await database?.drop();
      },
    };
  } catch (error) {
    await database?.drop();
    throw error;
  }
}

async function demoDatabase(url: string, home: DemoHome): Promise<Awaited<ReturnType<typeof createDatabase>>> {
  const name = `headgate_demo_${process.pid}_${Date.now()}`;
  await home.remember(name);
  return createDatabase(url, name);
}

/** Whether a server may listen there; port 0 always may. */
async function isPortFree(port: number, host: string): Promise<boolean> {
  const listener = net.createServer();
  try {
    listener.listen({ port, host, exclusive: true });
    await once(listener, 'listening');
    return true;
  } catch {
    return false;
  } finally {
    listener.close();
  }
}
