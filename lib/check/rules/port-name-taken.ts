import type { JsonObject } from '../../assembly/document';
import { objectsOf } from '../fleet';
import { asList, asObject, asText, at } from '../json';
import { containersOf, podsOf } from '../pods';
import type { Rule } from '../rule';

/** Makes sure that a port that is named by others is one port. */
export const portNameTaken: Rule = {
  code: 'PORT_NAME_TAKEN',
  severity: 'error',
  title: 'no two ports of a Service or of a container have one name',
  requirement: 'R370',
  scope: 'environment',
  *check(assembly) {
    for (const { id, object } of objectsOf(assembly, 'Service')) {
      yield* repeated(id, asObject(at(object, 'spec')), 'spec.ports');
    }
    for (const pod of podsOf(assembly)) {
      for (const { object, path } of containersOf(pod)) yield* repeated(pod.document.id, object, `${path}.ports`);
    }
  },
};

function* repeated(document: string, { ports }: JsonObject, path: string) {
  const known = new Set<string>();
  for (const [index, port] of asList(ports).entries()) {
    const name = asText(asObject(port)['name']);
    if (name === undefined) continue;
    if (known.has(name)) {
      const problem = `'${name}' is the name of another port as well`;
      yield { document, path: `${path}.${index}.name`, problem, fix: 'give each port a name of its own' };
    }
    known.add(name);
  }
}
