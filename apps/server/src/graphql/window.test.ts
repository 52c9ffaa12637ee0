import 'reflect-metadata';

import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { expect, test } from 'vitest';

import { Failure } from '#foundation';
import { receiveEvent } from '#operations';
import { type FreshInstallation, freshInstallation, mapAll } from '#testkit';

import { graphqlModule } from './graphql.module.ts';

const KEY = 'hg_test';

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
  readonly data: any;
  readonly errors: readonly { readonly message: string; readonly extensions: { readonly code: string } }[] | undefined;
}

async function openWindow(installation: FreshInstallation) {
  const logged: unknown[] = [];
  const authenticate = (request: { headers: { authorization?: string } }) => {
    if (request.headers.authorization !== `Bearer ${KEY}`) return Promise.reject(new Failure('IDENTITY_UNKNOWN', 'Send a key.'));
    return Promise.resolve(installation.admin);
  };
  const imports = [graphqlModule({ context: installation.context, authenticate, introspection: true, log: (error) => logged.push(error) })];
  const adapter = new FastifyAdapter({ bodyLimit: 16_000_000 });
  const app = await NestFactory.create<NestFastifyApplication>({ module: class {}, imports } as never, adapter, { logger: false } as never);
  await app.init();
  const send = async (body: string | object, headers: Record<string, string> = {}): Promise<Answer> => {
    const response = await app.inject({
      method: 'POST',
      url: '/graphql',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${KEY}`, ...headers },
      payload: body,
    });
    const parsed = JSON.parse(response.payload);
    return { status: response.statusCode, headers: response.headers, text: response.payload, data: parsed.data, errors: parsed.errors };
  };
  return { app, send, ask: (query: string, variables = {}) => send({ query, variables }), logged, close: () => app.close() };
}

test('status answers', async () => {
  await using installation = await freshInstallation();
  const window = await openWindow(installation);
  const answer = await window.ask('{ status { recorded mapped lagMs datasets jobs runs quarantined header { asOf knownAt completeness reasons { code } } } }');
  console.log(answer, window.logged);
  const t0 = performance.now();
  for (let i = 0; i < 200; i++) await window.ask('{ __typename }');
  console.log('empty', (performance.now() - t0) / 200);
  const t1 = performance.now();
  for (let i = 0; i < 200; i++) await window.ask('{ status { recorded } }');
  console.log('status', (performance.now() - t1) / 200);
  console.log(await window.send('{"query": "{ status { recorded ', {}));
  console.log(await window.send({ query: '{ nope }' }, {}));
  console.log(await window.send({ query: '{ nope }' }, { authorization: '' }));
  await window.close();
});
