import { posix } from 'node:path';
import type { Json, JsonObject } from '../../assembly/document';
import type { Objection } from '../finding';
import { asList, asObject, asText, at } from '../json';
import { containersOf, podsOf, type Container, type Pod } from '../pods';
import type { Rule } from '../rule';
import { state } from '../say';

/** Where model servers write, whoever they run as. */
const PLACES = [
  ...['HOME', 'TMPDIR', 'XDG_CACHE_HOME', 'HF_HOME'],
  ...['TORCHINDUCTOR_CACHE_DIR', 'TRITON_CACHE_DIR', 'VLLM_CACHE_ROOT'],
];
/** Where they write only if they are told to. */
const MORE_PLACES = ['TORCH_HOME', 'HF_ASSETS_CACHE', 'HF_MODULES_CACHE', 'HF_XET_CACHE', 'HF_DATASETS_CACHE'];
/** Where Hugging Face's libraries look for models, by all the names that it has had; they write there unless they are offline. */
const HUB = ['HF_HUB_CACHE', 'HUGGINGFACE_HUB_CACHE', 'TRANSFORMERS_CACHE', 'SENTENCE_TRANSFORMERS_HOME'];
const OFFLINE = ['HF_HUB_OFFLINE', 'TRANSFORMERS_OFFLINE'];
/** Without them Python asks the image's list of users for a name. */
const PERSON = ['USER', 'LOGNAME'];
const WRITABLE = ['emptyDir', 'ephemeral', 'persistentVolumeClaim', 'csi'];

/** Makes sure that a server finds its name, its home and its caches, each where it can write. */
export const cacheNotWritable: Rule = {
  code: 'CACHE_NOT_WRITABLE',
  severity: 'error',
  title: 'every home and cache of a container is named and lies on a writable volume',
  requirement: 'R120',
  scope: 'environment',
  *check(assembly) {
    for (const pod of podsOf(assembly)) {
      for (const container of containersOf(pod)) {
        if (container.role !== 'ephemeral') yield* homeless(pod, container);
      }
    }
  },
};

function* homeless(pod: Pod, container: Container): Generator<Objection> {
  const entries = asList(container.object['env']).map(asObject);
  const document = pod.document.id;
  const offline = entries.some(
    ({ name, value }) => OFFLINE.includes(asText(name) ?? '') && /^(?:1|true|yes|on)$/i.test(asText(value) ?? ''),
  );
  const optional = [...MORE_PLACES, ...(offline ? [] : HUB)];
  for (const name of [...PERSON, ...PLACES, ...optional]) {
    // The last entry of a name holds.
    const index = entries.findLastIndex((entry) => entry['name'] === name);
    const entry = entries[index];
    if (entry === undefined || entry['value'] === '') {
      if (container.role === 'init' || optional.includes(name)) continue;
      const fix = `set ${name}: an unknown user has neither name nor home`;
      yield { document, path: `${container.path}.env`, problem: `has no ${name}`, fix };
      continue;
    }
    const value = asText(entry['value']);
    if (value === undefined || PERSON.includes(name)) continue;
    const place = expand(value, entries.slice(0, index));
    if (isWritable(place, container, pod)) continue;
    const problem = `${state(place)}, which is on no writable volume`;
    yield {
      document,
      path: `${container.path}.env.${index}.value`,
      problem,
      fix: `mount a volume there: ${name} is written to`,
    };
  }
}

/** Puts in the variables that come before, as the kubelet does. */
function expand(value: string, before: readonly JsonObject[]): string {
  return value.replaceAll(/\$\(([A-Za-z_]\w*)\)/g, (whole, name: string) => {
    const entry = before.findLast((one) => one['name'] === name);
    return asText(entry?.['value']) ?? whole;
  });
}

function isWritable(place: string, { object }: Container, { spec }: Pod): boolean {
  if (!place.startsWith('/')) return false;
  const path = `${posix.normalize(place).replace(/\/$/, '')}/`;
  let best: { length: number; mount: JsonObject } | undefined;
  for (const mount of asList(object['volumeMounts']).map(asObject)) {
    const folder = `${(asText(mount['mountPath']) ?? '').replace(/\/$/, '')}/`;
    if (path.startsWith(folder) && folder.length > (best?.length ?? 0)) best = { length: folder.length, mount };
  }
  if (best === undefined || best.mount['readOnly'] === true) return false;
  const { name } = best.mount;
  const volume = asList(spec['volumes']).find((one) => at(one, 'name') === name);
  return WRITABLE.some((type) => isSet(at(volume, type)) && at(volume, type, 'readOnly') !== true);
}

function isSet(value: Json | undefined): boolean {
  return value !== undefined && value !== null;
}
