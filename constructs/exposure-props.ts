import type { Day } from '../lib/secrets/day';
import type { Duration } from '../lib/units';

/** Who vouches for a caller from the internet. */
export type ExposureAuthentication =
  /** Google's Identity-Aware Proxy lets in whom it is told to, and until then nobody. */
  | { readonly by: 'iap' }
  /** The service itself looks at a signed token of this issuer; it gets the issuer and its own address as variables. */
  | { readonly by: 'token'; readonly issuer: `https://${string}` };

/** What it takes before the first workload of a service is public. Nothing of it has a default: each is an act. */
export interface ExposureProps {
  /** There is one kind of public. */
  readonly to: 'internet';
  /** The security review that allows it: where it is written down, and of which day it is. */
  readonly securityReview: { readonly url: `https://${string}`; readonly date: Day };
  /** Who may come in. */
  readonly authentication: ExposureAuthentication;
  /** The most requests of one address in a while; more are answered with 429. */
  readonly rateLimit: { readonly requests: number; readonly per: Duration };
  /** The oldest TLS that is spoken. */
  readonly tls: '1.2' | '1.3';
}

/** How a public workload is reached, checked and complete. */
export interface ExposureSettings {
  /** Its name on the internet. */
  readonly host: string;
  readonly review: { readonly url: string; readonly date: string };
  readonly authentication: ExposureAuthentication;
  readonly rateLimit: { readonly requests: number; readonly seconds: number };
  readonly tls: '1.2' | '1.3';
  /** The policy of Google's load balancers that holds the TLS version. */
  readonly sslPolicy: string;
  readonly certificateMap: string;
}
