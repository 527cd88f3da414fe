import type { PublicGatewaySpec } from '../lib/environment-spec';
import type { ErrorCode } from '../lib/errors';
import { isRecord } from '../lib/facts/refuse';
import { names, SERVICE_AND_WORKLOAD_LIMIT } from '../lib/names';
import { chooseFix, show } from '../lib/nearest';
import type { Objection, Props } from '../lib/props';
import { isDay } from '../lib/secrets/day';
import { toMilliseconds } from '../lib/units';
import type { ExposureAuthentication, ExposureProps, ExposureSettings } from './exposure-props';

/** What a service is, as far as it matters to the public. */
export interface ExposureContext {
  readonly service: string;
  readonly mode: string;
  readonly environment: string;
  readonly public?: PublicGatewaySpec;
}

/** Spans that Google's rate limits know, in seconds. */
const INTERVALS = [10, 30, 60, 120, 180, 240, 300, 600, 900, 1200, 1800, 2700, 3600];
const MOST_REQUESTS = 1_000_000;
const KEYS = ['to', 'securityReview', 'authentication', 'rateLimit', 'tls'];

type Given = Readonly<Record<string, unknown>>;

/** Reads what makes a service public. Each thing that is missing is a mistake of its own, and nothing public is rendered. */
export function readExposure(
  read: Props,
  given: ExposureProps | undefined,
  context: ExposureContext,
): ExposureSettings | undefined {
  if (given === undefined) return undefined;
  read.known('exposure', given, KEYS);
  if (!isRecord(given)) return undefined;
  const wrongs: string[] = [];
  const refuse = (path: string, code: ErrorCode, problem: string, fix: string): void => {
    wrongs.push(path);
    read.refuse(`exposure${path}`, { code, problem, fix }, given);
  };
  const sound = <T extends object>(found: T | Wrong): T | undefined => {
    if (!('problem' in found)) return found;
    refuse(found.path, found.code, found.problem, found.fix);
    return undefined;
  };
  const props: Given = given;
  if (props['to'] !== 'internet') refuse('.to', 'VALUE_INVALID', `is ${show(props['to'])}`, "use 'internet'");
  if (context.mode !== 'M2')
    refuse(
      '',
      'EXPOSURE_NEEDS_MODE',
      `makes a service of mode ${context.mode} public, which serves GitLab.com only`,
      "write mode: 'M2' where others are served, or leave exposure out",
    );
  const review = sound(reviewOf(props['securityReview']));
  const authentication = sound(authenticationOf(props['authentication']));
  const rateLimit = sound(rateLimitOf(props['rateLimit']));
  const entrance = sound(entranceOf(props['tls'], context));
  if (props['tls'] === undefined && context.public === undefined)
    refuse('.tls', 'EXPOSURE_TLS_MISSING', 'is missing', "name the oldest version that is spoken: '1.2' or '1.3'");
  const length = context.service.length + names.publicEntrance.length;
  if (length > SERVICE_AND_WORKLOAD_LIMIT)
    refuse(
      '',
      'NAME_TOO_LONG',
      `${context.service} and ${names.publicEntrance} have ${length} characters together; ${SERVICE_AND_WORKLOAD_LIMIT} are allowed`,
      `shorten the service's id by ${length - SERVICE_AND_WORKLOAD_LIMIT}: load-balancer metrics cut longer names`,
    );
  // Only what is whole is noted as it was typed, and rendered.
  if (wrongs.length > 0 || !review || !authentication || !rateLimit || !entrance) return undefined;
  for (const path of ['', ...KEYS.map((key) => `.${key}`)])
    read.take(`exposure${path}`, path === '' ? given : props[path.slice(1)], { value: undefined, because: '' });
  return { review, authentication, rateLimit, ...entrance };
}

/** What is wrong with one of the props, and where. */
interface Wrong extends Objection {
  readonly path: string;
}

function wrong(path: string, code: ErrorCode, problem: string, fix: string): Wrong {
  return { path, code, problem, fix };
}

