import type { Builder } from '../review/provenance';

/** Who builds, as GitLab CI says it of itself; a machine of nobody's otherwise. */
export function builderOf(variables: Readonly<Record<string, string | undefined>>): Builder {
  const { CI_PROJECT_URL: project, CI_RUNNER_ID: runner, CI_JOB_URL: job, CI_COMMIT_SHA: commit } = variables;
  if (project === undefined || project === '') return { id: 'https://taxiway.dev/provenance/local' };
  return {
    id: runner === undefined ? project : `${project}/-/runners/${runner}`,
    invocation: job,
    source: commit === undefined ? undefined : { uri: `${project}.git`, commit },
  };
}
