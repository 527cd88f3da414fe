import { LOG_CONFIG_ANNOTATION } from '../lib/labels';
import type { Container, PodSpec } from './kubernetes';
import type { WorkloadSettings } from './workload-settings';

const NAME = 'log-config';
/** Where a server finds the file that says how to log. */
const FOLDER = '/etc/taxiway/log';
const FILE = 'config.json';
export const LOG_CONFIG_FILE = `${FOLDER}/${FILE}`;

type Parts = Pick<WorkloadSettings, 'logConfig'>;

/** The file itself: an annotation of the pod, so that a change of it rolls pods, and one that goes back takes its own along. */
export function logConfigAnnotations({ logConfig }: Parts): Readonly<Record<string, string>> {
  return logConfig === undefined ? {} : { [LOG_CONFIG_ANNOTATION]: logConfig };
}

/** How the annotation becomes a file. */
export function logConfigVolumes({ logConfig }: Parts): NonNullable<PodSpec['volumes']> {
  if (logConfig === undefined) return [];
  const fieldRef = { fieldPath: `metadata.annotations['${LOG_CONFIG_ANNOTATION}']` };
  return [{ name: NAME, downwardAPI: { items: [{ path: FILE, fieldRef }] } }];
}

/** Where the container finds it. */
export function logConfigMounts({ logConfig }: Parts): NonNullable<Container['volumeMounts']> {
  return logConfig === undefined ? [] : [{ name: NAME, mountPath: FOLDER, readOnly: true }];
}
