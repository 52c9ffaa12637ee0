import { z } from 'zod';

import { readArguments, readWords, wholeNumber, wrong } from '../arguments.ts';
import { type Command, type CommandContext, EXIT, EXIT_CODES } from '../command.ts';
import { counted, oneLine, printJson, printLines, secondOf } from '../output.ts';
import { HEADER, headerLines, HeaderShape, TIMES, TIMES_USAGE, timesIn } from './answer-header.ts';
import { askServer } from './ask-server.ts';
import type { Login } from './login-file.ts';
import { NameShape } from './page-parts.ts';
import { type Screen, screenOn } from './screen.ts';
import { serverFor } from './server.ts';

const LIMIT = 100;
const LIMIT_MAX = 500;

const usage = `Usage: headgate labels <dataset> [--column <column>] [--namespace <namespace>] [--as-of <time>] [--known-at <at>] [--json]
       headgate labels --with <label> [--undeclared] [--limit <n>] [--as-of <time>] [--known-at <at>] [--json]

Which labels the data of a dataset bear, who says so, and how they came: a tag in an event, a policy or a contract labels data where they
are, and from there the label goes wherever lineage shows that data went, until what was written is overwritten. A mask makes PHI
pseudonymised PHI, no less. Where there is no column lineage, all of one dataset is taken to be in all of the next: assumed.

  --column <c>      of one column; unset: of the dataset whole, with all its columns
  --namespace <n>   the namespace, or what stands in it before ://, such as postgres
  --with <label>    everywhere that data bear this label, such as PHI or team=heart
  --undeclared      only where nobody says so: what flowed there unnoticed
  --limit <n>       how many at most, 1 to ${LIMIT_MAX}; unset: ${LIMIT}
${TIMES_USAGE}

For auditors and administrators from whom nothing is hidden. The server is HEADGATE_URL and the key HEADGATE_KEY, else those of \`headgate login\`.
${EXIT_CODES}
`;

const PlaceShape = z.object({ node: NameShape, column: z.string().nullable() });
const LabelShape = z.object({
  label: z.string(),
  form: z.enum(['PLAIN', 'PSEUDONYMISED', 'INFERRED']),
  isAssumed: z.boolean(),
  isDeclared: z.boolean(),
  origin: PlaceShape,
  saidBy: z.array(
    z.object({
      kind: z.enum(['EVENT', 'POLICY', 'CONTRACT']),
      event: z.object({ position: z.string() }).nullable(),
      ...{ name: z.string().nullable(), version: z.string().nullable(), place: z.number().nullable() },
    }),
  ),
  path: z.array(
    z.object({
      from: PlaceShape,
      to: PlaceShape,
      by: NameShape.nullable(),
      runId: z.string().nullable(),
      at: z.string(),
      transformation: z.object({ type: z.string(), subtype: z.string().nullable(), masking: z.boolean() }).nullable(),
      isAssumed: z.boolean(),
    }),
  ),
});
type Label = z.infer<typeof LabelShape>;
type Place = z.infer<typeof PlaceShape>;

const LABEL = `label form isAssumed isDeclared origin { node { namespace name } column }
  saidBy { kind event { position } name version place } path {
  from { node { namespace name } column } to { node { namespace name } column } by { namespace name } runId at
  transformation { type subtype masking } isAssumed
}`;
const OF_ONE = `
query Labels($dataset: NodeInput!, $column: String, $asOf: String, $knownAt: String) {
  classification(dataset: $dataset, column: $column, asOf: $asOf, knownAt: $knownAt) {
    ${HEADER} dataset { namespace name } column labels { ${LABEL} }
  }
}`;
const OneShape = z.object({
  classification: z.object({ header: HeaderShape, dataset: NameShape, column: z.string().nullable(), labels: z.array(LabelShape) }),
});
const EVERYWHERE = `
query Labelled($label: String!, $isDeclared: Boolean, $first: Int!, $asOf: String, $knownAt: String) {
  labelled(label: $label, isDeclared: $isDeclared, first: $first, asOf: $asOf, knownAt: $knownAt) {
    ${HEADER} nodes { dataset { namespace name } column label { ${LABEL} } } pageInfo { hasNextPage }
  }
}`;
const EverywhereShape = z.object({
  labelled: z.object({
    header: HeaderShape,
    nodes: z.array(z.object({ dataset: NameShape, column: z.string().nullable(), label: LabelShape })),
    pageInfo: z.object({ hasNextPage: z.boolean() }),
  }),
});

const OPTIONS = {
  column: { type: 'string' },
  namespace: { type: 'string' },
  with: { type: 'string' },
  undeclared: { type: 'boolean' },
  limit: { type: 'string' },
  ...TIMES,
} as const;
type Values = ReturnType<typeof readArguments<typeof OPTIONS>>['values'];

