import { readConfig } from '../../server/src/config.ts';
import { readArguments, readWords } from './arguments.ts';
import { type Command, EXIT, EXIT_CODES } from './command.ts';

const usage = `Usage: headgate serve

Starts the server: the door for events, the map and the window (GraphQL), over DATABASE_URL or an embedded Postgres.
When it is ready it prints one line of JSON on stdout: {"ready":true,"address":"http://127.0.0.1:4000",...}.
The first start makes an administrator's key and prints it once, on stderr. Ctrl-C or SIGTERM ends it.

Settings are environment variables; docs/configuration.md lists them.
${EXIT_CODES}
`;

export const command: Command = {
  usage,
  run: async (args, { stdout, stderr, environment }) => {
    readWords(readArguments(args, {}).positionals, []);
    const config = readConfig(environment);
    const { serve } = await import('../../server/src/serve.ts'); // only now: other commands need none of it
    const { address, adminKey, stop } = await serve(config, (line) => stderr.write(`${line}\n`));
    if (adminKey !== undefined) stderr.write(`The administrator's key, shown this once: ${adminKey}\n`);
    stdout.write(`${JSON.stringify({ ready: true, address, graphql: `${address}/graphql`, graphiql: `${address}/graphiql` })}\n`);
    await new Promise<void>((resolve) => {
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
    });
    await stop();
    return EXIT.done;
  },
};
