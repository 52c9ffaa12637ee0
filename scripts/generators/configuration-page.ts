import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { z } from 'zod';

import type { Generated } from './generated.ts';
import { filesUnder } from './generated.ts';

/** What this page reads of JSON Schema. */
const Settings = z.object({
  properties: z.record(z.string(), z.record(z.string(), z.unknown())),
  required: z.array(z.string()).default([]),
});

/** docs/configuration.md: every setting of every program, as its `config.ts` describes it in the exported zod object `Environment`. */
export async function configurationPage(root: string): Promise<Generated> {
  const home = 'docs/configuration.md';
  const programs = (await readdir(join(root, 'apps'))).sort();
  const sections = (await Promise.all(programs.map((program) => programSection(root, program)))).filter((section) => section !== undefined);
  if (sections.length === 0) return { home, files: new Map() };

  const head =
    '# Configuration\n\nWritten by `npm run generate` from the `config.ts` of each program. All settings are environment variables.';
  return { home, files: new Map([[home, `${[head, ...sections].join('\n\n')}\n`]]) };
}

/** Nothing for a program without settings. */
async function programSection(root: string, program: string): Promise<string | undefined> {
  const path = `apps/${program}/src/config.ts`;
  if ((await filesUnder(root, path)).size === 0) return undefined;
  const { Environment } = (await import(pathToFileURL(join(root, path)).href)) as { readonly Environment?: unknown };
  if (!(Environment instanceof z.ZodType)) throw new Error(`${path} must export its zod object under the name Environment`);

  // `input`: what an operator may write, not what the program makes of it.
  const { properties, required } = Settings.parse(z.toJSONSchema(Environment, { io: 'input', unrepresentable: 'any' }));
  const rows = Object.entries(properties).map(([name, setting]) => settingRow(name, setting, required.includes(name)));
  return [`## ${program}`, ['| Setting | Default | Values | |', '|---|---|---|---|', ...rows].join('\n')].join('\n\n');
}

function settingRow(name: string, setting: Readonly<Record<string, unknown>>, isRequired: boolean): string {
  const { default: value, description } = setting;
  const fallback = value === undefined ? (isRequired ? '**required**' : '') : `\`${JSON.stringify(value)}\``;
  return `| \`${name}\` | ${fallback} | ${cell(allowedValues(setting))} | ${cell(typeof description === 'string' ? description : '')} |`;
}

/** `one of a, b`, or the type with its range. */
function allowedValues(setting: Readonly<Record<string, unknown>>): string {
  const { type, enum: choices, format, minimum, exclusiveMinimum, maximum } = setting;
  if (Array.isArray(choices)) return `one of ${choices.map((choice) => `\`${String(choice)}\``).join(', ')}`;
  const bounds = [
    [minimum, 'at least'],
    [exclusiveMinimum, 'more than'],
    [maximum, 'at most'],
  ] as const;
  const range = bounds.filter(([bound]) => isBound(bound)).map(([bound, words]) => `${words} ${String(bound)}`);
  return [typeof format === 'string' ? format : typeof type === 'string' ? type : 'text', ...range].join(', ');
}

/** zod states the range of a safe integer for each integer; nobody set that bound. */
function isBound(bound: unknown): boolean {
  return typeof bound === 'number' && Math.abs(bound) !== Number.MAX_SAFE_INTEGER;
}

function cell(text: string): string {
  return text.replaceAll(/\s*\n\s*/g, ' ').replaceAll('|', '\\|');
}
