"""Asks real PyTorch what becomes of small mistakes (mutate.py) in model files.

python3 test/mutation/record.py                           the examples, into test/conformance/data/mutations.jsonl.gz
python3 test/mutation/record.py --cache FOLDER --out FILE  published models (published.json) in a folder of sources

Only lines that the unchanged model runs are changed. Each changed file is run by a process of its own: made, and called
in evaluation on a batch that no size there divides; `output` is its shape, `error` what was raised.
"""
import argparse
import gzip
import json
import os
import pathlib
import resource
import signal
import sys
import types
import warnings
from unittest.mock import MagicMock

import torch

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import mutate  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parents[2]
HERE = pathlib.Path(__file__).resolve().parent
EXAMPLES = [
    ("lenet.py", "LeNet", [[1, 32, 32]]),
    ("vgg.py", "SmallVGG", [[3, 32, 32]]),
    ("resnet.py", "ResNet", [[3, 64, 64]]),
    ("inception.py", "InceptionNet", [[3, 48, 48]]),
    ("unet.py", "UNet", [[1, 96, 96]]),
    ("mobilenet.py", "MobileNet", [[3, 64, 64]]),
    ("densenet.py", "DenseNet", [[3, 32, 32]]),
    ("dcgan.py", "Generator", [[100, 1, 1]]),
    ("dcgan.py", "Discriminator", [[3, 32, 32]]),
    ("vit.py", "ViT", [[3, 32, 32]]),
    ("text_classifier.py", "TextClassifier", [[64]]),
]
SECONDS = 25
BYTES = 14 << 30


def prepare():
    """Weights cost nothing: what fills them looks at its arguments and fills one number."""
    warnings.filterwarnings("ignore")
    torch.set_num_threads(1)
    torch.set_flush_denormal(True)
    for name in ("normal_", "uniform_", "erfinv_", "orthogonal_", "trunc_normal_"):
        real = getattr(torch.Tensor, name, None)
        if real:
            setattr(torch.Tensor, name, lambda self, *a, real=real, **k: (real(torch.empty(min(1, self.numel())), *a, **k), self)[1])
    for name in ("PIL", "PIL.Image", "PIL.ImageOps", "PIL.ImageEnhance", "PIL.ImageDraw", "PIL.ImageFont", "PIL.ImageColor", "numpy", "requests"):
        try:
            __import__(name)
        except ImportError:
            sys.modules[name] = MagicMock(__version__="9.0", __path__=[], __name__=name, __spec__=None)


def load(path, name, text):
    """The file as a module of its package, fresh."""
    package = name.rpartition(".")[0]
    if package:
        __import__(package)
    api = sys.modules.get("torchvision.models._api")
    if api:
        api.BUILTIN_MODELS.clear()
    module = types.ModuleType(name)
    module.__file__, module.__package__ = str(path), package
    sys.modules[name] = module
    exec(compile(text, str(path), "exec"), module.__dict__)
    return module


def run(path, name, text, expression, shapes, batch):
    module = load(path, name, text)
    model = eval(expression, module.__dict__)
    if callable(model) and not isinstance(model, torch.nn.Module):
        model = model()
    if not isinstance(model, torch.nn.Module):
        raise TimeoutError  # It says nothing of models.
    model.eval()
    # Images and sequences of numbers; a single axis is tokens.
    inputs = [torch.randint(0, 2, (batch, *s)) if len(s) == 1 and not expression_reads_numbers(model) else torch.zeros(batch, *s) for s in shapes]
    with torch.no_grad():
        return shape_of(model(*inputs))


def expression_reads_numbers(model):
    return not any(isinstance(module, torch.nn.Embedding) for module in model.modules())


def shape_of(value):
    if isinstance(value, torch.Tensor):
        return list(value.shape)
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, (list, tuple)):
        for item in value:
            found = shape_of(item)
            if found is not None:
                return found
    return None


def late(*_):
    raise TimeoutError


