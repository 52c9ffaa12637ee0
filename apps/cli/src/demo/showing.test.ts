import { expect, test } from 'vitest';

import { Failure } from '#foundation';

import { readConfig } from '../../../server/src/config.ts';
import { plainInk } from '../drawing/ink.ts';
import type { DemoServer } from './demo-server.ts';
import { type Means, Showing } from './showing.ts';
import type { Told } from './tell-story.ts';
import { type Claim, judged } from './verdicts.ts';

const HOLDS: Claim = { claim: 'The score has a source', expected: ['vitals'], found: () => Promise.resolve(['vitals']) };
const FAILS: Claim = { claim: 'The report has a source', expected: ['warehouse'], found: () => Promise.resolve(['nowhere']) };

async function told(...claims: readonly Claim[]): Promise<Told> {
  const nothing = { traces: undefined, names: undefined, secret: undefined, governed: undefined, taken: undefined };
  const intake = { answers: [], sendingSeconds: 1, mappingSeconds: 1 };
  return { ...nothing, intake, verdicts: await judged(claims, () => undefined) };
}

interface Shown {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  /** Whether what it stored was left to look into. */
  readonly isKept: boolean | undefined;
}

/** A showing as it is without a terminal, of a story that needs no server. */
async function shown(tell: NonNullable<Means['tell']>, { isJson = false } = {}): Promise<Shown> {
  const [out, err]: [string[], string[]] = [[], []];
  const context = { stdout: { write: (text: string) => out.push(text) }, stderr: { write: (text: string) => err.push(text) } };
  const server: DemoServer = {
    ...{ address: 'http://127.0.0.1:1', adminKey: 'a key', emitterKeys: {}, portTaken: undefined },
    links: () => Promise.reject(new Error('it does not stay up')),
    stop: () => Promise.resolve(),
  } as DemoServer;
  let isKept: boolean | undefined;
  const standing: Means['standing'] = {
    folder: '/data/demo',
    start: () => Promise.resolve(server),
    end: ({ keepsFolder }) => Promise.resolve(void (isKept = keepsFolder)),
  };
  const progress = { begin: () => undefined, tell: () => undefined, end: () => undefined };
  const stop = { signal: new AbortController().signal, asked: Promise.resolve(), ignore: () => undefined };
  const options = { isOnce: true, isJson, config: readConfig({ HEADGATE_DATA_DIR: '/data' }) };
  const code = await new Showing(options, context, { paper: { width: 80, ink: plainInk }, progress, stop, standing, tell }).run();
  return { code, out: out.join(''), err: err.join(''), isKept };
}

test('a step that did not come true is named, the exit code is 1, and what was stored can be looked into', async () => {
  const { code, out, isKept } = await shown(() => told(HOLDS, FAILS));

  expect({ code, isKept }).toEqual({ code: 1, isKept: true });
  expect(out).toMatch(/✓ +The score has a source/);
  expect(out).toMatch(/✗ +The report has a source\n +expected +warehouse\n +found +nowhere\n/);
  expect(out).toContain('1 of 2 did not come true.');
  expect(out).toContain('What it stored is in /data/demo until the next demo.');
});

test('as JSON a step that did not come true is named too, and the exit code is 1', async () => {
  const { code, out } = await shown(() => told(HOLDS, FAILS), { isJson: true });

  expect({ code, told: JSON.parse(out) as unknown }).toMatchObject({
    code: 1,
    told: {
      holds: false,
      claims: [{ holds: true }, { claim: FAILS.claim, holds: false, missing: ['warehouse'], unforeseen: ['nowhere'] }],
    },
  });
});

test('when all came true the exit code is 0, and nothing is kept', async () => {
  const { code, out, err, isKept } = await shown(() => told(HOLDS));

  expect({ code, err, isKept }).toEqual({ code: 0, err: '', isKept: false });
  expect(out).toContain('All 1 came true.');
});

test('a demo that cannot go on says why, and the exit code is 1', async () => {
  const cannot = (): Promise<Told> => Promise.reject(new Failure('STORE_UNAVAILABLE', 'The database is away.'));
  const message = 'The demo could not go on: The database is away.';

  expect(await shown(cannot)).toMatchObject({ code: 1, err: `${message}\n`, isKept: true });
  const { code, out } = await shown(cannot, { isJson: true });
  expect({ code, told: JSON.parse(out) as unknown }).toEqual({ code: 1, told: { failure: { code: 'STORE_UNAVAILABLE', message } } });
});
