import type { Predicate } from './predicate';

/**
 * Sizes of the families that carry accelerators; all others scale in ways that no list keeps up with.
 * Source: machine lists of public pricing catalogues, read 2026-08.
 */
const SIZES: Readonly<Record<string, readonly string[]>> = {
  'g2-standard': ['4', '8', '12', '16', '24', '32', '48', '96'],
  'g4-standard': ['6', '12', '24', '48', '96', '192', '384'],
  'a2-highgpu': ['1g', '2g', '4g', '8g'],
  'a2-megagpu': ['16g'],
  'a2-ultragpu': ['1g', '2g', '4g', '8g'],
  'a3-edgegpu': ['8g'],
  'a3-highgpu': ['1g', '2g', '4g', '8g'],
  'a3-megagpu': ['8g'],
  'a3-ultragpu': ['8g'],
  'a4-highgpu': ['8g'],
  'a4x-highgpu': ['4g'],
  'ct5lp-hightpu': ['1t', '4t', '8t'],
  'ct5p-hightpu': ['4t'],
  'ct6e-standard': ['1t', '4t', '8t'],
};

const SHAPE =
  /^(?<family>(?:[a-z]\d+[a-z]*|ct\d+[a-z]*)-(?:standard|highmem|highcpu|megamem|ultramem|hypermem|highgpu|megagpu|ultragpu|edgegpu|maxgpu|hightpu|custom))-(?<size>\d+[a-z]?)(?:-[a-z0-9]+)*$/;
const SHARED = /^(?:e2-(?:micro|small|medium)|f1-micro|g1-small|(?:e2-custom-(?:micro|small|medium)|custom-\d+)-\d+)$/;

/** A machine type that Google could have: the shape of a name, and for accelerators one of the sizes that there are. */
export const machineType: Predicate = {
  allowed: "a machine type such as 'g2-standard-8'; g2, g4, a2, a3, a4 and TPU families have fixed sizes",
  holds: (value) => {
    if (typeof value !== 'string') return false;
    if (SHARED.test(value)) return true;
    const { family = '', size = '' } = SHAPE.exec(value)?.groups ?? {};
    if (family === '') return false;
    return !Object.hasOwn(SIZES, family) || SIZES[family]?.includes(size) === true;
  },
};
