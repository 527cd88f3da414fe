import { isPattern, overlaps, toVaultPath } from '../../lib/check/vault-path';
import { readPolicy } from '../../lib/check/vault-policy';

describe('VLT-3: two paths, as Vault reads them', () => {
  const meet = (one: string, other: string): readonly boolean[] => [
    overlaps(toVaultPath(one), toVaultPath(other)),
    overlaps(toVaultPath(other), toVaultPath(one)),
  ];

  it.each([
    ['service/app', 'service/app'],
    ['/service/app', 'service/app'],
    ['service/app*', 'service/app-admin'],
    ['service/app*', 'service/app'],
    ['service/app*', 'service/app/deep/down'],
    ['service/app/*', 'service/app/key'],
    ['service/app*', 'service/app-admin/*'],
    ['service/+', 'service/app'],
    ['service/+/key', 'service/app/key'],
    ['service/+/key', 'service/app/+'],
    ['+/app', 'service/+'],
    ['service/+/k*', 'service/app/*'],
    ['*', 'anything/at/all'],
    ['+/*', 'a/b/c'],
  ])('%s and %s meet', (one, other) => {
    expect(meet(one, other)).toEqual([true, true]);
  });

  it.each([
    ['service/app/*', 'service/app'],
    ['service/app/*', 'service/app-admin/key'],
    ['service/+', 'service/app/key'],
    ['service/+/key', 'service/key'],
    ['service/+/*', 'service/app'],
    ['a*', 'b*'],
    ['a/b', 'a/c'],
    ['a/b', 'a/b/'],
    // Only a segment that is nothing but a plus sign stands for others, and only a star at the end.
    ['service/a+', 'service/ab'],
    ['service/*/key', 'service/app/key'],
  ])('%s and %s do not meet', (one, other) => {
    expect(meet(one, other)).toEqual([false, false]);
  });

  it.each([
    ['a/*', true],
    ['a*', true],
    ['a/+/b', true],
    ['+', true],
    ['a/{{identity.entity.id}}/b', true],
    ['a/b', false],
    ['a+/b', false],
    ['a/*/b', false],
  ])('%s is a pattern: %s', (path, expected) => {
    expect(isPattern(path)).toBe(expected);
  });
});

describe('a Vault policy', () => {
  it('is read from HCL with comments, braces and quoted keys', () => {
    const text = `
      # path "not/this" { capabilities = ["sudo"] }
      // nor this
      path "a/{{identity.entity.id}}/*" {
        capabilities = ["read", "list"] /* and no more */
        allowed_parameters = { "*" = [] }
      }
      "path" "b\\"c" { policy = "write" }
    `;

    expect(readPolicy(text)).toEqual([
      {
        path: 'a/{{identity.entity.id}}/*',
        capabilities: ['read', 'list'],
        rest: 'allowed_parameters = { "*" = [ ] }',
      },
      { path: 'b"c', capabilities: ['create', 'read', 'update', 'delete', 'list'] },
    ]);
  });

  it('is read from JSON', () => {
    expect(readPolicy('{"path":{"a/*":{"capabilities":["read"]},"b":{"policy":"deny"}}}')).toEqual([
      { path: 'a/*', capabilities: ['read'] },
      { path: 'b', capabilities: ['deny'] },
    ]);
  });

  it('may be empty', () => {
    expect(readPolicy('# nothing yet\n')).toEqual([]);
  });

  it.each([
    'path a { }',
    'path "a" [',
    'path "a" { capabilities = ["read"]',
    'rule "a" { }',
    '{"path":',
    '{"paths":{}}',
    '${x}',
  ])('that is %p is not read, and not passed over', (text) => {
    expect(readPolicy(text)).toBeUndefined();
  });
});
