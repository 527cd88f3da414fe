import { compareSides } from '../../base/compare';
import { sideText } from '../../base/side';
import { acrossEnvironments, type Across, type Difference } from '../../diff/across';
import { InvalidInput } from '../../errors';
import { show } from '../../nearest';
import { placeOf } from '../../report/mistakes';
import { print } from '../print';
import { EXIT, type ExitCode, type Format, type Session } from '../session';
import { openHead } from '../sides';
import type { DiffOptions } from './diff';

/** Compares one fleet between two environments: what differs in the services that both have, and why. */
export function across(
  session: Session,
  options: Omit<DiffOptions, 'format'> & { readonly across: readonly string[]; readonly format: Format },
): ExitCode {
  const [one, other, ...rest] = options.across;
  if (one === undefined || other === undefined || rest.length > 0 || one === other) throw twoNames(options.across);
  const head = openHead(session, options);
  try {
    const { comparison, mistakes } = compareSides({ ...head, environments: [] }, head, [one, other]);
    if (mistakes.length > 0) throw new InvalidInput(mistakes);
    const [left, right] = [one, other].map(
      (name) => comparison.environments.find((found) => found.name === name)?.head,
    );
    if (left === undefined || right === undefined) throw twoNames(options.across);
    const found = acrossEnvironments(left, right);
    const asked = options.service;
    const differences = found.differences.filter(
      ({ services }) => asked === undefined || services.some((service) => asked.includes(service)),
    );
    print(session, options.format, 'diff', { head: head.description, across: { ...found, differences } }, () =>
      [`${one} → ${other} of ${sideText(head.description)}`, ...textOf({ ...found, differences })].join('\n'),
    );
    return EXIT.done;
  } finally {
    head.close();
  }
}

function textOf({ environments, only, differences }: Across): readonly string[] {
  const lonely = environments.flatMap((name, index) => {
    const services = only[index] ?? [];
    return services.length === 0 ? [] : [`only in ${name}: ${services.join(', ')}`];
  });
  return [...lonely, ...differences.map(lineOf)];
}

function lineOf({ services, reason, by, values, sources, because, fields, documents }: Difference): string {
  const at = placeOf(sources[1] ?? sources[0]);
  const told = [reason, because ?? [], at === '' ? [] : at].flat().join(', ');
  const differs = values.every((value) => value === undefined) ? 'differs' : values.map(show).join(' → ');
  const many = `${fields} ${fields === 1 ? 'field' : 'fields'} of ${documents.length} documents`;
  return `${services.join(', ')} ${by}: ${differs} (${told}; ${many})`;
}

function twoNames(given: readonly string[]): InvalidInput {
  const problem = `names ${given.join(', ')}, which are not two environments`;
  return new InvalidInput([
    { code: 'USAGE', at: '--across', problem, fix: 'write --across staging production', given },
  ]);
}
