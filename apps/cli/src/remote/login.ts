import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';

import { readConfig } from '../../../server/src/config.ts';
import { readArguments, readWords, required, wrong } from '../arguments.ts';
import { type Command, type CommandContext, EXIT, EXIT_CODES } from '../command.ts';
import { printJson, printLines } from '../output.ts';
import { type Kept, loginFile, writeLogin } from './login-file.ts';
import { URL_USUAL, withoutSlash } from './server.ts';
import { whoLines, whoTo } from './whoami.ts';

const usage = `Usage: headgate login --remote <address> [--json]
       headgate login [--url <address>] [--key <key>] [--json]

With --remote you sign in at your organisation's provider, in a browser on any machine: an address and a code are printed on stderr. What is
kept is made fresh by itself, for as long as the provider says.

With a key: asks the server who the key belongs to and, when it answers, keeps both for the commands that ask: in headgate/login.json in the
folder XDG_CONFIG_HOME or ~/.config, which only you may read. HEADGATE_URL and HEADGATE_KEY go before what is kept.

  --remote <address>  of the server, to sign in without a key
  --url <address>  of the server; unset: HEADGATE_URL, else ${URL_USUAL}
  --key <key>      unset: the first line of stdin, which other users of the machine do not see

${EXIT_CODES}
`;

/** A key has 55 characters; what is longer is something else. */
const KEY_LENGTH_MAX = 1_000;

export const command: Command = {
  usage,
  run: async (args, context) => {
    const text = { type: 'string' } as const;
    const { values, positionals } = readArguments(args, { url: text, key: text, remote: text });
    readWords(positionals, []);
    const config = readConfig(context.environment);
    if (values.remote !== undefined) {
      if (values.key !== undefined || values.url !== undefined)
        throw wrong('--remote signs you in without a key, and goes with neither --url nor --key');
      const { signInByDevice } = await import('./device-flow.ts'); // only here: commands with a key do not wait for it
      const kept = await signInByDevice(addressIn(values.remote), (line) => context.stderr.write(`${line}\n`));
      return keep(context, kept, values.json === true);
    }
    const url = addressIn(values.url ?? config.HEADGATE_URL ?? URL_USUAL);
    const key = required(values.key ?? (await keyFrom(context)), '--key, or a line on stdin,');
    if (key.length > KEY_LENGTH_MAX || !/^[\x21-\x7e]+$/.test(key)) throw wrong('that is no key: keys look like hg_...');

    return keep(context, { url, key }, values.json === true);
  },
};

/** Keeps what the server knows somebody by, and says who that is. */
async function keep(context: CommandContext, kept: Kept, isJson: boolean): Promise<number> {
  const who = await whoTo(kept);
  const file = loginFile(readConfig(context.environment));
  await writeLogin(file, kept);

  if (isJson) printJson(context, { ...who, file });
  else printLines(context, [...whoLines(who), '', `Kept in ${file}.`]);
  return EXIT.done;
}

/** Throws BAD_REQUEST on what is no address. */
function addressIn(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.username !== '' || url.search !== '' || url.hash !== '')
    throw wrong(`--url is an address such as ${URL_USUAL}, not ${text}`);
  return withoutSlash(url.href);
}

/** The first line of stdin. On a terminal it is asked for, and not shown. */
async function keyFrom({ stdin, stderr }: CommandContext): Promise<string | undefined> {
  if (stdin === undefined) return undefined;
  const isTerminal = 'isTTY' in stdin && stdin.isTTY === true;
  if (isTerminal) stderr.write('Key: ');
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: stdin, output: silent, terminal: isTerminal });
  try {
    for await (const line of lines) return line.trim();
    return undefined;
  } finally {
    lines.close();
    if (isTerminal) stderr.write('\n');
  }
}
