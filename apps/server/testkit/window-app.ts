import 'reflect-metadata';

import { Module, type NestApplicationOptions } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';

import { graphqlModule } from '../src/graphql/graphql.module.ts';

@Module({})
class Root {}

type Options = Parameters<typeof graphqlModule>[0];

/** Of a window in which nobody makes keys, or ends them. */
const NO_PRINCIPALS = Object.create(null) as Options['principals']; // whatever is asked of it fails

/** A server with nothing in it but the window, made ready and not listening. */
export async function windowApp(given: Omit<Options, 'principals'> & Partial<Options>): Promise<NestFastifyApplication> {
  const options: Options = { principals: NO_PRINCIPALS, ...given };
  // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- Nest types its plain options as a class
  const quietly: NestApplicationOptions = { logger: false, abortOnError: false };
  const module = { module: Root, imports: [graphqlModule(options)] };
  const app = await NestFactory.create<NestFastifyApplication>(module, new FastifyAdapter(), quietly);
  await app.init();
  return app;
}
