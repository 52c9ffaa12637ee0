import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

import { fastify, type FastifyInstance } from 'fastify';
import { buildSchema, type FragmentDefinitionNode, getVariableValues, Kind, parse, specifiedRules, validate } from 'graphql';
import { expect, test } from 'vitest';

import { hospitalClaims } from '../../../../prisma/seed/hospital-story.ts';
import { shapeRules } from '../graphql/limits.ts';
import { COST_MAX, operationCost } from '../graphql/operation-cost.ts';
import { examples } from './examples.ts';
import { graphiqlRoutes } from './graphiql-routes.ts';

const folder = path.join(import.meta.dirname, '..', 'graphql');
const texts = readdirSync(folder).filter((file) => file.endsWith('.graphql'));
const schema = buildSchema(texts.map((file) => readFileSync(path.join(folder, file), 'utf8')).join('\n'));

async function page(): Promise<FastifyInstance> {
  const server = fastify();
  await server.register(graphiqlRoutes);
  return server;
}

test('the page loads everything from this server, and lets nothing else in', async () => {
  const server = await page();
  const html = await server.inject({ url: '/graphiql' });
  const loaded = [...html.body.matchAll(/(?:src|href)="(?!data:)([^"]+)"/g)].map(([, url]) => url ?? '');

  const answers = await Promise.all([...loaded, '/graphiql/examples.json'].map((url) => server.inject({ url })));

  expect(loaded.filter((url) => !url.startsWith('/graphiql/'))).toEqual([]);
  expect(answers.map(({ statusCode }) => statusCode)).toEqual(answers.map(() => 200));
  for (const { headers } of [html, ...answers]) {
    expect(headers['content-security-policy']).toContain("default-src 'none'; script-src 'self';");
    expect(headers['x-content-type-options']).toBe('nosniff');
  }
  await server.close();
});

test('nothing below the page but its own files is served', async () => {
  const server = await page();

  const answers = await Promise.all(
    ['/graphiql/../config.ts', '/graphiql/page/../../config.ts', '/graphiql/index.html'].map((url) => server.inject({ url })),
  );

  expect(answers.map(({ statusCode }) => statusCode)).toEqual([404, 404, 404]);
  await server.close();
});

test.each(examples.map((example) => [example.query.split('\n')[0] ?? '', example] as const))('%s', (_title, { query, variables }) => {
  const document = parse(query);
  const [operation] = document.definitions;
  if (operation?.kind !== Kind.OPERATION_DEFINITION) throw new Error('an example is one operation');
  const coerced = getVariableValues(schema, operation.variableDefinitions ?? [], JSON.parse(variables) as Record<string, unknown>).coerced;

  expect(validate(schema, document, [...specifiedRules, ...shapeRules()])).toEqual([]);
  expect(coerced).toBeDefined();
  const fragments = new Map<string, FragmentDefinitionNode>();
  expect(operationCost({ schema, operation, fragments, variables: coerced ?? {} })).toBeLessThan(COST_MAX / 2);
});

test('every name in the examples is one of the demo', () => {
  const known = new Set(hospitalClaims.datasets.map(({ namespace, name }) => `${namespace} ${name}`));
  const named = examples.flatMap(({ variables }) => namesIn(JSON.parse(variables) as unknown));

  expect(named.length).toBeGreaterThan(4);
  expect(named.filter((name) => !known.has(name))).toEqual([]);
});

/** Every namespace and name that stand side by side in a value. */
function namesIn(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  const { namespace, name } = value as { readonly namespace?: unknown; readonly name?: unknown };
  const own = typeof namespace === 'string' && typeof name === 'string' ? [`${namespace} ${name}`] : [];
  return [...own, ...Object.values(value).flatMap(namesIn)];
}
