import type { Mistake } from '../../lib/errors';
import { Props } from '../../lib/props';
import { environmentSource, removePrograms, renderProgram, testEnvironment } from '../support/environment';
import { find, objectOf, reasonOf } from '../support/documents';

afterAll(removePrograms);

const nowhere = { stack: '' };
const fallback = { value: 1, because: 'one is enough' };

function reader(place = 'echo', prefix = ''): { props: Props; mistakes: Mistake[] } {
  const mistakes: Mistake[] = [];
  const props = new Props(place, prefix, nowhere, 'harbour', (mistake) => {
    mistakes.push(mistake);
  });
  return { props, mistakes };
}

const never = () => ({ code: 'VALUE_INVALID', problem: 'is wrong', fix: 'mend it' }) as const;

describe('Props', () => {
  it('takes what was typed, and notes that it was', () => {
    const { props, mistakes } = reader();

    expect(props.take('replicas', 3, fallback)).toBe(3);
    expect(props.entries().get('replicas')).toMatchObject({ value: 3, origin: 'typed' });
    expect(mistakes).toEqual([]);
  });

  it('takes the fallback where nothing was typed, and notes why', () => {
    const { props } = reader();

    expect(props.take('replicas', undefined, fallback)).toBe(1);
    expect(props.entries().get('replicas')).toEqual({ value: 1, origin: 'default', because: 'one is enough' });
  });

  it('takes nothing, zero and the empty text for what they are: typed', () => {
    const { props } = reader();

    expect(props.take('a', 0, fallback)).toBe(0);
    expect(props.take('b', '', { value: 'x', because: '' })).toBe('');
    expect(props.take('c', false, { value: true, because: '' })).toBe(false);
  });

  it('goes on with the fallback after a mistake, and notes it at the place that was typed', () => {
    const { props, mistakes } = reader('echo.ranker', 'ranker.');

    expect(props.take('run.cpu', 7, fallback, never)).toBe(1);
    expect(mistakes).toEqual([
      expect.objectContaining({ code: 'VALUE_INVALID', at: 'echo.ranker.run.cpu', given: 7, environment: 'harbour' }),
    ]);
    expect([...props.entries().keys()]).toEqual(['ranker.run.cpu']);
  });

  it('never asks the objection about what was not typed', () => {
    const { props, mistakes } = reader();

    props.take('replicas', undefined, fallback, never);

    expect(mistakes).toEqual([]);
  });

  it('notes every misspelt prop, and offers the nearest', () => {
    const { props, mistakes } = reader();

    props.known('run', { memmory: '1Gi', cpu: 1, arg: [] }, ['cpu', 'memory', 'args']);

    expect(mistakes.map(({ code, at }) => `${code} ${at}`)).toEqual([
      'PROP_UNKNOWN echo.run.memmory',
      'PROP_UNKNOWN echo.run.arg',
    ]);
    expect(mistakes[0]?.fix).toContain("'memory'");
    expect(mistakes[0]?.allowed).toEqual(['cpu', 'memory', 'args']);
  });

  it.each([[5], ['text'], [null], [[]], [true]])('takes no %j for a group', (given) => {
    const { props, mistakes } = reader();

    props.known('run', given, ['cpu']);

    expect(mistakes.map(({ code, at }) => `${code} ${at}`)).toEqual(['VALUE_INVALID echo.run']);
  });

  it('says nothing about a group that is not there', () => {
    const { props, mistakes } = reader();

    props.known('run', undefined, ['cpu']);

    expect(mistakes).toEqual([]);
  });

  it('knows the reason for a field only when it is asked, so that later props count', () => {
    const { props } = reader('echo.ranker', 'ranker.');
    const cause = props.cause('replicas');

    props.note('replicas', { value: 3, origin: 'typed', at: { file: 'a.ts', line: 1, column: 2 } });

    expect(cause()).toEqual({ prop: 'ranker.replicas', at: { file: 'a.ts', line: 1, column: 2 } });
  });
});

describe('where a value comes from', () => {
  const [rendering] = renderProgram({
    'environments/harbour.ts': environmentSource('harbour', testEnvironment()),
    'services/echo.ts': `import { MlService, type Environment } from 'taxiway';

const MEMORY = '2Gi';

export class Echo extends MlService {
  constructor(env: Environment<'harbour'>) {
    super(env, 'echo', {
      owner: 'group::pilots',
      image: env.image('echo'),
      replicas: env.select({
        harbour: 3,
      }),
      run: { cpu: 2, memory: MEMORY },
    });
  }
}
`,
    'services/index.ts': `import { place } from 'taxiway';
import { harbour } from '../environments/harbour';
import { Echo } from './echo';

export const placements = [place(Echo, [harbour])];
`,
  });
  const props = () => objectOf(rendering!, 'Service', 'echo').props;
  const lineOf = (prop: string) => reasonOf(find(rendering!, 'Service', 'echo'), `props.${prop}`)?.at;

  it('is its own line, where it is written there', () => {
    expect(props()['run.cpu']).toMatchObject({ value: 2, origin: 'typed' });
    expect(lineOf('run.cpu')).toEqual({ file: 'services/echo.ts', line: 13, column: 14 });
  });

  it('is the arm of the selection that holds here', () => {
    expect(props()['replicas']).toMatchObject({ value: 3, origin: 'select' });
    expect(lineOf('replicas')).toMatchObject({ file: 'services/echo.ts', line: 11 });
  });

  it('is the line of a fact, for what an environment decides', () => {
    const origin = reasonOf(find(rendering!, 'HTTPRoute'), 'spec.hostnames');

    expect(origin).toMatchObject({ fact: 'gateway.domain', at: { file: 'environments/harbour.ts' } });
    expect(origin?.at).not.toHaveProperty('approximate');
  });

  it('is no line, for what nobody typed', () => {
    expect(props()['serves.port']).toMatchObject({ value: 8080, origin: 'default' });
    expect(props()['serves.port']).not.toHaveProperty('at');
  });
});
