import { Failure } from '#foundation';
import type { NodeKind, NodeName } from '#lineage';
import { type Asked, type GraphNode, type Identity, namesRead, nodesCalled, nodesLike } from '#store';

import { nodeRef, type NodeReference, readPublicId } from './public-id.ts';
import type { Sighted } from './sight.ts';

/** Candidates that a refusal names; of a name that nothing has, the nearest are fewer. */
const CANDIDATES_MAX = 10;
const SUGGESTIONS_MAX = 5;
/** Longer names are not compared letter by letter with all others. */
const SUGGESTED_FOR_MAX = 500;

/**
 * The dataset or job that a question names: by public id, by namespace and name, or by a short name that one alone has. Throws NOT_FOUND, with the nearest
 * names, when nothing that the asker sees is called so at the asked times, and AMBIGUOUS, with the candidates, when several are. One statement, two for a
 * short name, three when its namespace is short too, two more for a name that nothing has, and one more for whom something is hidden from.
 */
export async function resolve(reading: Sighted, kind: NodeKind, reference: NodeReference): Promise<Identity> {
  const { asked } = reading;
  const sought = 'id' in reference ? ofKind(kind, readPublicId(reference.id)) : { kind, ...reference };
  const { namespace, name } = sought;
  const { seen, hidden } = namespace === undefined ? NOTHING : await judgedOne(reading, { kind, namespace, name });
  const called = namespace === undefined ? name : `${namespace} ${name}`;
  if (seen !== undefined) return seen;

  const [only, ...others] = 'id' in reference ? [] : await candidatesFor(asked, sought);
  if (only === undefined) {
    const suggestions = await suggestionsFor(asked, kind, name);
    noteUnseen(reading, kind, { called, hidden });
    noteNamed(reading, suggestions);
    throw notFound(kind, suggestions);
  }
  if (others.length > 0) {
    noteNamed(reading, [only, ...others].slice(0, CANDIDATES_MAX));
    throw ambiguous(kind, [only, ...others]);
  }
  const found = await judgedOne(reading, only);
  if (found.seen === undefined) throw new Error('a candidate that was found is gone within one snapshot');
  return found.seen;
}

/** A refusal shows what it names. */
function noteNamed({ sight }: Sighted, named: readonly GraphNode[]): void {
  sight.noteShown(named.filter(({ kind }) => kind === 'dataset'));
}

interface Unseen {
  readonly called: string;
  readonly hidden: GraphNode | undefined;
}

function noteUnseen({ sight }: Sighted, kind: NodeKind, { called, hidden }: Unseen): void {
  if (kind === 'dataset') sight.noteUnseen(called, hidden?.node);
  else sight.noteUnseenJob(called, hidden);
}

/** As `resolve`, for several in full at once: undefined for what is not there, or hidden from the asker. One statement, and one for whom something is hidden from. */
export async function resolveAll(reading: Sighted, names: readonly NodeName[]): Promise<readonly (Identity | undefined)[]> {
  const { seen, hidden } = await judged(reading, names);
  names.forEach(({ kind, namespace, name }, index) => {
    if (seen[index] === undefined) noteUnseen(reading, kind, { called: `${namespace} ${name}`, hidden: hidden[index] });
  });
  return seen;
}

/** As `resolve`, for several, each by itself: what one fails with stands in its place. Names in full and ids take two statements for all of them together. */
export async function resolveEach(
  reading: Sighted,
  references: readonly { readonly kind: NodeKind; readonly called: NodeReference }[],
): Promise<readonly (Identity | Failure)[]> {
  const full = references.map(({ kind, called }) => inFull(kind, called));
  const { seen } = await judged(
    reading,
    full.flatMap((name) => name ?? []),
  );
  const next = seen.values();
  const found: (Identity | Failure)[] = [];
  for (const [index, { kind, called }] of references.entries()) {
    const known = full[index] === undefined ? undefined : next.next().value;
    found.push(known ?? (await resolve(reading, kind, called).catch(failureOf)));
  }
  return found;
}

/** Undefined: only a part of the name is given, or an id that is none. */
function inFull(kind: NodeKind, reference: NodeReference): NodeName | undefined {
  try {
    if ('id' in reference) return ofKind(kind, readPublicId(reference.id));
  } catch {
    return undefined; // `resolve` says why
  }
  return reference.namespace === undefined ? undefined : { kind, namespace: reference.namespace, name: reference.name };
}

function failureOf(error: unknown): Failure {
  if (error instanceof Failure) return error;
  throw error;
}

