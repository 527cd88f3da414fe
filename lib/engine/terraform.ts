import {
  TerraformDataSource,
  TerraformOutput,
  TerraformResource,
  type TerraformElement,
  type TerraformStack,
} from 'cdktf';
import { elementsOf, renderFast } from './fast-terraform';

/** One Terraform block: `kind` says where it goes in the file, `name` which one it is there. */
export interface Block {
  /** `resource.<type>`, `data.<type>`, `provider.<name>`, `terraform.backend.<type>`, … */
  readonly kind: string;
  readonly name: string;
  readonly body: unknown;
  readonly element?: TerraformElement;
}

/** The blocks of one stack, each on its own. */
export function renderBlocks(stack: TerraformStack): readonly Block[] {
  return renderStacks([stack]).get(stack) ?? [];
}

/**
 * The blocks of all stacks of a tree. A stack that uses values of another adds outputs to that other,
 * so every stack that isn't plain data is prepared before the first of those is rendered.
 */
export function renderStacks(stacks: readonly TerraformStack[]): ReadonlyMap<TerraformStack, readonly Block[]> {
  const fast = new Map(stacks.map((stack) => [stack, renderFast(stack)]));
  const slow = stacks.filter((stack) => fast.get(stack) === undefined);
  for (const stack of slow) stack.prepareStack();
  const grown = slow.length === 0 ? [] : stacks.filter(hasOutputs);
  return new Map(
    stacks.map((stack) => {
      const blocks = grown.includes(stack) ? undefined : fast.get(stack);
      return [stack, splitBlocks(blocks ?? renderByEngine(stack), elementsByAddress(stack))];
    }),
  );
}

function hasOutputs(stack: TerraformStack): boolean {
  return elementsOf(stack).some((element) => TerraformOutput.isTerraformOutput(element));
}

/** The documented way through cdktf; the short way is compared with it. */
export function renderByEngine(stack: TerraformStack): Record<string, unknown> {
  stack.prepareStack();
  const blocks = stack.toTerraform() as Record<string, unknown>;
  delete blocks['//'];
  return blocks;
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

type Blocks = Readonly<Record<string, unknown>>;

/** Takes cdktf's nested output apart into single blocks. */
export function splitBlocks(blocks: Blocks, elements: ReadonlyMap<string, TerraformElement>): Block[] {
  const out: Block[] = [];
  const add = (kind: string, name: string, body: unknown): void => {
    out.push({ kind, name, body: withoutMetadata(body), element: elements.get(`${kind}/${name}`) });
  };
  for (const [section, content] of Object.entries(blocks)) {
    if (section === '//') continue;
    if (typeof content !== 'object' || content === null) {
      add(section, '-', content);
      continue;
    }
    if (Array.isArray(content)) {
      for (const [index, body] of content.entries()) add(section, String(index), body);
      continue;
    }
    for (const [type, inner] of Object.entries(content as Blocks)) {
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

/** What an override puts in the place of a group or a list has no parts; it is refused as it is. */
function entriesOf(value: unknown): readonly (readonly [string, unknown])[] {
  return typeof value === 'object' && value !== null ? Object.entries(value) : [['-', value]];
}

function withoutMetadata(body: unknown): unknown {
  if (typeof body !== 'object' || body === null || Array.isArray(body) || !('//' in body)) return body;
  const { '//': _metadata, ...rest } = body as Record<string, unknown>;
  return rest;
}
