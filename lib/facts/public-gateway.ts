import type { EnvironmentSpec } from '../environment-spec';
import { show } from '../nearest';
import { isRecord, type Refuse } from './refuse';

const NAME = /^[a-z](?:[-a-z0-9]{0,61}[a-z0-9])?$/;
const HOST = /^(?:[a-z0-9](?:[-a-z0-9]*[a-z0-9])?\.)+[a-z]{2,}$/;
const VERSIONS = ['1.2', '1.3'];

/** What public entrances have in common, where the environment lets there be any. */
export function checkPublicGateway({ gateway }: EnvironmentSpec, refuse: Refuse): void {
  // Whatever a program without a type checker gives.
  const given = gateway.public as Readonly<Record<string, unknown>> | undefined;
  if (given === undefined) return;
  for (const key of Object.keys(given))
    if (!['domain', 'certificateMap', 'sslPolicies'].includes(key))
      refuse(
        `gateway.public.${key}`,
        'is no fact that an environment has',
        'write domain, certificateMap and sslPolicies',
      );
  const { domain, certificateMap, sslPolicies } = given;
  if (typeof domain !== 'string' || !HOST.test(domain) || domain.length > 200)
    refuse('gateway.public.domain', `is ${show(domain)}`, "write a domain such as 'ml.example.com'");
  else if (domain === gateway.domain)
    refuse(
      'gateway.public.domain',
      `is ${show(domain)}, the internal domain too`,
      'use a domain of its own: one name would mean two addresses',
    );
  if (typeof certificateMap !== 'string' || !NAME.test(certificateMap))
    refuse('gateway.public.certificateMap', `is ${show(certificateMap)}`, 'name a map of Certificate Manager');
  const policies = isRecord(sslPolicies) ? Object.entries(sslPolicies) : [];
  const sound = policies.every(
    ([version, name]) => VERSIONS.includes(version) && typeof name === 'string' && NAME.test(name),
  );
  if (policies.length === 0 || !sound)
    refuse(
      'gateway.public.sslPolicies',
      `is ${show(sslPolicies)}`,
      "name an SSL policy of the project for each version that is offered: { '1.2': 'tls-1-2' }",
    );
}
