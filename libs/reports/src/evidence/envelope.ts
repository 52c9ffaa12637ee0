import { hex, sha256 } from '#foundation';
import { canonicalJson, type JsonObject } from '#record';

/** The files of an evidence folder. The first two are signed; the third is the signature, the fourth the key to check it with. */
export const EVIDENCE_FILES = { page: 'index.html', report: 'report.json', signature: 'signature.dsse.json', key: 'key.pub' } as const;

/** A file of an evidence folder: its name, and what it holds. */
export type EvidenceFile = readonly [name: string, text: string];

/** A report as the files of its evidence folder. */
export function evidenceFiles({
  html,
  json,
  signature,
  publicKey,
}: Readonly<Record<'html' | 'json' | 'signature' | 'publicKey', string>>): readonly EvidenceFile[] {
  return [
    [EVIDENCE_FILES.page, html],
    [EVIDENCE_FILES.report, json],
    [EVIDENCE_FILES.signature, signature],
    [EVIDENCE_FILES.key, publicKey],
  ];
}

/** What DSSE signs is of this type: an in-toto statement. */
export const PAYLOAD_TYPE = 'application/vnd.in-toto+json';
const STATEMENT_TYPE = 'https://in-toto.io/Statement/v1';
/** What a statement of ours says, and in which version. */
const PREDICATE_TYPE = 'urn:headgate:report:1';

/** An in-toto statement: these files, by their digests, are this report. */
export type Statement = {
  readonly _type: typeof STATEMENT_TYPE;
  readonly subject: readonly { readonly name: string; readonly digest: { readonly sha256: string } }[];
  readonly predicateType: typeof PREDICATE_TYPE;
  readonly predicate: JsonObject;
};

/** A DSSE envelope with one signature. `keyid` is the key's fingerprint. */
export type Envelope = {
  readonly payload: string;
  readonly payloadType: typeof PAYLOAD_TYPE;
  readonly signatures: readonly [{ readonly keyid: string; readonly sig: string }];
};

/** The statement that a page and a report are what `predicate` names. */
export function statementOf({ page, report }: Readonly<Record<'page' | 'report', string>>, predicate: JsonObject): Statement {
  return {
    _type: STATEMENT_TYPE,
    subject: [
      { name: EVIDENCE_FILES.page, digest: { sha256: hex(sha256(page)) } },
      { name: EVIDENCE_FILES.report, digest: { sha256: hex(sha256(report)) } },
    ],
    predicateType: PREDICATE_TYPE,
    predicate,
  };
}

/** What is signed: DSSE's encoding of the type and the payload, so that neither can be taken for the other. */
export function signedBytes(payload: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from(`DSSEv1 ${PAYLOAD_TYPE.length} ${PAYLOAD_TYPE} ${payload.length} `), payload]);
}

/** The envelope as its file holds it: one spelling for one envelope, so that every changed byte shows. */
export function sealStatement(
  statement: Statement,
  { fingerprint, sign }: { readonly fingerprint: string; readonly sign: (bytes: Uint8Array) => Uint8Array },
): string {
  const payload = Buffer.from(canonicalJson(statement));
  const signature = Buffer.from(sign(signedBytes(payload))).toString('base64');
  return envelopeText({
    payload: payload.toString('base64'),
    payloadType: PAYLOAD_TYPE,
    signatures: [{ keyid: fingerprint, sig: signature }],
  });
}

export function envelopeText(envelope: Envelope): string {
  return `${canonicalJson(envelope)}\n`;
}
