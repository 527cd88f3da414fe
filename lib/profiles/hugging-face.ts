import type { ProfileFlag, ProfileVariable, Written } from './profile';

/** The address that Hugging Face's servers listen at. */
export const ADDRESS: ProfileFlag = {
  name: '--hostname',
  value: '0.0.0.0',
  variable: 'HOSTNAME',
  because: "it takes HOSTNAME for its address, and a pod's is its name",
};

/** The port that they listen at. */
export const PORT: ProfileFlag = {
  name: '--port',
  value: { from: 'port' },
  alias: ['-p'],
  variable: 'PORT',
  because: 'it listens where the Service sends requests; the image says 80, which needs root',
};

/** How they log. */
export const JSON_LOGS: ProfileFlag = {
  name: '--json-output',
  when: { logs: 'json' },
  variable: 'JSON_OUTPUT',
  because: 'logs that a collector can read',
};

/** What they serve. */
export const MODEL: ProfileFlag = {
  name: '--model-id',
  value: { from: 'weights' },
  when: { says: 'weights' },
  variable: 'MODEL_ID',
  because: 'the weights are mounted there',
};

/** Where they keep what they fetch. */
export const HUB_CACHE: ProfileVariable = {
  name: 'HUGGINGFACE_HUB_CACHE',
  value: '{cache}/huggingface/hub',
  because: "the image's own, /data, can't be written to",
};

/** What their log is. */
export const WRITES: readonly Written[] = [
  {
    as: 'json',
    because: 'one object a line, with level and timestamp for severity and time, and no flag that renames them',
  },
];
