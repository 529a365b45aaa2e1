// Finding the packages of a Python environment by what installers write down, and asking another extension which one is selected.
import { describe, expect, test } from 'vitest';
import { isPythonApi, packageFolders, prefixIn, selectedPrefix } from '../../client/src/environment/environment.ts';
import { type Files, packagesOnTorch } from '../../client/src/environment/packages.ts';

function disk(texts: Readonly<Record<string, string>>): Files {
  const paths = Object.keys(texts);
  return {
    async list(folder) {
      const inside = paths.filter((path) => path.startsWith(`${folder}/`));
      return [...new Set(inside.map((path) => path.slice(folder.length + 1).split('/')[0] ?? ''))];
    },
    read: async (path) => texts[path],
  };
}

const S = '/env/lib/python3.11/site-packages';
const METADATA = (requires: string, more = '') => `Metadata-Version: 2.1\nName: x\n${requires}\n\n${more}`;

describe('packages on torch', () => {
  test('by METADATA, with the names of their modules', async () => {
    const files = disk({
      [`${S}/timm/__init__.py`]: '',
      [`${S}/timm-1.0.9.dist-info/METADATA`]: METADATA('Requires-Dist: torch\nRequires-Dist: torchvision'),
      [`${S}/timm-1.0.9.dist-info/RECORD`]: 'timm/__init__.py,sha256=a,1\ntimm/models/vit.py,sha256=b,2\n',
      [`${S}/segmentation_models_pytorch/__init__.py`]: '',
      [`${S}/segmentation_models_pytorch-0.3.4.dist-info/METADATA`]: METADATA('Requires-Dist: torch >=1.8'),
      [`${S}/smp_files.py`]: '',
      [`${S}/helper-0.1.dist-info/METADATA`]: METADATA('Requires-Dist: torch (>=2)'),
      [`${S}/helper-0.1.dist-info/top_level.txt`]: 'smp_files\ngone\n',
      [`${S}/numpy/__init__.py`]: '',
      [`${S}/numpy-1.26.0.dist-info/METADATA`]: METADATA('Name: numpy', 'Requires-Dist: torch is only talked of here'),
      [`${S}/transformers/__init__.py`]: '',
      [`${S}/transformers-4.4.dist-info/METADATA`]: METADATA('Requires-Dist: torch>=2.2; extra == "torch"'),
      [`${S}/metrics/__init__.py`]: '',
      [`${S}/metrics-1.dist-info/METADATA`]: METADATA('Requires-Dist: torch-fidelity'),
      [`${S}/torch/__init__.py`]: '',
      [`${S}/torch-2.4.dist-info/METADATA`]: METADATA('Requires-Dist: torch'),
    });
    expect(await packagesOnTorch(S, files)).toEqual(['segmentation_models_pytorch', 'smp_files', 'timm']);
  });

  test('by egg-info, as distributions of Linux have it', async () => {
    const files = disk({
      [`${S}/torchvision/__init__.py`]: '',
      [`${S}/torchvision-0.14.1.egg-info/requires.txt`]: 'numpy\ntorch==1.13\n\n[extra]\nscipy\n',
      [`${S}/torchvision-0.14.1.egg-info/top_level.txt`]: 'torchvision\n',
      [`${S}/other/__init__.py`]: '',
      [`${S}/other-1.egg-info/requires.txt`]: 'numpy\n\n[torch]\ntorch\n',
    });
    expect(await packagesOnTorch(S, files)).toEqual(['torchvision']);
  });

  test('a folder that is not there has none', async () =>
    expect(await packagesOnTorch('/nowhere', disk({}))).toEqual([]));
});

describe('the environment', () => {
  test('its folders of packages, on Linux and macOS, Debian, Windows', async () => {
    const files = disk({
      [`${S}/a.py`]: '',
      '/usr/lib/python3/dist-packages/a.py': '',
      '/usr/lib/python3.11/os.py': '',
      'C:/venv/Lib/site-packages/a.py': '',
    });
    expect(await packageFolders('/env', files)).toEqual([S]);
    expect(await packageFolders('/usr', files)).toEqual(['/usr/lib/python3/dist-packages']);
    expect(await packageFolders('C:\\venv\\', files)).toEqual(['C:/venv/Lib/site-packages']);
  });

  test('in the workspace, known by its pyvenv.cfg', async () => {
    const files = disk({ '/project/.venv/readme': '', '/project/venv/pyvenv.cfg': 'home = /usr/bin' });
    expect(await prefixIn('/project', files)).toBe('/project/venv');
    expect(await prefixIn('/elsewhere', files)).toBeUndefined();
  });

  test('the one that the Python extension has selected', async () => {
    const api = (sysPrefix: string | undefined, path: unknown = { id: 'a', path: '/env/bin/python' }) => ({
      environments: {
        getActiveEnvironmentPath: () => path,
        resolveEnvironment: async () => (sysPrefix === undefined ? undefined : { executable: { sysPrefix } }),
      },
    });
    expect(isPythonApi(api('/env'))).toBe(true);
    for (const other of [undefined, {}, { environments: {} }, 3]) expect(isPythonApi(other)).toBe(false);
    expect(await selectedPrefix(api('/env'))).toBe('/env');
    expect(await selectedPrefix(api(''))).toBeUndefined();
    expect(await selectedPrefix(api(undefined))).toBeUndefined();
    expect(await selectedPrefix(api('/env', null))).toBeUndefined();
  });
});
