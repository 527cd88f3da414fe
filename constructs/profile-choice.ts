import { chooseFix, show } from '../lib/nearest';
import type { Profile } from '../lib/profiles/profile';
import { findProfile, PROFILE_NAMES, type ProfileName } from '../lib/profiles/profiles';
import { isOlder, isVersion } from '../lib/profiles/versions';
import type { Props } from '../lib/props';
import type { WorkloadSummary } from './service-scope';
import type { WorkloadProps } from './workload-props';

/** The model server that a workload names. */
export interface ChosenProfile {
  readonly name: ProfileName;
  readonly profile: Profile;
  readonly version: string;
}

/** The profile that a workload names, or undefined where it names none that can be used. */
export function readProfile(read: Props, props: WorkloadProps, gpu: WorkloadSummary['gpu']): ChosenProfile | undefined {
  const { profile: given, profileVersion } = props.serves ?? {};
  if (given === undefined) {
    if (profileVersion === undefined) return undefined;
    const fix = `name the server as well: profile: ${PROFILE_NAMES.map((name) => `'${name}'`).join(', ')}`;
    const problem = 'is given without a profile';
    read.refuse('serves.profileVersion', { code: 'VALUE_INVALID', problem, fix }, profileVersion);
    return undefined;
  }
  const profile = findProfile(given);
  if (profile === undefined) {
    const fix = `${chooseFix(given, PROFILE_NAMES)}, or leave it out: any other image needs none`;
    const problem = `is ${show(given)}, which is no serving profile`;
    read.refuse('serves.profile', { code: 'PROFILE_UNKNOWN', problem, fix, allowed: PROFILE_NAMES }, given);
    return undefined;
  }
  const objection = gpuProblem(given, profile, gpu, props);
  read.take('serves.profile', given, { value: given, because: '' }, () => objection);
  return { name: given, profile, version: readVersion(read, profileVersion, profile) };
}

function gpuProblem(name: string, profile: Profile, gpu: WorkloadSummary['gpu'], props: WorkloadProps) {
  const code = 'PROFILE_GPU_UNSUPPORTED' as const;
  // A GPU that can't be had is refused where it is named.
  const asked = (props as { readonly gpu?: unknown }).gpu !== undefined;
  if (!profile.cpu && !asked) {
    const problem = `is '${name}', and ${profile.title} needs a GPU`;
    return { code, problem, fix: "ask for one: gpu: { model: 'l4' }" };
  }
  const { mostGpus } = profile;
  if (mostGpus === undefined || gpu === undefined || gpu.count <= mostGpus) return undefined;
  const problem = `is '${name}', and ${profile.title} uses ${mostGpus} of the ${gpu.count} GPUs of a pod`;
  return { code, problem, fix: `ask for gpu.count ${mostGpus}, and for more replicas` };
}

function readVersion(read: Props, given: string | undefined, { title, versions }: Profile): string {
  const { oldest, newest } = versions;
  const fallback = { value: newest, because: `the newest ${title} that the profile knows` };
  return read.take('serves.profileVersion', given, fallback, (version: unknown) => {
    const code = 'PROFILE_VERSION_UNKNOWN';
    const known = `${oldest} to ${newest} are known`;
    if (!isVersion(version)) {
      return {
        code,
        problem: `is ${show(version)}, not the number of a version`,
        fix: `write it as '${newest}'; ${known}`,
      };
    }
    if (isOlder(version, oldest)) {
      const fix = `${known}; leave the profile out, and type what the server needs`;
      return { code, problem: `is ${version}, older than the profile`, fix };
    }
    if (!isOlder(newest, version)) return undefined;
    const fix = `${known}; use ${newest}, and type what has changed since in run.args`;
    return { code, problem: `is ${version}, newer than the profile`, fix };
  });
}
