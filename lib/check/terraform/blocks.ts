import type { Assembly } from '../../assembly/assembly';
import type { Document, Json } from '../../assembly/document';
import { chooseFix } from '../../nearest';
import { asObject, isObject } from '../json';
import { said } from '../say';
import { bodyFaults, type Reading } from './arguments';
import { isTemplate } from './convert';
import { elsewhereIn } from './elsewhere';
import { below, invalid, unknown, type Fault } from './fault';
import { BACKEND_NAMES, BACKENDS, BLOCKS, META, PROVIDER_META, REQUIRED_PROVIDER } from './language';
import { metaFaults } from './meta';
import type { BlockSchema } from './schema';
import { blockName, providerFor, providerOf, terraformStacks, typeOf, type Stack } from './stack';

/** A fault, and the block that it is in. */
export interface BlockFault extends Fault {
  readonly document: string;
}

const KNOWN = new WeakMap<Assembly, readonly BlockFault[]>();

/** What is wrong with the names and the shapes of an assembly's Terraform blocks; worked out once for all rules. */
export function blockFaults(assembly: Assembly): readonly BlockFault[] {
  const known = KNOWN.get(assembly);
  if (known !== undefined) return known;
  const faults: BlockFault[] = [];
  for (const stack of terraformStacks(assembly)) {
    for (const document of stack.documents) {
      for (const fault of documentFaults(document, stack)) faults.push({ document: document.id, ...fault });
    }
  }
  KNOWN.set(assembly, faults);
  return faults;
}

function* documentFaults(document: Document, stack: Stack): Generator<Fault> {
  const { kind, object } = document;
  const typed = typeOf(kind);
  if (typed !== undefined) {
    yield* typedFaults(document, typed, stack);
    return;
  }
  const [section = '', name = ''] = kind.split('.', 2);
  if (section === 'provider') {
    const provider = providerOf(stack, name);
    const schema = provider.schema?.find('provider');
    if (schema !== undefined) {
      const elsewhere = elsewhereIn(schema, undefined, section);
      yield* bodyFaults(object, schema, { what: `the provider ${name}`, elsewhere, skip: PROVIDER_META });
    }
    yield* secondProvider(document, stack);
  } else if (kind.startsWith('terraform.backend.')) {
    yield* backendFaults(document, kind.slice('terraform.backend.'.length));
  } else if (kind === 'terraform.required_providers') {
    for (const [local, entry] of Object.entries(object)) {
      if (isObject(entry)) yield* languageFaults(entry, REQUIRED_PROVIDER, 'required_providers', local);
      else if (typeof entry !== 'string') {
        yield invalid(local, `is ${said(entry)}`, 'write an object of source and version');
      }
    }
  } else if (Object.hasOwn(BLOCKS, section)) {
    const schema = BLOCKS[section];
    if (schema !== undefined) yield* languageFaults(object, schema, `the block ${section}`);
  }
}

function languageFaults(body: Document['object'], schema: BlockSchema, what: string, path = ''): Iterable<Fault> {
  return bodyFaults(body, schema, { what, elsewhere: elsewhereIn(schema, undefined, '') }, path);
}

function* typedFaults(
  document: Document,
  [section, type]: readonly ['resource' | 'data', string],
  stack: Stack,
): Generator<Fault> {
  const { kind, object } = document;
  const name = blockName(document);
  if (!/^[A-Za-z_][\w-]*$/.test(name)) {
    const fix = 'begin with a letter, go on with letters, digits, underscores and hyphens';
    yield invalid('', `is called ${said(name)}, which is no name`, fix);
  }
  yield* metaFaults(object, section, stack);
  const provider = providerFor(stack, type, object);
  if (provider.schema === undefined) return;
  const schema = provider.schema.find(kind);
  if (schema === undefined) {
    const problem = `is a ${type}, which ${provider.local} ${provider.version ?? ''} does not have`.replace('  ', ' ');
    const fix = provider.schema.find(`${other(section)}.${type}`)
      ? `it has a ${label(other(section))} of that type`
      : '';
    yield unknown('', problem, fix === '' ? nearestType(type, provider.schema.typesOf(section)) : fix);
    return;
  }
  const reading: Reading = {
    what: type,
    elsewhere: elsewhereIn(schema, provider.schema, section),
    skip: META[section],
    ownId: true,
  };
  yield* bodyFaults(object, schema, reading);
}

const other = (section: 'resource' | 'data') => (section === 'resource' ? 'data' : 'resource');
const label = (section: 'resource' | 'data') => (section === 'resource' ? 'resource' : 'data source');

/** A provider has a thousand types: the nearest one, and never all of them. */
function nearestType(type: string, types: readonly string[]): string {
  const [guess] = chooseFix(type, types).split('? ');
  return guess?.startsWith('did you mean') ? `${guess}?` : 'use a type of the pinned version';
}

function* secondProvider(document: Document, stack: Stack): Generator<Fault> {
  const alias = document.object['alias'];
  const others = stack.documents.filter(({ kind, object }) => kind === document.kind && object['alias'] === alias);
  if (others.length < 2 || others[0] === document) return;
  yield invalid(
    'alias',
    `is the second configuration of ${document.kind.slice('provider.'.length)}`,
    'give it an alias',
  );
}

function* backendFaults({ object }: Document, type: string): Generator<Fault> {
  if (!BACKEND_NAMES.includes(type)) {
    yield unknown('', `is a backend ${type}, which Terraform does not have`, chooseFix(type, BACKEND_NAMES));
    return;
  }
  const schema = Object.hasOwn(BACKENDS, type) ? BACKENDS[type] : undefined;
  if (schema !== undefined) yield* languageFaults(object, schema, `the backend ${type}`);
  for (const [path, value] of templatesIn(asObject(object), '')) {
    const fix = 'write it out: the backend is read before any value is known';
    yield invalid(path, `is ${said(value)}, an expression`, fix);
  }
}

function* templatesIn(value: Json, path: string): Generator<readonly [path: string, value: Json]> {
  if (isTemplate(value)) yield [path, value];
  if (typeof value !== 'object' || value === null) return;
  for (const [key, item] of Object.entries<Json>(value)) yield* templatesIn(item, below(path, key));
}