interface Judged {
  readonly seen: readonly (Identity | undefined)[];
  /** In the same places: what is there and not to be seen. */
  readonly hidden: readonly (GraphNode | undefined)[];
}

/** Of a name that nothing has as much is read as of one that is hidden: what stands in for it is looked at, and left (docs/decisions/0034). */
async function judged({ asked, sight }: Sighted, names: readonly NodeName[]): Promise<Judged> {
  const found = await namesRead(asked, names);
  await sight.look(found.flatMap(({ standing }) => (standing?.kind === 'dataset' ? [standing.node] : [])));
  const isSeen = ({ canonical }: Identity): boolean =>
    canonical.kind === 'dataset' ? sight.seesDataset(canonical.node) : sight.seesJob(canonical);
  const there = found.map(({ identity }) => (isThere(identity) ? identity : undefined));
  return {
    seen: there.map((identity) => (identity !== undefined && isSeen(identity) ? identity : undefined)),
    hidden: there.map((identity) => (identity !== undefined && !isSeen(identity) ? identity.canonical : undefined)),
  };
}

interface JudgedOne {
  readonly seen: Identity | undefined;
  readonly hidden: GraphNode | undefined;
}

const NOTHING: JudgedOne = { seen: undefined, hidden: undefined };

async function judgedOne(reading: Sighted, name: NodeName): Promise<JudgedOne> {
  const { seen, hidden } = await judged(reading, [name]);
  return { seen: seen[0], hidden: hidden[0] };
}

/** All that a short name may mean to the asker: what is hidden does not come out of here. */
async function candidatesFor(asked: Asked, { kind, namespace: system, name }: Sought): Promise<readonly GraphNode[]> {
  const isWhole = system !== undefined && (!isText(system) || system.includes('://'));
  return isText(name) && !isWhole ? nodesCalled(asked, { kind, system, name, limit: CANDIDATES_MAX + 1 }) : [];
}

interface Sought {
  readonly kind: NodeKind;
  readonly namespace?: string | undefined;
  readonly name: string;
}

/** What may have been meant by a name that nothing has. As for candidates: only what the asker may see. */
async function suggestionsFor(asked: Asked, kind: NodeKind, name: string): Promise<readonly GraphNode[]> {
  const canBeLike = isText(name) && name.length <= SUGGESTED_FOR_MAX;
  return canBeLike ? nodesLike(asked, { kind, name, limit: SUGGESTIONS_MAX }) : [];
}

/** Whether something of it is there: a name may be known from symlinks alone. */
function isThere(identity: Identity | undefined): identity is Identity {
  return identity?.members.some(({ isPresent }) => isPresent) === true;
}

/** Postgres knows no NUL, so no name has one. */
function isText(name: string): boolean {
  return name !== '' && !name.includes('\0');
}

function ofKind(kind: NodeKind, name: NodeName): NodeName {
  if (name.kind !== kind)
    throw new Failure('BAD_REQUEST', `That id is of a ${name.kind}; ask for a ${name.kind}, or give the id of a ${kind}.`);
  return name;
}

function ambiguous(kind: NodeKind, candidates: readonly GraphNode[]): Failure {
  const named = candidates.slice(0, CANDIDATES_MAX);
  const list = named.map(({ namespace, name }) => `${namespace} ${name}`).join(', ');
  const rest = candidates.length > named.length ? ', and others' : '';
  const message = `Several ${kind}s have that name; say which by its namespace, or what stands in it before ://, and its name: ${list}${rest}.`;
  return new Failure('AMBIGUOUS', message, { details: { candidates: named.map(asCandidate) } });
}

function notFound(kind: NodeKind, suggestions: readonly GraphNode[]): Failure {
  const nearest = suggestions.map((each) => `${each.kind === kind ? '' : `the ${each.kind} `}${each.namespace} ${each.name}`).join(', ');
  const hint =
    suggestions.length === 0 ? 'look for its name with a search' : `did you mean ${nearest}? If not, look for its name with a search`;
  const message = `There is no such ${kind} at the asked times; ${hint}.`;
  return new Failure('NOT_FOUND', message, { details: { suggestions: suggestions.map(asCandidate) } });
}

/** As programs read it: enough to ask again. */
function asCandidate(node: GraphNode): Readonly<Record<'id' | 'kind' | 'namespace' | 'name', string>> {
  const { id, kind, namespace, name } = nodeRef(node);
  return { id, kind: kind.toUpperCase(), namespace, name };
}
