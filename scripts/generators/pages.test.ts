import { expect, test } from 'vitest';

import { temporaryRepository } from '../temporary-repository.ts';
import { configurationPage } from './configuration-page.ts';
import type { Generated } from './generated.ts';
import { graphqlPage } from './graphql-page.ts';
import { graphqlTypes } from './graphql-types.ts';

/** The one text that a generator makes of a repository that holds these files; nothing when it makes none. */
async function generatedFrom(
  files: Readonly<Record<string, string>>,
  generate: (root: string) => Promise<Generated>,
): Promise<string | undefined> {
  await using house = await temporaryRepository({ files: { 'apps/web/index.html': '', ...files } });
  const generated = await generate(house.folder);
  return generated.files.get(generated.home);
}

const SCHEMA = {
  'apps/server/src/graphql/dataset.graphql': `
    "Asks."
    type Query {
      "A dataset by its name."
      dataset("Where it lives." namespace: String! = "default", name: String!): Dataset
    }
    "What jobs read and write: a table | a topic."
    type Dataset implements Named {
      name: String!
      format: Format! @deprecated(reason: "Ask kind.")
    }`,
  'apps/server/src/graphql/format.graphql': `
    extend type Query { thing: Thing }
    interface Named { "As the producer spells it." name: String! }
    enum Format { "Rows on disk." TABLE STREAM }
    union Thing = Dataset
    input Filter { depth: Int = 3 }`,
};

test('the GraphQL page has every type, field and argument, roots first', async () => {
  expect(await generatedFrom(SCHEMA, graphqlPage)).toBe(`# GraphQL reference

Written by \`npm run generate\` from the \`.graphql\` files in \`apps/server/src/graphql\`.

## Query

*object*

Asks.

| Field | Type | |
|---|---|---|
| \`dataset\` | \`Dataset\` | A dataset by its name. |
| \`dataset\` ← \`namespace\` | \`String! = "default"\` | Where it lives. |
| \`dataset\` ← \`name\` | \`String!\` |  |
| \`thing\` | \`Thing\` |  |

## Dataset

*object, implements Named*

What jobs read and write: a table | a topic.

| Field | Type | |
|---|---|---|
| \`name\` | \`String!\` |  |
| \`format\` | \`Format!\` | **Deprecated:** Ask kind. |

## Filter

*input*

| Field | Type | |
|---|---|---|
| \`depth\` | \`Int = 3\` |  |

## Format

*enum*

| Value | |
|---|---|
| \`TABLE\` | Rows on disk. |
| \`STREAM\` |  |

## Named

*interface*

| Field | Type | |
|---|---|---|
| \`name\` | \`String!\` | As the producer spells it. |

## Thing

*union of Dataset*
`);
});

test('a resolver of the schema is required and typed', async () => {
  const types = await generatedFrom(SCHEMA, graphqlTypes);

  expect(types).toContain(`import type { RequestContext } from './request-context.ts';`);
  expect(types).toMatch(/export type DatasetResolvers<.*\n\s+name: Resolver</);
  expect(types).toMatch(/export type QueryResolvers<.*\n\s+dataset: Resolver</);
});

test('the configuration page has every setting with its default, range and description', async () => {
  const config = `
    import { z } from 'zod';
    export const Environment = z.object({
      DATABASE_URL: z.url().optional().describe('Postgres connection string'),
      HTTP_PORT: z.coerce.number().int().min(0).max(65_535).default(4000).describe('TCP port'),
      ROLES: z.string().transform((text) => text.split(',')).describe('Which parts run'),
      LOG_LEVEL: z.enum(['info', 'error']).default('info'),
    });`;

  expect(await generatedFrom({ 'apps/server/src/config.ts': config }, configurationPage)).toBe(`# Configuration

Written by \`npm run generate\` from the \`config.ts\` of each program. All settings are environment variables.

## server

| Setting | Default | Values | |
|---|---|---|---|
| \`DATABASE_URL\` |  | uri | Postgres connection string |
| \`HTTP_PORT\` | \`4000\` | integer, at least 0, at most 65535 | TCP port |
| \`ROLES\` | **required** | string | Which parts run |
| \`LOG_LEVEL\` | \`"info"\` | one of \`info\`, \`error\` |  |
`);
});

test('a repository without a schema or settings has no page', async () => {
  expect(await generatedFrom({}, graphqlPage)).toBeUndefined();
  expect(await generatedFrom({}, graphqlTypes)).toBeUndefined();
  expect(await generatedFrom({}, configurationPage)).toBeUndefined();
});
