import { Failure } from '#foundation';

import type { CommandContext } from './command.ts';
import type { Login } from './remote/login-file.ts';
import { serverFor } from './remote/server.ts';
import { type Needs, type Opened, withInstallation } from './with-installation.ts';

/** The option of every command that also asks servers. */
export const REMOTE = { remote: { type: 'boolean' } } as const;

/** What a usage says of it. */
export const REMOTE_USAGE = `Works on the installation of this machine: as the holder of HEADGATE_KEY when it is set, else as its administrator. With --remote it asks a
server: that of HEADGATE_URL, with HEADGATE_KEY, else those of \`headgate login\`.`;

/** How a command gets the same from either place. */
export interface Sources<Source> extends Omit<Needs, 'otherwise'> {
  readonly within: (opened: Opened) => Source;
  readonly behind: (server: Login) => Source;
}

/** Works with what stands in this machine's installation, or behind the server that HEADGATE_URL names. */
export async function withSource<Source>(
  commandContext: CommandContext,
  { remote, within, behind, ...needs }: Sources<Source> & { readonly remote: boolean | undefined },
  work: (source: Source) => Promise<number>,
): Promise<number> {
  if (remote === true) return work(behind(await serverFor(commandContext)));
  return withInstallation(commandContext, { ...needs, otherwise: 'ask a running server with --remote' }, (opened) => work(within(opened)));
}

interface ListPage<Node> {
  readonly nodes: readonly Node[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

/** All of a list, page by page. */
export async function everyPage<Node>(page: (after: string | null) => Promise<ListPage<Node>>): Promise<readonly Node[]> {
  const found: Node[] = [];
  for (let after: string | null = null, hasNextPage = true; hasNextPage;) {
    const { nodes, pageInfo }: ListPage<Node> = await page(after);
    found.push(...nodes);
    if (pageInfo.hasNextPage && (pageInfo.endCursor ?? after) === after)
      throw new Failure('STORE_UNAVAILABLE', 'The server does not go on with its list; ask again.');
    ({ hasNextPage, endCursor: after } = pageInfo);
  }
  return found;
}
