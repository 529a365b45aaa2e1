"""Asks real PyTorch what becomes of small changes to the examples: python3 test/mutation/record.py

Every integer becomes its neighbours, its half and its double; truth values turn round; keyword arguments and lines of
`forward` are left out; "//" becomes "/"; the parts of a concatenation change places. Each changed file is run on a batch of
seven, a number that no size here divides, and what PyTorch says goes to test/conformance/data/mutations.jsonl.gz.
"""
import gzip
import io
import json
import pathlib
import re
import signal
import tokenize
import warnings

import torch

warnings.filterwarnings("ignore")
torch.set_num_threads(2)
ROOT = pathlib.Path(__file__).resolve().parents[2]
BATCH = 7
MODELS = {
    "lenet.py": [("LeNet", (1, 32, 32))],
    "vgg.py": [("SmallVGG", (3, 32, 32))],
    "resnet.py": [("ResNet", (3, 64, 64))],
    "inception.py": [("InceptionNet", (3, 48, 48))],
    "unet.py": [("UNet", (1, 96, 96))],
    "mobilenet.py": [("MobileNet", (3, 64, 64))],
    "densenet.py": [("DenseNet", (3, 32, 32))],
    "dcgan.py": [("Generator", (100, 1, 1)), ("Discriminator", (3, 32, 32))],
    "vit.py": [("ViT", (3, 32, 32))],
    "text_classifier.py": [("TextClassifier", (64,))],
}


def offsets(text):
    starts = [0]
    for line in text.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    return starts


def mutations(text):
    """(start, end, replacement), offsets in characters."""
    starts = offsets(text)
    found = []
    tokens = list(tokenize.generate_tokens(io.StringIO(text).readline))
    for token in tokens:
        start = starts[token.start[0] - 1] + token.start[1]
        end = starts[token.end[0] - 1] + token.end[1]
        if token.type == tokenize.NUMBER and token.string.isdigit():
            value = int(token.string)
            for other in sorted({value + 1, value - 1, value * 2, value // 2} - {value}):
                if other >= -1:
                    found.append((start, end, str(other)))
        elif token.string in ("True", "False"):
            found.append((start, end, str(token.string != "True")))
        elif token.string == "//":
            found.append((start, end, "/"))
    for match in re.finditer(r", \w+=[\w*\-. ]+(?=[,)])", text):
        if "def " not in text[text.rfind("\n", 0, match.start()) : match.start()]:
            found.append((match.start(), match.end(), ""))
    for match in re.finditer(r"^        x = .*\n", text, re.M):
        found.append((match.start(), match.end(), ""))
    for match in re.finditer(r"cat\(([\[(])([^,\[\]]+), ([^\[\]]+?)([\])]), ", text):
        opening, first, second, closing = match.groups()
        found.append((match.start(), match.end(), f"cat({opening}{second}, {first}{closing}, "))
    return sorted(set(found))


def late(*_):
    raise TimeoutError


def verdict(text, name, shape):
    space = {"__name__": "mutant"}
    signal.alarm(20)
    try:
        torch.manual_seed(0)
        exec(compile(text, "mutant.py", "exec"), space)
        model = space[name]().eval()
        integers = len(shape) == 1
        x = torch.randint(0, 2, (BATCH, *shape)) if integers else torch.zeros(BATCH, *shape)
        with torch.no_grad():
            return {"output": list(model(x).shape)}
    except TimeoutError:
        return None
    except Exception as error:  # whatever it says is what we want to know
        return {"error": f"{type(error).__name__}: {error}".splitlines()[0][:300]}
    finally:
        signal.alarm(0)


def main():
    signal.signal(signal.SIGALRM, late)
    rows = []
    for file, models in MODELS.items():
        text = (ROOT / "examples/torch" / file).read_text()
        for start, end, replacement in mutations(text):
            if "convlint:" in text[text.rfind("\n", 0, start) + 1 : start]:
                continue
            changed = text[:start] + replacement + text[end:]
            for name, shape in models:
                found = verdict(changed, name, shape)
                if found:
                    rows.append({"file": file, "model": name, "start": start, "end": end, "text": replacement, **found})
        print(file, len(rows), flush=True)
    path = ROOT / "test/conformance/data/mutations.jsonl.gz"
    with gzip.GzipFile(path, "wb", mtime=0) as out:
        out.write("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode())
    failed = sum("error" in row for row in rows)
    print(f"{len(rows)} mutations, {failed} of which PyTorch {torch.__version__} refuses")


main()
