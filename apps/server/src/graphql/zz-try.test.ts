import 'reflect-metadata';
import { existsSync } from 'node:fs';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { test } from 'vitest';
import { Failure } from '#foundation';
import { receiveEvent } from '#operations';
import { freshInstallation, mapAll } from '#testkit';
import { hospitalStory } from '../../../../prisma/seed/hospital-story.ts';
import { graphqlModule } from './graphql.module.ts';
import { graphiqlRoutes } from '../graphiql/graphiql-routes.ts';

test('server', { timeout: 3_600_000 }, async () => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  const t = performance.now();
  for (const delivery of hospitalStory) await receiveEvent(context, admin, Buffer.from(delivery.body));
  await mapAll(context);
  console.log('loaded in', performance.now() - t);
  const adapter = new FastifyAdapter();
  const authenticate = async (request: any) => { if (request.headers.authorization !== 'Bearer hg_test') throw new Failure('IDENTITY_UNKNOWN', 'The key is not known.'); return admin; };
  class Root {}
  const app = await NestFactory.create({ module: Root, imports: [graphqlModule({ context, authenticate, introspection: true, log: (e) => console.log(e) })] } as any, adapter, { logger: ['error', 'warn'] } as any);
  await adapter.getInstance().register(graphiqlRoutes);
  await app.listen(4777, '127.0.0.1');
  console.log('ready');
  while (!existsSync('/tmp/hg/stop')) await new Promise((r) => setTimeout(r, 500));
  await app.close();
});
