import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

// The least that a server can do with an event: read it, parse it, answer 201. Everything more is the price of keeping it.

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const body: unknown = JSON.parse(Buffer.concat(chunks).toString());
    const answer = JSON.stringify({ events: Array.isArray(body) ? body.length : 1 });
    response.writeHead(201, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(answer) }).end(answer);
  });
});
server.listen(0, '127.0.0.1', () => process.send?.(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)); // TCP: an address with a port
process.once('disconnect', () => process.exit()); // with whoever started it
