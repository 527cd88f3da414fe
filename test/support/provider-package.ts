import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';

/** One argument as the types of a provider package have it. */
export interface PackageArgument {
  readonly required: boolean;
  /** `string`, `list(struct)`, `map(boolean)`; a struct's fields are in `fields`. */
  readonly type: string;
  readonly fields?: ReadonlyMap<string, PackageArgument>;
}

/** The parts of jsii's own description of a package that are read here. */
interface Jsii {
  readonly types: Readonly<Record<string, JsiiType>>;
}
interface JsiiType {
  readonly base?: string;
  readonly docs?: { readonly summary?: string };
  readonly initializer?: { readonly parameters?: readonly { readonly type: Reference }[] };
  readonly interfaces?: readonly string[];
  readonly properties?: readonly Property[];
}
interface Property {
  readonly name: string;
  readonly optional?: boolean;
  readonly docs?: { readonly remarks?: string };
  readonly type: Reference;
}
interface Reference {
  readonly primitive?: string;
  readonly fqn?: string;
  readonly collection?: { readonly kind: 'array' | 'map'; readonly elementtype: Reference };
  readonly union?: { readonly types: readonly Reference[] };
}

const SECTIONS: Readonly<Record<string, string>> = {
  'cdktf.TerraformResource': 'resource.',
  'cdktf.TerraformDataSource': 'data.',
  'cdktf.TerraformProvider': '',
};
const RESOLVABLE = 'cdktf.IResolvable';

/** The arguments of every type of `@cdktf/provider-<name>`, by kind: `provider`, `resource.google_x`, `data.google_x`. */
export function packageSchema(name: string): ReadonlyMap<string, ReadonlyMap<string, PackageArgument>> {
  const { types } = readJsii(dirname(require.resolve(`@cdktf/provider-${name}/package.json`)));
  const read = new Map<string, ReadonlyMap<string, PackageArgument>>();

  const fieldsOf = (fqn: string): ReadonlyMap<string, PackageArgument> => {
    const known = read.get(fqn);
    if (known !== undefined) return known;
    const fields = new Map<string, PackageArgument>();
    // Before it is filled: a struct may hold itself.
    read.set(fqn, fields);
    for (const property of types[fqn]?.properties ?? []) {
      fields.set(attributeName(property), { required: property.optional !== true, ...typed(property.type) });
    }
    return fields;
  };
  const typed = (reference: Reference): Pick<PackageArgument, 'type' | 'fields'> => {
    const type = concrete(reference);
    if (type.primitive !== undefined) return { type: type.primitive };
    if (type.collection !== undefined) {
      const inner = typed(type.collection.elementtype);
      return { type: `${type.collection.kind === 'map' ? 'map' : 'list'}(${inner.type})`, fields: inner.fields };
    }
    // A boolean or something that becomes one is what jsii writes for a bool.
    return type.fqn === undefined || type.fqn === RESOLVABLE
      ? { type: 'boolean' }
      : { type: 'struct', fields: fieldsOf(type.fqn) };
  };

  const kinds = Object.values(types).flatMap((type) => {
    const section = Object.hasOwn(SECTIONS, type.base ?? '') ? SECTIONS[type.base ?? ''] : undefined;
    const called = / ([a-z0-9_]+)\}/.exec(type.docs?.summary ?? '')?.[1];
    const config = type.initializer?.parameters?.[2]?.type.fqn;
    if (section === undefined || called === undefined || config === undefined) return [];
    return [[section === '' ? 'provider' : `${section}${called}`, fieldsOf(config)] as const];
  });
  return new Map(kinds);
}

/** What is left of a type when "or a value that is known later" is taken away. */
function concrete(type: Reference): Reference {
  const arms = type.union?.types.filter(({ fqn }) => fqn !== RESOLVABLE);
  return arms?.[0] ?? type;
}

/** The provider's own name of an argument: what its link to the documentation ends with. */
function attributeName({ name, docs }: Property): string {
  const linked = /#(\w+)\}/.exec(docs?.remarks ?? '')?.[1];
  return linked ?? name.replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase();
}

function readJsii(folder: string): Jsii {
  const described = JSON.parse(readFileSync(join(folder, '.jsii'), 'utf8'));
  if (described.schema !== 'jsii/file-redirect') return described;
  return JSON.parse(gunzipSync(readFileSync(join(folder, described.filename))).toString('utf8'));
}