function reviewOf(given: unknown): ExposureSettings['review'] | Wrong {
  const fix = "name it: securityReview: { url: 'https://…', date: '2027-01-31' }";
  const { url, date }: Given = isRecord(given) ? given : {};
  if (given === undefined) return wrong('.securityReview', 'EXPOSURE_REVIEW_MISSING', 'is missing', fix);
  if (typeof url !== 'string' || !/^https:\/\/[a-z0-9.-]+\/\S+$/.test(url))
    return wrong('.securityReview.url', 'EXPOSURE_REVIEW_MISSING', `is ${show(url)}, no page of a review`, fix);
  if (!isDay(date))
    return wrong('.securityReview.date', 'EXPOSURE_REVIEW_MISSING', `is ${show(date)}, no day of the calendar`, fix);
  return { url, date };
}

function authenticationOf(given: unknown): ExposureAuthentication | Wrong {
  const fix = "use { by: 'iap' }, or { by: 'token', issuer: 'https://…' } where the service looks at tokens itself";
  const at = '.authentication';
  if (given === undefined) return wrong(at, 'EXPOSURE_AUTHENTICATION_MISSING', 'is missing', fix);
  const { by, issuer, ...others }: Given = isRecord(given) ? given : {};
  if (Object.keys(others).length > 0) return wrong(at, 'PROP_UNKNOWN', `is ${show(given)}`, fix);
  if (by === 'iap' && issuer === undefined) return { by };
  if (by !== 'token') return wrong(at, 'EXPOSURE_AUTHENTICATION_MISSING', `is ${show(given)}`, fix);
  if (typeof issuer !== 'string' || !/^https:\/\/[a-z0-9.-]+(?::[0-9]+)?(?:\/[A-Za-z0-9._~-]+)*$/.test(issuer))
    return wrong(`${at}.issuer`, 'EXPOSURE_AUTHENTICATION_MISSING', `is ${show(issuer)}, no issuer of tokens`, fix);
  // The pattern begins so.
  return { by, issuer: issuer as `https://${string}` };
}

function rateLimitOf(given: unknown): ExposureSettings['rateLimit'] | Wrong {
  const fix = "name the most requests of one address: rateLimit: { requests: 300, per: '60s' }";
  if (given === undefined) return wrong('.rateLimit', 'EXPOSURE_RATE_LIMIT_MISSING', 'is missing', fix);
  const { requests, per }: Given = isRecord(given) ? given : {};
  const whole = typeof requests === 'number' && Number.isInteger(requests);
  if (!whole || requests < 1 || requests > MOST_REQUESTS)
    return wrong(
      '.rateLimit.requests',
      'EXPOSURE_RATE_LIMIT_MISSING',
      `is ${show(requests)}; 1 to ${MOST_REQUESTS} are allowed`,
      fix,
    );
  const milliseconds = toMilliseconds(per) ?? 0;
  const seconds = milliseconds % 1000 === 0 ? milliseconds / 1000 : 0;
  if (!INTERVALS.includes(seconds)) {
    const allowed = INTERVALS.map((one) => `${one}s`).join(', ');
    return wrong('.rateLimit.per', 'EXPOSURE_RATE_LIMIT_MISSING', `is ${show(per)}; ${allowed} are allowed`, fix);
  }
  return { requests, seconds };
}

function entranceOf(tls: unknown, { service, environment, public: gateway }: ExposureContext) {
  if (gateway === undefined)
    return wrong(
      '',
      'EXPOSURE_UNAVAILABLE',
      `makes ${service} public in ${environment}, which has no public domain`,
      'place it elsewhere, or have the platform write gateway.public: a domain, a certificate map, policies for TLS',
    );
  const { domain, certificateMap } = gateway;
  // Facts that are wrong are refused for themselves, and the rest is still read.
  const sslPolicies = isRecord(gateway.sslPolicies) ? gateway.sslPolicies : {};
  const offered = (['1.2', '1.3'] as const).filter((version) => sslPolicies[version] !== undefined);
  const version = offered.find((one) => one === tls);
  const sslPolicy = version === undefined ? undefined : sslPolicies[version];
  if (version === undefined || sslPolicy === undefined) {
    const given = tls === undefined ? 'is missing' : `is ${show(tls)}`;
    const fix = chooseFix(tls, offered, 'name the oldest version that is spoken:');
    return wrong('.tls', 'EXPOSURE_TLS_MISSING', `${given}; ${environment} offers ${offered.join(', ')}`, fix);
  }
  return { host: names.publicHost(service, domain), tls: version, sslPolicy, certificateMap };
}
