import { z } from 'zod';

import { drawTable } from '../drawing/table.ts';
import { placesOf } from '../drawing/short-names.ts';
import { oneOf, readArguments, wholeNumber, wrong } from '../arguments.ts';
import { type Command, EXIT, EXIT_CODES } from '../command.ts';
import { counted, oneLine, printJson, printLines } from '../output.ts';
import { HEADER, headerLines, HeaderShape, TIMES, TIMES_USAGE, timesIn } from './answer-header.ts';
import { askServer } from './ask-server.ts';
import { screenOn } from './screen.ts';
import { serverFor } from './server.ts';

const LIMIT = 20;
const LIMIT_MAX = 500;

const usage = `Usage: headgate search <words> [--kind dataset|job] [--limit <n>] [--as-of <time>] [--known-at <at>] [--json]

Finds datasets and jobs by name, column, tag or description, the best first. Slips of typing are forgiven.

  --kind <kind>     only datasets, or only jobs
  --limit <n>       how many at most, 1 to ${LIMIT_MAX}; unset: ${LIMIT}
${TIMES_USAGE}

The server is HEADGATE_URL and the key HEADGATE_KEY, else those of \`headgate login\`. With --json: {"header", "hits", "more"}.
${EXIT_CODES}
`;

const Shape = z.object({
  search: z.object({
    header: HeaderShape,
    nodes: z.array(
      z.object({
        node: z.object({ __typename: z.enum(['Dataset', 'Job']), id: z.string(), namespace: z.string(), name: z.string() }),
        match: z.string(),
        matched: z.string(),
        score: z.number(),
      }),
    ),
    pageInfo: z.object({ hasNextPage: z.boolean() }),
  }),
});

const QUERY = `
query Search($text: String!, $kind: NodeKind, $first: Int!, $asOf: String, $knownAt: String) {
  search(text: $text, kind: $kind, first: $first, asOf: $asOf, knownAt: $knownAt) {
    ${HEADER}
    nodes { match matched score node { __typename id namespace name } }
    pageInfo { hasNextPage }
  }
}`;

const KINDS = { Dataset: 'dataset', Job: 'job' } as const;

export const command: Command = {
  usage,
  run: async (args, context) => {
    const options = { kind: { type: 'string' }, limit: { type: 'string' }, ...TIMES } as const;
    const { values, positionals } = readArguments(args, options);
    if (positionals.length === 0) throw wrong('say what to look for');
    const variables = {
      text: positionals.join(' '),
      kind: values.kind === undefined ? null : oneOf(values.kind, ['dataset', 'job'], '--kind').toUpperCase(),
      first: values.limit === undefined ? LIMIT : wholeNumber(values.limit, '--limit', { min: 1, max: LIMIT_MAX }),
      ...timesIn(values),
    };
    const { search } = await askServer(await serverFor(context), Shape, { query: QUERY, variables });
    const hits = search.nodes.map(({ node: { __typename, id, namespace, name }, match, matched, score }) => ({
      ...{ id, kind: KINDS[__typename], namespace, name },
      ...{ match, matched, score },
    }));

    if (values.json === true) printJson(context, { header: search.header, hits, more: search.pageInfo.hasNextPage });
    else printLines(context, hitLines({ hits, header: search.header, hasMore: search.pageInfo.hasNextPage }, screenOn(context.stdout)));
    return EXIT.done;
  },
};

interface Hits {
  readonly hits: readonly {
    readonly kind: string;
    readonly namespace: string;
    readonly name: string;
    readonly match: string;
    readonly matched: string;
  }[];
  readonly header: z.infer<typeof HeaderShape>;
  readonly hasMore: boolean;
}

function hitLines({ hits, header, hasMore }: Hits, screen: ReturnType<typeof screenOn>): readonly string[] {
  const place = placesOf(hits);
  const rows = hits.map((hit) => [
    hit.kind,
    oneLine(place(hit)),
    `${oneLine(hit.name, 1_000)}${hit.match === 'NAME' ? '' : screen.ink.faint(` by its ${hit.match.toLowerCase()} ${oneLine(hit.matched)}`)}`,
  ]);
  const columns = ['', 'where', 'name'].map((title) => ({ title }));
  const found = hits.length === 0 ? ['Nothing answers to that.'] : drawTable({ columns, rows }, screen.width);
  const more = hasMore ? [`There are more than ${counted(hits.length, 'hit')}; say more words, or raise --limit.`] : [];
  return [...found, ...more, '', ...headerLines(header, screen)];
}
