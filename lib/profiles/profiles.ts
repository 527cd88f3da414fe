import type { Profile } from './profile';
import { TEI } from './tei';
import { TGI } from './tgi';
import { TRITON } from './triton';
import { VLLM } from './vllm';

/** The name of a serving profile. */
export type ProfileName = 'vllm' | 'triton' | 'tei' | 'tgi';

/** Model servers that are known, by the name that a service file uses. */
export const PROFILES: Readonly<Record<ProfileName, Profile>> = { vllm: VLLM, triton: TRITON, tei: TEI, tgi: TGI };

/** The names of all serving profiles. */
export const PROFILE_NAMES = Object.keys(PROFILES) as readonly ProfileName[];

/** What is known of a model server, or undefined where nothing is. */
export function findProfile(name: unknown): Profile | undefined {
  return typeof name === 'string' && Object.hasOwn(PROFILES, name) ? PROFILES[name as ProfileName] : undefined;
}
