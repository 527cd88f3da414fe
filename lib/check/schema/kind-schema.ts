import type { Json } from '../../assembly/document';
import { compile } from './compile';
import type { Fault } from './fault';
import type { Schema } from './schema';
import { placesOf, withoutIndices } from './places';
import type { Check } from './walk';

/** What one kind may hold at one minor version. */
export class KindSchema {
  private check: Check | undefined;
  private readonly places = new Map<string, readonly string[]>();

  constructor(
    private readonly schema: Schema,
    private readonly definitions: (name: string) => Schema,
    /** Compiled definitions, shared by the kinds that refer to them. */
    private readonly compiled: Map<string, Check>,
  ) {}

  /** What is wrong with an object; nothing where it is valid. */
  faultsOf(object: Json): readonly Fault[] {
    this.check ??= compile(this.schema, this.definitions, this.compiled);
    const faults: Fault[] = [];
    this.check(object, { path: [], faults });
    return faults;
  }

  /** Whether a field is one of this kind in just that place, at whatever index of a list. */
  has(field: string, path: string): boolean {
    const place = withoutIndices(path).join('.');
    return this.placesOf(field, path).some((one) => one.replaceAll('[]', '') === place);
  }

  /** Where fields of a name do exist in this kind, those first that are nearest to a path. */
  placesOf(field: string, path: string): readonly string[] {
    const key = `${field} ${path}`;
    const known = this.places.get(key);
    if (known !== undefined) return known;
    const found = placesOf(field, path, this.schema, this.definitions);
    this.places.set(key, found);
    return found;
  }
}
