import { documentsOf } from '../../assembly/find';
import type { Assembly } from '../../assembly/assembly';
import { documentId, type Document } from '../../assembly/document';
import { parseId } from '../../assembly/id';
import { asText } from '../../check/json';
import type { Match } from './match';

/** What `moved` blocks of a stack say: Terraform keeps what there is under its new address. */
export function declaredMoves(
  gone: readonly Document[],
  come: readonly Document[],
  { head }: { readonly head: Assembly },
): readonly Match[] {
  const moves = new Map<string, string>();
  for (const { id, object } of documentsOf(head, 'terraform', 'moved')) {
    const { stack } = parseId(id);
    moves.set(`${stack} ${asText(object['from']) ?? ''}`, asText(object['to']) ?? '');
  }
  if (moves.size === 0) return [];
  const byId = new Map(come.map((document) => [document.id, document]));
  return gone.flatMap((before) => {
    const key = parseId(before.id);
    const address = addressOf(before);
    const to = address === undefined ? undefined : followed(moves, key.stack, address);
    if (to === undefined) return [];
    const [type = '', name = ''] = to.split('.');
    const after = byId.get(documentId({ ...key, kind: `resource.${type}`, name }));
    return after === undefined ? [] : [{ before, after, renamed: 'moved' as const, names: [] }];
  });
}

function addressOf({ id, kind }: Document): string | undefined {
  return kind.startsWith('resource.') ? `${kind.slice('resource.'.length)}.${parseId(id).name}` : undefined;
}

/** Where an address ends, through all the moves that lead on. */
function followed(moves: ReadonlyMap<string, string>, stack: string, from: string): string | undefined {
  const seen = new Set<string>();
  let address = from;
  for (
    let next = moves.get(`${stack} ${address}`);
    next !== undefined && !seen.has(next);
    next = moves.get(`${stack} ${address}`)
  ) {
    seen.add(next);
    address = next;
  }
  return address === from ? undefined : address;
}
