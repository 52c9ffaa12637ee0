import { type Proof, type Size, sumOf } from './proof.ts';
import { checkedOut, ProgressFile } from './progress-file.ts';
import { recordFigures } from './record-figures.ts';

/** Runs a proof from where it was stopped, and says whether it held. Ends with one line of figures. */
export async function runProof(name: string, proof: Proof, size: Size): Promise<boolean> {
  const commit = checkedOut();
  const file = new ProgressFile(name, size);
  let progress = await file.read(commit);
  const units = proof.units[size];
  const say = (line: string): void => console.log(`${name} ${size}: ${line}`);
  say(progress.next === 0 ? `${proof.summary}; commit ${commit}` : `goes on with ${progress.next + 1} of ${units}; commit ${commit}`);

  await using open = await proof.open(size, say);
  for (let index = progress.next; index < units; index += 1) {
    const start = performance.now();
    const outcome = await open.run(index);
    const seconds = progress.seconds + (performance.now() - start) / 1_000;
    if (outcome.kind === 'failed') {
      say(`FAILED at ${index + 1} of ${units}\n${outcome.report}`);
      return false;
    }
    progress = { commit, next: index + 1, tally: sumOf(progress.tally, outcome.tally), seconds };
    await file.write(progress);
    say(`${index + 1} of ${units} held; ${proof.figures(progress.tally)}`);
  }

  await file.remove();
  const figures = `${proof.figures(progress.tally)}, in ${Math.round(progress.seconds)} s`;
  if (size === 'full') await recordFigures(name, figures, commit);
  say(`HELD. ${figures}`);
  return true;
}
