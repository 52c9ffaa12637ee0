/** Which log, and which stretch of it: after how many restores. */
export interface Origin {
  /** Its id. */
  readonly log: string;
  readonly restores: number;
}

/**
 * What checkpoints of a log are named by: `headgate/<id>`, after restores `headgate/<id>/<how many>`. A log that went on from an older place is another one to
 * whoever watches it: by one name no two trees of a size are ever signed.
 */
export function originOf({ log, restores }: Origin): string {
  return restores === 0 ? `headgate/${log}` : `headgate/${log}/${restores}`;
}

/** Undefined: it is none of Headgate's. */
export function originIn(name: string): Origin | undefined {
  const [, log, restores = '0'] = /^headgate\/([0-9a-f-]+)(?:\/([1-9]\d{0,8}))?$/.exec(name) ?? [];
  return log === undefined ? undefined : { log, restores: Number(restores) };
}
