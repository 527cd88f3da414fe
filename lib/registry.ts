import type { EnvironmentSpec } from './environment-spec';

/** Registries that let anybody pull whatever has a public name there; on each, others may keep private images, which fail to pull. */
export const PUBLIC_REGISTRIES = [
  'docker.io',
  'index.docker.io',
  'registry-1.docker.io',
  'ghcr.io',
  'quay.io',
  'nvcr.io',
  'registry.k8s.io',
  'public.ecr.aws',
  'mcr.microsoft.com',
];

/** A repository of Artifact Registry, as Terraform names it. */
export interface MirrorRepository {
  readonly location: string;
  readonly project: string;
  readonly repository: string;
}

/** The parts of a mirror's address, or undefined where it is none. */
export function findMirror(address: unknown): MirrorRepository | undefined {
  if (typeof address !== 'string') return undefined;
  const [, location, project, repository] =
    /^([a-z]+(?:-[a-z]+[0-9])?)-docker\.pkg\.dev\/([a-z][-a-z0-9]{4,28}[a-z0-9])\/([a-z](?:[-a-z0-9]{0,61}[a-z0-9])?)(?:\/[a-z0-9._-]+)*$/.exec(
      address,
    ) ?? [];
  if (location === undefined || project === undefined || repository === undefined) return undefined;
  return { location, project, repository };
}

/** The registry of a reference: what stands before the first slash, where that looks like a host. */
export function hostOf(reference: string): string {
  const [first = '', ...rest] = reference.split('/');
  return rest.length > 0 && /[.:]|^localhost$/.test(first) ? first : 'docker.io';
}

type Registries = Pick<EnvironmentSpec, 'registry' | 'registryMirror' | 'publicRegistries'>;

/** A reference as nodes pull it: what the mirror holds is taken from there, by the same digest. */
export function mirrored(reference: string, { registry, registryMirror }: Registries): string {
  return registryMirror !== undefined && isBelow(reference, registry)
    ? `${registryMirror}${reference.slice(registry.length)}`
    : reference;
}

/** Whether nodes can pull a reference by what they are, without a secret. */
export function pullsWithoutSecret(reference: string, spec: Registries): boolean {
  const { registry, registryMirror, publicRegistries = [] } = spec;
  const places = [registry, ...(registryMirror === undefined ? [] : [registryMirror]), ...publicRegistries];
  return PUBLIC_REGISTRIES.includes(hostOf(reference)) || places.some((place) => isBelow(reference, place));
}

function isBelow(reference: string, place: string): boolean {
  return reference.startsWith(`${place}/`);
}
