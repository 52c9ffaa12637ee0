import 'reflect-metadata';

import path from 'node:path';

import { Module, type NestApplicationOptions } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { expect, test } from 'vitest';

import { type Principal, receiveEvent } from '#operations';
import { type FreshInstallation, freshInstallation, mapAll } from '#testkit';

import { hospitalClaims, hospitalStory } from '../../../../prisma/seed/hospital-story.ts';
import { graphqlModule } from '../graphql/graphql.module.ts';
import { questions } from './book.ts';
import { answerInMarkdown } from './markdown.ts';

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

@Module({})
class Root {}

type Ask = (payload: object) => Promise<{ readonly data?: unknown; readonly errors?: unknown }>;

/** The window, on the day on which the story ends. */
async function windowOf({ context }: FreshInstallation, principal: Principal): Promise<{ readonly ask: Ask } & AsyncDisposable> {
  const clock = { now: () => new Date(hospitalClaims.asOf) };
  const options = {
    context: { ...context, clock },
    authenticate: () => Promise.resolve(principal),
    introspection: true,
    log: () => undefined,
  };
  // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- Nest types its plain options as a class
  const quietly: NestApplicationOptions = { logger: false, abortOnError: false };
  const module = { module: Root, imports: [graphqlModule(options)] };
  const app = await NestFactory.create<NestFastifyApplication>(module, new FastifyAdapter(), quietly);
  await app.init();
  const ask: Ask = async (payload) =>
    JSON.parse((await app.inject({ method: 'POST', url: '/graphql', payload })).payload) as Awaited<ReturnType<Ask>>;
  return { ask, [Symbol.asyncDispose]: () => app.close() };
}

// Goal: every question of the book is answered, and its answer is the one that was reviewed. Method: the hospital's story, told once; each question asked
// as GraphiQL and `headgate ask` ask it; all answers as one page, compared with the one beside this file. `vitest run answers --update` rewrites it, and
// `npm run generate` takes the answers from there into docs/questions.md.
test('the questions of the book are answered as reviewed', async () => {
  await using installation = await freshInstallation();
  await tellStory(installation);
  await using window = await windowOf(installation, installation.admin);

  const sections: string[] = [];
  for (const { id, operation, variables, answer } of questions) {
    const { data, errors } = await window.ask({ query: operation, variables });
    expect({ id, errors }).toEqual({ id, errors: undefined });
    sections.push(`## ${id}\n\n${answerInMarkdown(answer(data), data)}\n`);
  }

  await expect(sections.join('\n')).toMatchFileSnapshot(path.join(import.meta.dirname, 'answers.md'));
});
