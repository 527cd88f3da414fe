import { existsSync } from 'node:fs';
import { join, posix } from 'node:path';
import { TaxiwayError, InvalidInput, type Mistake } from '../../errors';
import { GPU_MODEL_NAMES } from '../../gpu/models';
import { imageName, imageProblem } from '../../image';
import { chooseFix } from '../../nearest';
import { ask } from '../ask';
import { neededBy, openStart, settingsText, type Start } from '../first-service';
import { requirePinnable } from '../pins';
import { addPlacement } from '../placement-table';
import { print } from '../print';
import { EXIT, type ExitCode, type Format, type Session } from '../session';
import { classNameOf, newNameProblem, serviceText, testText } from '../templates';
import { writeTexts } from '../text-file';

/** Options of `taxiway new service`. */
export interface NewServiceOptions {
  readonly owner?: string;
  readonly image?: string;
  readonly env?: readonly string[];
  readonly gpu?: string;
  readonly format: Format;
}

/** What a new service needs; asked on a terminal where it wasn't given. */
export interface NewService {
  readonly name: string;
  readonly owner: string;
  readonly image: string;
  readonly environments: readonly string[];
  readonly gpu?: string;
}

/** Where the tests of services are. */
const TESTS = 'test/services';

/** Writes a service, its placement, its pins and its test, all or none, and says what to do next. */
export async function newService(
  session: Session,
  name: string | undefined,
  options: NewServiceOptions,
): Promise<ExitCode> {
  const program = openStart(session, options.env);
  const service = await complete(session, program, name, options);
  const mistakes = mistakesIn(program, service);
  if (mistakes.length > 0) throw new InvalidInput(mistakes);
  const { root, servicesDir, entry } = program.project;
  const image = requirePinnable(service.image, undefined);
  const file = posix.join(servicesDir, `${service.name}.ts`);
  const test = posix.join(TESTS, `${service.name}.test.ts`);
  refuseExisting(root, [file, test]);
  const needed = neededBy(program, service.environments, image, service.image);
  const row = [program.project, service.name, classNameOf(service.name), service.environments] as const;
  const texts = new Map([
    [join(root, file), serviceText({ ...service, image })],
    [join(root, test), testText(service, TESTS, entry)],
    [join(root, entry), addPlacement(...row, needed.imports)],
    ...needed.texts,
    ...settingsText(program),
  ]);
  writeTexts(texts);
  const files = [...texts.keys()].map((path) => posix.relative(root, path));
  print(session, options.format, 'new service', { service: service.name, files }, () =>
    [
      ...files.map((path) => `wrote ${path}`),
      '',
      'Next:',
      `  npx taxiway synth --check                 # render it, and see what it is by default`,
      `  npx taxiway explain ${service.name.padEnd(22)}# every default, and why`,
      `  git add ${files.join(' ')}`,
    ].join('\n'),
  );
  return EXIT.done;
}

async function complete(
  { terminal }: Session,
  program: Start,
  name: string | undefined,
  options: NewServiceOptions,
): Promise<NewService> {
  const { owner, image, env, gpu, format } = options;
  if (name !== undefined && owner !== undefined && image !== undefined && env !== undefined)
    return { name, owner, image, environments: [...new Set(env)], gpu };
  if (!terminal.interactive || !process.stdin.isTTY || format === 'json') {
    const missing = Object.entries({ name, '--owner': owner, '--image': image, '--env': env }).filter(
      ([, value]) => value === undefined,
    );
    throw new TaxiwayError({
      code: 'USAGE',
      at: 'new service',
      problem: `${missing.map(([word]) => word).join(', ')} missing, and there is no terminal to ask on`,
      fix: 'taxiway new service <name> --owner group::… --image registry/name@sha256:… --env staging',
    });
  }
  return ask(
    { name, owner, image, environments: env, gpu },
    { environments: program.environments.map((spec) => spec.name), owners: ownersOf(program) },
  );
}

function ownersOf({ environments }: Start): readonly string[] {
  return [...new Set(environments.flatMap(({ teams }) => Object.keys(teams)))].sort();
}

function mistakesIn(program: Start, { name, owner, image, environments, gpu }: NewService): readonly Mistake[] {
  const mistakes: Mistake[] = [];
  const problem = newNameProblem(name);
  if (problem !== undefined) mistakes.push({ ...problem, at: 'name', fix: 'choose another name', given: name });
  const owners = ownersOf(program);
  if (!owners.includes(owner))
    mistakes.push({
      code: 'OWNER_UNKNOWN',
      at: '--owner',
      problem: `nobody knows the team '${owner}'`,
      fix: chooseFix(owner, owners),
      given: owner,
      allowed: owners,
    });
  const wrong = imageProblem(image);
  if (wrong !== undefined)
    mistakes.push({
      code: wrong.code,
      at: '--image',
      problem: wrong.problem,
      fix: 'give the digest: registry/name@sha256:…',
      given: image,
    });
  const known = program.environments.map((spec) => spec.name);
  for (const given of environments) {
    if (!known.includes(given))
      mistakes.push({
        code: 'ENVIRONMENT_UNKNOWN',
        at: '--env',
        problem: `there is no environment '${given}'`,
        fix: chooseFix(given, known),
        given,
        allowed: known,
      });
  }
  for (const spec of program.environments.filter((one) => environments.includes(one.name))) {
    // A repository of its own begins with pins of its own.
    if (program.first && program.installed.has(spec.name)) continue;
    // Another service may use that pin, and would change with it.
    const pinned = spec.images[imageName(image)];
    if (wrong !== undefined || pinned === undefined || pinned === image) continue;
    const fix = `give that one, or change it for all that use it: taxiway pin ${image} --env ${spec.name}`;
    mistakes.push({
      code: 'IMAGE_INVALID',
      at: '--image',
      problem: `${spec.name} has ${imageName(image)} pinned to ${pinned}`,
      fix,
      given: image,
      environment: spec.name,
    });
  }
  for (const spec of gpu === undefined ? [] : program.environments.filter((one) => environments.includes(one.name))) {
    const offered = Object.keys(spec.gpus).sort();
    if (gpu === undefined || offered.includes(gpu)) continue;
    const code = GPU_MODEL_NAMES.some((model) => model === gpu) ? 'GPU_NOT_OFFERED' : 'GPU_UNKNOWN';
    mistakes.push({
      code,
      at: '--gpu',
      problem: `${spec.name} has no '${gpu}'`,
      fix: chooseFix(gpu, offered, 'it offers'),
      given: gpu,
      allowed: offered,
      environment: spec.name,
    });
  }
  return mistakes;
}

function refuseExisting(root: string, files: readonly string[]): void {
  for (const file of files) {
    if (!existsSync(join(root, file))) continue;
    throw new TaxiwayError({
      code: 'FILE_EXISTS',
      at: file,
      problem: 'is there already',
      fix: 'choose another name, or change that file',
    });
  }
}
