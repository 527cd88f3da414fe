import { existsSync, readdirSync, realpathSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Assembly } from '../assembly/assembly';
import type { Document } from '../assembly/document';
import { canonical } from '../assembly/canonical';
import type { JsonObject } from '../assembly/document';
import { documentsOf, findFacts } from '../assembly/find';
import { readDist } from '../assembly/read';
import { RECORD } from '../assembly/record';
import type { Demand } from '../demand';
import type { EnvironmentSpec } from '../environment-spec';
import { InvalidInput, mistakesOf, type Mistake } from '../errors';
import { chooseFix } from '../nearest';
import { QUOTA_CHECKLIST } from '../quota';
import { toDemand } from './demand';
import { differingFacts } from './facts';
import { holdsPlatform, type Foreign } from './foreign';

/** So many facts are named; of the rest only the number. */
const NAMED = 5;

/** Reads the rendered trees of other repositories; every folder is looked at, and all that is wrong is listed. */
export function readForeign(cwd: string, folders: readonly string[], own: string | undefined): readonly Foreign[] {
  const mistakes: Mistake[] = [];
  const found: Foreign[] = [];
  const seen = new Set<string>();
  for (const from of folders) {
    const folder = resolve(cwd, from);
    const place = existsSync(folder) ? realpathSync(folder) : folder;
    try {
      if (seen.has(place)) throw refuse(from, 'is named twice', 'name each folder once');
      seen.add(place);
      if (own !== undefined && existsSync(own) && realpathSync(own) === place)
        throw refuse(from, 'is where this run writes', 'name the folders of other repositories');
      requireFinished(folder, from);
      for (const assembly of readDist(folder)) found.push(toForeign(from, assembly));
    } catch (error) {
      const known = mistakesOf(error);
      if (known === undefined) throw error;
      mistakes.push(...known);
    }
  }
  if (mistakes.length > 0) throw new InvalidInput(mistakes);
  return found;
}

function refuse(from: string, problem: string, fix: string, code: Mistake['code'] = 'USAGE'): InvalidInput {
  return new InvalidInput([{ code, at: `--with ${from}`, problem, fix, given: from }]);
}

/** An environment that is left out would take its services' nodes away, so what was not written to its end is refused. */
function requireFinished(folder: string, from: string): void {
  if (existsSync(join(folder, RECORD)))
    throw refuse(from, 'is the folder of one environment', 'name the folder above it', 'ASSEMBLY_MISSING');
  if (!existsSync(folder))
    throw refuse(from, 'does not exist', 'name a folder that taxiway synth wrote', 'ASSEMBLY_MISSING');
  const entries = readdirSync(folder, { withFileTypes: true });
  const folders = entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith('.')).map(({ name }) => name);
  const finished = folders.filter((name) => existsSync(join(folder, name, RECORD)));
  if (finished.length === 0 || finished.length === folders.length) return;
  const torn = folders.filter((name) => !finished.includes(name)).sort();
  throw refuse(
    from,
    `holds ${torn.join(', ')} without ${RECORD}: it was not written to its end, or is none of ours`,
    'run taxiway synth there again, or move the rest away',
    'ASSEMBLY_DAMAGED',
  );
}

function toForeign(from: string, assembly: Assembly): Foreign {
  const services = [...new Set(assembly.documents.flatMap(({ service }) => service ?? []))].sort();
  return { from, assembly, services, demands: [] };
}

/** What is wrong with foreign services beside one another and beside an environment's facts; their demands, where nothing is. */
export function placeForeign(
  foreign: readonly Foreign[],
  spec: EnvironmentSpec,
): { readonly foreign: readonly Foreign[]; readonly mistakes: readonly Mistake[] } {
  const here = foreign.filter(({ assembly }) => assembly.environment === spec.name);
  const mistakes: Mistake[] = here.flatMap((one, index) => [
    ...twinMistakes(one, here.slice(0, index)),
    ...factsMistakes(one, spec),
  ]);
  const placed = here.map((one): Foreign => {
    const read = toDemands(documentsOf(one.assembly, 'demand'), spec, one.from);
    mistakes.push(...read.mistakes);
    return { ...one, demands: read.demands };
  });
  return { foreign: placed, mistakes };
}

/** What documents ask for, and those that nobody here understands. */
export function toDemands(
  documents: readonly Document[],
  spec: EnvironmentSpec,
  from: string,
): { readonly demands: readonly Demand[]; readonly mistakes: readonly Mistake[] } {
  const demands: Demand[] = [];
  const mistakes: Mistake[] = [];
  for (const document of documents) {
    if (document.kind === QUOTA_CHECKLIST) continue;
    const demand = toDemand(document, spec, from);
    if ('problem' in demand) mistakes.push(demand);
    else demands.push(demand);
  }
  return { demands, mistakes };
}

function twinMistakes({ from, services, assembly }: Foreign, before: readonly Foreign[]): Mistake[] {
  const { environment } = assembly;
  return services.flatMap((service) => {
    const twin = before.find((other) => other.services.includes(service));
    if (twin === undefined) return [];
    const problem = `is in ${twin.from} and in ${from}`;
    return [
      { code: 'SERVICE_DUPLICATE', at: service, problem, fix: 'rename one of them', given: service, environment },
    ];
  });
}

function* factsMistakes({ from, assembly }: Foreign, spec: EnvironmentSpec): Generator<Mistake> {
  const environment = spec.name;
  const at = `--with ${from}`;
  if (holdsPlatform(assembly)) {
    const fix = 'let one repository render the platform, and set "platform": "elsewhere" in the others';
    const problem = 'renders a platform too, and each would undo what the other wants';
    yield { code: 'PLATFORM_DUPLICATE', at, problem, fix, environment };
  }
  const facts = findFacts(assembly)?.object;
  if (facts === undefined) {
    const problem = `holds no facts of ${environment}`;
    yield { code: 'ASSEMBLY_DAMAGED', at, problem, fix: 'run taxiway synth there again', environment };
    return;
  }
  // The facts are an object, and so is their canonical form.
  const differing = differingFacts(facts, canonical(spec) as JsonObject, readersIn(assembly));
  if (differing.length === 0) return;
  const more = differing.length > NAMED ? ` and ${differing.length - NAMED} more` : '';
  yield {
    code: 'FACTS_DIFFER',
    at,
    problem: `was rendered with other facts of ${environment}: ${differing.slice(0, NAMED).join(', ')}${more}`,
    fix: 'use one version of the facts in both repositories, and run taxiway synth there again',
    environment,
  };
}

function readersIn({ documents }: Assembly): { readonly owners: readonly string[]; readonly gpus: readonly string[] } {
  const gpus = documents.flatMap(({ domain, object }) =>
    domain === 'demand' && typeof object['model'] === 'string' ? [object['model']] : [],
  );
  return { owners: [...new Set(documents.flatMap(({ owner }) => owner ?? []))], gpus };
}

/** Foreign services of places that this project doesn't know. */
export function unknownPlaces(foreign: readonly Foreign[], known: readonly string[]): readonly Mistake[] {
  return foreign.flatMap(({ from, assembly: { environment } }): Mistake[] => {
    if (known.includes(environment)) return [];
    const problem = `holds '${environment}', which is no environment here`;
    const fix = `${chooseFix(environment, known)}; or take only what is known here, by --env`;
    return [{ code: 'ENVIRONMENT_UNKNOWN', at: `--with ${from}`, problem, fix, given: environment, allowed: known }];
  });
}
