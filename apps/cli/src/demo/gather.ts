import { hospitalClaims } from '../../../../prisma/seed/hospital-claims.ts';
import * as hospital from '../../../../prisma/seed/datasets.ts';
import type { Name } from '../../../../prisma/seed/columns.ts';
import type { Secret } from './page/ending.ts';
import type { Traced, Traces } from './page/lineage.ts';
import { type Dataset, dataset, events, walk, type WalkAsked } from './questions.ts';
import type { Window } from './window.ts';

const NOW = hospitalClaims.asOf;
/** When the report still rested on what nurses had entered. */
const THEN = '2026-03-20T00:00:00Z';

/** The trees of the page. */
export async function gatherTraces(window: Window): Promise<Traces> {
  const traced = async (asked: WalkAsked): Promise<Traced> => ({
    start: { dataset: asked.from, column: asked.column ?? null },
    lineage: await walk(window, asked),
  });
  const score = { from: hospital.SEPSIS_OUTCOMES, column: 'risk_score' };
  return {
    score: await traced({ ...score, asOf: NOW }),
    model: await traced({ from: hospital.SEPSIS_RISK, asOf: NOW }),
    pseudonym: await traced({ from: hospital.FCT_SEPSIS_ALERTS, column: 'patient_key', asOf: NOW }),
    dated: [
      ['20 March', await traced({ ...score, asOf: THEN, depth: 1 })],
      ['1 April', await traced({ ...score, asOf: NOW, depth: 1 })],
    ],
  };
}

/** The datasets that go by several names. */
export async function gatherNames(window: Window): Promise<readonly Dataset[]> {
  const canonical = (hospitalClaims.sameDataset as readonly (readonly Name[])[]).flatMap(([name]) => name ?? []);
  const found = await Promise.all(canonical.map((name) => dataset(window, name, NOW)));
  return found.flatMap((each) => each ?? []);
}

/** What the record holds in place of the secret. Undefined when no event lost one there. */
export async function gatherSecret(window: Window): Promise<Secret | undefined> {
  const { pointer } = hospitalClaims.redacted;
  const found = (await events(window, NOW)).filter(({ redacted }) => redacted.includes(pointer));
  const [newest] = found;
  return newest === undefined ? undefined : { events: found.length, pointer, stored: String(at(newest.json, pointer)) };
}

/** What stands at a JSON pointer. Pointers of the story have no escapes. */
function at(value: unknown, pointer: string): unknown {
  return pointer
    .split('/')
    .slice(1)
    .reduce<unknown>(
      (inner, key) => (typeof inner === 'object' && inner !== null ? (inner as Record<string, unknown>)[key] : undefined),
      value,
    );
}
