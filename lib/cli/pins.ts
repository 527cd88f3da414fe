import { existsSync, readdirSync } from 'node:fs';
import { join, posix } from 'node:path';
import { messageOf, TaxiwayError } from '../errors';
import { imageName, imageProblem } from '../image';
import type { Project } from '../loader/project';
import { chooseFix, oneLine } from '../nearest';
import { findText } from './text-file';

const SUFFIX = '.images.json';

/** Checks an image reference and gives the name that `env.image(…)` uses for it. */
export function requirePinnable(reference: string, name: string | undefined): string {
  const problem = imageProblem(reference);
  if (problem !== undefined) {
    throw new TaxiwayError({
      code: problem.code,
      at: 'reference',
      problem: problem.problem,
      fix: 'give the digest: registry/name@sha256:…',
      given: reference,
    });
  }
  const chosen = name ?? imageName(reference);
  if (!/^[a-z0-9][a-z0-9._-]*$/.test(chosen)) {
    throw new TaxiwayError({
      code: 'NAME_INVALID',
      at: '--name',
      problem: `is '${chosen}'`,
      fix: 'use lower-case letters, digits, dots and hyphens',
      given: chosen,
    });
  }
  return chosen;
}

/** The texts of the pin files with one pin added, by their path; nothing is written yet. */
export function pinnedTexts(
  project: Project,
  environments: readonly string[],
  name: string,
  reference: string,
): ReadonlyMap<string, string> {
  return new Map(
    environments.map((environment) => {
      const relative = pinFile(project, environment);
      const path = join(project.root, relative);
      const pins = { ...readPins(project, environment, path, relative), [name]: reference };
      return [path, textOfPins(pins)];
    }),
  );
}

/** The file with the pins of an environment, relative to the project. */
export function pinFile({ environmentsDir }: Project, environment: string): string {
  return posix.join(environmentsDir, `${environment}${SUFFIX}`);
}

/** The text of a pin file, sorted. */
export function textOfPins(pins: Readonly<Record<string, string>>): string {
  const sorted = Object.fromEntries(Object.entries(pins).sort(([one], [other]) => (one < other ? -1 : 1)));
  return `${JSON.stringify(sorted, null, 2)}\n`;
}

function readPins(project: Project, environment: string, path: string, at: string): Record<string, string> {
  const allowed = pinnedEnvironments(project);
  // Only names of that list, so that no name leads out of the folder.
  const text = allowed.includes(environment) ? findText(path) : undefined;
  if (text === undefined) {
    throw new TaxiwayError({
      code: 'ENVIRONMENT_UNKNOWN',
      at: '--env',
      problem: `there is no ${at}`,
      fix:
        allowed.length > 0
          ? chooseFix(environment, allowed)
          : 'pins that a package brings are changed there; pins of this repository need a file: docs/guides/own-repository.md',
      given: environment,
      allowed,
    });
  }
  const pins = parse(text, at);
  if (
    typeof pins !== 'object' ||
    pins === null ||
    Array.isArray(pins) ||
    Object.values(pins).some((pin) => typeof pin !== 'string')
  ) {
    throw new TaxiwayError({
      code: 'PINS_INVALID',
      at,
      problem: 'is no list of image names and references',
      fix: 'restore it from version control; it is written by taxiway pin alone',
    });
  }
  // Every value is a text, as was just checked.
  return pins as Record<string, string>;
}

function parse(text: string, at: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new TaxiwayError({
      code: 'PINS_INVALID',
      at,
      problem: `is no JSON: ${oneLine(messageOf(error), 300)}`,
      fix: 'restore it from version control; it is written by taxiway pin alone',
    });
  }
}

/** The environments that have a pin file. */
export function pinnedEnvironments({ root, environmentsDir }: Project): readonly string[] {
  const folder = join(root, environmentsDir);
  const files = existsSync(folder) ? readdirSync(folder) : [];
  return files
    .filter((file) => file.endsWith(SUFFIX))
    .map((file) => file.slice(0, -SUFFIX.length))
    .sort();
}
