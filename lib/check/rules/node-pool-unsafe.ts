import type { Json, JsonObject } from '../../assembly/document';
import type { Objection } from '../finding';
import { factsOf, resourcesOf } from '../fleet';
import { asList, asNumber, asObject, asText, asTexts, at, block } from '../json';
import type { Rule } from '../rule';
import { said, state } from '../say';
import { unsharedPools } from '../shared-gpus';

/** Makes sure of what the provider lets through and Google's API, or nobody, refuses later. */
export const nodePoolUnsafe: Rule = {
  code: 'NODE_POOL_UNSAFE',
  severity: 'error',
  title: 'a node pool can be made, scales between two bounds, and keeps its nodes to those that are meant to be there',
  requirement: 'R350',
  scope: 'environment',
  *check(assembly) {
    const zones = asTexts(at(factsOf(assembly).object, 'google', 'zones'));
    for (const { id, object } of resourcesOf(assembly, 'google_container_node_pool')) {
      const faults = [
        ...sizeFaults(object),
        ...placeFaults(object, zones),
        ...nodeFaults(object),
        ...upgradeFaults(object),
      ];
      for (const fault of faults) yield { document: id, ...fault };
    }
    yield* unsharedPools(assembly);
  },
};

type Fault = Omit<Objection, 'document'>;

function* sizeFaults(pool: JsonObject): Generator<Fault> {
  const scaling = block(pool['autoscaling']);
  const scales = Object.keys(scaling).length > 0;
  const zonal = ['min_node_count', 'max_node_count'].filter((field) => scaling[field] !== undefined);
  const total = ['total_min_node_count', 'total_max_node_count'].filter((field) => scaling[field] !== undefined);
  if (zonal.length > 0 && total.length > 0) {
    const fix = 'use the totals: a minimum in each zone is a GPU in each zone';
    yield { path: `autoscaling.${zonal[0] ?? ''}`, problem: `is set together with ${total.join(' and ')}`, fix };
  }
  for (const prefix of ['', 'total_']) {
    const least = asNumber(scaling[`${prefix}min_node_count`]) ?? 0;
    const most = asNumber(scaling[`${prefix}max_node_count`]);
    if (most === undefined || most >= least) continue;
    yield {
      path: `autoscaling.${prefix}max_node_count`,
      problem: `is ${most}, below the minimum ${least}`,
      fix: 'raise it',
    };
  }
  if (scales && scaling['max_node_count'] === undefined && scaling['total_max_node_count'] === undefined) {
    yield {
      path: 'autoscaling',
      problem: 'has no maximum',
      fix: 'set total_max_node_count: it is what the demands sum to',
    };
  }
  for (const prefix of ['', 'total_']) {
    const [least, most] = [`${prefix}min_node_count`, `${prefix}max_node_count`];
    if (scaling[most] === undefined || scaling[least] !== undefined || zonal.length + total.length > 1) continue;
    const problem = prefix === '' ? 'is missing beside a maximum in each zone' : 'is missing beside the maximum';
    yield { path: `autoscaling.${least}`, problem, fix: 'write it out, 0 too; better, set the totals' };
  }
  for (const field of ['node_count', 'initial_node_count']) {
    if (pool[field] === undefined || !scales) continue;
    const fix = 'leave it out: every plan would set the pool back to it';
    yield { path: field, problem: `${state(pool[field])} beside autoscaling`, fix };
  }
  if (!scales && pool['node_count'] !== undefined && pool['initial_node_count'] !== undefined) {
    yield { path: 'initial_node_count', problem: 'is set together with node_count', fix: 'leave one of them out' };
  }
  if (pool['name'] !== undefined && pool['name_prefix'] !== undefined) {
    yield { path: 'name_prefix', problem: 'is set together with name', fix: 'leave it out: names are derived' };
  }
}

function* placeFaults(pool: JsonObject, zones: readonly string[]): Generator<Fault> {
  const locations = asTexts(pool['node_locations']);
  if (locations.length === 0) {
    const fix = `name zones that have the machine, of ${zones.join(', ')}`;
    yield { path: 'node_locations', problem: 'names no zone: Google takes those of the cluster', fix };
  }
  for (const [index, zone] of locations.entries()) {
    if (zones.includes(zone)) continue;
    const problem = `is '${zone}', no zone of this environment`;
    yield { path: `node_locations.${index}`, problem, fix: `use ${zones.join(', ')}` };
  }
}

