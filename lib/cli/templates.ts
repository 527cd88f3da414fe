import { posix } from 'node:path';
import { nameProblem, SERVICE_AND_WORKLOAD_LIMIT } from '../names';
import type { NewService } from './commands/new-service';

/** What the service file imports, so that its class can't be called the same. */
const IMPORTED = ['MlService', 'Environment'];
const NAME_LIMIT = SERVICE_AND_WORKLOAD_LIMIT - 'api'.length;

/** What is wrong with the name of a new service, or undefined where it is fine. */
export function newNameProblem(
  name: string,
): { readonly code: 'NAME_INVALID' | 'NAME_TOO_LONG'; readonly problem: string } | undefined {
  const problem = nameProblem(name);
  if (problem !== undefined) return { code: 'NAME_INVALID', problem };
  if (name.length > NAME_LIMIT)
    return { code: 'NAME_TOO_LONG', problem: `has ${name.length} characters; ${NAME_LIMIT} are allowed beside 'api'` };
  const className = classNameOf(name);
  return IMPORTED.includes(className)
    ? { code: 'NAME_INVALID', problem: `is '${name}', whose class would be called ${className} like one of taxiway's` }
    : undefined;
}

/** The class of a service: `code-suggestions` is `CodeSuggestions`. */
export function classNameOf(service: string): string {
  return service
    .split('-')
    .map((word) => word.slice(0, 1).toUpperCase() + word.slice(1))
    .join('');
}

/** The name of a variable: `pre-production` is `preProduction`. */
export function identifierOf(name: string): string {
  const text = classNameOf(name);
  return text.slice(0, 1).toLowerCase() + text.slice(1);
}

/** An environment whose facts a package brings and whose pins are this repository's. */
export function environmentText(name: string, exported: string, from: string): string {
  return `import { ${exported} as facts } from '${from}';
import { defineEnvironment } from 'taxiway';
import images from './${name}.images.json';

/** The facts are those of all; the pins are this repository's own. */
export const ${identifierOf(name)} = defineEnvironment({ ...facts, images });
`;
}

/** A service file with nothing but what is required. */
export function serviceText({ name, owner, image, gpu }: NewService): string {
  return `import { MlService, type Environment } from 'taxiway';

export class ${classNameOf(name)} extends MlService {
  constructor(env: Environment) {
    super(env, '${name}', {
      owner: '${owner}',
      image: env.image('${image}'),${gpu === undefined ? '' : `\n      gpu: { model: '${gpu}' },`}
    });
  }
}
`;
}

/** A test, in a folder of the project, that holds on to what the service promises. */
export function testText({ name, environments }: NewService, folder: string, entry: string): string {
  const table = posix.relative(folder, entry.replace(/\.ts$/, ''));
  return `import { environmentsOf, synthesize } from 'taxiway';
import { placements } from '${table}';

describe('${name}', () => {
  it.each([${environments.map((environment) => `'${environment}'`).join(', ')}])('is rendered without a mistake in %s', (name) => {
    const spec = environmentsOf(placements).find((environment) => environment.name === name);

    const outcome = spec && synthesize(placements, spec);

    expect(outcome).not.toHaveProperty('mistakes');
    const documents = outcome && 'assembly' in outcome ? outcome.assembly.documents : [];
    const kinds = documents.filter(({ service }) => service === '${name}').map(({ kind }) => kind);
    expect(kinds).toEqual(expect.arrayContaining(['Namespace', 'Deployment', 'Service', 'NetworkPolicy']));
  });
});
`;
}
