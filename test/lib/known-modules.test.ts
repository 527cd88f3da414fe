import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findKnown, keepKnown } from '../../lib/loader/known-modules';
import type { KnownModules } from '../../lib/loader/settled';
import { newFolder } from '../support/cli';

const FOUND: KnownModules = new Map([['a'.repeat(64), [[[0, 10, true]], []]]]);
const NOTHING: KnownModules = new Map();
const CACHE = 'node_modules/.cache/taxiway';

/** A folder for packages, with a project at its top and two below. */
function projects(): readonly [top: string, one: string, other: string] {
  const top = newFolder({ 'node_modules/a/package.json': '{}' });
  const below = ['teams/one', 'teams/other'].map((name) => join(top, name));
  for (const folder of below) mkdirSync(folder, { recursive: true });
  return [top, below[0] ?? '', below[1] ?? ''];
}

describe('what is known of modules', () => {
  it('is kept for the library that found it, and for one project', () => {
    const [top, one, other] = projects();

    keepKnown(one, 'a library', FOUND);

    expect(findKnown(one, 'a library')).toEqual(FOUND);
    expect([findKnown(one, 'another'), findKnown(other, 'a library'), findKnown(top, 'a library')]).toEqual([
      NOTHING,
      NOTHING,
      NOTHING,
    ]);
    expect(readdirSync(join(top, CACHE))).toHaveLength(1);
  });

  it('is replaced whole, and leaves nothing beside it', () => {
    const [top] = projects();

    keepKnown(top, 'a library', FOUND);
    keepKnown(top, 'another', NOTHING);

    expect(findKnown(top, 'a library')).toEqual(NOTHING);
    expect(readdirSync(join(top, CACHE))).toHaveLength(1);
  });

  it.each(['', '{', 'null', '[]', '{"library":"a library"}'])('is nothing where its file says %j', (text) => {
    const [top] = projects();
    keepKnown(top, 'a library', FOUND);
    const [name = ''] = readdirSync(join(top, CACHE));
    writeFileSync(join(top, CACHE, name), text);

    expect(findKnown(top, 'a library')).toEqual(NOTHING);
  });

  it('is not kept where a file stands in the way, nor is that file changed', () => {
    const top = newFolder({ 'node_modules/.cache': 'mine' });

    keepKnown(top, 'a library', FOUND);

    expect(findKnown(top, 'a library')).toEqual(NOTHING);
    expect(readFileSync(join(top, 'node_modules/.cache'), 'utf8')).toBe('mine');
  });
});
