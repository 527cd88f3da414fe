import {
  TerraformDataSource,
  TerraformOutput,
  TerraformResource,
  type TerraformElement,
  type TerraformStack,
} from 'cdktf';
import { elementsOf, findSections } from './shortcut';

/** One Terraform block: `kind` says where it goes in the file, `name` which one it is there. */
export interface Block {
  /** `resource.<type>`, `data.<type>`, `provider.<name>`, `terraform.backend.<type>`, … */
  readonly kind: string;
  readonly name: string;
  readonly body: unknown;
  readonly element?: TerraformElement;
}

/** What a stack holds, as Terraform nests it: `resource`, `provider`, `terraform`. */
export interface StackContent {
  readonly sections: Readonly<Record<string, unknown>>;
  /** Whether all of it is plain data in canonical form already. */
  readonly canonical: boolean;
}

/**
 * What all stacks of a tree hold. A stack that uses values of another adds outputs to that other,
 * so every stack that isn't plain data is prepared before the first of those is rendered.
 */
export function contentsOf(stacks: readonly TerraformStack[]): Map<TerraformStack, StackContent> {
  const found = new Map(stacks.map((stack) => [stack, findSections(stack)]));
  const slow = stacks.filter((stack) => found.get(stack) === undefined);
  for (const stack of slow) stack.prepareStack();
  const grown = slow.length === 0 ? [] : stacks.filter(hasOutputs);
  return new Map(
    stacks.map((stack) => {
      const sections = grown.includes(stack) ? undefined : found.get(stack);
      return [stack, { sections: sections ?? renderByEngine(stack), canonical: sections !== undefined }];
    }),
  );
}

function hasOutputs(stack: TerraformStack): boolean {
  return elementsOf(stack).some((element) => TerraformOutput.isTerraformOutput(element));
}

/** The documented way through cdktf; the short way is compared with it. */
export function renderByEngine(stack: TerraformStack): Record<string, unknown> {
  stack.prepareStack();
  const { '//': _metadata, ...sections } = stack.toTerraform() as Record<string, unknown>;
  return sections;
}

function elementsByAddress(stack: TerraformStack): Map<string, TerraformElement> {
  const byAddress = new Map<string, TerraformElement>();
  for (const element of elementsOf(stack)) {
    if (TerraformResource.isTerraformResource(element))
      byAddress.set(`resource.${element.terraformResourceType}/${element.friendlyUniqueId}`, element);
    else if (TerraformDataSource.isTerraformDataSource(element))
      byAddress.set(`data.${element.terraformResourceType}/${element.friendlyUniqueId}`, element);
  }
  return byAddress;
}

/** Takes the nested sections of a stack apart into single blocks. */
export function blocksOf(stack: TerraformStack, { sections }: StackContent): Block[] {
  const elements = elementsByAddress(stack);
  const out: Block[] = [];
  const add = (kind: string, name: string, body: unknown): void => {
    out.push({ kind, name, body: withoutMetadata(body), element: elements.get(`${kind}/${name}`) });
  };
  for (const [section, content] of Object.entries(sections)) {
    if (section === '//') continue;
    if (typeof content !== 'object' || content === null) {
      add(section, '-', content);
      continue;
    }
    if (Array.isArray(content)) {
      const names = section === 'moved' ? movesOf(content) : content.map((_, index) => String(index));
      for (const [index, body] of content.entries()) add(section, names[index] ?? String(index), body);
      continue;
    }
    // What is no list in a section is named by type or by what it is.
    for (const [type, inner] of Object.entries(content as Readonly<Record<string, unknown>>)) {
      switch (section) {
        case 'resource':
        case 'data':
          for (const [name, body] of entriesOf(inner)) add(`${section}.${type}`, name, body);
          break;
        case 'provider':
          for (const [index, body] of entriesOf(inner)) add(`provider.${type}`, index, body);
          break;
        case 'locals':
          add(section, type, { [type]: inner });
          break;
        case 'terraform':
          if (type === 'backend')
            for (const [name, body] of entriesOf(inner)) add(`terraform.backend.${name}`, name, body);
          else if (type === 'required_providers')
            for (const [name, body] of entriesOf(inner)) add('terraform.required_providers', name, { [name]: body });
          else add('terraform', type, inner);
          break;
        default:
          add(section, type, inner);
      }
    }
  }
  return out;
}

/** A move is called by where it leads, so that another one beside it changes nothing; by its position where that is no name. */
function movesOf(moves: readonly unknown[]): readonly string[] {
  const ends = moves.map((move) => (isMove(move) ? move.to : undefined));
  return ends.map((to, index) => (to !== undefined && ends.indexOf(to) === index ? to : String(index)));
}

function isMove(move: unknown): move is { readonly to: string } {
  return (
    typeof move === 'object' &&
    move !== null &&
    'to' in move &&
    typeof move.to === 'string' &&
    /^[\w.-]+$/.test(move.to)
  );
}

/** What an override puts in the place of a group or a list has no parts; it is refused as it is. */
function entriesOf(value: unknown): readonly (readonly [string, unknown])[] {
  return typeof value === 'object' && value !== null ? Object.entries(value) : [['-', value]];
}

function withoutMetadata(body: unknown): unknown {
  if (typeof body !== 'object' || body === null || Array.isArray(body) || !('//' in body)) return body;
  const { '//': _metadata, ...rest } = body as Record<string, unknown>;
  return rest;
}
