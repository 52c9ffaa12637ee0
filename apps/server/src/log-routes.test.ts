import { createHash } from 'node:crypto';

import { afterAll, beforeAll, expect, test } from 'vitest';

import { checkProof, parseCheckpoint, parseNote, parseProof, rootOf, signersOf, subtreesIn, tilePath, verifierIn } from '#log';
import { logUpTo, makeKey, receiveBatch } from '#operations';
import { type FreshInstallation, freshInstallation, given } from '#testkit';

import { type PeopleServer, peopleServer } from '../testkit/people-server.ts';

// Goal: an auditor with a key takes the log away as static files, checks it and every entry's proof without the server, and nobody else is given any of it.

const ENTRIES = 300;
let fresh: FreshInstallation;
let server: PeopleServer;
let auditor: string;

beforeAll(async () => {
  fresh = await freshInstallation();
  server = await peopleServer(fresh, {});
  const events = Array.from({ length: ENTRIES }, (_, index) => ({
    ...{ eventTime: '2026-03-01T00:00:00Z', producer: 'https://example.test' },
    dataset: { namespace: 's3://heart', name: `beats_${index}` },
  }));
  for (let at = 0; at < ENTRIES; at += 100)
    await receiveBatch(fresh.context, fresh.admin, Buffer.from(JSON.stringify(events.slice(at, at + 100))));
  auditor = await keyOf('audrey', 'auditor');
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await fresh[Symbol.asyncDispose]();
});

async function keyOf(name: string, ...roles: readonly string[]): Promise<string> {
  const { context, admin, principals } = fresh;
  return (await makeKey(context, admin, { principals, kind: 'person', name, namespaces: [], roles })).key;
}

async function get(path: string, key = auditor) {
  const response = await fetch(`${server.address}/api/v1/log/${path}`, { headers: { authorization: `Bearer ${key}` } });
  const { status, headers } = response;
  return {
    status,
    type: headers.get('content-type'),
    cache: headers.get('cache-control'),
    bytes: Buffer.from(await response.arrayBuffer()),
  };
}
const textOf = async (path: string): Promise<string> => (await get(path)).bytes.toString('utf8');

test('before anything is logged nothing is served, and it is said when', async () => {
  const [checkpoint, proof] = [await get('checkpoint'), await get('proof/0')];

  expect([checkpoint.status, proof.status]).toEqual([404, 404]);
  expect(checkpoint.bytes.toString()).toContain('what is recorded is in it within some seconds');
  expect(proof.bytes.toString()).toContain('The log holds 0 entries');
});

test('checkpoint, tiles and leaves fit together, and the key of the log signed it', async () => {
  await logUpTo(fresh.context);
  const key = given(verifierIn((await textOf('key')).trim()));
  const note = given(parseNote(await textOf('checkpoint')));
  const { origin, size, root } = given(parseCheckpoint(note.text));
  const tiles = new Map<string, Buffer>();
  for (const path of ['tile/0/000', `tile/0/001.p/${size - 256}`, 'tile/1/000.p/1']) tiles.set(path, (await get(path)).bytes);

  expect([origin, size >= ENTRIES, signersOf(note, [key])]).toEqual([key.name, true, [{ by: key, at: null }]]);
  expect(
    rootOf(
      size,
      subtreesIn(size, (name) => given(tiles.get(tilePath(name)))),
    ),
  ).toEqual(root);
  const bundle = await get('tile/entries/000');
  const leaves: string[] = [];
  for (let at = 0; at < bundle.bytes.length; at += 2 + bundle.bytes.readUInt16BE(at))
    leaves.push(bundle.bytes.subarray(at + 2, at + 2 + bundle.bytes.readUInt16BE(at)).toString());
  const hashes = leaves.map((leaf) => createHash('sha256').update(Buffer.of(0)).update(leaf).digest());
  expect(Buffer.concat(hashes)).toEqual(tiles.get('tile/0/000'));
  expect([bundle.type, bundle.cache]).toEqual(['application/octet-stream', 'private, max-age=31536000, immutable']);
  expect(leaves.join()).not.toMatch(/beats|heart|audrey/);
});

test('an entry is proved by a text that is checked without the server', async () => {
  const key = given(verifierIn((await textOf('key')).trim()));
  for (const position of [0, 1, 255, 256, ENTRIES - 1]) {
    const proof = given(parseProof(await textOf(`proof/${position}`)));
    const leaf = createHash('sha256')
      .update(Buffer.of(0))
      .update(given(proof.extra ?? undefined))
      .digest();

    expect([proof.index, checkProof(proof, { leaf, log: key, witnesses: [] }).kind]).toEqual([position, 'good']);
  }
});

test('what is not there is not found, whatever stands in the address', async () => {
  const paths = [
    'tile/0/001',
    'tile/0/005',
    'tile/2/000.p/1',
    'tile/entries/001',
    'tile/0/0',
    'tile/0/..%2F000',
    'tile/',
    'proof/99999',
    'nothing',
  ];
  expect(await Promise.all(paths.map(async (path) => [path, (await get(path)).status]))).toEqual(paths.map((path) => [path, 404]));
  const odd = ['proof/-1', 'proof/1e3', 'proof/12345678901234567', 'proof/x'];
  expect(await Promise.all(odd.map(async (path) => [path, (await get(path)).status]))).toEqual(odd.map((path) => [path, 400]));
});

test('whoever neither audits nor administers is given nothing of it', async () => {
  const engineer = await keyOf('eve', 'engineer');
  for (const path of ['checkpoint', 'key', 'tile/0/000', 'tile/entries/000', 'tile/9/999', 'proof/0', 'proof/99999']) {
    const { status, bytes } = await get(path, engineer);
    expect([path, status, bytes.toString()]).toEqual([path, 403, expect.stringContaining('Only an auditor or an administrator may')]);
    expect([path, (await get(path, 'hg_nobodyxx')).status]).toEqual([path, 401]);
  }
});
