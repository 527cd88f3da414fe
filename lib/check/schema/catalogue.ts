import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { nearest } from '../../nearest';
import { packageRoot } from '../../version';
import { KindSchema } from './kind-schema';
import type { Schema } from './schema';
import { SchemaFile } from './schema-file';
import type { Check } from './walk';

/** Why there is no schema for an object. */
export interface Gap {
  /** True where the group is Kubernetes' own or one whose kinds are vendored: then it is a mistake. */
  readonly known: boolean;
  /** What there is instead, a sentence's end; undefined where nothing is near. */
  readonly instead?: string;
}

const files = new Map<string, SchemaFile>();

function fileOf(path: string): SchemaFile {
  const known = files.get(path);
  if (known !== undefined) return known;
  const file = new SchemaFile(path);
  files.set(path, file);
  return file;
}

const builtIn = (): SchemaFile => fileOf('kubernetes.jsonl');
let groups: ReadonlyMap<string, readonly string[]> | undefined;

/** The files that hold the kinds of a group of custom resources; none where no source has it. */
function customFiles(group: string): readonly SchemaFile[] {
  groups ??= new Map(
    Object.entries(
      // Part of the package; `node schemas/refresh.mjs` writes it.
      JSON.parse(readFileSync(join(packageRoot(), 'schemas/custom/groups.json'), 'utf8')) as Record<string, string[]>,
    ),
  );
  return (groups.get(group) ?? []).map((name) => fileOf(`custom/${name}.jsonl`));
}

/** The minor versions of Kubernetes whose schemas are vendored, the oldest first. */
export function knownMinors(): readonly string[] {
  return builtIn().header.minors ?? [];
}

/** The schemas of all kinds at one minor version. */
export class Catalogue {
  private readonly kinds = new Map<string, KindSchema | undefined>();
  private readonly compiled = new Map<SchemaFile, Map<string, Check>>();

  private constructor(private readonly minor: string) {}

  private static readonly known = new Map<string, Catalogue>();

  /** The one of a minor version, made once in a process. */
  static of(minor: string): Catalogue {
    const known = Catalogue.known.get(minor);
    if (known !== undefined) return known;
    const catalogue = new Catalogue(minor);
    Catalogue.known.set(minor, catalogue);
    return catalogue;
  }

  /** The schema of a kind, or undefined where there is none. */
  find(apiVersion: string, kind: string): KindSchema | undefined {
    const name = `${apiVersion} ${kind}`;
    if (this.kinds.has(name)) return this.kinds.get(name);
    const found = this.search(name, groupOf(apiVersion));
    this.kinds.set(name, found);
    return found;
  }

  /** Why there is no schema for a kind. */
  gapOf(apiVersion: string, kind: string): Gap {
    const group = groupOf(apiVersion);
    const all = [builtIn(), ...customFiles(group)].flatMap((file) => file.kinds);
    const inGroup = all.filter((name) => groupOf(name) === group);
    const ofKind = inGroup.filter((name) => kindOf(name) === kind);
    if (ofKind.length > 0) return { known: true, instead: this.placesOf(ofKind) };
    // The group of a custom resource is a domain: one without a dot can only be Kubernetes' own.
    const own = !group.includes('.') || (inGroup.length > 0 && customFiles(group).length === 0);
    const elsewhere = own ? all.filter((name) => kindOf(name) === kind) : [];
    if (elsewhere.length > 0) return { known: true, instead: this.placesOf(elsewhere) };
    const near = nearest(kind, [...new Set(inGroup.map(kindOf))]);
    return { known: own, ...(near === undefined ? {} : { instead: `did you mean the kind ${near}?` }) };
  }

  private placesOf(names: readonly string[]): string {
    return names.map((name) => this.served(name)).join('; ');
  }

  /** Where a kind exists. */
  private served(name: string): string {
    const custom = customFiles(groupOf(name)).find((file) => file.kinds.includes(name));
    const [version = '', kind = ''] = name.split(' ');
    if (custom !== undefined) return `${kind} is of ${version} in ${custom.header.source}`;
    const minors = knownMinors().filter((minor) => builtIn().kind(name, minor) !== undefined);
    return `${kind} is of ${version} in Kubernetes ${minors.join(', ')}`;
  }

  private search(name: string, group: string): KindSchema | undefined {
    for (const file of [builtIn(), ...customFiles(group)]) {
      const schema = file.kind(name, this.minor);
      if (schema !== undefined) return new KindSchema(schema, this.definitionsOf(file), this.compiledOf(file));
    }
    return undefined;
  }

  /** Custom kinds have parts of their own, and metadata like any other object. */
  private definitionsOf(file: SchemaFile): (name: string) => Schema {
    return (name) => {
      const found = file.definition(name, this.minor) ?? builtIn().definition(name, this.minor);
      if (found === undefined) throw new Error(`the schemas of ${file.header.source} lack ${name}`);
      return found;
    };
  }

  private compiledOf(file: SchemaFile): Map<string, Check> {
    const known = this.compiled.get(file);
    if (known !== undefined) return known;
    const compiled = new Map<string, Check>();
    this.compiled.set(file, compiled);
    return compiled;
  }
}

function groupOf(apiVersion: string): string {
  const slash = apiVersion.indexOf('/');
  return slash < 0 ? '' : apiVersion.slice(0, slash);
}

function kindOf(name: string): string {
  return name.slice(name.indexOf(' ') + 1);
}
