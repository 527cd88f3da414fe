import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../version';
import type { BlockSchema } from './schema';

/** The schema of one version of a provider, as `schemas/terraform` holds it: one line a type, parsed when it is asked for. */
export class ProviderSchema {
  readonly version: string;
  private readonly known = new Map<string, BlockSchema | undefined>();

  private constructor(private readonly text: string) {
    // refresh.mjs writes this line first, and a test holds every file to it.
    this.version = (JSON.parse(text.slice(0, text.indexOf('\n'))) as { version: string }).version;
  }

  /** Reads `schemas/terraform/<name>.jsonl`. */
  static read(name: string): ProviderSchema {
    // Names in schemas are plain ASCII, which is read fastest this way.
    return new ProviderSchema(readFileSync(join(packageRoot(), 'schemas', 'terraform', `${name}.jsonl`), 'latin1'));
  }

  /** What a block of this kind holds: `provider`, `resource.google_service_account`, `data.vault_policy_document`. */
  find(kind: string): BlockSchema | undefined {
    if (this.known.has(kind)) return this.known.get(kind);
    const start = this.text.indexOf(`\n{"kind":${JSON.stringify(kind)}`);
    // refresh.mjs writes a schema after the kind, and a test holds every line to it.
    const block = start === -1 ? undefined : (JSON.parse(this.lineAt(start + 1)) as BlockSchema);
    this.known.set(kind, block);
    return block;
  }

  /** The types of a section, `resource` or `data`, sorted. */
  typesOf(section: string): readonly string[] {
    const heads = this.text.matchAll(new RegExp(`^{"kind":"${section}\\.(\\w+)"`, 'gm'));
    return [...heads].map(([, type = '']) => type);
  }

  /** The types of a section that hold an argument or a block of this name at any depth, sorted. */
  typesWith(section: string, name: string): readonly string[] {
    const head = `{"kind":"${section}.`;
    return this.text
      .split('\n')
      .filter((line) => line.startsWith(head) && line.includes(`${JSON.stringify(name)}:[`))
      .map((line) => line.slice(head.length, line.indexOf('"', head.length)));
  }

  private lineAt(start: number): string {
    const end = this.text.indexOf('\n', start);
    return this.text.slice(start, end === -1 ? undefined : end);
  }
}

/** File of the schema by the address of the provider. */
const FILES: Readonly<Record<string, string>> = {
  'registry.terraform.io/hashicorp/google': 'google',
  'registry.terraform.io/hashicorp/vault': 'vault',
  'terraform.io/builtin/terraform': 'terraform',
};
const READ = new Map<string, ProviderSchema>();

/** The schema of a provider, or undefined where none is vendored. Read once a process. */
export function findSchema(address: string): ProviderSchema | undefined {
  const file = Object.hasOwn(FILES, address) ? FILES[address] : undefined;
  if (file === undefined) return undefined;
  const read = READ.get(file) ?? ProviderSchema.read(file);
  READ.set(file, read);
  return read;
}

/** The addresses of all providers that have a schema here. */
export const KNOWN_PROVIDERS: readonly string[] = Object.keys(FILES);
