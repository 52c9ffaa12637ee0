import { DAY_MS } from '#foundation';

import { ADMIN_KEY, type HeadgateProcess } from '../headgate-process.ts';
import { engagementUntil, KEY_ROLES, LIMITED, type Limited, TEAM } from './limited-askers.ts';

/** What an asker was told, whole: headers and body, or what a command printed. */
export interface Told {
  readonly question: string;
  readonly text: string;
  readonly isRefused: boolean;
}

export type Who = 'admin' | 'emitter' | Limited;

/** What goes to a path: a GET without a body. */
interface Sending {
  readonly path: string;
  readonly question: string;
  readonly body?: string;
}

/** Everybody who asks a server. */
export class Asking {
  private readonly keys = new Map<Who, string>([['admin', ADMIN_KEY]]);

  constructor(private readonly server: HeadgateProcess) {}

  /** Makes those from whom something is hidden, and an emitter of elsewhere. */
  async begin(): Promise<void> {
    for (const who of LIMITED) await this.makeKey(who, `kind: PERSON, roles: ${JSON.stringify(KEY_ROLES[who])}`);
    await this.makeKey('emitter', 'kind: EMITTER, bounds: { namespaces: ["elsewhere"], outputs: [] }');
    await this.asAdmin(`mutation { applyAccess(yaml: ${JSON.stringify(TEAM)}) { changes { name } } }`);
    await this.asAdmin(`mutation { openEngagement(engagement: ${engagementUntil(new Date(Date.now() + DAY_MS))}) { name } }`);
  }

  /** What an administrator is answered. Throws where it is refused. */
  async asAdmin(question: string): Promise<string> {
    const { isRefused, text } = await this.ask('admin', question);
    if (isRefused) throw new Error(`an administrator was refused: ${question}\n${text}`);
    return text;
  }

  ask(who: Who, question: string): Promise<Told> {
    return this.send(who, { path: '/graphql', question, body: JSON.stringify({ query: question }) });
  }

  get(who: Who, path: string): Promise<Told> {
    return this.send(who, { path, question: path });
  }

  post(who: Who, path: string, body: string): Promise<Told> {
    return this.send(who, { path, question: body, body });
  }

  /** What commands of somebody find in their environment. */
  environmentOf(who: Who): Readonly<Record<string, string>> {
    return { HEADGATE_URL: this.server.address, HEADGATE_KEY: this.keyOf(who), HEADGATE_DATA_DIR: '/nowhere' };
  }

  private async makeKey(who: Who, what: string): Promise<void> {
    const { data } = JSON.parse(bodyOf(await this.asAdmin(`mutation { createKey(name: "${who}", ${what}) { key } }`))) as {
      readonly data: { readonly createKey: { readonly key: string } };
    }; // what it asked for
    this.keys.set(who, data.createKey.key);
  }

  private keyOf(who: Who): string {
    const key = this.keys.get(who);
    if (key === undefined) throw new Error(`${who} has no key`);
    return key;
  }

  private async send(who: Who, { path, question, body }: Sending): Promise<Told> {
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${this.keyOf(who)}`, prefer: 'wait' };
    const init = body === undefined ? {} : { method: 'POST', body };
    const response = await fetch(`${this.server.address}${path}`, { ...init, headers });
    const text = await response.text();
    const isRefused = !response.ok || (text.includes('"errors":[') && !text.includes('"data":{'));
    return { question, text: `${JSON.stringify([...response.headers])}\n${text}`, isRefused };
  }
}

/** Whether a question was answered and no part of it refused. */
export function isAnsweredWhole({ isRefused, text }: Told): boolean {
  return !isRefused && !bodyOf(text).includes('"errors":[');
}

/** Of what was told by the door: without its headers. */
export function bodyOf(text: string): string {
  return text.slice(text.indexOf('\n') + 1);
}
