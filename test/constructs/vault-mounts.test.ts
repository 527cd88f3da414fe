import { findAll, objectOf, type Read } from '../support/documents';
import { render, testEnvironment } from '../support/environment';

describe('the mounts of an environment in Vault', () => {
  it('IAC-2: are a key-value store of version 2, spelled as Vault stores it', () => {
    const mount = objectOf(render([]), 'resource.vault_mount');

    expect(mount).toMatchObject({ path: 'kv-harbour', type: 'kv', options: { version: '2' } });
  });

  it('IAC-2: can all not be destroyed', () => {
    const kinds = ['resource.vault_mount', 'resource.vault_jwt_auth_backend'];
    const mounts = kinds.flatMap((kind) => findAll(render([]), kind));

    expect(mounts).toHaveLength(3);
    for (const { object } of mounts) expect((object as Read).lifecycle).toEqual({ prevent_destroy: true });
  });

  it('trust one issuer each, and never the same', () => {
    const issuers = findAll(render([]), 'resource.vault_jwt_auth_backend').map(
      ({ object }) => (object as Read).bound_issuer,
    );
    const { cluster, gitlab } = testEnvironment();

    expect(issuers.sort()).toEqual([cluster.issuer, gitlab.url].sort());
  });
});
