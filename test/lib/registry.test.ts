import { findMirror, hostOf, mirrored, pullsWithoutSecret } from '../../lib/registry';
import { containerOf } from '../support/documents';
import { pinned, render, service, testEnvironment } from '../support/environment';
import { refusalsIn } from '../support/errors';

const MIRROR = 'us-central1-docker.pkg.dev/harbour-images/models';
const DIGEST = pinned('echo').split('@')[1] ?? '';

describe('a mirror of images', () => {
  it.each([
    ['us-east1-docker.pkg.dev/project-1/repository', 'us-east1'],
    ['europe-docker.pkg.dev/project-1/repository/folder/more', 'europe'],
  ])('is a repository of Artifact Registry: %s', (address, location) => {
    expect(findMirror(address)).toEqual({ location, project: 'project-1', repository: 'repository' });
  });

  it.each([
    'registry.example/project/repository',
    'us-east1-docker.pkg.dev/project-1',
    'https://us-east1-docker.pkg.dev/project-1/repository',
    'us-east1-docker.pkg.dev/project-1/repository/',
    'us-east1-docker.pkg.dev.evil.example/project-1/repository',
    7,
    undefined,
  ])('is nothing else: %s', (address) => {
    expect(findMirror(address)).toBeUndefined();
  });

  it('has what the registry has, under the same names and digests', () => {
    const spec = testEnvironment({ registryMirror: MIRROR });

    expect(mirrored(pinned('a/b'), spec)).toBe(`${MIRROR}/a/b@${DIGEST}`);
    expect(mirrored(`ghcr.io/x/y@${DIGEST}`, spec)).toBe(`ghcr.io/x/y@${DIGEST}`);
    expect(mirrored(`images.harbour.example/models-two/x@${DIGEST}`, spec)).toContain('models-two');
    expect(containerOf(render(service('echo'), spec)).image).toBe(`${MIRROR}/echo@${DIGEST}`);
  });

  it('is refused where it is none', () => {
    const spec = testEnvironment({ registryMirror: 'registry.example/models' });

    expect(refusalsIn(render(service('echo'), spec))).toEqual(['FACT_INVALID harbour.registryMirror']);
  });
});

describe('an image that nodes need a secret for', () => {
  it.each([
    ['a host that nobody knows', `registry.example/team/echo@${DIGEST}`],
    ['another folder of the registry', `images.harbour.example/private/echo@${DIGEST}`],
    ['a folder whose name goes on', `images.harbour.example/models-two/echo@${DIGEST}`],
    ['a host that looks like a known one', `ghcr.io.example/team/echo@${DIGEST}`],
    ['a port', `localhost:5000/echo@${DIGEST}`],
  ])('is refused: %s', (_, image) => {
    expect(refusalsIn(render(service('echo', { image })))).toEqual(['IMAGE_HOST_PRIVATE echo.image']);
  });

  it('is refused as a pin as well', () => {
    const spec = testEnvironment({ images: { far: `registry.example/far@${DIGEST}` } });

    expect(
      refusalsIn(
        render(
          service('echo', (env) => ({ image: env.image('far') })),
          spec,
        ),
      ),
    ).toEqual(['IMAGE_HOST_PRIVATE echo.image']);
  });

  it('is taken where the environment says that the host lets anybody pull', () => {
    const spec = testEnvironment({ publicRegistries: ['registry.example/open'] });

    expect(pullsWithoutSecret(`registry.example/open/echo@${DIGEST}`, spec)).toBe(true);
    expect(pullsWithoutSecret(`registry.example/closed/echo@${DIGEST}`, spec)).toBe(false);
    expect(refusalsIn(render(service('echo', { image: `registry.example/open/echo@${DIGEST}` }), spec))).toEqual([]);
  });

  it.each([
    ['vllm/vllm-openai', 'docker.io'],
    ['echo', 'docker.io'],
    ['localhost/echo', 'localhost'],
    ['localhost:5000/echo', 'localhost:5000'],
    ['ghcr.io/a/b', 'ghcr.io'],
  ])('is known by its host: %s', (reference, host) => {
    expect(hostOf(reference)).toBe(host);
  });
});
