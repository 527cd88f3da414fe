import { diffAssemblies } from '../../lib/diff/diff';
import { assemblyOf, edited } from '../support/assemblies';

const SERVICE = 'production/spamcheck:workloads/taxiway/Service';
const production = assemblyOf('production');

/** Production, where spamcheck has a budget, or none. */
function budgeted(value: string | undefined) {
  if (value === undefined) return production;
  return edited(production, SERVICE, 'props.budget', { value, origin: 'typed' });
}

describe('the review of a budget', () => {
  it.each([
    ['300 USD', '3000 USD', 'cost more', '3000 USD a month instead of 300 USD'],
    ['300 USD', '299.99 USD', 'cost less', '299.99 USD a month instead of 300 USD'],
    ['300 USD', undefined, 'cost more', '{service} has no budget any more: it may cost more than 300 USD a month'],
    [undefined, '300 USD', 'cost less', '300 USD a month at most, and had no budget before'],
    ['300 USD', '300.00 USD', 'neutral other', '300.00 USD a month instead of 300 USD'],
    ['300 USD', '300 EUR', 'cost other', '300 EUR a month instead of 300 USD'],
  ])('from %s to %s is %s', (before, after, what, says) => {
    const changes = diffAssemblies({ base: budgeted(before), head: budgeted(after) });

    const about = changes.flatMap(({ assessments }) => assessments).filter((one) => one.says.includes('may cost'));
    expect(about.map((one) => `${one.class} ${one.direction}`)).toEqual([what]);
    expect(about[0]?.says).toBe(says.startsWith('{service}') ? says : `{service} may cost ${says}`);
  });
});
