import { place } from '../../lib/placement';
import { service, testEnvironment } from '../support/environment';
import { mistakesIn } from '../support/errors';

const Echo = service('echo');

/** As a program may call it that no type checker has read. */
const placeLoosely = place as (service: unknown, environments: unknown) => unknown;

describe('a row of the placement table', () => {
  it('is made of a class and environments', () => {
    expect(place(Echo, [testEnvironment()])).toMatchObject({ service: 'echo-service' });
  });

  it.each<[string, unknown, unknown, string]>([
    ['a class that an import in a circle left out', undefined, [testEnvironment()], 'place'],
    ['no list', Echo, testEnvironment(), 'placements.echo-service'],
    [
      'an environment that an import in a circle left out',
      Echo,
      [testEnvironment(), undefined],
      'placements.echo-service.1',
    ],
    ['an environment without a name', Echo, [{}], 'placements.echo-service.0'],
    [
      'an environment that throws',
      Echo,
      [
        {
          get name() {
            throw new Error('no name');
          },
        },
      ],
      'placements.echo-service.0',
    ],
  ])('is refused with %s', (_, type, environments, at) => {
    expect(mistakesIn(() => placeLoosely(type, environments))).toMatchObject([{ code: 'VALUE_INVALID', at }]);
  });
});
