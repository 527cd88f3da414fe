import { nearest } from '../../nearest';
import { namesIn, pathsOf, type BlockSchema } from './schema';
import type { ProviderSchema } from './vendored';

/** As many other places as a reader takes in. */
const SHOWN = 3;

/**
 * What to do about a name that a block does not hold: the nearest spelling there, where else in the type the name
 * does exist, and which other types have it.
 */
export function elsewhereIn(
  schema: BlockSchema,
  provider: ProviderSchema | undefined,
  section: string,
): (name: string, allowed: readonly string[]) => string {
  return (name, allowed) => {
    const near = nearest(name, allowed);
    const paths = pathsOf(schema, name);
    const types = paths.length > 0 ? [] : (provider?.typesWith(section, name) ?? []);
    const hints = [
      near === undefined ? '' : `did you mean '${near}'?`,
      paths.length > 0 ? `${name} exists at ${some(paths)}` : '',
      types.length > 0 ? `${name} exists in ${some(types)}` : '',
      near === undefined && paths.length === 0 ? deeper(schema, name) : '',
    ].filter((hint) => hint !== '');
    if (near !== undefined || paths.length > 0) return hints.join('; ');
    const choice = allowed.length > 0 ? `use one of ${allowed.join(', ')}` : 'leave it out: nothing is allowed here';
    return [...hints, choice].join('; ');
  };
}

/** A name at another level that is spelled nearly so. */
function deeper(schema: BlockSchema, name: string): string {
  const everywhere = new Set<string>();
  collect(schema, everywhere);
  const near = nearest(name, [...everywhere].sort());
  return near === undefined ? '' : `did you mean '${near}' at ${some(pathsOf(schema, near))}?`;
}

function collect(schema: BlockSchema, into: Set<string>): void {
  for (const name of namesIn(schema)) into.add(name);
  for (const [, , , inner] of Object.values(schema.blocks ?? {})) collect(inner, into);
}

function some(all: readonly string[]): string {
  const more = all.length > SHOWN ? ` and ${all.length - SHOWN} more` : '';
  return `${all.slice(0, SHOWN).join(', ')}${more}`;
}
