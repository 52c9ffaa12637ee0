import type { Report } from './measure.ts';
export async function lineage(report: Report, { isQuick }: { isQuick: boolean }): Promise<void> {
  report.say(String(isQuick));
  await Promise.resolve();
}
