import type { Assembly } from '../../assembly/assembly';
import type { Document } from '../../assembly/document';
import type { Fleet } from '../fleet';
import { factsOf } from '../fleet';
import { asText, asTexts, at } from '../json';
import type { Rule } from '../rule';
import { groupBy, nameOf, namespaceOf } from '../stacks';

/** A name that only one document may take. */
interface Claim {
  readonly document: string;
  readonly path: string;
  readonly what: string;
  readonly name: string;
  /** The name with all that makes it one: the same text in another cluster is another name. */
  readonly key: string;
}

/** Makes sure that no two documents of the fleet take one name. */
export const namesUnique: Rule = {
  code: 'NAMES_UNIQUE',
  severity: 'error',
  title: 'no two documents of the fleet take one name in one place',
  requirement: 'R340',
  scope: 'fleet',
  *check(assembly, fleet) {
    const claims = claimsOf(fleet);
    for (const claim of claims.own.get(assembly) ?? []) {
      const others = (claims.byKey.get(claim.key) ?? []).filter((other) => other !== claim);
      if (others.length === 0) continue;
      const { document, path, what, name } = claim;
      const list = others.map((other) => (other.document === document ? 'the same document again' : other.document));
      yield {
        document,
        path,
        problem: `${what} '${name}' is also taken by ${list.join(', ')}`,
        fix: 'rename one of the services or workloads that the name is made of',
      };
    }
  },
};

interface Claims {
  readonly own: ReadonlyMap<Assembly, readonly Claim[]>;
  readonly byKey: ReadonlyMap<string, readonly Claim[]>;
}

const CLAIMS = new WeakMap<Fleet, Claims>();

function claimsOf(fleet: Fleet): Claims {
  const known = CLAIMS.get(fleet);
  if (known !== undefined) return known;
  const own = new Map(fleet.assemblies.map((assembly) => [assembly, claimsOfAssembly(assembly)]));
  const claims = { own, byKey: groupBy([...own.values()].flat(), ({ key }) => key) };
  CLAIMS.set(fleet, claims);
  return claims;
}

function claimsOfAssembly(assembly: Assembly): readonly Claim[] {
  const facts = factsOf(assembly).object;
  const fact = (...keys: readonly string[]): string => asText(at(facts, ...keys)) ?? '';
  const places = {
    environment: assembly.environment,
    cluster: [fact('google', 'project'), fact('cluster', 'location'), fact('cluster', 'name')].join('/'),
    project: fact('google', 'project'),
    vault: fact('vault', 'address'),
  };
  return assembly.documents.flatMap((document) => [...claimsOfDocument(document, places)]);
}

type Places = Readonly<Record<'environment' | 'cluster' | 'project' | 'vault', string>>;

/** Terraform types with one argument that names them, and the place in which the name is unique. */
const NAMED: Readonly<Record<string, readonly [argument: string, place: keyof Places, what: string]>> = {
  'resource.vault_policy': ['name', 'vault', 'the Vault policy'],
  'resource.vault_jwt_auth_backend_role': ['role_name', 'vault', 'the Vault role'],
  'resource.vault_mount': ['path', 'vault', 'the Vault mount'],
  'resource.vault_jwt_auth_backend': ['path', 'vault', 'the Vault auth mount'],
  'resource.google_container_node_pool': ['name', 'cluster', 'the node pool'],
  'resource.google_service_account': ['account_id', 'project', 'the Google service account'],
};

function* claimsOfDocument(document: Document, places: Places): Generator<Claim> {
  const { id, domain, kind, object } = document;
  const claim = (path: string, what: string, name: string, place: string): Claim => {
    return { document: id, path, what, name, key: [what, place, name].join('\u0000') };
  };
  if (domain === 'declaration') yield claim('service', 'the service', nameIn(document, 'service'), places.environment);
  const named = domain === 'terraform' && Object.hasOwn(NAMED, kind) ? NAMED[kind] : undefined;
  if (named !== undefined) {
    const [argument, place, what] = named;
    const name = nameIn(document, argument);
    if (name !== '') yield claim(argument, what, name, places[place]);
  }
  if (kind === 'resource.google_project_iam_member') {
    const name = ['role', 'member', 'project'].map((argument) => nameIn(document, argument)).join(' ');
    yield claim('member', 'the IAM grant', name + JSON.stringify(object['condition'] ?? ''), '');
  }
  if (kind === 'terraform.backend.gcs') {
    yield claim('prefix', 'the Terraform state', `${nameIn(document, 'bucket')}/${nameIn(document, 'prefix')}`, '');
  }
  if (domain === 'kubernetes' && namespaceOf(document) === undefined) {
    yield claim('metadata.name', `the ${kind}`, nameOf(document), places.cluster);
  }
  if (kind !== 'HTTPRoute') return;
  for (const [index, host] of asTexts(at(object, 'spec', 'hostnames')).entries()) {
    yield claim(`spec.hostnames.${index}`, 'the host name', host.toLowerCase(), '');
  }
}

function nameIn({ object }: Document, argument: string): string {
  return asText(object[argument]) ?? '';
}
