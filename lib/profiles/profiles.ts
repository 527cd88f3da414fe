import type { Profile } from './profile';
import { TEI } from './tei';
import { TGI } from './tgi';
import { TRITON } from './triton';
import { VLLM } from './vllm';

/** Model servers that are known, by the name that a service file uses. */
export const PROFILES = { vllm: VLLM, triton: TRITON, tei: TEI, tgi: TGI } as const satisfies Readonly<
  Record<string, Profile>
>;

/** The name of a serving profile. */
export type ProfileName = keyof typeof PROFILES;

/** The names of all serving profiles. */
export const PROFILE_NAMES = Object.keys(PROFILES) as readonly ProfileName[];

/** What is known of a model server, or undefined where nothing is. */
export function findProfile(name: unknown): Profile | undefined {
  return typeof name === 'string' && Object.hasOwn(PROFILES, name) ? PROFILES[name as ProfileName] : undefined;
}
