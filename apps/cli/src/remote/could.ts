import { z } from 'zod';

import { type AskedAction, MASKS } from '#access';

import { oneOf, readArguments, readWords, wholeNumber } from '../arguments.ts';
import { type Command, type CommandContext, EXIT, EXIT_CODES } from '../command.ts';
import { wrapped } from '../drawing/text-width.ts';
import { columns, oneLine, printJson, printLines } from '../output.ts';
import { HEADER, headerLines, HeaderShape, TIMES, timesIn } from './answer-header.ts';
import { PAGE_INFO, PageInfoShape, spelled, wordOf } from './answer-parts.ts';
import { askServer } from './ask-server.ts';
import { grantSaid, GrantShape, GRANTS } from './grants.ts';
import { NameShape } from './page-parts.ts';
import { screenOn } from './screen.ts';
import { serverFor } from './server.ts';

const ACTIONS = ['see', 'read', 'write'] as const satisfies readonly AskedAction[];
const LIMIT = 100;
const LIMIT_MAX = 500;

const usage = `Usage: headgate could who <name> [--action see|read|write] [--column <column> | --facet <facet>] [--job] [--namespace <namespace>]
                          [--purpose <purpose>] [--as-of <time>] [--known-at <at>] [--json]
       headgate could what [<who>] [--job] [--action see|read|write] [--purpose <purpose>] [--limit <n>] [--after <cursor>]
                           [--as-of <time>] [--known-at <at>] [--json]

Who could see, read or write a dataset or a column, or see a job or a facet; and the datasets that somebody could see, read or write, or
with --job the jobs that they could see. By the policies, teams, keys and labels of now, or of any time.

  <who>             an id, a name, or subject: and what the provider knows them by; unset: yourself
  --action <a>      ${ACTIONS.join(', ')}; unset: see
  --column <c>      a column, by its path
  --facet <f>       a facet, by its name, such as sql
  --job             the name is that of a job; of what: jobs instead of datasets
  --namespace <n>   the namespace, or what stands in it before ://, such as postgres
  --purpose <p>     what is said to be done with it
  --limit <n>       how many at most, 1 to ${LIMIT_MAX}; unset: ${LIMIT}
  --after <cursor>  go on behind the page before, which names it
  --as-of <time>    by the rules and labels of then, RFC 3339; unset: of now
  --known-at <at>   from what Headgate had recorded: a ledger size or an RFC 3339 time; unset: all

For auditors and administrators; what they could themselves everybody may ask. The server is HEADGATE_URL and the key HEADGATE_KEY, else
those of \`headgate login\`. With --json: the answer, with its header.
${EXIT_CODES}
`;

const ENFORCEMENT = wordOf(['headgate', 'reported', 'not-known']);
const WhoShape = z.object({
  whoCould: z.object({
    header: HeaderShape,
    ...{ action: wordOf(ACTIONS), dataset: NameShape.nullable(), job: NameShape.nullable() },
    ...{ column: z.string().nullable(), facet: z.string().nullable(), at: z.string(), judged: z.int(), enforcement: ENFORCEMENT },
    who: z.array(
      z.object({
        ...{ kind: wordOf(['admin', 'person', 'group', 'named']), name: z.string(), id: z.string().nullable() },
        ...{ grants: z.array(GrantShape), mask: wordOf(MASKS).nullable(), isWhole: z.boolean().nullable() },
      }),
    ),
  }),
});
type Could = z.infer<typeof WhoShape>['whoCould'];

const WHO = `
query WhoCould($dataset: NodeInput, $job: NodeInput, $column: String, $facet: String, $action: AccessAction!, $purpose: String, $asOf: String, $knownAt: String) {
  whoCould(dataset: $dataset, job: $job, column: $column, facet: $facet, action: $action, purpose: $purpose, asOf: $asOf, knownAt: $knownAt) {
    ${HEADER} action dataset { namespace name } job { namespace name } column facet at judged enforcement who { kind name id mask isWhole ${GRANTS} }
  }
}`;

const WhatShape = z.object({
  whatCould: z.object({
    header: HeaderShape,
    ...{ who: z.string(), name: z.string(), kind: wordOf(['dataset', 'job']), action: wordOf(ACTIONS), at: z.string() },
    ...{ grants: z.array(GrantShape), nodes: z.array(NameShape), pageInfo: PageInfoShape, enforcement: ENFORCEMENT },
  }),
});

