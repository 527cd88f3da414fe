import { Environment } from '../../lib/environment';
import { imageName, imageProblem, ImageRef } from '../../lib/image';
import { pinned, testEnvironment } from '../support/environment';

const DIGEST = `sha256:${'0a'.repeat(32)}`;

describe('an image by digest', () => {
  it.each([
    'echo',
    'models/echo',
    'images.harbour.example/models/echo',
    'localhost:5000/echo',
    'images.harbour.example:5000/a/b/c/echo',
    'images.harbour.example/models/echo:1.2.3',
    'a-b.c_d/e__f',
  ])('may be %s', (repository) => {
    expect(imageProblem(`${repository}@${DIGEST}`)).toBeUndefined();
  });

  it.each(['echo', 'echo:latest', 'images.harbour.example/models/echo:1.2.3', ''])(
    'is not %j, which may change under its name',
    (reference) => {
      expect(imageProblem(reference)?.code).toBe('IMAGE_BY_TAG');
    },
  );

  it.each([
    ['a short digest', 'echo@sha256:abc'],
    ['a digest one digit short', `echo@sha256:${'a'.repeat(63)}`],
    ['a digest one digit long', `echo@sha256:${'a'.repeat(65)}`],
    ['a digest in capitals', `echo@sha256:${'A'.repeat(64)}`],
    ['another algorithm', `echo@sha512:${'a'.repeat(64)}`],
    ['a digest twice', `echo@${DIGEST}@${DIGEST}`],
    ['no repository', `@${DIGEST}`],
    ['a repository in capitals', `Echo@${DIGEST}`],
    ['a scheme', `https://images.harbour.example/echo@${DIGEST}`],
    ['a blank', `echo @${DIGEST}`],
    ['a line end', `echo@${DIGEST}\n`],
    ['a slash at the end', `models/@${DIGEST}`],
    ['a variable', `\${REGISTRY}/echo@${DIGEST}`],
  ])('has not %s', (_, reference) => {
    expect(imageProblem(reference)?.code).toBe('IMAGE_INVALID');
  });

  it.each([[7], [null], [undefined], [{}], [['echo']]])('is not %j', (reference) => {
    expect(imageProblem(reference)?.code).toBe('IMAGE_INVALID');
  });

  it.each([
    [`images.harbour.example:5000/models/echo:1.2@${DIGEST}`, 'echo'],
    [`echo@${DIGEST}`, 'echo'],
    ['models/echo:latest', 'echo'],
  ])('is called by its last part: %s', (reference, name) => {
    expect(imageName(reference)).toBe(name);
  });
});

describe('env.image', () => {
  const env = new Environment(testEnvironment());

  it('gives the pin of its environment', () => {
    expect(env.image('echo')).toEqual(new ImageRef('echo', 'harbour', pinned('echo'), ['echo', 'ranker']));
  });

  it.each(['missing', 'constructor', '__proto__', 'toString', ''])(
    'remembers that %j has none, and goes on',
    (name) => {
      const image = env.image(name);

      expect(image).toMatchObject({ name, reference: undefined, pinned: ['echo', 'ranker'] });
      expect(env.mistakes).toEqual([]);
    },
  );
});
