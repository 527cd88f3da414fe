import type { Container, PodSpec } from './kubernetes';
import type { WorkloadSettings } from './workload-settings';

/** Where the token for the internal API arrives. The kubelet writes a new one when four fifths of its life are over: it is read for each request. */
export const INTERNAL_API_FOLDER = '/run/secrets/internal-api';
/** The variable that names the file. */
export const INTERNAL_API_VARIABLE = 'GITLAB_INTERNAL_API_TOKEN_FILE';

/** What a volume for the token is made of. */
export interface InternalApiParts {
  readonly settings: Pick<WorkloadSettings, 'internalApi'>;
  /** Whom the token is meant for: the internal API, and nobody else. */
  readonly internalApi: string;
}

const NAME = 'internal-api';

/** A token of the workload's own service account, meant for the internal API alone; none unless one is asked for. */
export function internalApiVolumes({ settings, internalApi }: InternalApiParts): NonNullable<PodSpec['volumes']> {
  const { internalApi: expirationSeconds } = settings;
  if (expirationSeconds === undefined) return [];
  const serviceAccountToken = { audience: internalApi, expirationSeconds, path: 'token' };
  // 0440: the process's group reads, nobody else.
  return [{ name: NAME, projected: { defaultMode: 0o440, sources: [{ serviceAccountToken }] } }];
}

/** Where the container finds it. */
export function internalApiMounts({
  settings,
}: Pick<InternalApiParts, 'settings'>): NonNullable<Container['volumeMounts']> {
  return settings.internalApi === undefined ? [] : [{ name: NAME, mountPath: INTERNAL_API_FOLDER, readOnly: true }];
}

/** The variable that tells the process so. */
export function internalApiVariables({
  internalApi,
}: Pick<WorkloadSettings, 'internalApi'>): Readonly<Record<string, string>> {
  return internalApi === undefined ? {} : { [INTERNAL_API_VARIABLE]: `${INTERNAL_API_FOLDER}/token` };
}
