import { z } from 'zod';

// What we read of an ODCS document. All else may stand in it: unknown keys are never refused, and the text is kept as it came.

const text = (what: string) =>
  z
    .string({ error: ({ input }) => (input === undefined ? `${what} is missing.` : `${what} must be text.`) })
    .min(1, { error: `${what} must not be empty.` });
/** YAML reads 1.0 as a number; it is meant as text. */
const textOrNumber = (what: string) =>
  z
    .union([z.string(), z.number()], { error: ({ input }) => (input === undefined ? `${what} is missing.` : `${what} must be text.`) })
    .transform((value) => String(value));

const CustomProperties = z
  .array(z.looseObject({ property: z.string().nullish(), value: z.unknown() }, { error: 'A custom property must be a mapping.' }), {
    error: 'customProperties must be a list.',
  })
  .nullish();

const Server = z.looseObject(
  {
    server: z.string().nullish(),
    type: z.string().nullish(),
    host: textOrNumber('The host of a server').nullish(),
    port: textOrNumber('The port of a server').nullish(),
    account: textOrNumber('The account of a server').nullish(),
    project: textOrNumber('The project of a server').nullish(),
    dataset: textOrNumber('The dataset of a server').nullish(),
    database: textOrNumber('The database of a server').nullish(),
    schema: textOrNumber('The schema of a server').nullish(),
  },
  { error: 'A server must be a mapping.' },
);

/** A property, or what an array holds: those have no name of their own. */
interface Typed {
  readonly physicalName?: string | null | undefined;
  readonly logicalType?: string | null | undefined;
  readonly physicalType?: string | null | undefined;
  readonly properties?: readonly OdcsProperty[] | null | undefined;
  readonly classification?: unknown;
  readonly tags?: unknown;
}

export interface OdcsProperty extends Typed {
  readonly name: string;
  readonly items?: Typed | null | undefined;
}

const Properties: z.ZodType<readonly OdcsProperty[]> = z.lazy(() => z.array(Property, { error: 'properties must be a list.' }));
const typed = {
  physicalName: text('physicalName').nullish(),
  logicalType: text('logicalType').nullish(),
  physicalType: text('physicalType').nullish(),
  properties: Properties.nullish(),
  // Whatever else than text stands there says nothing, and keeps no promise from being in force.
  classification: z.unknown().optional(),
  tags: z.unknown().optional(),
};
const Property = z.looseObject(
  {
    ...typed,
    name: text('The name of a property'),
    items: z.looseObject(typed, { error: 'items must be a mapping.' }).nullish(),
  },
  { error: 'A property must be a mapping with a name.' },
);

const SchemaObject = z.looseObject(
  {
    name: text('The name of a schema object'),
    physicalName: text('physicalName').nullish(),
    properties: Properties.nullish(),
    customProperties: CustomProperties,
    tags: z.unknown().optional(),
  },
  { error: 'A schema object must be a mapping with a name.' },
);

/** The root of a contract, as far as we read it. */
export const OdcsDocument = z.looseObject(
  {
    apiVersion: text('apiVersion').regex(/^v3\.\d/, { error: 'apiVersion must be one of v3, such as v3.1.0.' }),
    kind: z.literal('DataContract', { error: 'kind must be DataContract.' }),
    id: text('id'),
    version: textOrNumber('version'),
    name: textOrNumber('name').nullish(),
    status: textOrNumber('status').nullish(),
    schema: z.array(SchemaObject, { error: 'schema must be a list of objects.' }).nullish(),
    servers: z.array(Server, { error: 'servers must be a list.' }).nullish(),
    customProperties: CustomProperties,
  },
  { error: 'A contract must be a mapping.' },
);

export type OdcsDocument = z.infer<typeof OdcsDocument>;
export type OdcsServer = z.infer<typeof Server>;
export type OdcsObject = z.infer<typeof SchemaObject>;
