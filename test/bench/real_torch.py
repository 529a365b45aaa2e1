# Models of torchvision (names on stdin), made on the device of the first argument and run once with a hook on each module
# that notes shapes and parameters, as summaries of models do. One process, which begins no model after the seconds of the
# second argument; prints its own times as JSON.
import json
import sys
import time

start = time.perf_counter()
import torch
from torch.overrides import TorchFunctionMode

try:
    import PIL  # noqa: F401
except ImportError:  # Models need no images.
    from unittest.mock import MagicMock

    for name in ["PIL", "PIL.Image", "PIL.ImageOps", "PIL.ImageEnhance", "PIL.ImageFilter", "PIL.ImageDraw", "PIL.ImageFont", "PIL.ImageColor"]:
        sys.modules[name] = MagicMock()
from torchvision import models

imported = time.perf_counter() - start
DEVICE = sys.argv[1]
SECONDS = float(sys.argv[2])
# Not `torch.tensor`, whose numbers constructors read: how wide a RegNet is.
MAKERS = {torch.empty, torch.zeros, torch.ones, torch.full, torch.rand, torch.randn}


class OnDevice(TorchFunctionMode):
    def __torch_function__(self, function, types, args=(), kwargs=None):
        kwargs = kwargs or {}
        if function in MAKERS and kwargs.get("device") is None:
            kwargs["device"] = DEVICE
        return function(*args, **kwargs)


def sizes(value):
    if isinstance(value, torch.Tensor):
        return list(value.shape)
    if isinstance(value, dict):
        return {key: sizes(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [sizes(each) for each in value]
    return None


def summary(model, image):
    rows = []
    handles = []
    for name, module in model.named_modules():
        def hook(module, inputs, output, name=name):
            parameters = sum(each.numel() for each in module.parameters(recurse=False))
            rows.append((name, type(module).__name__, sizes(inputs), sizes(output), parameters))

        handles.append(module.register_forward_hook(hook))
    with torch.no_grad():
        model.eval()(image)
    for handle in handles:
        handle.remove()
    return rows


done, failed = {}, {}
for name in json.load(sys.stdin):
    factory = models.segmentation.__dict__.get(name) or models.__dict__.get(name)
    begun = time.perf_counter()
    if begun - start > SECONDS:
        break
    try:
        options = {"weights_backbone": None} if name in models.segmentation.__dict__ else {}
        with OnDevice():
            model = factory(weights=None, **options)
            side = 299 if name == "inception_v3" else 224
            rows = summary(model, torch.empty(2, 3, side, side, device=DEVICE))
        done[name] = [time.perf_counter() - begun, len(rows)]
    except Exception as error:
        failed[name] = f"{type(error).__name__}: {error}"
print(json.dumps({"import": imported, "all": time.perf_counter() - start, "models": done, "failed": failed}))
