import { TaxiwayError } from '../errors';

const TOKEN = /[$#&]\{TfToken\[/;
const NUMBER_IN_TEXT = /-[18]\.\d+e\+2(?:89|98)/;

/** Refuses Terraform values in what is emitted for Kubernetes: in strings, numbers, lists, maps and keys. */
export function refuseTokens(value: unknown, at: string): void {
  const found = findToken(value, '');
  if (found === undefined) return;
  throw new TaxiwayError({
    code: 'TERRAFORM_VALUE_IN_MANIFEST',
    at: `${at}${found}`,
    problem: 'holds a Terraform value, which exists only after terraform apply',
    fix: 'use a name: both engines derive the same one from the environment and the service',
  });
}

/** The path of the first Terraform token in a value, or undefined. */
export function findToken(value: unknown, path: string): string | undefined {
  if (typeof value === 'string') return TOKEN.test(value) || NUMBER_IN_TEXT.test(value) ? path : undefined;
  if (typeof value === 'number') return value < -1e280 ? path : undefined;
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [key, item] of Object.entries(value)) {
    if (TOKEN.test(key)) return `${path}.${key}`;
    const found = findToken(item, `${path}.${key}`);
    if (found !== undefined) return found;
  }
  return undefined;
}
