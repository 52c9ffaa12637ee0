import path from 'node:path';

import { expect, test } from 'vitest';

import { applyContract, applyPolicy, type Principal, receiveEvent, requestReport, ringBell } from '#operations';
import { type FreshInstallation, freshInstallation, mapAll } from '#testkit';

import { contractText, nightWithoutColumn, policyText } from '../../../../prisma/seed/governance.ts';
import { hospitalClaims, hospitalStory } from '../../../../prisma/seed/hospital-story.ts';
import { windowApp } from '../../testkit/window-app.ts';
import { questions } from './book.ts';
import { AS_SEEN } from './question.ts';
import { answerInMarkdown, linesInMarkdown } from './markdown.ts';
import { wholeness } from './wholeness.ts';

/** Everything that the hospital sends, from senders that are known here. */
async function tellStory({ context, principals }: FreshInstallation): Promise<void> {
  const senders = new Map<string, Principal>();
  for (const name of new Set(hospitalStory.map(({ emitter }) => emitter))) {
    const { id } = await principals.create({ kind: 'emitter', name, namespaces: ['*'] }, context.clock.now());
    senders.set(name, { id, kind: 'emitter', name, namespaces: ['*'], roles: [] });
  }
  for (const { emitter, body } of hospitalStory) {
    const sender = senders.get(emitter);
    if (sender !== undefined) await receiveEvent(context, sender, Buffer.from(body));
  }
  await mapAll(context);
}

/** The day on which the story ends. */
const NOW = new Date(hospitalClaims.asOf);

type Ask = (payload: object) => Promise<{
  readonly data?: unknown;
  readonly errors?: readonly { readonly message: string; readonly extensions: { readonly code: string } }[];
}>;

/** The window, on the day on which the story ends. */
async function windowOf({ context }: FreshInstallation, principal: Principal): Promise<{ readonly ask: Ask } & AsyncDisposable> {
  const clock = { now: () => NOW };
  const options = {
    context: { ...context, clock },
    authenticate: () => Promise.resolve(principal),
    introspection: true,
    log: () => undefined,
  };
  const app = await windowApp(options);
  const ask: Ask = async (payload) =>
    JSON.parse((await app.inject({ method: 'POST', url: '/graphql', payload })).payload) as Awaited<ReturnType<Ask>>;
  return { ask, [Symbol.asyncDispose]: () => app.close() };
}

/** What the hospital decides after that, and the night that breaks its contract. */
async function tellGovernance(
  { context }: FreshInstallation,
  { admin, auditor }: { readonly admin: Principal; readonly auditor: Principal },
): Promise<void> {
  await applyPolicy(context, admin, { text: policyText });
  await applyContract(context, admin, { text: contractText });
  await receiveEvent(context, admin, Buffer.from(nightWithoutColumn().body));
  await mapAll(context);
  while ((await ringBell(context)).hasMore);
  await mapAll(context);
  await requestReport(context, auditor, { kind: 'HIPAA_EPHI_MAP', asOf: hospitalClaims.asOf });
  await mapAll(context);
}

/** Somebody who is called as their role. */
async function person({ context, principals }: FreshInstallation, role: 'admin' | 'auditor' | 'engineer'): Promise<Principal> {
  const kind = role === 'admin' ? 'admin' : 'person';
  const { id } = await principals.create({ kind, name: role, namespaces: [], roles: [role] }, context.clock.now());
  return { id, kind, name: role, namespaces: [], roles: [role] };
}

/** How many decisions the questions of this page bring, and so how far the graph is behind, depends on the minutes in which they are asked. */
function steady(text: string): string {
  return text
    .replace(/\d+ recorded entries are not in this list/, 'Some recorded entries are not in this list')
    .replace(/is \d+ m?s behind/, 'is … behind')
    .replace(/recorded \| \d+/, 'recorded | …');
}

/** Denials are recorded, and this question counts them. */
const MOVING = 'how-is-headgate';

interface Told {
  readonly text: string;
  /** What its headers say of it. Undefined: it was denied. */
  readonly whole: readonly string[] | undefined;
}

/** What each question of the book is answered, by its id, to one of those who ask. A denial is its sentence. */
async function answersTo(installation: FreshInstallation, principal: Principal): Promise<ReadonlyMap<string, Told>> {
  await using window = await windowOf(installation, principal);
  const told = new Map<string, Told>();
  for (const { id, operation, variables, answer } of questions) {
    const { data, errors: [error] = [] } = await window.ask({ query: operation, variables });
    if (error === undefined) told.set(id, { text: steady(answerInMarkdown(answer(data))), whole: wholeness(data, NOW).map(steady) });
    else told.set(id, { text: `${error.extensions.code}: ${error.message}`, whole: undefined });
  }
  return told;
}

function page(parts: Iterable<readonly [id: string, text: string]>): string {
  return [...parts].map(([id, text]) => `## ${id}\n\n${text}\n`).join('\n');
}

function reviewed(name: string): string {
  return path.join(import.meta.dirname, 'reviewed', name);
}

// Goal: every question of the book is answered to each identity, and its answer is the one that was reviewed. Method: the hospital's story, told once, and
// governed; each question asked as GraphiQL and `headgate ask` ask it; all answers as one page, compared with the one in `reviewed`, and for who has a role
// those that differ from the administrator's. `vitest run answers --update` rewrites them, and `npm run generate` takes the answers into docs/questions.md.
test('the questions of the book are answered as reviewed, to each identity', async () => {
  await using installation = await freshInstallation();
  await tellStory(installation);
  const auditor = await person(installation, 'auditor');
  const admin = await person(installation, 'admin');
  await tellGovernance(installation, { admin, auditor });

  const toAdmin = await answersTo(installation, admin);
  const parts = [...toAdmin].map(([id, { text, whole = [] }]) => [id, [text, ...linesInMarkdown(whole)].join('\n\n')] as const);
  await expect(page(parts)).toMatchFileSnapshot(reviewed('answers.md'));
  expect([...toAdmin].filter(([, { whole }]) => whole === undefined)).toEqual([]);

  for (const principal of [auditor, await person(installation, 'engineer')]) {
    const answers = [...(await answersTo(installation, principal))];
    const different = answers.filter(([id, { text }]) => id !== MOVING && text.replace(AS_SEEN, '.') !== toAdmin.get(id)?.text);
    await expect(page(different.map(([id, { text }]) => [id, text]))).toMatchFileSnapshot(reviewed(`answers-to-${principal.name}.md`));
    const unscoped = answers.filter(([, { text, whole }]) => whole !== undefined && !text.split('\n')[0]?.endsWith(AS_SEEN));
    expect(unscoped.map(([id]) => id)).toEqual([]);
  }
});
