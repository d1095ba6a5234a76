/** Stands between a client and an S3 server, and does to requests and answers what a network or a thief would. */
import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** What to do; where nothing is said, all goes through as it came. */
export interface Mischief {
  /** Changes the body of a request. */
  readonly onBody?: (asked: IncomingMessage, body: Buffer) => Buffer;
  /** Answers in the server's place, and returns true then. */
  readonly answer?: (asked: IncomingMessage, response: ServerResponse) => boolean;
  /** Changes the body of an answer; what is cut off is still announced. */
  readonly onAnswer?: (asked: IncomingMessage, body: Buffer) => Buffer;
}

/** A proxy at an address of its own. */
export interface Proxy {
  readonly endpoint: string;
  readonly asked: string[];
  close(): Promise<void>;
}

/** Starts a proxy in front of a server. */
export async function startProxy(target: string, { onBody, answer, onAnswer }: Mischief): Promise<Proxy> {
  const asked: string[] = [];
  const server = createServer((incoming, outgoing) => {
    void pass(incoming, outgoing).catch(() => outgoing.destroy());
  });
  async function pass(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    asked.push(`${incoming.method} ${incoming.url}`);
    if (answer?.(incoming, outgoing) === true) return;
    const whole = await bodyOf(incoming);
    const body = onBody?.(incoming, whole) ?? whole;
    const { hostname, port } = new URL(target);
    const { method, url: path, headers } = incoming;
    // The header Host stays as it was signed.
    const through = request({ hostname, port, method, path, headers: { ...headers, "content-length": body.length } });
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      through.on("response", resolve).on("error", reject).end(body);
    });
    const sent = await bodyOf(response);
    outgoing.writeHead(response.statusCode ?? 502, response.headers);
    const changed = onAnswer?.(incoming, sent) ?? sent;
    if (changed.length >= sent.length) return void outgoing.end(changed);
    outgoing.write(changed, () => outgoing.destroy());
  }
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

async function bodyOf(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
