import { z } from 'zod';

import { type AskedAction, MASKS } from '#access';

import { oneOf, readArguments, readWords } from '../arguments.ts';
import { type Command, EXIT, EXIT_CODES } from '../command.ts';
import { wrapped } from '../drawing/text-width.ts';
import { columns, oneLine, printJson, printLines } from '../output.ts';
import { HEADER, headerLines, HeaderShape, TIMES, timesIn } from './answer-header.ts';
import { spelled, wordOf } from './answer-parts.ts';
import { askServer, otherForm } from './ask-server.ts';
import { toldFailure } from './fetch-server.ts';
import { grantSaid, GrantShape, GRANTS } from './grants.ts';
import { NameShape } from './page-parts.ts';
import { type Screen, screenOn } from './screen.ts';
import { serverFor } from './server.ts';

const ACTIONS = ['see', 'read', 'write'] as const satisfies readonly AskedAction[];

const usage = `Usage: headgate explain <name> [--who <who>] [--action see|read|write] [--column <column>]... [--facet <facet>]... [--job]
                        [--namespace <namespace>] [--purpose <purpose>] [--mask <mask>]... [--as-of <time>] [--known-at <at>] [--json]

Says whether somebody may see, read or write a dataset, columns or facets of it, or see a job or its facets: by which rule of which version of
which policy, and to auditors and administrators which rules met. What it says of now of what is seen is what answers show.

  --who <who>       an id, a name, or subject: and what the provider knows them by; unset: yourself
  --action <a>      ${ACTIONS.join(', ')}; unset: see
  --column <c>      a column, by its path; more than once for several
  --facet <f>       a facet, by its name, such as sql; more than once for several
  --job             the name is that of a job
  --namespace <n>   the namespace, or what stands in it before ://, such as postgres
  --purpose <p>     what is said to be done with it
  --mask <m>        of columns that are read: a mask that can be applied, ${MASKS.join(', ')}; more than once for several
  --as-of <time>    by the rules and labels of then, RFC 3339; unset: of now
  --known-at <at>   from what Headgate had recorded: a ledger size or an RFC 3339 time; unset: all

About others auditors and administrators ask, and gateways of reading and writing. The server is HEADGATE_URL and the key HEADGATE_KEY, else
those of \`headgate login\`. With --json: the decision, with its header.
${EXIT_CODES}
`;

const RuleShape = { policy: z.string().nullable(), version: z.string().nullable(), rule: z.int().nullable() };
const VerdictShape = { isAllowed: z.boolean(), ...RuleShape, why: z.string() };
const DecisionShape = z.object({
  header: HeaderShape,
  ...{ who: z.string(), name: z.string(), action: wordOf(ACTIONS), at: z.string(), purpose: z.string().nullable() },
  ...{ dataset: NameShape.nullable(), job: NameShape.nullable(), ...VerdictShape, columnsDiffer: z.boolean() },
  columns: z.array(z.object({ column: z.string(), mask: wordOf(MASKS).nullable(), ...VerdictShape })),
  facets: z.array(z.object({ facet: z.string(), isWhole: z.boolean(), ...VerdictShape })),
  grants: z.array(GrantShape),
  rules: z
    .array(
      z.object({
        ...{ effect: wordOf(['allow', 'deny', 'mask']), how: wordOf(MASKS).nullable(), ...RuleShape },
        ...{ grants: z.array(GrantShape), columns: z.array(z.string()), facets: z.array(z.string()) },
      }),
    )
    .nullable(),
  enforcement: wordOf(['headgate', 'reported', 'not-known']),
});
type Decision = z.infer<typeof DecisionShape>;

const AnswerShape = z.object({
  decideMany: z.object({
    nodes: z.array(
      z.object({ decision: DecisionShape.nullable(), problem: z.object({ code: z.string(), message: z.string() }).nullable() }),
    ),
  }),
});

const RULE = 'policy version rule';
const EXPLAIN = `
query Explain($question: AccessQuestion!, $asOf: String, $knownAt: String) {
  decideMany(questions: [$question], asOf: $asOf, knownAt: $knownAt) { nodes { problem { code message } decision {
    ${HEADER} who name action at purpose dataset { namespace name } job { namespace name } isAllowed ${RULE} why columnsDiffer enforcement ${GRANTS}
    columns { column mask isAllowed ${RULE} why }
    facets { facet isWhole isAllowed ${RULE} why }
    rules { effect how ${RULE} columns facets ${GRANTS} }
  } } }
}`;

