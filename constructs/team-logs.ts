import { LoggingLogView } from '@cdktf/provider-google/lib/logging-log-view';
import { LoggingLogViewIamMember } from '@cdktf/provider-google/lib/logging-log-view-iam-member';
import { LoggingProjectBucketConfig } from '@cdktf/provider-google/lib/logging-project-bucket-config';
import { LoggingProjectSink } from '@cdktf/provider-google/lib/logging-project-sink';
import { Construct } from 'constructs';
import { trace } from '../lib/engine/trace';
import type { BlockStack } from '../lib/engine/unit';
import type { EnvironmentSpec, TeamSpec } from '../lib/environment-spec';
import { ownerLabel } from '../lib/labels';
import { teamFilter } from '../lib/logs/team-filter';
import { names } from '../lib/names';
import { platformTrace } from './platform-trace';

/** Where buckets are emitted, and the environment whose teams they are for. */
export interface TeamLogsProps {
  readonly blocks: BlockStack;
  readonly spec: EnvironmentSpec;
}

/** Days for which logs are kept; Google's own default, which costs nothing beyond what takes logs in. */
const RETENTION = 30;

/**
 * The logs of each team: a bucket, a sink that fills it with what pods of its services write, and a view that its Google group may
 * read, and nobody else. A right to views on the project would open the buckets of all.
 * @example
 * ```ts
 * new TeamLogs(this, 'logs', { blocks, spec: env.spec });
 * ```
 */
export class TeamLogs extends Construct {
  constructor(
    scope: Construct,
    id: string,
    private readonly given: TeamLogsProps,
  ) {
    super(scope, id);
    for (const [owner, team] of Object.entries(given.spec.teams).sort(([one], [other]) => (one < other ? -1 : 1)))
      this.emitTeam(owner, team);
  }

  private emitTeam(owner: string, team: TeamSpec): void {
    const { blocks, spec } = this.given;
    const { project, region: location } = spec.google;
    const label = ownerLabel(owner);
    const address = `logs_${label.replaceAll('.', '__')}`;
    const bucketId = names.teamLogs(spec.name, label);
    const parent = `projects/${project}`;
    const because = (causes: Parameters<typeof platformTrace>[2]) => platformTrace(spec, 'logs', causes);

    const bucket = new LoggingProjectBucketConfig(blocks, `${address}-bucket`, {
      project,
      location,
      bucketId,
      retentionDays: RETENTION,
      description: `Logs of ${owner} in ${spec.name}`,
    });
    bucket.overrideLogicalId(address);
    trace(
      bucket,
      because({
        bucket_id: { fact: 'teams' },
        location: { fact: 'google.region' },
        project: { fact: 'google.project' },
        retention_days: { rule: 'as long as Google keeps logs without asking more for it' },
      }),
    );
    const sink = new LoggingProjectSink(blocks, `${address}-sink`, {
      project,
      name: bucketId,
      destination: `logging.googleapis.com/${parent}/locations/${location}/buckets/${bucketId}`,
      filter: teamFilter(spec, owner),
      uniqueWriterIdentity: true,
      description: `Fills the bucket of ${owner}`,
      dependsOn: [bucket],
    });
    sink.overrideLogicalId(address);
    trace(
      sink,
      because({
        destination: { rule: 'a bucket of the same project, which a sink fills without a right of its own' },
        filter: { rule: 'the label of pods that says whose they are' },
        depends_on: { rule: 'the bucket is named, not referred to' },
      }),
    );
    const view = new LoggingLogView(blocks, `${address}-view`, {
      parent,
      location,
      bucket: bucketId,
      name: names.teamLogView,
      filter: 'resource.type = "k8s_container"',
      description: `What ${owner} sees`,
      dependsOn: [bucket],
    });
    view.overrideLogicalId(address);
    trace(view, because({ filter: { rule: 'what containers write; a view knows no finer filter' } }));
    const right = new LoggingLogViewIamMember(blocks, `${address}-reader`, {
      parent,
      location,
      bucket: bucketId,
      name: names.teamLogView,
      role: 'roles/logging.viewAccessor',
      member: `group:${team.group}@${spec.groupDomain}`,
      dependsOn: [view],
    });
    right.overrideLogicalId(address);
    trace(
      right,
      because({
        member: { fact: `teams.${owner}.group` },
        role: { rule: 'on the view: on the project it would open the buckets of all teams' },
      }),
    );
  }
}
