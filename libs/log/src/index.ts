export { type Checkpoint, formatCheckpoint, parseCheckpoint } from './checkpoint.ts';
export {
  formatNote,
  type Note,
  type NoteSignature,
  parseNote,
  publicKeyBytes,
  type Signed,
  signed,
  type Signer,
  type SignerKind,
  signersOf,
  type Verifier,
  verifierIn,
  verifierKey,
} from './note.ts';
export { type Origin, originIn, originOf } from './origin.ts';
export { type CheckedProof, checkProof, formatProof, type LogProof, parseProof } from './proof.ts';
export {
  type Edge,
  edgeAt,
  grown,
  nameAt,
  partialNames,
  partialTiles,
  rootOfEdge,
  subtreesIn,
  type Tile,
  TILE_WIDTH,
  type TileName,
  tilePath,
  tilesNeeded,
} from './tiles.ts';
export { consistencyProof, inclusionProof, isConsistent, isIncluded, rootOf, type SubtreeHash, type TreeHead } from './tree.ts';
export { type ExpectedTile, TreeChecker } from './tree-checker.ts';
export { formatOpenedProof, type OpenedProof, opens, parseOpenedProof, type ProofOpening } from './opened-proof.ts';
export { type CosignRequest, formatCosignRequest, type Judged, judgeCheckpoint, parseCosignRequest } from './witness.ts';
