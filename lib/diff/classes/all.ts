import type { Domain } from '../../assembly/document';
import { KUBERNETES } from './kubernetes/all';
import { compileTable, type ClassTable, type KindClasses } from './table';
import { TAXIWAY } from './taxiway/all';
import { TERRAFORM } from './terraform/all';

/** Every kind that has a table. */
export const TABLES: readonly KindClasses[] = [...KUBERNETES, ...TERRAFORM, ...TAXIWAY];

const byKind = new Map(TABLES.map((table) => [`${table.domain} ${table.kind}`, table]));
const compiled = new Map<string, ClassTable>();

/** The table of a kind; undefined where there is none. */
export function tableOf(domain: Domain, kind: string): ClassTable | undefined {
  const name = `${domain} ${kind}`;
  const table = byKind.get(name);
  if (table !== undefined && !compiled.has(name)) compiled.set(name, compileTable(table));
  return compiled.get(name);
}