const IMAGES = new Set(['COS_CONTAINERD', 'UBUNTU_CONTAINERD', 'WINDOWS_LTSC_CONTAINERD', 'WINDOWS_SAC_CONTAINERD']);
const SHARING = new Set(['TIME_SHARING', 'MPS']);
const DEFAULT_ACCOUNT = /^(?:default|.*-compute@developer\.gserviceaccount\.com)$/;

function* nodeFaults(pool: JsonObject): Generator<Fault> {
  const config = block(pool['node_config']);
  const path = 'node_config';
  if (config['spot'] === true && config['preemptible'] === true) {
    yield {
      path: `${path}.preemptible`,
      problem: 'is set together with spot',
      fix: 'leave it out: spot has taken its place',
    };
  }
  const account = asText(config['service_account']) ?? '';
  if (account === '' || DEFAULT_ACCOUNT.test(account)) {
    const problem = account === '' ? "is missing, which means the project's own" : `is '${account}', the project's own`;
    yield {
      path: `${path}.service_account`,
      problem,
      fix: 'give nodes an account that can write logs and read images, and no more',
    };
  }
  const metadata = block(config['workload_metadata_config'])['mode'];
  if (metadata !== 'GKE_METADATA') {
    const fix = "use 'GKE_METADATA': otherwise every pod has the identity of its node";
    yield { path: `${path}.workload_metadata_config.mode`, problem: state(metadata), fix };
  }
  const gpus = asList(config['guest_accelerator']);
  const unsigned = gpus.some(
    (gpu) => block(at(gpu, 'gpu_driver_installation_config'))['gpu_driver_version'] === 'INSTALLATION_DISABLED',
  );
  const secure = block(config['shielded_instance_config'])['enable_secure_boot'];
  if (secure !== true && !unsigned) {
    yield {
      path: `${path}.shielded_instance_config.enable_secure_boot`,
      problem: state(secure),
      fix: 'set it to true',
    };
  }
  if (config['image_type'] !== undefined && !IMAGES.has(asText(config['image_type'])?.toUpperCase() ?? '')) {
    yield {
      path: `${path}.image_type`,
      problem: state(config['image_type']),
      fix: `use one of ${[...IMAGES].join(', ')}`,
    };
  }
  for (const key of Object.keys(asObject(config['labels']))) {
    if (!/^(?:.*\.)?(?:kubernetes|k8s)\.io\//.test(key)) continue;
    yield {
      path: `${path}.labels.${key}`,
      problem: 'has a prefix that Kubernetes keeps for itself',
      fix: 'use a prefix of our own',
    };
  }
  yield* gpuFaults(gpus, config, path);
}

function* gpuFaults(gpus: readonly Json[], config: JsonObject, path: string): Generator<Fault> {
  for (const [index, gpu] of gpus.entries()) {
    const sharing = block(at(gpu, 'gpu_sharing_config'))['gpu_sharing_strategy'];
    if (sharing === undefined || SHARING.has(asText(sharing) ?? '')) continue;
    const place = `${path}.guest_accelerator.${index}.gpu_sharing_config.gpu_sharing_strategy`;
    yield { path: place, problem: state(sharing), fix: `use ${[...SHARING].join(' or ')}` };
  }
  const kept = asList(config['taint'])
    .map(asObject)
    // An effect that there is not is ARGUMENT_VALUE.
    .some(({ key, effect }) => key === 'nvidia.com/gpu' && effect !== 'PREFER_NO_SCHEDULE' && effect !== 'NO_EXECUTE');
  if (gpus.length === 0 || kept) return;
  const fix = 'write nvidia.com/gpu=present NO_SCHEDULE out: GKE adds it only where another pool exists already';
  yield { path: `${path}.taint`, problem: 'does not keep other pods off the GPUs', fix };
}

function* upgradeFaults(pool: JsonObject): Generator<Fault> {
  const settings = block(pool['upgrade_settings']);
  const green = settings['blue_green_settings'] !== undefined;
  const surge = ['max_surge', 'max_unavailable'].find((field) => settings[field] !== undefined);
  const blueGreen = settings['strategy'] === 'BLUE_GREEN';
  if (surge !== undefined && (blueGreen || green)) {
    yield {
      path: `upgrade_settings.${surge}`,
      problem: 'is set together with blue-green upgrades',
      fix: 'leave one of them out',
    };
  } else if (green && !blueGreen) {
    const problem = `is set, and the strategy is ${said(settings['strategy'] ?? 'SURGE')}`;
    yield {
      path: 'upgrade_settings.blue_green_settings',
      problem,
      fix: "use the strategy 'BLUE_GREEN', or leave it out",
    };
  }
}
