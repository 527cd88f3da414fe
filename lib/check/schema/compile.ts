import type { Json, JsonObject } from '../../assembly/document';
import { asList, isObject } from '../json';
import type { Fault } from './fault';
import { valueChecks } from './value-checks';
import { typeCheck } from './type-check';
import { listCheck } from './list-check';
import { followed, type Schema } from './schema';
import { invalid, shownPath, type Check, type Walk } from './walk';

/**
 * Makes a check of a schema. What lies below a field or a reference is made when a document first has it:
 * a Deployment reaches 120 definitions, and uses 20.
 */
export function compile(schema: Schema, definitions: (name: string) => Schema, compiled: Map<string, Check>): Check {
  const make = (child: Schema): Check => {
    if (child.$ref === undefined) return whole(child);
    const { $ref: name } = child;
    const known = compiled.get(name);
    if (known !== undefined) return known;
    // Noted before it is made, since a definition may contain itself.
    const check = later(() => make(definitions(name)));
    compiled.set(name, check);
    return check;
  };
  const whole = (own: Schema): Check => {
    const type = typeCheck(own);
    const checks = [...valueChecks(own), ...junctions(own, make)];
    if (own.properties !== undefined || own.additionalProperties !== undefined || own.required !== undefined)
      checks.push(fieldChecks(own, (child) => later(() => make(child))));
    const { items } = own;
    if (items !== undefined)
      checks.push(later(() => itemsCheck(make(items), listCheck(own, followed(items, definitions)))));
    const [first, ...others] = checks;
    return (value, walk) => {
      if (!type(value, walk)) return;
      if (first === undefined) return;
      first(value, walk);
      for (const check of others) check(value, walk);
    };
  };
  return make(schema);
}

/** A check that is made when it is first used. */
function later(make: () => Check): Check {
  let check: Check | undefined;
  return (value, walk) => {
    check ??= make();
    check(value, walk);
  };
}

function fieldChecks(schema: Schema, make: (schema: Schema) => Check): Check {
  const fields = Object.entries(schema.properties ?? {});
  const known = new Map(fields.map(([field, child]) => [field, make(child)]));
  const allowed = fields.map(([field]) => field);
  const { required = [], additionalProperties } = schema;
  const more = typeof additionalProperties === 'object' ? make(additionalProperties) : undefined;
  const closed = additionalProperties === false;
  return (value, walk) => {
    if (!isObject(value)) return;
    for (const field in value) {
      const check = known.get(field) ?? more;
      if (check !== undefined) below(check, value, field, walk);
      else if (closed) {
        const [path, within] = [shownPath([...walk.path, field]), shownPath(walk.path)];
        walk.faults.push({ unknown: true, path, field, within, allowed });
      }
    }
    for (const field of required) {
      if (!(field in value)) invalid(walk, 'is missing', 'give it: this kind requires it', field);
    }
  };
}

function below(check: Check, value: JsonObject, field: string, walk: Walk): void {
  walk.path.push(field);
  // The caller has the field from the object itself.
  check(value[field] as Json, walk);
  walk.path.pop();
}

function itemsCheck(check: Check, whole: Check | undefined): Check {
  return (value, walk) => {
    if (!Array.isArray(value)) return;
    for (const [index, item] of asList(value).entries()) {
      walk.path.push(index);
      check(item, walk);
      walk.path.pop();
    }
    whole?.(value, walk);
  };
}

/** `anyOf` and its like: which of several shapes a value has. */
function junctions({ anyOf, oneOf, allOf, not }: Schema, make: (schema: Schema) => Check): Check[] {
  const checks: Check[] = (allOf ?? []).map(make);
  const fix = 'see what the documentation of this kind says about it';
  for (const [shapes, exactly] of [
    [anyOf, false],
    [oneOf, true],
  ] as const) {
    if (shapes === undefined) continue;
    const each = shapes.map(make);
    checks.push((value, walk) => {
      const fitting = each.filter((check) => fits(check, value)).length;
      if (fitting === 0) invalid(walk, 'has none of the shapes that are allowed here', fix);
      else if (exactly && fitting > 1) invalid(walk, `has ${fitting} shapes at once; one is allowed`, fix);
    });
  }
  if (not !== undefined) {
    const refused = make(not);
    checks.push((value, walk) => {
      if (fits(refused, value)) invalid(walk, 'has a shape that is not allowed here', fix);
    });
  }
  return checks;
}

function fits(check: Check, value: Json): boolean {
  const faults: Fault[] = [];
  check(value, { path: [], faults });
  return faults.length === 0;
}