def apart(work):
    """What `work` gives, from a process of its own; None where that says nothing in time."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(read)
        signal.signal(signal.SIGALRM, late)
        signal.alarm(SECONDS)
        try:
            sys.stdout = sys.stderr = open(os.devnull, "w")
            resource.setrlimit(resource.RLIMIT_AS, (BYTES, BYTES))
            found = work()
        except (TimeoutError, MemoryError):
            found = None
        except BaseException as error:  # whatever it says is what we want to know
            message = f"{type(error).__name__}: {error}".splitlines()[0][:300]
            # Memory, a network, and lines that TorchScript looks for in the file say nothing of the model.
            silent = ("allocate memory", "URLError", "overload declaration", "SyntaxError")
            found = None if any(word in message for word in silent) else {"error": message}
        signal.alarm(0)
        os.write(write, json.dumps(found).encode()[:60000])
        os._exit(0)
    os.close(write)
    with os.fdopen(read, "rb") as pipe:
        answer = pipe.read()
    os.waitpid(child, 0)
    return json.loads(answer) if answer else None


def lines_run(path, name, text, expression, shapes, batch):
    found = set()

    def trace(frame, event, _):
        if frame.f_code.co_filename != str(path):
            return None
        found.add(frame.f_code.co_firstlineno)
        if frame.f_code.co_name == "<module>":
            return None
        found.add(frame.f_lineno)
        return trace

    sys.settrace(trace)
    try:
        output = run(path, name, text, expression, shapes, batch)
    finally:
        sys.settrace(None)
    return {"lines": sorted(found), "output": output}


def rows_of(root, file, expression, shapes, batch, share, seed, most=None):
    path = pathlib.Path(root) / file
    # As it stands: Python would make one character of a line's two last ones, and all offsets shift.
    text = path.read_bytes().decode()
    name = ".".join(pathlib.PurePath(file).with_suffix("").parts)
    try:
        __import__(name.rpartition(".")[0] or "torch")
    except Exception:
        pass
    base = apart(lambda: lines_run(path, name, text, expression, shapes, batch))
    if not base or "error" in base:
        print(f"  {file} {expression}: does not run: {base}", flush=True)
        return []
    lines = set(base["lines"])
    rows = []
    for kind, start, end, replacement in choose(text, lines, share, f"{seed} {file} {expression}", most):
        if "convlint:" in text[text.rfind("\n", 0, start) + 1 : start]:
            continue
        changed = text[:start] + replacement + text[end:]
        found = apart(lambda: {"output": run(path, name, changed, expression, shapes, batch)})
        if found:
            row = {"file": file, "model": expression, "input": shapes, "kind": kind}
            rows.append({**row, "start": start, "end": end, "text": replacement, **found})
    return rows


def choose(text, lines, share, seed, most):
    """Of those on lines that are run, and of imports, tables and constants at the file's top."""
    import random

    above = (mutate.ast.Assign, mutate.ast.AnnAssign, mutate.ast.Import, mutate.ast.ImportFrom)
    top = {node.lineno for node in mutate.ast.parse(text).body if isinstance(node, above)}
    by_kind = {}
    for change in mutate.mutations(text, None):
        line = text.count("\n", 0, change[1]) + 1
        last = text.count("\n", 0, change[2]) + 1
        if lines & set(range(line, last + 1)) or any(line - 12 <= first <= line for first in top if first in lines or first <= line):
            by_kind.setdefault(change[0], []).append(change)
    chosen = []
    for kind, changes in by_kind.items():
        count = len(changes) if share is None else max(1, round(mutate.KINDS[kind][1] * share))
        chosen += random.Random(f"{seed} {kind}").sample(changes, min(count, len(changes)))
    return chosen if most is None else random.Random(seed).sample(chosen, min(most, len(chosen)))


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--cache")
    options.add_argument("--models", default=str(HERE / "published.json"))
    options.add_argument("--only", default="")
    options.add_argument("--model")
    options.add_argument("--share", type=float)
    options.add_argument("--most", type=int, help="of all kinds together, for each model")
    options.add_argument("--seed", default="0")
    options.add_argument("--batch", type=int, default=3)
    options.add_argument("--part", default="0/1")
    options.add_argument("--out", default=str(ROOT / "test/conformance/data/mutations.jsonl.gz"))
    given = options.parse_args()
    prepare()
    if given.cache:
        table = json.loads(pathlib.Path(given.models).read_text())
        jobs = [(f"{given.cache}/{source}", source, *row) for source, rows in table.items() for row in rows]
        share = given.share or 1
    else:
        jobs = [(str(ROOT / "examples/torch"), "", *row) for row in EXAMPLES]
        share = given.share or 4
    part, parts = map(int, given.part.split("/"))
    out = gzip.GzipFile(given.out, "wb", mtime=0)
    count = failed = 0
    for index, (root, source, file, expression, shapes) in enumerate(jobs):
        if given.model not in (None, expression):
            continue
        if index % parts != part or given.only not in f"{source}/{file} {expression}" or not (pathlib.Path(root) / file).exists():
            continue
        sys.path.insert(0, root)
        names = set(sys.modules)
        rows = rows_of(root, file, expression, shapes, given.batch, share, given.seed, given.most)
        sys.path.remove(root)
        for name in set(sys.modules) - names:
            if not name.startswith(("torch.", "torchvision")):
                del sys.modules[name]
        for row in rows:
            out.write((json.dumps({"source": source, **row} if source else row, ensure_ascii=False) + "\n").encode())
        count += len(rows)
        failed += sum("error" in row for row in rows)
        print(source, file, expression, len(rows), sum("error" in row for row in rows), flush=True)
    out.close()
    print(f"{count} mutations, {failed} of which PyTorch {torch.__version__} refuses")


main()
