import dns from 'node:dns';
import http from 'node:http';
import https from 'node:https';
import net, { type LookupFunction } from 'node:net';

import { isLoopback } from '#access';
import { SECOND_MS } from '#foundation';
import { type NoticePost, type NoticePosted, SENT_WITHIN_MS } from '#operations';

export interface Posting {
  /** Hosts that may be posted to, as `ALERTS_HOSTS` has them. Empty: any that lie in no private network. */
  readonly hosts: readonly string[];
  /** For all of it. */
  readonly withinMs?: number;
}

/** The addresses of everybody (IANA, IPv6 Global Unicast), but for those that carry one of IPv4, or are for documents. */
const IPV6_PUBLIC = new net.BlockList();
IPV6_PUBLIC.addSubnet('2000::', 3, 'ipv6');
const SPECIAL = new net.BlockList();
for (const [address, bits] of [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const)
  SPECIAL.addSubnet(address, bits, 'ipv6');
/** IANA, IPv4 Special-Purpose Address Registry; multicast; what is reserved. */
for (const [address, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
] as const)
  SPECIAL.addSubnet(address, bits, 'ipv4');

const PRIVATE = 'its host lies in a private network, or is none of its own; ALERTS_HOSTS can allow it';

/** Whether an address of a host is one that everybody reaches. */
export function isPublic(address: string): boolean {
  return net.isIPv4(address) ? !SPECIAL.check(address, 'ipv4') : IPV6_PUBLIC.check(address, 'ipv6') && !SPECIAL.check(address, 'ipv6');
}

/** Sends notices, each by one POST: follows nothing, reads no answer but its status, and tells no address. Where it may be sent is decided when it is connected. */
export function postingNotices({ hosts, withinMs = SENT_WITHIN_MS }: Posting): (post: NoticePost) => Promise<NoticePosted> {
  return async ({ url, headers, body }) => {
    const target = new URL(url);
    const isNamed = hosts.some((host) => isNamedBy(host, target.hostname.toLowerCase()));
    const refused = refusalOf(target, { isNamed, isBounded: hosts.length > 0 });
    if (refused !== undefined) return failed(refused);
    try {
      const status = await statusOf(target, { headers, body, withinMs, lookup: isNamed ? undefined : publicLookup });
      return status >= 200 && status < 300 ? { kind: 'taken' } : failed(answerSaid(status));
    } catch (error) {
      return failed(failureSaid(error, withinMs));
    }
  };
}

function failed(why: string): NoticePosted {
  return { kind: 'failed', why };
}

function isNamedBy(named: string, host: string): boolean {
  return named.startsWith('*.') ? host.endsWith(named.slice(1)) : host === named;
}

function refusalOf(
  { protocol, hostname }: URL,
  { isNamed, isBounded }: { readonly isNamed: boolean; readonly isBounded: boolean },
): string | undefined {
  if (isBounded && !isNamed) return 'ALERTS_HOSTS does not name its host';
  if (protocol === 'http:' && !(isNamed && isLoopback(hostname))) return 'http:// is for a host of this machine that ALERTS_HOSTS names';
  const address = hostname.replace(/^\[|\]$/g, '');
  return !isNamed && net.isIP(address) !== 0 && !isPublic(address) ? PRIVATE : undefined;
}

interface Sent {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly withinMs: number;
  readonly lookup: LookupFunction | undefined;
}

function statusOf(target: URL, { headers, body, withinMs, lookup }: Sent): Promise<number> {
  const { request } = target.protocol === 'http:' ? http : https;
  return new Promise((resolve, reject) => {
    const sent = request(target, {
      method: 'POST',
      headers: { ...headers, 'content-length': Buffer.byteLength(body), 'user-agent': 'headgate' },
      agent: false,
      signal: AbortSignal.timeout(withinMs),
      ...(lookup === undefined ? {} : { lookup }),
    });
    sent.on('response', (response) => {
      resolve(response.statusCode ?? 0);
      response.destroy();
    });
    sent.on('upgrade', (response, socket) => {
      resolve(response.statusCode ?? 0);
      socket.destroy();
    });
    sent.on('close', () => reject(new Error('the connection was closed without an answer'))); // nothing, where there was one
    sent.on('error', reject); // also what comes of the answer being left, when nobody listens any more
    sent.end(body);
  });
}

/** What is looked up is what is connected to: a name that leads elsewhere a moment later is refused, too. */
const publicLookup: LookupFunction = (hostname, options, callback) => {
  dns.lookup(hostname, { ...options, all: true }, (error, found) => {
    if (error !== null) {
      callback(error, []);
      return;
    }
    const [first] = found;
    if (first === undefined || found.some(({ address }) => !isPublic(address))) callback(new PrivateHost(), []);
    else if (options.all === true) callback(null, found);
    else callback(null, first.address, first.family);
  });
};

class PrivateHost extends Error {}

function answerSaid(status: number): string {
  return status >= 300 && status < 400 ? `it answered ${status}, and no redirect is followed` : `it answered ${status}`;
}

/** By its code alone: what else an error says may name the address. */
function failureSaid(error: unknown, withinMs: number): string {
  if (error instanceof PrivateHost) return PRIVATE;
  if (error instanceof Error && error.name === 'TimeoutError') return `it gave no answer within ${withinMs / SECOND_MS} s`;
  const { code } = error as { readonly code?: unknown };
  if (code === 'ABORT_ERR') return `it gave no answer within ${withinMs / SECOND_MS} s`;
  return typeof code === 'string' && /^[A-Z][A-Z0-9_]{1,60}$/.test(code) ? `it cannot be reached (${code})` : 'it cannot be reached';
}
