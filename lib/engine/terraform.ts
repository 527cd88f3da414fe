import { TerraformDataSource, TerraformResource, type TerraformElement, type TerraformStack } from 'cdktf';
import { canRenderFast, elementsOf, renderFast } from './fast-terraform';

/** One Terraform block: `kind` says where it goes in the file, `name` which one it is there. */
export interface Block {
  /** `resource.<type>`, `data.<type>`, `provider.<name>`, `terraform.backend.<type>`, … */
  readonly kind: string;
  readonly name: string;
  readonly body: unknown;
  readonly element?: TerraformElement;
}

/** The blocks of a stack, each on its own. */
export function renderBlocks(stack: TerraformStack): Block[] {
  const blocks = renderFast(stack) ?? renderByEngine(stack);
  return splitBlocks(blocks, elementsByAddress(stack));
}

/** Lets stacks that use values of others say so: cdktf adds outputs to those others, and that has to come before the first is rendered. */
export function prepareStacks(stacks: readonly TerraformStack[]): void {
  for (const stack of stacks) if (!canRenderFast(stack)) stack.prepareStack();
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
    if (Array.isArray(content)) {
      for (const [index, body] of content.entries()) add(section, String(index), body);
      continue;
    }
    for (const [type, inner] of Object.entries(content as Blocks)) {
      switch (section) {
        case 'resource':
        case 'data':
          for (const [name, body] of Object.entries(inner as Blocks)) add(`${section}.${type}`, name, body);
          break;
        case 'provider':
          for (const [index, body] of (inner as readonly unknown[]).entries())
            add(`provider.${type}`, String(index), body);
          break;
        case 'terraform':
          if (type === 'backend')
            for (const [name, body] of Object.entries(inner as Blocks)) add(`terraform.backend.${name}`, name, body);
          else if (type === 'required_providers')
            for (const [name, body] of Object.entries(inner as Blocks))
              add('terraform.required_providers', name, { [name]: body });
          else add('terraform', type, inner);
          break;
        default:
          add(section, type, inner);
      }
    }
  }
  return out;
}

function withoutMetadata(body: unknown): unknown {
  if (typeof body !== 'object' || body === null || Array.isArray(body) || !('//' in body)) return body;
  const { '//': _metadata, ...rest } = body as Record<string, unknown>;
  return rest;
}
