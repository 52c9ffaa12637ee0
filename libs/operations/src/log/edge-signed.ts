import { type Edge, edgeAt, parseCheckpoint, parseNote, partialNames, rootOfEdge, signersOf, tilePath, type Verifier } from '#log';
import { type LogHead, readTiles, type Session } from '#store';

/** What stands in the database is not what was signed. */
export class LogChanged extends Error {}

/** The right edge of the tree, as the last checkpoint signed it. Throws LogChanged where the database holds another, or another key signed that. One statement. */
export async function edgeSigned(
  session: Session,
  tenant: number,
  { head: { size, note }, signer }: { readonly head: LogHead; readonly signer: () => Verifier },
): Promise<Edge> {
  const names = partialNames(size);
  const tiles = await readTiles(session, tenant, names);
  const edge = edgeAt(size, (name) => {
    const hashes = tiles[names.findIndex((each) => tilePath(each) === tilePath(name))];
    if (hashes === undefined)
      throw new LogChanged(`The log holds ${size} entries, and ${tilePath(name)} is not there: the database was changed`);
    return hashes;
  });
  if (size === 0 && note === null) return edge;
  const parsed = parseNote(note ?? '');
  const checkpoint = parsed === undefined ? undefined : parseCheckpoint(parsed.text);
  if (parsed === undefined || checkpoint?.size !== size || !rootOfEdge(edge).equals(checkpoint.root))
    throw new LogChanged(`The log holds ${size} entries, and their root is not the one that was signed: the database was changed`);
  const by = signer();
  if (checkpoint.origin !== by.name || (signersOf(parsed, [by]) ?? []).length === 0)
    throw new LogChanged('The newest checkpoint of the log is not signed by the key in log-key.pem');
  return edge;
}
