import { refusalsIn } from '../support/errors';
import { render, service, testEnvironment, type LooseProps } from '../support/environment';

const ga: LooseProps = { maturity: 'ga' };
const refusals = (props: LooseProps, changes: Parameters<typeof testEnvironment>[0]) =>
  refusalsIn(render(service('echo', props), testEnvironment({ tier: 'production', ...changes })));
const quiet = { alertReceivers: { pilots: { pager: undefined } } };

describe('a service that is generally available', () => {
  it('is refused in production where nobody of its team is on call', () => {
    expect(refusals(ga, quiet)).toEqual(['ONCALL_MISSING echo.maturity']);
  });

  it('is refused in production where nothing hands a page on', () => {
    expect(refusals(ga, { alertmanager: undefined })).toEqual(['ONCALL_MISSING echo.maturity']);
  });

  it('is taken where somebody is woken for it, in other tiers, and before it is generally available', () => {
    expect(refusals(ga, {})).toEqual([]);
    expect(refusals(ga, { ...quiet, tier: 'staging' })).toEqual([]);
    expect(refusals({ maturity: 'beta' }, quiet)).toEqual([]);
  });
});
