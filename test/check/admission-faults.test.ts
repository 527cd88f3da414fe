import type { Assembly } from '../../lib/assembly/assembly';
import { canonical } from '../../lib/assembly/canonical';
import { sha256 } from '../../lib/assembly/digest';
import type { Document, JsonObject } from '../../lib/assembly/document';
import { PROMISES, refusal } from '../../lib/check/promises';
import { RULES } from '../../lib/check/rules/all';
import { runRules } from '../../lib/check/run';
import { ADMISSION_FAULTS, POD_FAULTS, type AdmissionFault } from '../engines/faults/admission';
import { ADMITTED } from '../support/admission';
import type { Read } from '../support/documents';

const HARBOUR: Assembly = { environment: 'harbour', documents: ADMITTED } as unknown as Assembly;
const FAULTS: readonly AdmissionFault[] = [
  ...POD_FAULTS.map(([what, edit, code]): AdmissionFault => [what, 'Deployment', edit, code]),
  ...ADMISSION_FAULTS,
];

/** The findings in an assembly in which one object of `front` is another. */
function findingsWith(kind: string, edit: (object: Read) => void) {
  const found = ADMITTED.find(
    (one) =>
      one.kind === kind && one.service === 'front' && (kind !== 'NetworkPolicy' || one.id.endsWith('api-ingress')),
  );
  if (found === undefined) throw new Error(`front has no ${kind}`);
  const object: Read = structuredClone(found.object);
  edit(object);
  const plain = canonical(object) as JsonObject;
  const instead: Document = { ...found, object: plain, sha256: sha256(JSON.stringify(plain)) };
  const documents = ADMITTED.map((one) => (one === found ? instead : one));
  return runRules({ assemblies: [{ ...HARBOUR, documents }], whole: false }, RULES).findings;
}

describe('what the cluster refuses', () => {
  it.each(FAULTS)('is found before it gets there: %s', (_, kind, edit, code) => {
    const codes = findingsWith(kind, edit).map((finding) => finding.code);

    expect(codes).toContain(code);
  });

  it('is refused with the codes of rules, and in one line each', () => {
    const codes = new Set(RULES.map(({ code }) => code));

    const lines = Object.values(PROMISES).map((promise) => refusal(promise, 'this is wrong'));

    expect(Object.values(PROMISES).filter(({ code }) => !codes.has(code))).toEqual([]);
    expect(lines.filter((line) => !/^[A-Z_]+: this is wrong; .+ is allowed; .+[^.]$/.test(line))).toEqual([]);
  });

  it('has nothing in it that the checks would object to where nothing was changed', () => {
    expect(findingsWith('Deployment', () => undefined).filter(({ severity }) => severity === 'error')).toEqual([]);
  });
});
