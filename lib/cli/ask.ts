import { imageProblem } from '../image';
import type { NewService } from './commands/new-service';
import { newNameProblem } from './templates';

/** What can be chosen from. */
export interface Choices {
  readonly environments: readonly string[];
  readonly owners: readonly string[];
}

/** Asks for what wasn't given; every answer is checked before the next question. */
export async function ask(given: Partial<NewService>, choices: Choices): Promise<NewService> {
  // Only this command asks anything; the others start without it.
  const { checkbox, input, select } = await import('@inquirer/prompts');
  const name =
    given.name ??
    (await input({ message: 'Name of the service', validate: (text) => newNameProblem(text)?.problem ?? true }));
  const owner = given.owner ?? (await select<string>({ message: 'Owner', choices: [...choices.owners] }));
  const image =
    given.image ??
    (await input({ message: 'Image, with its digest', validate: (text) => imageProblem(text)?.problem ?? true }));
  const environments =
    given.environments ??
    (await checkbox<string>({ message: 'Environments', choices: [...choices.environments], required: true }));
  return { name, owner, image, environments, gpu: given.gpu };
}
