import { findProject } from '../../loader/project';
import { pinnedTexts, requirePinnable } from '../pins';
import { print } from '../print';
import { EXIT, type ExitCode, type Format, type Session } from '../session';
import { findText, writeTexts } from '../text-file';

/** Options of `taxiway pin`. */
export interface PinOptions {
  readonly env: readonly string[];
  readonly name?: string;
  readonly format: Format;
}

/** Pins an image in environments; reads no service, so it also works while one is broken. */
export function pin(session: Session, reference: string, { env: given, name: alias, format }: PinOptions): ExitCode {
  const project = findProject(session.cwd);
  const env = [...new Set(given)];
  const name = requirePinnable(reference, alias);
  const texts = pinnedTexts(project, env, name, reference);
  const changed = [...texts].filter(([path, text]) => findText(path) !== text);
  writeTexts(new Map(changed));
  const pins = env.map((environment, index) => ({
    environment,
    name,
    reference,
    changed: changed.some(([path]) => path === [...texts.keys()][index]),
  }));
  print(session, format, 'pin', { pins }, () =>
    pins.map((one) => `${one.environment}: ${name} ${one.changed ? 'is now' : 'was already'} ${reference}`).join('\n'),
  );
  return EXIT.done;
}
