import { sha256 as digestOf } from '../../lib/assembly/digest';
import { bundle } from '../../lib/loader/bundle';
import { settledIn } from '../../lib/loader/settled';
import { registerProgram } from '../../lib/source/program';
import { readSections, sectionsOf } from '../../lib/source/sections';
import { readArguments, type Shape } from '../../lib/source/shape';
import { shapeAt } from '../../lib/source/shape-at';
import { CHECKOUT, newFolder } from '../support/cli';

const ours = bundle('services/index.ts', CHECKOUT, { library: 'taxiway' });

/** Every offset of a shape is counted from elsewhere. */
function moved(shape: unknown, from: number): unknown {
  return JSON.parse(
    JSON.stringify(shape, (key, value: unknown) => (key === 'start' ? (value as number) + from : value)),
  );
}

const plain = (shape: Shape | undefined): unknown => JSON.parse(JSON.stringify(shape));

/** A program of which a text looks as if another module began in it. */
const torn = (end: string): string =>
  bundle(
    'services/index.ts',
    newFolder({
      'services/index.ts': `export const one = \`\n// services/other.ts\n\`;
export const all = f({ one: 1 }), more = f({ two: 2 });
export const two = \`\n// services/third.ts\n\`;
function f(given: object): object { ${end} return given; }
`,
    }),
  ).code;

describe('the sections of a bundle', () => {
  it('are all of it, each with the name of its file', () => {
    const sections = sectionsOf(ours.code);

    expect(sections.map(({ code }) => code).join('')).toBe(ours.code);
    expect(sections.every(({ start, code }) => ours.code.startsWith(code, start))).toBe(true);
    const names = new Set(sections.map(({ module }) => module));
    expect([...ours.modules.keys()].filter((name) => !names.has(name))).toEqual([]);
  });

  it('show one by one what they show as one', () => {
    const program = registerProgram({
      name: 'one by one',
      root: CHECKOUT,
      ...ours,
      isSplit: () => settledIn(ours.code)?.isSplit === true,
    });

    const whole = [...readArguments(ours.code)].map(([offset, shape]) => [offset, plain(shape)]);
    const parts = whole.map(([offset]) => {
      const { shape, from } = shapeAt(program, offset as number);
      return [offset, moved(shape, from), from];
    });

    expect(parts.map(([offset, shape]) => [offset, shape])).toEqual(whole);
    expect(new Set(parts.map(([, , from]) => from)).size).toBeGreaterThan(5);
  });

  it('are read as one where one of them is not whole by itself', () => {
    const code = torn('');
    const isSplit = (): boolean => settledIn(code)?.isSplit === true;
    const program = registerProgram({ name: 'torn', root: CHECKOUT, sourceMap: {}, code, isSplit });

    const whole = [...readArguments(code)];
    const parts = whole.map(([offset]) => [offset, shapeAt(program, offset)]);

    // Between two such texts a part of the program seems to be a text, and so can be read.
    expect(sectionsOf(code).length).toBeGreaterThan(3);
    expect(whole.length).toBeGreaterThan(1);
    expect(parts).toEqual(whole.map(([offset, shape]) => [offset, { shape, from: 0 }]));
    expect(readSections(code, (sections) => sections.map((one) => readArguments(one.code).size))).toEqual([
      whole.length,
    ]);
    expect(settledIn(torn('count += 1;') + '\nvar count = 0;')).toBeUndefined();
  });

  it('say of no other error that it is one of syntax', () => {
    expect(() => readSections('', () => decodeURIComponent('%'))).toThrow(URIError);
  });
});

describe('what is known of modules', () => {
  it('is the same as what is found, and they are not looked at again', () => {
    const found = settledIn(ours.code);

    const again = settledIn(ours.code, found?.modules);
    // Nothing of a module that is known is read, even if it were something else.
    const claimed = settledIn(
      'let n = 0; const next = () => ++n;',
      new Map([[digestOf('let n = 0; const next = () => ++n;'), [[]]]]),
    );

    expect(again).toEqual(found);
    expect(claimed?.classes).toEqual(new Map());
  });

  it('says nothing of a module that changed', () => {
    const known = settledIn(ours.code)?.modules;
    const changed = `${ours.code}\n// services/more.ts\nvar n = 0;\nvar next = () => ++n;\n`;

    expect(settledIn(changed, known)).toBeUndefined();
    expect(settledIn(changed.replace('++n', 'n'), known)?.classes).toEqual(settledIn(ours.code)?.classes);
  });

  it('is what all sections of a module say together', () => {
    const [one, two] = ['// a.ts\nlet n = 0;\n', '// a.ts\nvar next = () => { { let n = 1; n; } n = 2; };\n'];
    const between = '// b.json\nvar b_default = { b: 1 };\n';

    expect(settledIn(`\n${one}\n${between}\n${two}`)).toBeUndefined();
    expect(settledIn(`\n${one}\n${two.replace('a.ts', 'c.ts')}`)).toBeDefined();
    expect(settledIn(`\n${one}\n${between}\n${two}`, settledIn(`\n${one}\n${between}`)?.modules)).toBeUndefined();
  });

  it('tells two classes of the same text apart from one, wherever they are', () => {
    const one = '// a.ts\nvar A = class { a = 1; };\n';
    const known = settledIn(one)?.modules;

    const both = settledIn(`${one}\n// b.ts\nvar B = class { a = 1; };\n`, known);

    expect(settledIn(one, known)?.classes.size).toBe(1);
    expect(both?.classes.size).toBe(0);
  });
});
