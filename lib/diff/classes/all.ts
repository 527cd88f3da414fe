import type { Domain } from '../../assembly/document';
import { KUBERNETES } from './kubernetes/all';
import { compileTable, type ClassTable, type KindClasses } from './table';
import { TAXIWAY } from './taxiway/all';
import { TERRAFORM } from './terraform/all';

/** Every kind that has a table. */
export const TABLES: readonly KindClasses[] = [...KUBERNETES, ...TERRAFORM, ...TAXIWAY];

const compiled = new Map<string, ClassTable>();

/** The table of a kind; undefined where there is none. */
export function tableOf(domain: Domain, kind: string): ClassTable | undefined {
  if (compiled.size === 0)
    for (const table of TABLES) compiled.set(`${table.domain} ${table.kind}`, compileTable(table));
  return compiled.get(`${domain} ${kind}`);
}
