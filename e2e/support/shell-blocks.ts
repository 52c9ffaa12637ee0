import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** A shell block of a page, and the output that stands below it. */
export interface ShellBlock {
  /** Where it begins, for who reads a failure. */
  readonly line: number;
  readonly script: string;
  /** Undefined: the page shows none. */
  readonly shown: string | undefined;
}

/** The ```sh blocks of a page. What a block prints stands in the next block without a language, or of text or JSON, if that follows before another ```sh. */
export function shellBlocks(page: string): readonly ShellBlock[] {
  const fences = [...page.matchAll(/^```(\w*)\n([^]*?)^```$/gm)].map(({ index, 1: language = '', 2: body = '' }) => ({
    index,
    language,
    body,
  }));
  return fences.flatMap(({ index, language, body }, at) => {
    if (language !== 'sh') return [];
    const next = fences[at + 1];
    const shown = next !== undefined && ['', 'text', 'json'].includes(next.language) ? next.body.trimEnd() : undefined;
    return [{ line: page.slice(0, index).split('\n').length, script: body, shown }];
  });
}

/** Whether a page shows what was printed: `…` stands for any text within a line, and alone on a line for any lines. White space at ends does not count. */
export function isShown(shown: string, printed: string): boolean {
  const pattern = shown
    .split('\n')
    .map((line) => line.trimEnd())
    .map((line) => (line.trim() === '…' ? '(?:[^\\n]*\\n)*?' : `${line.split('…').map(escaped).join('[^\\n]*?')}[ \\t]*\\n`))
    .join('');
  return new RegExp(`^${pattern}$`).test(`${printed.trimEnd()}\n`);
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}

/** Runs blocks as one person would at one prompt: variables set by one are there for the next. */
export class Prompt {
  private readonly state: string;

  constructor(
    private readonly folder: string,
    private readonly environment: Readonly<Record<string, string>>,
  ) {
    this.state = path.join(folder, '.variables');
  }

  /** What it prints on stdout and stderr, in the order printed, and its exit code. */
  async run(script: string): Promise<{ readonly printed: string; readonly code: number | null }> {
    await appendFile(this.state, '');
    const file = path.join(this.folder, '.block.sh');
    await writeFile(file, `. '${this.state}'\n${script}\nended=$?\nexport -p > '${this.state}'\nexit $ended\n`);
    const child = spawn('/bin/sh', [file], { cwd: this.folder, env: this.environment, stdio: ['ignore', 'pipe', 'pipe'] });
    let printed = '';
    const hear = (chunk: Buffer): void => void (printed += chunk.toString());
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    const [code] = (await once(child, 'close')) as [number | null];
    return { printed, code };
  }
}

/** The text of a page of the checkout. */
export function pageText(name: string): Promise<string> {
  return readFile(path.join(import.meta.dirname, '../..', name), 'utf8');
}
