import { SECOND_MS } from '#foundation';

import { hospitalStory } from '../../../../prisma/seed/hospital-story.ts';
import { claimsOf } from './claims.ts';
import type { DemoServer } from './demo-server.ts';
import { govern, governanceClaims, type Governed } from './govern.ts';
import { gatherNames, gatherSecret, gatherTraces } from './gather.ts';
import type { Secret } from './page/ending.ts';
import type { Intake } from './page/intake.ts';
import type { Traces } from './page/lineage.ts';
import type { Progress } from './progress.ts';
import type { Dataset } from './questions.ts';
import { sendStory } from './send-story.ts';
import { takeAway, type TakenAway } from './take-away.ts';
import { judged, unanswered, type Verdict } from './verdicts.ts';
import { whenMapped, type Window } from './window.ts';

/** Everything that the page tells. What could not be asked for is undefined, and a verdict says why. */
export interface Told {
  readonly intake: Intake;
  readonly traces: Traces | undefined;
  readonly names: readonly Dataset[] | undefined;
  readonly secret: Secret | undefined;
  readonly governed: Governed | undefined;
  readonly taken: TakenAway | undefined;
  readonly verdicts: readonly Verdict[];
}

export interface Telling {
  /** Where what it leaves on the disk goes. */
  readonly folder: string;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

/** Sends the story, waits until it is in the graph, asks about it, and holds the answers against what must be true. */
export async function tellStory(server: DemoServer, telling: Telling): Promise<Told> {
  const { address, adminKey, emitterKeys } = server;
  const { progress, signal } = telling;
  const began = performance.now();
  let sent = 0;
  progress.begin('Sending the events of the hospital');
  const onAnswer = (): void => progress.tell(`${(sent += 1)} of ${hospitalStory.length}`);
  const answers = await sendStory(hospitalStory, { address, emitterKeys, onAnswer, signal });
  const recorded = performance.now();

  const window: Window = { address, key: adminKey, signal };
  progress.begin('Building the graph');
  await whenMapped(window, (counts) => progress.tell(`${counts.mapped} of ${counts.recorded}`));
  const mapped = performance.now();

  progress.begin('Asking where the score comes from');
  const traces = await attempt('The trees of lineage are answered', () => gatherTraces(window));
  const names = await attempt('The names of datasets are answered', () => gatherNames(window));
  const secret = await attempt('The record shows what was taken out of it', () => gatherSecret(window));

  progress.begin('Checking that everything came true');
  let checked = 0;
  const claims = claimsOf(window, answers);
  const verdicts = await judged(claims, () => progress.tell(`${(checked += 1)} of ${claims.length}`));
  const rules = await governing(server, telling, traces.value);
  signal.throwIfAborted();
  return {
    intake: { answers, sendingSeconds: (recorded - began) / SECOND_MS, mappingSeconds: (mapped - recorded) / SECOND_MS },
    governed: rules.governed,
    taken: rules.taken,
    traces: traces.value,
    names: names.value,
    secret: secret.value,
    verdicts: [...verdicts, ...traces.failed, ...names.failed, ...secret.failed, ...rules.verdicts],
  };
}

/** The second act: rules are put into force, and one is broken. Only after the story was judged, for it adds to the record. */
async function governing(
  server: DemoServer,
  { progress, signal, folder }: Telling,
  traces: Traces | undefined,
): Promise<Pick<Told, 'governed' | 'taken' | 'verdicts'>> {
  progress.begin('Governing it: a policy, a contract, a report');
  const governed = await attempt('A policy, a contract and a report are asked for', () => govern(server, signal));
  if (governed.value === undefined || traces === undefined) return { governed: undefined, taken: undefined, verdicts: governed.failed };
  const { report } = governed.value;
  const taken = await attempt('The report and the drawing are on the disk', () => takeAway(folder, { report, traces }));
  const claims = governanceClaims(governed.value, taken.value?.isWhole === true);
  const verdicts = await judged(claims, () => undefined);
  return { governed: governed.value, taken: taken.value, verdicts: [...verdicts, ...taken.failed] };
}

/** A step that fails does not keep the others from being shown. */
async function attempt<Value>(
  claim: string,
  step: () => Promise<Value>,
): Promise<{ readonly value: Value | undefined; readonly failed: readonly Verdict[] }> {
  try {
    return { value: await step(), failed: [] };
  } catch (error) {
    return { value: undefined, failed: [unanswered(claim, error)] };
  }
}
