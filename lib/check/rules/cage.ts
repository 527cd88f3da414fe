import type { Assembly } from '../../assembly/assembly';
import type { Document } from '../../assembly/document';
import { parseId } from '../../assembly/id';
import { names } from '../../names';
import { deployedKinds, giveaways, pluralOf } from '../cage/deploy-role';
import { escapes, type Cage } from '../cage/own-objects';
import { factsOf } from '../fleet';
import { asText, at } from '../json';
import type { Rule } from '../rule';
import { nameOf, stacksOf } from '../stacks';

const OWN = /^(.+):workloads$/;

/** Makes sure that nothing in a service's own file can widen what the platform granted. */
export const cage: Rule = {
  code: 'CAGE',
  severity: 'error',
  title: "nothing that a service's own identity applies can widen its grants",
  requirement: 'R340',
  scope: 'environment',
  *check(assembly) {
    const stacks = stacksOf(assembly);
    for (const [stack, documents] of stacks) {
      const service = OWN.exec(stack)?.[1];
      if (service !== undefined) yield* breaks(documents, stacks.get(`${service}:grants`) ?? [], service, assembly);
      if (stack.endsWith(':grants')) yield* giveaways(documents);
    }
  },
};

function* breaks(documents: readonly Document[], grants: readonly Document[], service: string, assembly: Assembly) {
  const allowed = deployedKinds(grants);
  const known = cageOf(documents, grants, service, assembly);
  for (const document of documents) {
    if (document.domain === 'terraform') {
      const fix = 'move it to the grants, which the platform applies after review';
      yield { document: document.id, problem: "is a Terraform block in a service's own file", fix };
    }
    if (document.domain !== 'kubernetes') continue;
    const { group, kind } = parseId(document.id);
    const resource = `${group === 'core' ? '' : group}/${pluralOf(kind)}`;
    if (!allowed.has(resource)) {
      const list = [...allowed]
        .map((one) => one.replace(/^.*\//, ''))
        .sort()
        .join(', ');
      const problem = `is a ${kind}, which the deploy role may not write; it may write ${list || 'nothing'}`;
      yield { document: document.id, path: 'kind', problem, fix: 'move it to the grants, or leave it out' };
    }
    for (const escape of escapes(document, known)) yield { document: document.id, ...escape };
  }
}

function cageOf(
  documents: readonly Document[],
  grants: readonly Document[],
  service: string,
  assembly: Assembly,
): Cage {
  const named = (kind: string): readonly string[] => grants.filter((grant) => grant.kind === kind).map(nameOf);
  const declaration = documents.find(({ domain }) => domain === 'declaration');
  const maturity = asText(declaration?.object['maturity']);
  return {
    environment: assembly.environment,
    service,
    domain: asText(at(factsOf(assembly).object, 'gateway', 'domain')) ?? '',
    prometheus: asText(at(factsOf(assembly).object, 'autoscaling', 'prometheus')),
    accounts: named('ServiceAccount'),
    stores: named('SecretStore'),
    priority: maturity === undefined ? undefined : names.priorityClass(maturity),
  };
}
