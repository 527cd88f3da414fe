import {
  TerraformDataSource,
  TerraformOutput,
  TerraformResource,
  type TerraformElement,
  type TerraformStack,
} from 'cdktf';
import { canonical } from '../assembly/canonical';
import type { Json, JsonObject } from '../assembly/document';
import { elementsOf, findSections, type Sections } from './shortcut';

/** One Terraform block: `kind` says where it goes in the file, `name` which one it is there. */
export interface Block {
  /** `resource.<type>`, `data.<type>`, `provider.<name>`, `terraform.backend.<type>`, … */
  readonly kind: string;
  readonly name: string;
  /** In canonical form. */
  readonly body: Json;
  readonly element?: TerraformElement;
}

/** The blocks of one stack, each on its own. */
export function renderBlocks(stack: TerraformStack): readonly Block[] {
  return blocksOf(stack, sectionsOf([stack]).get(stack) ?? {});
}

/**
 * What all stacks of a tree hold. A stack that uses values of another adds outputs to that other,
 * so every stack that isn't plain data is prepared before the first of those is rendered.
 */
export function sectionsOf(stacks: readonly TerraformStack[]): Map<TerraformStack, Sections> {
  const found = new Map(stacks.map((stack) => [stack, findSections(stack)]));
  const slow = stacks.filter((stack) => found.get(stack) === undefined);
  for (const stack of slow) stack.prepareStack();
  const grown = slow.length === 0 ? [] : stacks.filter(hasOutputs);
  return new Map(
    stacks.map((stack) => {
      const sections = grown.includes(stack) ? undefined : found.get(stack);
      return [stack, sections ?? renderByEngine(stack)];
    }),
  );
}

function hasOutputs(stack: TerraformStack): boolean {
  return elementsOf(stack).some((element) => TerraformOutput.isTerraformOutput(element));
}

/** The documented way through cdktf; the short way is compared with it. */
export function renderByEngine(stack: TerraformStack): Sections {
  stack.prepareStack();
  const { '//': _metadata, ...sections } = stack.toTerraform() as Record<string, unknown>;
  // The canonical form of an object is an object.
  return canonical(sections) as JsonObject;
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
export function blocksOf(stack: TerraformStack, sections: Sections): Block[] {
  const elements = elementsByAddress(stack);
  const out: Block[] = [];
  const add = (kind: string, name: string, body: Json): void => {
    out.push({ kind, name, body: withoutMetadata(body), element: elements.get(`${kind}/${name}`) });
  };
  for (const [section, content] of Object.entries(sections)) {
    if (section === '//') continue;
    if (isList(content)) {
      for (const [index, body] of content.entries()) add(section, String(index), body);
      continue;
    }
    // What is no list in a section is named by type or by what it is.
    for (const [type, inner] of Object.entries(content as JsonObject)) {
      switch (section) {
        case 'resource':
        case 'data':
          for (const [name, body] of Object.entries(inner as JsonObject)) add(`${section}.${type}`, name, body);
          break;
        case 'provider':
          for (const [index, body] of (inner as readonly Json[]).entries())
            add(`provider.${type}`, String(index), body);
          break;
        case 'terraform':
          if (type === 'backend')
            for (const [name, body] of Object.entries(inner as JsonObject))
              add(`terraform.backend.${name}`, name, body);
          else if (type === 'required_providers')
            for (const [name, body] of Object.entries(inner as JsonObject))
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

function withoutMetadata(body: Json): Json {
  if (typeof body !== 'object' || body === null || isList(body) || !('//' in body)) return body;
  const { '//': _metadata, ...rest } = body;
  return rest;
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
