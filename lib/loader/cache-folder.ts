import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * The folder for what can be made again of a project: below the nearest `node_modules`, no further up than `top`, where
 * there is one. Nothing in it is needed.
 */
export function findCacheFolder(project: string, top?: string): string | undefined {
  for (let folder = project; top === undefined || folder.startsWith(top); folder = dirname(folder)) {
    const modules = join(folder, 'node_modules');
    if (existsSync(modules)) return join(modules, '.cache', 'taxiway');
    if (folder === top || folder === dirname(folder)) return undefined;
  }
  return undefined;
}
