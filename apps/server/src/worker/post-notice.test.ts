import http from 'node:http';
import net, { type AddressInfo } from 'node:net';

import { expect, test } from 'vitest';

import { readConfig } from '../config.ts';
import { isPublic, postingNotices } from './post-notice.ts';

const PRIVATE = 'its host lies in a private network, or is none of its own; ALERTS_HOSTS can allow it';
const send = (url: string, hosts: readonly string[]) => postingNotices({ hosts, withinMs: 1_000 })({ url, headers: {}, body: '{}' });

test('an address that everybody reaches is told from one of a private, local or reserved range, also in the ways in which IPv6 carries IPv4', () => {
  const all = {
    '93.184.215.14': true,
    '2606:2800:21f:cb07:6820:80da:af6b:8b2c': true,
    ...Object.fromEntries(
      ['10.1.2.3', '127.0.0.1', '169.254.169.254', '172.31.0.1', '192.168.0.1', '100.64.1.1', '0.0.0.0', '224.0.0.1', '255.255.255.255']
        .concat([
          '::1',
          '::',
          'fe80::1',
          'fd00::1',
          'ff02::1',
          '::ffff:10.0.0.1',
          '::ffff:93.184.215.14',
          '64:ff9b::a00:1',
          '2002:a00:1::',
          '2001:db8::1',
        ])
        .map((address) => [address, false]),
    ),
  };

  expect(Object.fromEntries(Object.keys(all).map((address) => [address, isPublic(address)]))).toEqual(all);
});

test.each([
  ['https://10.0.0.1/x', [], PRIVATE],
  ['https://[::1]/x', [], PRIVATE],
  ['https://0x7f.1/x', [], PRIVATE],
  ['https://localhost/x', [], PRIVATE],
  ['http://127.0.0.1/x', [], 'http:// is for a host of this machine that ALERTS_HOSTS names'],
  ['http://example.org/x', ['example.org'], 'http:// is for a host of this machine that ALERTS_HOSTS names'],
  ['https://example.org/x', ['hooks.example.org'], 'ALERTS_HOSTS does not name its host'],
  ['https://example.org/x', ['*.example.org'], 'ALERTS_HOSTS does not name its host'],
  ['https://notexample.org/x', ['*.example.org'], 'ALERTS_HOSTS does not name its host'],
])('%s is not sent to where hosts are %j', async (url, hosts, why) => {
  expect(await send(url, hosts)).toEqual({ kind: 'failed', why });
});

test('a host that is named is sent to in a private network, too, and nothing else of the machine is', async () => {
  const paths: (string | undefined)[] = [];
  const server = http.createServer((request, response) => {
    paths.push(request.url);
    response.end();
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  try {
    expect(await send(`http://localhost:${port}/x?y`, ['localhost'])).toEqual({ kind: 'taken' });
    expect(await send(`http://127.0.0.1:${port}/x`, ['localhost'])).toMatchObject({ kind: 'failed' });
    expect(paths).toEqual(['/x?y']);
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

test('settings that are no hosts, days or addresses are named, and never printed', () => {
  const environment = {
    ALERTS_URL: 'http://hooks.example.org/kX9zQw7Lm2',
    ALERTS_HOSTS: 'https://kX9zQw7Lm2',
    ALERTS_KEY_DAYS: '0,kX9zQw7Lm2',
  };

  const failure = (): unknown => {
    try {
      return readConfig(environment);
    } catch (error) {
      return error;
    }
  };

  expect(String(failure())).toMatch(/ALERTS_URL: [\s\S]*ALERTS_HOSTS: [\s\S]*ALERTS_KEY_DAYS: /);
  expect(String(failure())).not.toContain('kX9zQw7Lm2');
  expect(readConfig({ ALERTS_HOSTS: '*.Corp.example, localhost', ALERTS_KEY_DAYS: '30,7' })).toMatchObject({
    ALERTS_HOSTS: ['*.corp.example', 'localhost'],
    ALERTS_KEY_DAYS: [30, 7],
  });
});

test('a host that answers with another protocol is a failure at once, and not waited for', async () => {
  const server = net.createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => socket.end('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n'));
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  try {
    expect(await send(`http://localhost:${port}/x`, ['localhost'])).toMatchObject({ kind: 'failed' });
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
});
