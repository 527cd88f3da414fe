import { bundle } from '../../lib/loader/bundle';
import { isClosed } from '../../lib/loader/closed';
import { newFolder } from '../support/cli';

const closed = (text: string): boolean =>
  isClosed(bundle('services/index.ts', newFolder({ 'services/index.ts': text }), { library: 'taxiway' }), 'taxiway');

describe('a program can learn nothing but from its own files', () => {
  it.each([
    ['the library', "import { place } from 'taxiway';\nexport const all = [place];"],
    ['trees', "import { Construct } from 'constructs';\nexport class A extends Construct {}"],
    [
      'objects and values',
      "import { ApiObject, Size } from 'cdk8s';\nexport const all = [ApiObject, Size.gibibytes(1)];",
    ],
    [
      'blocks of a provider',
      "import { StorageBucket } from '@cdktf/provider-google/lib/storage-bucket';\nexport const all = [StorageBucket];",
    ],
    ['the words of Terraform', "import { Fn } from 'cdktf';\nexport const all = [Fn.join(',', ['a'])];"],
    ['kinds of Kubernetes', "import { k8s } from 'cdk8s-plus-27';\nexport const all = [k8s.KubePod];"],
  ])('where it names %s', (_, text) => {
    expect(closed(text)).toBe(true);
  });

  it.each([
    ['what reads files', "import { Yaml } from 'cdk8s';\nexport const all = Yaml.load('a.yaml');"],
    ['charts of Helm', "import { ApiObject, Helm } from 'cdk8s';\nexport const all = [ApiObject, Helm];"],
    [
      'an object that keeps what it is given',
      "import { ApiObjectMetadataDefinition as A } from 'cdk8s';\nexport const all = A;",
    ],
    ['all of a package', "import * as all from 'cdk8s';\nexport const one = all.ApiObject;\nexport const two = all;"],
    ['a part of its choice', "import * as all from 'cdk8s';\nexport const one = (name: string) => (all as any)[name];"],
    ['what a package is as one', "import cdktf from 'cdktf';\nexport const all = cdktf.Fn;"],
    ['files that Terraform is given', "import { TerraformAsset } from 'cdktf';\nexport const all = TerraformAsset;"],
    ['a file of an engine', "import { Yaml } from 'cdk8s/lib/yaml';\nexport const all = Yaml;"],
    ['volumes of files', "import { ConfigMap } from 'cdk8s-plus-27';\nexport const all = ConfigMap;"],
    ['the bundler', "import { buildSync } from 'esbuild';\nexport const all = buildSync;"],
    ['what unpacks', "import { list } from 'tar';\nexport const all = list;"],
    ['files', "import { readFileSync } from 'node:fs';\nexport const all = readFileSync;"],
    ['the machine', 'export const all = process.env.HOME;'],
    ['a package that it requires itself', "const { Yaml } = require('cdk8s');\nexport const all = Yaml;"],
  ])('but not where it names %s', (_, text) => {
    expect(closed(text)).toBe(false);
  });
});
