import { readConfig } from '../../../server/src/config.ts';
import { readArguments, readWords } from '../arguments.ts';
import { type Command, EXIT, EXIT_CODES } from '../command.ts';
import { printJson, printLines } from '../output.ts';
import { forgetLogin, loginFile, readLogin } from './login-file.ts';

const usage = `Usage: headgate logout [--json]

Forgets the address and the key or sign-in that \`headgate login\` kept. A key itself stays in force: headgate keys revoke ends it. Of a
sign-in the provider may still know; it is of no use without what is forgotten here.

With --json: {"forgotten": whether there was one, "file"}.
${EXIT_CODES}
`;

export const command: Command = {
  usage,
  run: async (args, context) => {
    const { values, positionals } = readArguments(args, {});
    readWords(positionals, []);
    const file = loginFile(readConfig(context.environment));
    const isSignIn = (await readLogin(file).catch(() => undefined))?.signIn !== undefined; // what cannot be read is forgotten all the same
    const forgotten = await forgetLogin(file);

    if (values.json === true) printJson(context, { forgotten, file });
    else
      printLines(context, [
        forgotten ? `${file} is gone; ${isSignIn ? 'you are signed out here' : 'the key stays in force'}.` : 'Nothing was kept.',
      ]);
    return EXIT.done;
  },
};
