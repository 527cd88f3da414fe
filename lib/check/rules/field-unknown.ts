import { chooseFix, nearest } from '../../nearest';
import { Catalogue, knownMinors } from '../schema/catalogue';
import { examine, type Examined } from '../schema/examine';
import type { UnknownField } from '../schema/fault';
import type { Rule } from '../rule';

/** So many places of one field name are told. */
const TOLD = 3;

/** Makes sure that every field is one that its kind has. */
export const fieldUnknown: Rule = {
  code: 'FIELD_UNKNOWN',
  severity: 'error',
  title: 'every field of an object is one that its kind has, in that place',
  requirement: 'R360',
  scope: 'environment',
  *check(assembly) {
    const { minor, objects } = examine(assembly);
    for (const examined of objects) {
      const { document, apiVersion, kind } = examined;
      for (const fault of examined.faults) {
        if (!fault.unknown) continue;
        const problem = `is no field of ${apiVersion} ${kind}${fault.within === '' ? '' : ` in ${fault.within}`}`;
        yield { document: document.id, path: fault.path, problem, fix: fixFor(fault, examined, minor) };
      }
    }
  },
};

function fixFor({ field, path, within, allowed }: UnknownField, examined: Examined, minor: string): string {
  const { apiVersion, kind, schema } = examined;
  const others = knownMinors().filter((other) => Catalogue.of(other).find(apiVersion, kind)?.has(path) ?? false);
  if (others.length > 0) return `leave it out: it is a field of Kubernetes ${others.join(', ')}, and not of ${minor}`;
  const otherwise = 'its fields there are';
  if (nearest(field, allowed) !== undefined) return chooseFix(field, allowed, otherwise);
  const places = schema?.placesOf(field, path) ?? [];
  if (places.length === 0) return chooseFix(field, allowed, otherwise);
  const told = places.slice(0, TOLD).join(' or ');
  const rest = places.length > TOLD ? `, or ${places.length - TOLD} more places` : '';
  return `did you mean ${told}${rest}? ${within === '' ? 'at the top' : 'here'} it is dropped`;
}
