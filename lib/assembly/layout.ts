import type { Document } from './document';
import { compareIds } from './id';
import { terraformText } from './terraform';
import { toYaml } from './yaml';

/** The kinds that have to exist before others do, first to last; every other kind comes after them. */
export const APPLY_ORDER: readonly string[] = [
  'Namespace',
  'PriorityClass',
  'ValidatingAdmissionPolicy',
  'ValidatingAdmissionPolicyBinding',
  'ComputeClass',
  'ResourceQuota',
  'LimitRange',
  'ServiceAccount',
  'Secret',
  'ConfigMap',
  'NetworkPolicy',
  'Role',
  'RoleBinding',
  'SecretStore',
  'ExternalSecret',
  'Service',
  'Deployment',
  'HorizontalPodAutoscaler',
  'PodDisruptionBudget',
  'Gateway',
  'HTTPRoute',
];

const POSITIONS = new Map(APPLY_ORDER.map((kind, position) => [kind, position]));

/** Orders documents as they have to be applied, those of one kind by id. */
export function comparePosition(one: Document, other: Document): number {
  return positionOf(one) - positionOf(other) || compareIds(one, other);
}

/** Renders the file of every document that has a path: by path below the environment's folder, its text. */
export function filesOf(documents: readonly Document[]): ReadonlyMap<string, string> {
  const byPath = new Map<string, Document[]>();
  for (const document of documents) {
    if (document.path === undefined) continue;
    const others = byPath.get(document.path);
    if (others) others.push(document);
    else byPath.set(document.path, [document]);
  }
  return new Map([...byPath.keys()].sort().map((path) => [path, textOf(path, byPath.get(path) ?? [])]));
}

function textOf(path: string, documents: readonly Document[]): string {
  if (documents.every(({ domain }) => domain === 'kubernetes')) {
    return toYaml([...documents].sort(comparePosition).map(({ object }) => object));
  }
  if (documents.every(({ domain }) => domain === 'terraform')) return terraformText(documents);
  const [only, other] = documents;
  if (only?.domain === 'runbook' && other === undefined) return runbookText(only);
  if (only?.domain === 'rules' && other === undefined) return toYaml([only.object]);
  throw new Error(
    `${path} holds more than Kubernetes objects or Terraform blocks: ${documents.map(({ id }) => id).join(', ')}`,
  );
}

/** A runbook is its own text. */
function runbookText({ id, object }: Document): string {
  const { markdown } = object;
  if (typeof markdown !== 'string') throw new Error(`${id} holds no text`);
  return markdown;
}

function positionOf(document: Document): number {
  return POSITIONS.get(document.kind) ?? APPLY_ORDER.length;
}
