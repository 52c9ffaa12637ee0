import { Failure } from '#foundation';
import type { NodeId, NodeKind, NodeName } from '#lineage';
import { type Asked, identitiesNamed, type Identity, nodesCalled } from '#store';

import { type NodeReference, readPublicId } from './public-id.ts';
import type { Sighted } from './sight.ts';

/** Nodes of one short name that are looked at; a name that more have is ambiguous anyway. */
const CALLED_MAX = 200;
/** Candidates that a refusal names. */
const CANDIDATES_NAMED_MAX = 10;

/**
 * The dataset or job that a question names, by any of its names. Throws NOT_FOUND when it is not there at the asked times or hidden from the asker, and
 * AMBIGUOUS when a name without namespace is that of several. One statement, two for a name without namespace, and one more for whom something is hidden from.
 */
export async function resolve(reading: Sighted, kind: NodeKind, reference: NodeReference): Promise<Identity> {
  const names = await namesOf(reading.asked, kind, reference);
  const { seen, hidden } = await judged(reading, names);
  const found = new Map(seen.flatMap((identity) => (identity === undefined ? [] : [[identity.canonical.node, identity]])));
  const [only, ...others] = found.values();
  if (only === undefined) {
    if (kind === 'dataset')
      reading.sight.noteUnseen(
        called(reference),
        hidden.find((node) => node !== undefined),
      );
    throw new Failure('NOT_FOUND', `There is no such ${kind} at the asked times; look for its name with a search.`);
  }
  if (others.length > 0) throw new Failure('AMBIGUOUS', ambiguity(kind, [only, ...others]));
  return only;
}

/** As `resolve`, for several in full at once: undefined for what is not there, or hidden from the asker. One statement, and one for whom something is hidden from. */
export async function resolveAll(reading: Sighted, names: readonly NodeName[]): Promise<readonly (Identity | undefined)[]> {
  const { seen, hidden } = await judged(reading, names);
  names.forEach((name, index) => {
    if (name.kind === 'dataset' && seen[index] === undefined) reading.sight.noteUnseen(`${name.namespace} ${name.name}`, hidden[index]);
  });
  return seen;
}

interface Judged {
  readonly seen: readonly (Identity | undefined)[];
  /** In the same places: what is there and not to be seen. */
  readonly hidden: readonly (NodeId | undefined)[];
}

async function judged({ asked, sight }: Sighted, names: readonly NodeName[]): Promise<Judged> {
  const there = (await identitiesNamed(asked, names)).map((identity) => (isThere(identity) ? identity : undefined));
  await sight.look(there.flatMap((identity) => (identity?.canonical.kind === 'dataset' ? [identity.canonical.node] : [])));
  const isSeen = ({ canonical }: Identity): boolean => canonical.kind !== 'dataset' || sight.seesDataset(canonical.node);
  return {
    seen: there.map((identity) => (identity !== undefined && isSeen(identity) ? identity : undefined)),
    hidden: there.map((identity) => (identity !== undefined && !isSeen(identity) ? identity.canonical.node : undefined)),
  };
}

/** A reference in words. */
function called(reference: NodeReference): string {
  const { namespace, name } = 'id' in reference ? readPublicId(reference.id) : reference;
  return namespace === undefined ? name : `${namespace} ${name}`;
}

/** Whether something of it is there: a name may be known from symlinks alone. */
function isThere(identity: Identity | undefined): identity is Identity {
  return identity?.members.some(({ isPresent }) => isPresent) === true;
}

async function namesOf(asked: Asked, kind: NodeKind, reference: NodeReference): Promise<readonly NodeName[]> {
  if ('id' in reference) return [ofKind(kind, readPublicId(reference.id))];
  if (reference.namespace !== undefined) return [{ kind, namespace: reference.namespace, name: reference.name }];
  return nodesCalled(asked, { kind, name: reference.name, limit: CALLED_MAX });
}

function ofKind(kind: NodeKind, name: NodeName): NodeName {
  if (name.kind !== kind)
    throw new Failure('BAD_REQUEST', `That id is of a ${name.kind}; ask for a ${name.kind}, or give the id of a ${kind}.`);
  return name;
}

function ambiguity(kind: NodeKind, identities: readonly Identity[]): string {
  const named = identities.slice(0, CANDIDATES_NAMED_MAX).map(({ canonical: { namespace, name } }) => `${namespace} ${name}`);
  const rest = identities.length > named.length ? ', and others' : '';
  return `Several ${kind}s have that name; say which by its namespace: ${named.join(', ')}${rest}.`;
}
