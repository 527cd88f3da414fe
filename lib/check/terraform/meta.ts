import type { Json, JsonObject } from '../../assembly/document';
import { isObject } from '../json';
import { said } from '../say';
import { bodyFaults } from './arguments';
import { isTemplate } from './convert';
import { elsewhereIn } from './elsewhere';
import { invalid, type Fault } from './fault';
import { META } from './language';
import { attributeOf, nestedOf } from './schema';
import type { Stack } from './stack';

/** What is wrong with the arguments that Terraform reads itself: count, for_each, depends_on, provider, lifecycle. */
export function* metaFaults(body: JsonObject, section: 'resource' | 'data', stack: Stack): Generator<Fault> {
  const schema = META[section];
  const names = Object.keys(body).filter(
    (name) => attributeOf(schema, name) !== undefined || nestedOf(schema, name) !== undefined,
  );
  if (names.length === 0) return;
  const own = Object.fromEntries(names.map((name) => [name, body[name] ?? null]));
  const what = section === 'resource' ? 'a resource' : 'a data source';
  yield* bodyFaults(own, schema, { what, elsewhere: elsewhereIn(schema, undefined, section) });
  const { count, for_each: each, depends_on: depends, provider, lifecycle } = own;
  if (count !== undefined && each !== undefined) {
    yield invalid('for_each', 'is set together with count', 'leave one of them out');
  }
  if (count === null || (typeof count === 'number' && (count < 0 || !Number.isInteger(count)))) {
    yield invalid('count', `is ${said(count)}`, 'give a whole number from 0 on, or leave it out');
  }
  if (each !== undefined && !isObject(each) && !isTemplate(each)) {
    yield invalid('for_each', `is ${said(each)}`, 'give an object, or ${toset([…])}');
  }
  if (depends === null) yield invalid('depends_on', 'is null', 'leave it out, or give a list');
  yield* providerFaults(provider, stack);
  yield* lifecycleFaults(lifecycle);
}

function* providerFaults(provider: Json | undefined, stack: Stack): Generator<Fault> {
  if (typeof provider !== 'string') return;
  if (!/^[A-Za-z][\w-]*(?:\.[A-Za-z_][\w-]*)?$/.test(provider)) {
    yield invalid('provider', `is ${said(provider)}`, 'write its name, or its name, a point and an alias');
    return;
  }
  const [, alias] = provider.split('.');
  if (alias === undefined || stack.blocks.has(`provider.${provider}`)) return;
  yield invalid(
    'provider',
    `is ${said(provider)}, which this stack does not configure`,
    'add a provider block with that alias',
  );
}

/** Whether a block may be destroyed is decided before any value is known. */
function* lifecycleFaults(lifecycle: Json | undefined): Generator<Fault> {
  const list = Array.isArray(lifecycle);
  const bodies: readonly Json[] = list ? (lifecycle as readonly Json[]) : [lifecycle ?? null];
  for (const [index, body] of bodies.entries()) {
    if (!isObject(body)) continue;
    const path = list ? `lifecycle.${index}` : 'lifecycle';
    for (const name of ['create_before_destroy', 'prevent_destroy']) {
      if (isTemplate(body[name])) yield invalid(`${path}.${name}`, `is ${said(body[name])}`, 'write true or false');
    }
    for (const name of ['ignore_changes', 'replace_triggered_by']) {
      const value = body[name];
      if (value === undefined || Array.isArray(value) || (name === 'ignore_changes' && value === 'all')) continue;
      yield invalid(`${path}.${name}`, `is ${said(value)}`, 'give a list');
    }
  }
}
