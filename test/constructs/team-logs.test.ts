import type { Read } from '../support/documents';
import { findAll } from '../support/documents';
import { render, service, testEnvironment } from '../support/environment';

const spec = testEnvironment();
const rendered = render(service('echo'), spec);
const of = (type: string): readonly Read[] => findAll(rendered, `resource.${type}`).map(({ object }) => object as Read);

describe('the logs of teams', () => {
  it('have a bucket, a sink, a view and one reader for each team, and none that reads all', () => {
    const teams = Object.entries(spec.teams);
    const [buckets, sinks, views, rights] = [
      of('google_logging_project_bucket_config'),
      of('google_logging_project_sink'),
      of('google_logging_log_view'),
      of('google_logging_log_view_iam_member'),
    ];

    expect([buckets.length, sinks.length, views.length, rights.length]).toEqual(Array(4).fill(teams.length));
    expect(rights.map(({ member }) => member as string).sort()).toEqual(
      teams.map(([, team]) => `group:${team.group}@${spec.groupDomain}`).sort(),
    );
    expect(new Set(rights.map(({ role }) => role))).toEqual(new Set(['roles/logging.viewAccessor']));
    expect(JSON.stringify(of('google_project_iam_member'))).not.toContain('roles/logging.viewAccessor');
  });

  it('are filled by the owner that pods are labelled with, each bucket by its own sink alone', () => {
    const buckets = of('google_logging_project_bucket_config').map(({ bucket_id: id }) => id as string);
    const sinks = of('google_logging_project_sink');

    expect(sinks.map(({ destination }) => (destination as string).split('/').at(-1)).sort()).toEqual(
      [...buckets].sort(),
    );
    expect(new Set(sinks.map(({ filter }) => filter)).size).toBe(sinks.length);
    for (const { filter } of sinks) expect(filter).toContain('k8s-pod/taxiway_dev/owner');
    for (const { unique_writer_identity: own } of sinks) expect(own).toBe(true);
  });

  it('are kept for thirty days, in the region of the environment', () => {
    for (const { retention_days: days, location } of of('google_logging_project_bucket_config'))
      expect([days, location]).toEqual([30, spec.google.region]);
  });
});
