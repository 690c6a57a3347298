// The few things of Node that the tests use.

declare module 'node:test' {
  export default function test(name: string, body: () => void | Promise<void>): void;
}

declare module 'node:assert/strict' {
  const assert: {
    equal(actual: unknown, expected: unknown, message?: string): void;
    deepEqual(actual: unknown, expected: unknown, message?: string): void;
    ok(value: unknown, message?: string): asserts value;
  };
  export default assert;
}

declare module 'node:fs' {
  export function readdirSync(path: string): string[];
  export function readFileSync(path: string, encoding: 'utf8'): string;
}

declare module 'node:http' {
  export interface Incoming extends AsyncIterable<Uint8Array> {
    method: string;
    url: string;
    headers: Record<string, string>;
  }
  export interface Outgoing {
    writeHead(status: number, headers: Record<string, string>): void;
    write(text: string): void;
    end(text?: string): void;
    destroy(): void;
  }
  export interface Server {
    listen(port: number, host: string, ready: () => void): void;
    address(): { port: number };
    closeAllConnections(): void;
    close(): void;
  }
  export function createServer(answer: (request: Incoming, response: Outgoing) => void): Server;
}
