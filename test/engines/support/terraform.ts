import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { devNull } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { fileOf, RUN_FOLDER } from './engine';
import { run, type Ended } from './process';

const PROVIDER = join(__dirname, '../../../engines/terraform/provider.mjs');

type Versions = Readonly<Record<string, string>>;

/** Terraform beside providers: our own, which knows their schemas, or the real ones where the user has them. */
export class Terraform {
  private constructor(
    /** Whose word the schemas are. */
    readonly provenance: string,
    private readonly env: Readonly<Record<string, string>>,
    private readonly provider?: ChildProcess,
  ) {}

  /** Our provider serves the resource types that are named; the many others are left out for the sake of time. */
  static async start(types: readonly string[], versions: Versions): Promise<Terraform> {
    const list = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
    const binaries = process.env['TAXIWAY_TERRAFORM_PROVIDERS'];
    if (binaries !== undefined && binaries !== '') {
      const configuration = join(RUN_FOLDER, 'terraform.rc');
      writeFileSync(
        configuration,
        `provider_installation {\n  filesystem_mirror {\n    path = ${JSON.stringify(mirror(binaries, versions))}\n  }\n}\n`,
      );
      return new Terraform(`the providers ${list.join(' and ')} themselves`, { TF_CLI_CONFIG_FILE: configuration });
    }
    const words = [PROVIDER, '--packages', fileOf('terraform', 'provider'), '--types', types.join(',')];
    const child = spawn(process.execPath, words, { stdio: ['pipe', 'pipe', 'inherit'] });
    for await (const line of createInterface({ input: child.stdout })) {
      const env = { TF_REATTACH_PROVIDERS: line, TF_CLI_CONFIG_FILE: devNull };
      return new Terraform(`the schemas of ${list.join(' and ')}`, env, child);
    }
    throw new Error('the provider did not start');
  }

  stop(): void {
    this.provider?.stdin?.end();
  }

  /** `init` and `validate` of one root module, in a folder of its own. */
  async validate(text: string): Promise<Ended> {
    const folder = mkdtempSync(join(RUN_FOLDER, 'stack-'));
    try {
      writeFileSync(join(folder, 'cdk.tf.json'), text);
      const init = await this.run(['init', '-backend=false', '-input=false'], folder);
      return init.code === 0 ? await this.run(['validate'], folder) : init;
    } finally {
      rmSync(folder, { recursive: true });
    }
  }

  private run(words: readonly string[], cwd: string): Promise<Ended> {
    const env = { ...this.env, TF_IN_AUTOMATION: '1', CHECKPOINT_DISABLE: '1' };
    return run(fileOf('terraform', 'program'), [...words, '-no-color'], { cwd, env });
  }
}

/** A folder of provider binaries, `terraform-provider-google` and so on, laid out as Terraform looks for them. */
function mirror(binaries: string, versions: Versions): string {
  const folder = join(RUN_FOLDER, 'mirror');
  const platform = `${process.platform}_${process.arch === 'x64' ? 'amd64' : process.arch}`;
  for (const [name, version] of Object.entries(versions)) {
    const binary = resolve(binaries, `terraform-provider-${name}`);
    if (!existsSync(binary)) throw new Error(`TAXIWAY_TERRAFORM_PROVIDERS names a folder without ${binary}`);
    for (const registry of ['registry.terraform.io', 'registry.opentofu.org']) {
      const place = join(folder, registry, 'hashicorp', name, version, platform);
      mkdirSync(place, { recursive: true });
      symlinkSync(binary, join(place, `terraform-provider-${name}_v${version}`));
    }
  }
  return folder;
}

/** What Terraform wrote, as running text: it wraps and frames its messages. */
export function wordsOf({ stdout, stderr }: Ended): string {
  return `${stdout}${stderr}`.replaceAll(/[│╷╵]/g, ' ').replaceAll(/\s+/g, ' ').trim();
}
