import type { Document, Json } from '../assembly/document';
import { asList, asObject, asText, asTexts, at } from '../check/json';
import { names } from '../names';
import { VALUE, type DeclaredSecret, type LongLivedTerms, type OnChange, type SecretDelivery } from './secret';

/** A secret, and the workload that declares it. */
export interface WorkloadSecret {
  readonly workload: string;
  readonly secret: DeclaredSecret;
  /** Dotted path in the declaration of what was typed: a finding there is shown at the line of the prop. */
  readonly at: string;
}

/** What the workloads of a service declare of their secrets, in the order of the declaration. */
export function secretsOf(declaration: Document): readonly WorkloadSecret[] {
  return asList(declaration.object['workloads']).flatMap((row) => {
    const workload = asText(at(row, 'name')) ?? '';
    const prefix = workload === 'api' ? '' : `${workload}.`;
    return asList(at(row, 'secrets')).map((given, index) => ({
      workload,
      secret: toSecret(declaration, given),
      at: `props.${prefix}secrets.value.${index}`,
    }));
  });
}

/** Declarations are made by this library; the first versions of it wrote names alone. */
function toSecret({ id, service = '' }: Document, given: Json): DeclaredSecret {
  const object = asObject(given);
  const name = asText(given) ?? asText(object['name']) ?? '';
  const path = asText(object['path']) ?? names.secretPath(id.split('/')[0] ?? '', service, name);
  const properties = asTexts(object['properties']);
  const { delivery = 'file', onChange = 'reread', terms } = object;
  return {
    name,
    class: object['class'] === 'long-lived' ? 'long-lived' : 'platform-rotated',
    path,
    properties: properties.length === 0 ? [VALUE] : properties,
    // Written by readSecrets, which has looked at both.
    delivery: delivery as SecretDelivery,
    onChange: onChange as OnChange,
    ...(terms === undefined ? {} : { terms: terms as unknown as LongLivedTerms }),
  };
}
