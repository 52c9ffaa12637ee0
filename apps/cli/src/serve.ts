import { readConfig } from '../../server/src/config.ts';
import { serve } from '../../server/src/serve.ts';
import type { Command } from './command.ts';

const usage = `Usage: headgate serve

Starts the server: the door for events, the map and the window (GraphQL), over DATABASE_URL or an embedded Postgres.
When it is ready it prints one line of JSON on stdout: {"ready":true,"address":"http://127.0.0.1:4000",...}.
The first start makes an administrator's key and prints it once, on stderr. Ctrl-C or SIGTERM ends it.

Settings are environment variables; docs/configuration.md lists them.
Exit codes: 0 it was asked to stop; 1 it could not start; 2 the command line or a setting is wrong.
`;

export const serveCommand: Command = {
  name: 'serve',
  summary: 'start the server',
  usage,
  run: async (args, { stdout, stderr }) => {
    if (args.includes('--help')) {
      stdout.write(usage);
      return 0;
    }
    const config = readConfig();
    const running = await serve(config, (line) => stderr.write(`${line}\n`));
    const { address, adminKey, stop } = running;
    if (adminKey !== undefined) stderr.write(`The administrator's key, shown this once: ${adminKey}\n`);
    stdout.write(`${JSON.stringify({ ready: true, address, graphql: `${address}/graphql`, graphiql: `${address}/graphiql` })}\n`);
    await new Promise<void>((resolve) => {
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
    });
    await stop();
    return 0;
  },
};
