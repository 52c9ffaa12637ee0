import { type SubtreeHash, subtreesIn, tilePath, tilesNeeded } from '#log';
import { readTiles, type Session } from '#store';

import { LogChanged } from './edge-signed.ts';

/** What comes out of the tree of some size. Throws LogChanged where the database holds no such tree. One statement. */
export async function fromTiles<Result>(
  session: Session,
  tenant: number,
  { size, work }: { readonly size: number; readonly work: (read: SubtreeHash) => Result },
): Promise<Result> {
  const names = tilesNeeded(size, work);
  const found = await readTiles(session, tenant, names);
  const tiles = new Map(names.map((name, at) => [tilePath(name), found[at]]));
  return work(
    subtreesIn(size, (name) => {
      const hashes = tiles.get(tilePath(name));
      if (hashes === undefined)
        throw new LogChanged(`The log holds ${size} entries, and ${tilePath(name)} is not there: the database was changed`);
      return hashes;
    }),
  );
}
