import * as fc from 'fast-check';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { canonical } from '../../lib/assembly/canonical';
import type { JsonObject } from '../../lib/assembly/document';
import { readAssembly } from '../../lib/assembly/read';
import { writeAssembly } from '../../lib/assembly/write';
import { toYaml } from '../../lib/assembly/yaml';
import { legalNeighbours } from '../support/arbitrary/fleet';
import { anyText, strangeText } from '../support/arbitrary/text';
import { synthesizePlans } from '../support/generated';
import { ALL, requireReadable } from '../support/parse-back';
import { holds } from '../support/property';
import { requireAssembly } from '../support/verdict';

const folder = mkdtempSync(join(tmpdir(), 'taxiway-property-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const key = fc.oneof(
  anyText,
  strangeText(6),
  fc.constantFrom('k'.repeat(1_100), '? a', '-', '=', '<<', '__proto__', '10', '9'),
);
const number = fc.oneof(
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom(-0, 1e21, 1e-7, 2 ** 53, 123_456_789_012_345_680_000, 1.5e300, 5e-324),
);
const data = fc.letrec((tie) => ({
  object: fc.dictionary(key, tie('value'), { maxKeys: 3 }),
  value: fc.oneof(
    { depthSize: 'small' },
    anyText,
    number,
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 3 }),
    tie('object'),
  ),
})).object;

holds('plain data in YAML is the same data to every reader', data, { runs: 1000 }, (object) => {
  // The canonical form of an object is an object.
  const plain = canonical(object) as JsonObject;

  requireReadable(toYaml([plain, plain]), [plain, plain], ALL);
});

holds('what is written is what is read', legalNeighbours(2), { runs: 25 }, ({ specs: [spec], services }) => {
  if (spec === undefined) throw new Error('there is no environment');
  const assembly = requireAssembly(synthesizePlans(services, spec));

  // Over whatever the case before left there.
  writeAssembly(assembly, folder);

  expect(readAssembly(folder)).toEqual(assembly);
  expect(writeAssembly(assembly, folder)).toMatchObject({ written: [], removed: [] });
});
