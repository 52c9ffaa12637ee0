import { runCommand } from '../../../apps/cli/testkit/command.ts';
import { ADMIN_KEY } from '../headgate-process.ts';
import { type Asking, bodyOf, type Told } from './asking.ts';
import { BEFORE, LAST, type StoryRulings } from './hidden-rulings.ts';
import type { Limited } from './limited-askers.ts';

/** The size of the ledger that everything sent so far is in. */
export async function sizeBefore(asking: Asking): Promise<string> {
  const text = bodyOf(await asking.asAdmin('query { datasets(first: 1) { header { knownAt } } }'));
  const { data } = JSON.parse(text) as { readonly data: { readonly datasets: { readonly header: { readonly knownAt: string } } } }; // what was asked for
  return data.datasets.header.knownAt;
}

/** What an operator decides on the machine of the server, beside it, and what a file of logical datasets puts into force. */
export async function decideOnMachine(asking: Asking, dataDir: string, { commands, accessFile }: StoryRulings): Promise<void> {
  const environment = { HEADGATE_DATA_DIR: dataDir, HEADGATE_KEY: ADMIN_KEY };
  let last = '';
  for (const args of commands) {
    const { code, out, err } = await runCommand({ environment }, [...args.map((each) => (each === LAST ? last : each)), '--json']);
    if (code !== 0) throw new Error(`an operator may not decide this: headgate ${args.join(' ')}\n${out}${err}`);
    last = /"retraction": ?"([^"]+)"/.exec(out)?.[1] ?? last;
  }
  if (accessFile !== undefined) await asking.asAdmin(`mutation { applyAccess(yaml: ${JSON.stringify(accessFile)}) { changes { name } } }`);
}

/** What somebody with a key of their own is told on the machine: of what was decided, and of what the same decisions would come to. */
export async function toldOnMachine(
  asking: Asking,
  who: Limited,
  at: { readonly dataDir: string; readonly story: StoryRulings },
): Promise<readonly Told[]> {
  const environment = { ...asking.environmentOf(who), HEADGATE_DATA_DIR: at.dataDir };
  const previews = at.story.commands.filter((args) => args.includes('--yes')).map((args) => args.filter((each) => each !== '--yes'));
  const told: Told[] = [];
  for (const args of [['settings', 'list'], ['retractions', 'list'], ...previews]) {
    const { code, out, err } = await runCommand({ environment }, args);
    told.push({ question: `headgate ${args.join(' ')}`, text: `${out}\n${err}`, isRefused: code !== 0 });
  }
  return told;
}

/** A question with the size of the ledger in it. */
export function withSize(question: string, size: string): string {
  return question.replaceAll(BEFORE, size);
}