const WHAT = `
query WhatCould($who: String, $kind: NodeKind!, $action: AccessAction!, $purpose: String, $first: Int!, $after: String, $asOf: String, $knownAt: String) {
  whatCould(who: $who, kind: $kind, action: $action, purpose: $purpose, first: $first, after: $after, asOf: $asOf, knownAt: $knownAt) {
    ${HEADER} who name kind action at ${GRANTS} nodes { namespace name } ${PAGE_INFO} enforcement
  }
}`;

const text = { type: 'string' } as const;
const SHARED = { action: text, purpose: text, job: { type: 'boolean' }, ...TIMES } as const;

export const command: Command = {
  usage,
  run: (args, context) => {
    const [verb, ...rest] = args;
    switch (oneOf(verb, ['who', 'what'], 'what to ask')) {
      case 'who':
        return who(rest, context);
      case 'what':
        return what(rest, context);
    }
  },
};

async function who(args: string[], context: CommandContext): Promise<number> {
  const { values, positionals } = readArguments(args, { ...SHARED, column: text, facet: text, namespace: text });
  const { name } = readWords(positionals, ['name']);
  const thing = { name, namespace: values.namespace ?? null };
  const variables = {
    ...(values.job === true ? { job: thing } : { dataset: thing }),
    ...{ column: values.column ?? null, facet: values.facet ?? null, ...askedIn(values) },
  };
  const { whoCould } = await askServer(await serverFor(context), WhoShape, { query: WHO, variables });
  const screen = screenOn(context.stdout);
  if (values.json === true) printJson(context, whoCould);
  else
    printLines(context, [
      ...wrapped(whoSaid(whoCould), screen.width).map(screen.ink.strong),
      ...columns(whoCould.who.map((each) => [each.kind, oneLine(each.name), howSaid(each), each.grants.map(grantSaid).join('; ')])).map(
        (line) => `  ${line}`,
      ),
      '',
      ...headerLines(whoCould.header, screen),
    ]);
  return EXIT.done;
}

async function what(args: string[], context: CommandContext): Promise<number> {
  const { values, positionals } = readArguments(args, { ...SHARED, limit: text, after: text });
  const called = positionals.length === 0 ? null : readWords(positionals, ['who']).who;
  const first = values.limit === undefined ? LIMIT : wholeNumber(values.limit, '--limit', { min: 1, max: LIMIT_MAX });
  const kind = values.job === true ? 'JOB' : 'DATASET';
  const variables = { who: called, kind, first, after: values.after ?? null, ...askedIn(values) };
  const { whatCould } = await askServer(await serverFor(context), WhatShape, { query: WHAT, variables });
  const { name, action, nodes, pageInfo, header } = whatCould;
  const screen = screenOn(context.stdout);
  const things = `${whatCould.kind}s`;
  const said =
    nodes.length === 0
      ? `There are no ${things} here that ${oneLine(name)} could ${action}.`
      : `${oneLine(name)} could ${action} these ${things}:`;
  if (values.json === true) printJson(context, whatCould);
  else
    printLines(context, [
      ...wrapped(said, screen.width).map(screen.ink.strong),
      ...columns(nodes.map((node) => [oneLine(node.namespace), oneLine(node.name, 1_000)])).map((line) => `  ${line}`),
      ...(pageInfo.hasNextPage ? [`There may be more: --after ${pageInfo.endCursor ?? ''}`] : []),
      '',
      ...headerLines(header, screen),
    ]);
  return EXIT.done;
}

interface Asked {
  readonly action?: string | undefined;
  readonly purpose?: string | undefined;
  readonly 'as-of'?: string | undefined;
  readonly 'known-at'?: string | undefined;
}

function askedIn(values: Asked): Readonly<Record<'action' | 'purpose' | 'asOf' | 'knownAt', string | null>> {
  return { action: spelled(oneOf(values.action ?? 'see', ACTIONS, '--action')), purpose: values.purpose ?? null, ...timesIn(values) };
}

/** `2 of 5 could see the facet sql of the job etl.load:`. */
function whoSaid({ who: found, judged, action, dataset, job, column, facet }: Could): string {
  const part = column === null ? (facet === null ? '' : `the facet ${oneLine(facet)} of `) : `the column ${oneLine(column)} of `;
  const thing = `${job === null ? 'the dataset' : 'the job'} ${oneLine((job ?? dataset)?.name ?? '', 1_000)}`;
  return `${found.length} of ${judged} could ${action} ${part}${thing}${found.length === 0 ? '.' : ':'}`;
}

function howSaid({ mask, isWhole }: Could['who'][number]): string {
  if (mask !== null) return `as ${mask}`;
  return isWhole === false ? 'in part' : '';
}
