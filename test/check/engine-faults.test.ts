import { sha256 } from '../../lib/assembly/digest';
import { canonical } from '../../lib/assembly/canonical';
import type { Assembly } from '../../lib/assembly/assembly';
import type { Document, JsonObject } from '../../lib/assembly/document';
import { terraformText } from '../../lib/assembly/terraform';
import { RULES } from '../../lib/check/rules/all';
import { runRules } from '../../lib/check/run';
import { KUBERNETES_FAULTS } from '../engines/faults/kubernetes';
import { TERRAFORM_FAULTS } from '../engines/faults/terraform';
import { assemblyOf } from '../support/assemblies';
import type { Read } from '../support/documents';

const staging = assemblyOf('staging');

/** The codes of all errors that our own checks find in an assembly. */
function codesIn(assembly: Assembly): readonly string[] {
  const { findings } = runRules({ assemblies: [assembly], whole: false }, RULES);
  return findings.filter(({ severity }) => severity === 'error').map(({ code }) => code);
}

/** A copy of an assembly in which one document is another. */
function changed(document: Document, object: Read): Assembly {
  const plain = canonical(object) as JsonObject;
  const instead = { ...document, object: plain, sha256: sha256(JSON.stringify(plain)) };
  return { ...staging, documents: staging.documents.map((one) => (one === document ? instead : one)) };
}

/** The service's document of a kind; a pod is what its Deployment makes. */
function documentOfKind(kind: string): Document {
  const wanted = kind === 'Pod' ? 'Deployment' : kind;
  const found = staging.documents.find((one) => one.kind === wanted && one.service === 'workflow-agent');
  if (found === undefined) throw new Error(`workflow-agent has no ${wanted}`);
  return found;
}

describe('what an API server refuses', () => {
  it.each(KUBERNETES_FAULTS)('is found before it gets there: %s', (_, of, edit, _says, code) => {
    const document = documentOfKind(of);
    const object: Read = structuredClone(document.object);

    edit(of === 'Pod' ? object.spec.template : object);

    const codes = codesIn(changed(document, object));
    if (code === undefined) expect(codes).toEqual([]);
    else expect(codes).toContain(code);
  });
});

describe('what Terraform rejects', () => {
  const platform = staging.documents.filter(({ path }) => path === 'platform/terraform/cdk.tf.json');

  it.each(TERRAFORM_FAULTS)('is found before it gets there: %s', (_, edit, _says, code) => {
    const stack = JSON.parse(terraformText(platform));
    edit(stack);

    const resources = Object.entries<Read>(stack.resource).flatMap(([type, named]) =>
      Object.entries<Read>(named).map(([name, body]) => ({ type, name, body })),
    );
    const documents = resources.map(({ type, name, body }): Document => {
      const known = platform.find(({ id, kind }) => kind === `resource.${type}` && id.endsWith(`/${name}`));
      const [like] = platform;
      if (like === undefined) throw new Error('the platform has no block');
      const object = canonical(body) as JsonObject;
      const id = `staging/platform/terraform/resource.${type}/-/${name}`;
      return {
        ...(known ?? { ...like, id, kind: `resource.${type}` }),
        object,
        sha256: sha256(JSON.stringify(object)),
      };
    });
    const others = staging.documents.filter((one) => !(platform.includes(one) && one.kind.startsWith('resource.')));

    const codes = codesIn({ ...staging, documents: [...others, ...documents] });
    if (code === undefined) expect(codes).toEqual([]);
    else expect(codes).toContain(code);
  });
});
