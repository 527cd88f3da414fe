import type { Json, JsonObject } from '../assembly/document';
import { asList, asObject, at } from '../check/json';

/** The rules of an object that alert. */
export function alertRulesIn(object: JsonObject): readonly JsonObject[] {
  return asList(at(object, 'spec', 'groups'))
    .flatMap((group: Json) => asList(at(group, 'rules')))
    .map(asObject)
    .filter(({ alert }) => typeof alert === 'string');
}
