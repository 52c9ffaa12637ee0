// `node --conditions=source --import ./scripts/typescript.js file.ts`: runs TypeScript as it stands, #names resolved to the sources.
// Processes forked from such a one do so too. Plain JavaScript, for Node runs it before anything else.
import { readFile } from 'node:fs/promises';
import { register } from 'node:module';
import { fileURLToPath } from 'node:url';
import { isMainThread } from 'node:worker_threads';

if (isMainThread) register(import.meta.url); // Node runs hooks in a thread of their own, which loads this file again

/** Of module hooks: TypeScript of ours is turned into JavaScript, all else is left to Node. */
export async function load(url, context, nextLoad) {
  if (!url.startsWith('file:') || !url.endsWith('.ts')) return nextLoad(url, context);
  const fileName = fileURLToPath(url);
  const { default: ts } = await import('typescript');
  const compilerOptions = {
    module: ts.ModuleKind.ESNext,
    target: ts.ScriptTarget.ES2023,
    experimentalDecorators: true,
    inlineSourceMap: true,
    inlineSources: true,
  };
  const { outputText } = ts.transpileModule(await readFile(fileName, 'utf8'), { compilerOptions, fileName });
  return { format: 'module', source: outputText, shortCircuit: true };
}