const text = { type: 'string' } as const;
const several = { ...text, multiple: true } as const;
const OPTIONS = {
  who: text,
  action: text,
  column: several,
  facet: several,
  job: { type: 'boolean' },
  namespace: text,
  purpose: text,
  mask: several,
  ...TIMES,
} as const;

export const command: Command = {
  usage,
  run: async (args, context) => {
    const { values, positionals } = readArguments(args, OPTIONS);
    const { name } = readWords(positionals, ['name']);
    const masks = values.mask?.map((mask) => spelled(oneOf(mask, MASKS, '--mask')));
    const thing = { name, namespace: values.namespace ?? null };
    const question = {
      ...{ who: values.who ?? null, action: spelled(oneOf(values.action ?? 'see', ACTIONS, '--action')), purpose: values.purpose ?? null },
      ...(values.job === true ? { job: thing } : { dataset: thing }),
      ...{ columns: values.column ?? null, facets: values.facet ?? null, masks: masks ?? null },
    };
    const server = await serverFor(context);
    const { decideMany } = await askServer(server, AnswerShape, { query: EXPLAIN, variables: { question, ...timesIn(values) } });
    const { decision = null, problem = null } = decideMany.nodes[0] ?? {};
    if (decision === null) throw (problem === null ? undefined : toldFailure(problem.code, problem.message, {})) ?? otherForm(server, {});
    if (values.json === true) printJson(context, decision);
    else printLines(context, decisionLines(decision, screenOn(context.stdout)));
    return EXIT.done;
  },
};

function decisionLines(decision: Decision, screen: Screen): readonly string[] {
  const { name, action, dataset, job, purpose, isAllowed, why, grants, header } = decision;
  const { ink, width } = screen;
  const thing = `${job === null ? 'the dataset' : 'the job'} ${oneLine((job ?? dataset)?.name ?? '', 1_000)}`;
  const of = partsSaid(decision);
  const said = purpose === null ? '' : ` for ${oneLine(purpose)}`;
  const held = grants.length === 0 ? ['holds no role'] : grants.map((grant) => `holds ${grantSaid(grant)}`);
  return [
    ...wrapped(`${oneLine(name)} may${isAllowed ? '' : ' not'} ${action} ${of}${thing}${said}.`, width).map(isAllowed ? ink.good : ink.bad),
    ...wrapped(oneLine(why, 2_000), width - 2).map((line) => `  ${line}`),
    ...held.map((line) => `  ${ink.faint(line)}`),
    ...partLines(decision, screen),
    ...ruleLines(decision, screen),
    '',
    ...headerLines(header, screen),
  ];
}

/** `2 columns of `, and nothing of the thing whole. */
function partsSaid({ columns: asked, facets }: Decision): string {
  const named = [
    ...asked.map(({ column }) => `the column ${oneLine(column)}`),
    ...facets.map(({ facet }) => `the facet ${oneLine(facet)}`),
  ];
  if (named.length === 0) return '';
  return named.length === 1 ? `${named[0] ?? ''} of ` : `all ${named.length} ${asked.length > 0 ? 'columns' : 'facets'} of `;
}

/** Several parts, a line each; of one all is said above. */
function partLines({ columns: asked, facets }: Decision, { ink }: Screen): readonly string[] {
  if (asked.length + facets.length < 2) return [];
  const rows = [
    ...asked.map(({ column, mask, isAllowed, why }) => [column, isAllowed ? (mask === null ? 'allowed' : `as ${mask}`) : 'denied', why]),
    ...facets.map(({ facet, isWhole, isAllowed, why }) => [facet, isAllowed ? (isWhole ? 'allowed' : 'in part') : 'denied', why]),
  ];
  const lines = columns(rows.map((row) => row.map((cell) => oneLine(cell, 500))));
  return ['', ...lines.map((line, index) => `  ${rows[index]?.[1] === 'denied' ? ink.mark(line) : line}`)];
}

function ruleLines({ rules }: Decision, { ink }: Screen): readonly string[] {
  if (rules === null || rules.length === 0) return [];
  const rows = rules.map(({ effect, how, policy, version, rule, grants, columns: ofColumns, facets }) => [
    how === null ? effect : `${effect} ${how}`,
    policy === null ? 'the built-in rule' : `rule ${rule ?? ''} of ${oneLine(policy)}, version ${version ?? ''}`,
    grants.map(grantSaid).join('; '),
    [...ofColumns, ...facets].map((each) => oneLine(each)).join(', '),
  ]);
  return ['', ink.faint('rules that met'), ...columns(rows).map((line) => `  ${line}`)];
}