export const command: Command = {
  usage,
  run: async (args, context) => {
    const { values, positionals } = readArguments(args, OPTIONS);
    const server = await serverFor(context);
    if (values.with === undefined) return ofOne(context, { server, values, name: readWords(positionals, ['dataset']).dataset });
    readWords(positionals, []);
    if (values.column !== undefined || values.namespace !== undefined)
      throw wrong('--column and --namespace are of one dataset; leave --with out');
    return everywhere(context, { server, values, label: values.with });
  },
};

async function ofOne(
  context: CommandContext,
  { server, values, name }: { readonly server: Login; readonly values: Values; readonly name: string },
): Promise<number> {
  if (values.undeclared === true || values.limit !== undefined) throw wrong('--undeclared and --limit need --with');
  const variables = { dataset: { name, namespace: values.namespace ?? null }, column: values.column ?? null, ...timesIn(values) };
  const { classification: found } = await askServer(server, OneShape, { query: OF_ONE, variables });
  const screen = screenOn(context.stdout);
  const none = ['  No label is said of it, and none came to it.'];
  if (values.json === true) printJson(context, found);
  else
    printLines(context, [
      screen.ink.strong(placeText({ node: found.dataset, column: found.column })),
      ...(found.labels.length === 0
        ? none
        : found.labels.flatMap((label) => [`  ${labelText(label, screen)}`, ...pathLines(label, screen)])),
      '',
      ...headerLines(found.header, screen),
    ]);
  return EXIT.done;
}

async function everywhere(
  context: CommandContext,
  { server, values, label }: { readonly server: Login; readonly values: Values; readonly label: string },
): Promise<number> {
  const first = values.limit === undefined ? LIMIT : wholeNumber(values.limit, '--limit', { min: 1, max: LIMIT_MAX });
  const variables = { label, isDeclared: values.undeclared === true ? false : null, first, ...timesIn(values) };
  const { labelled } = await askServer(server, EverywhereShape, { query: EVERYWHERE, variables });
  const { header, nodes, pageInfo } = labelled;
  const screen = screenOn(context.stdout);
  const none = values.undeclared === true ? 'Everywhere that data bear it somebody says so.' : 'No data bear it.';
  if (values.json === true) printJson(context, { header, places: nodes, more: pageInfo.hasNextPage });
  else
    printLines(context, [
      ...(nodes.length === 0 ? [none] : []),
      ...nodes.flatMap((place) => [
        `${screen.ink.strong(placeText({ node: place.dataset, column: place.column }))}  ${labelText(place.label, screen)}`,
        ...pathLines(place.label, screen),
      ]),
      ...(pageInfo.hasNextPage ? [`There are more than ${counted(nodes.length, 'place')}; raise --limit.`] : []),
      '',
      ...headerLines(header, screen),
    ]);
  return EXIT.done;
}

const FORMS: Readonly<Record<Label['form'], string>> = { PLAIN: '', PSEUDONYMISED: 'pseudonymised ', INFERRED: 'inferred from ' };

/** `PHI, said here by event 12`; `pseudonymised PHI, came from patients.ssn (said by policy phi), assumed`. */
function labelText({ label, form, isAssumed, isDeclared, origin, saidBy }: Label, { ink }: Screen): string {
  const what = `${FORMS[form]}${oneLine(label, 200)}`;
  const by = saidBy.length === 0 ? '' : `by ${saidBy.map(sayerText).join(', ')}`;
  if (isDeclared) return `${what}, ${ink.good('said here')}${by === '' ? '' : ` ${by}`}`;
  return `${ink.mark(what)}, came from ${placeText(origin)}${by === '' ? '' : ` (said ${by})`}${isAssumed ? ', assumed' : ''}`;
}

/** `policy phi, label 2, version 41`. */
function sayerText({ kind, event, name, version, place }: Label['saidBy'][number]): string {
  if (kind === 'EVENT') return event === null ? 'an event that counts no longer' : `event ${event.position}`;
  const called = `${kind.toLowerCase()} ${oneLine(name ?? '', 100)}`;
  return [called, ...(place === null ? [] : [`label ${place}`]), `version ${version ?? ''}`].join(' ');
}

function pathLines({ path }: Label, { ink }: Screen): readonly string[] {
  return path.map(({ from, to, by, at, transformation, isAssumed }) => {
    const how = isAssumed
      ? 'assumed'
      : [transformation?.subtype ?? transformation?.type, transformation?.masking === true ? 'masked' : undefined];
    const words = [how].flat().flatMap((word) => (word === undefined ? [] : [oneLine(word, 60).toLowerCase()]));
    const said = [...words, ...(by === null ? [] : [`by ${oneLine(by.name, 80)}`]), secondOf(at)].join(', ');
    return `    ${placeText(from)} → ${placeText(to)}  ${ink.faint(said)}`;
  });
}

function placeText({ node, column }: Place): string {
  return `${oneLine(node.name, 200)}${column === null ? '' : `.${oneLine(column, 200)}`}`;
}
