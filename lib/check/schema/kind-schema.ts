import type { Json } from '../../assembly/document';
import { compile } from './compile';
import type { Fault } from './fault';
import type { Schema } from './schema';
import { isPlace, nearestFirst, placesIn } from './places';
import type { Check } from './walk';

/** What one kind may hold at one minor version. */
export class KindSchema {
  private check: Check | undefined;
  private places: ReadonlyMap<string, readonly string[]> | undefined;

  constructor(
    readonly schema: Schema,
    /** The definitions that the schema refers to. */
    readonly definitions: (name: string) => Schema,
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

  /** Whether this kind has a field in just that place, at whatever index of a list. */
  has(path: string): boolean {
    return isPlace(path, this.schema, this.definitions);
  }

  /** Where fields of a name do exist in this kind, those first that are nearest to a path. */
  placesOf(field: string, path: string): readonly string[] {
    this.places ??= placesIn(this.schema, this.definitions);
    return nearestFirst(this.places.get(field) ?? [], path);
  }
}
