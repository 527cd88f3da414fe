import { PAGES, pageOf } from '../../../lib/alerts/pages';
import { objectOf, type Read } from '../../support/documents';
import { render, service } from '../../support/environment';
import { askedBy } from '../../support/kubectl';

const context = { service: 'echo', environment: 'harbour', workloads: ['api'], callers: ['rails'] };
const { rules } = objectOf(render(service('echo')), 'Role', 'team');

/** What pages of a service tell people to type; those of the platform are read by the platform team, which has rights of its own. */
const COMMANDS = [...Object.keys(PAGES).filter((alert) => !alert.startsWith('MlEnvironment')), 'AddedByAPatch'].flatMap(
  (alert) => {
    const { means, look } = pageOf(alert, '', context);
    return [means, ...look].flatMap((text) =>
      [...text.matchAll(/`(kubectl [^`]*)`/g)].map(([, command = '']) => command),
    );
  },
);

/** Whether the team that is on call may do all that a command does. */
function teamMay(command: string): boolean {
  return askedBy(command).every(({ verb, group, resource }) =>
    rules.some(
      (rule: Read) => rule.verbs.includes(verb) && rule.apiGroups.includes(group) && rule.resources.includes(resource),
    ),
  );
}

describe('what a page tells whoever is on call to type', () => {
  it('is what the team may do', () => {
    expect(COMMANDS.length).toBeGreaterThan(20);
    expect([...new Set(COMMANDS)].filter((command) => !teamMay(command))).toEqual([]);
  });

  it.each([
    'kubectl -n echo rollout undo deployment/api',
    'kubectl get nodes -L taxiway.dev/gpu-shape',
    'kubectl get pods -A',
    'kubectl -n echo get pods -A',
    'kubectl -n echo get secrets',
    'kubectl -n echo delete pods',
  ])('would be refused as %s', (command) => {
    expect(() => teamMay(command)).toThrow();
  });

  it('leads back by what the team decides, not by hand', () => {
    expect(pageOf('MlServiceBudgetBurnFast', '', context).look[0]).toMatch(
      /revert the commit, or `taxiway pin` .*`git log -p environments\/harbour\.images\.json`/,
    );
  });
});
