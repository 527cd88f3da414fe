import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Reviewed } from '../../../lib/vault/kubernetes-role';
import type { Read } from '../../support/documents';

/** A cluster that only says whom tokens belong to. */
export class Reviewer {
  private readonly known = new Map<string, Reviewed>();
  private constructor(private readonly server: Server) {}

  static async start(): Promise<Reviewer> {
    const reviewer = new Reviewer(createServer());
    reviewer.server.on('request', (request, response) => {
      let text = '';
      request.setEncoding('utf8').on('data', (part: string) => (text += part));
      request.on('end', () => {
        const { spec }: Read = JSON.parse(text);
        response.writeHead(201, { 'content-type': 'application/json' });
        response.end(JSON.stringify({ ...HEAD, spec, status: reviewer.statusOf(spec) }));
      });
    });
    await new Promise<void>((done) => reviewer.server.listen(0, '127.0.0.1', done));
    return reviewer;
  }

  get address(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Has the cluster know a token. */
  know(token: string, who: Reviewed): void {
    this.known.set(token, who);
  }

  stop(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  /** As an API server answers: not authenticated where the token is for nobody that was asked for. */
  private statusOf({
    token,
    audiences = [],
  }: {
    readonly token: string;
    readonly audiences?: readonly string[];
  }): Read {
    const who = this.known.get(token);
    const shared = who?.audiences.filter((one) => audiences.length === 0 || audiences.includes(one)) ?? [];
    if (who === undefined || shared.length === 0) return { authenticated: false, error: 'unknown token' };
    const username = `system:serviceaccount:${who.namespace}:${who.name}`;
    return { authenticated: true, user: { username, uid: 'f00d', groups: [] }, audiences: shared };
  }
}

const HEAD = { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenReview' };

/** A certificate whose key nobody has: OpenBao wants one even where it asks without TLS. */
export const CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIBezCCASGgAwIBAgIUESxuF7tzfcpSl+RoL4dYiOklVxIwCgYIKoZIzj0EAwIw
EjEQMA4GA1UEAwwHY2x1c3RlcjAgFw0yNjExMjgyMzQyMzRaGA8yMTI2MTEwNDIz
NDIzNFowEjEQMA4GA1UEAwwHY2x1c3RlcjBZMBMGByqGSM49AgEGCCqGSM49AwEH
A0IABN7+6jk8BESfAbYbttxtjGD9iCu+pndcXfcu+B952u9r5UNVweQDstR8FR8p
9vQO1ZgiyWceIVWu2u4ysCrbi7yjUzBRMB0GA1UdDgQWBBTZcbxHRjudnZM6PxEA
dURUE4fxWTAfBgNVHSMEGDAWgBTZcbxHRjudnZM6PxEAdURUE4fxWTAPBgNVHRMB
Af8EBTADAQH/MAoGCCqGSM49BAMCA0gAMEUCIDpt9G5hvLcaFj0UIKly0kphfNf5
il4VkI/SrzotUnehAiEAnjL5QhpHm5X0iKXgNwnUvt352xytt7Etk7Tngds+A8s=
-----END CERTIFICATE-----`;
