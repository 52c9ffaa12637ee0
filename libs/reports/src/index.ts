export type { EphiMap } from './ephi/ephi-map.ts';
export {
  type ColumnWalk,
  type EphiFacts,
  type FactDataset,
  type FactEdge,
  type FactFlow,
  type FactRuled,
  type Place,
  type Unknown,
} from './ephi/facts.ts';
export { makeEphiMap } from './ephi/make-ephi-map.ts';
export { type Candidate, ephiCandidates, isPhiTag } from './ephi/phi-tags.ts';
export { EVIDENCE_FILES, evidenceFiles, sealStatement, statementOf } from './evidence/envelope.ts';
export { evidenceZip } from './evidence/evidence-zip.ts';
export { type PublicKey, publicKeyOf, readPublicKey } from './evidence/public-key.ts';
export { type EvidenceFlaw, type Signer, type TrustedKey, type Verdict, verifyEvidence } from './evidence/verify-evidence.ts';
export { ephiPage } from './page/ephi-page.ts';
export { unknownTitle } from './page/ephi-words.ts';
