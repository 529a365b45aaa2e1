"""Small mistakes in a Python file: each a place and what stands there instead. Knows nothing of the file but its syntax.

One kind of mistake is one generator over the syntax tree, listed in KINDS. A seeded choice of each kind keeps benches short.
"""
import ast
import random
import re

# Python's lines; `splitlines` ends them at form feeds and the like, too.
LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")


class Source:
    def __init__(self, text):
        self.text = text
        self.tree = ast.parse(text)
        self._rows = LINE.findall(text)
        self._lines = [0]
        for line in self._rows:
            self._lines.append(self._lines[-1] + len(line))
        for node in ast.walk(self.tree):
            for child in ast.iter_child_nodes(node):
                child.parent = node

    def _offset(self, line, column):
        row = self._rows[line - 1] if line <= len(self._rows) else ""
        return self._lines[line - 1] + len(row.encode()[:column].decode())

    def span(self, node):
        return self._offset(node.lineno, node.col_offset), self._offset(node.end_lineno, node.end_col_offset)

    def of(self, node):
        start, end = self.span(node)
        return self.text[start:end]

    def line(self, node):
        """A statement with its line breaks, where it stands alone."""
        start, end = self._lines[node.lineno - 1], self._lines[min(node.end_lineno, len(self._lines) - 1)]
        return start, end


def above(node, *kinds):
    while hasattr(node, "parent"):
        node = node.parent
        if isinstance(node, kinds):
            return node
    return None


def function_of(node):
    return above(node, ast.FunctionDef)


def code(source, *kinds):
    """Nodes that models run: not annotations, not decorators, not tables about published weights."""
    skipped = set()
    for node in ast.walk(source.tree):
        drop = []
        if isinstance(node, ast.ClassDef) and (node.name.endswith("_Weights") or node.name.endswith("QuantizedWeights")):
            drop = [node]
        elif isinstance(node, ast.FunctionDef):
            drop = [*node.decorator_list, *([node.returns] if node.returns else [])]
        elif isinstance(node, ast.arg) and node.annotation:
            drop = [node.annotation]
        elif isinstance(node, ast.AnnAssign):
            drop = [node.annotation]
        elif isinstance(node, ast.If) and ast.dump(node.test).find("'__main__'") >= 0:
            drop = [node]
        elif isinstance(node, ast.FunctionDef) and node.name.startswith("test"):
            drop = [node]
        elif isinstance(node, ast.JoinedStr):
            drop = [node]
        elif isinstance(node, ast.Dict) and any(isinstance(k, ast.Constant) and k.value in ("url", "mean", "num_params") for k in node.keys):
            drop = [node]
        for each in drop:
            skipped.update(id(child) for child in ast.walk(each))
    return [node for node in ast.walk(source.tree) if isinstance(node, kinds) and id(node) not in skipped]


def is_number(node):
    return isinstance(node, ast.Constant) and type(node.value) is int


def numbers(source):
    for node in code(source, ast.Constant):
        if is_number(node) and function_or_class(node):
            for other in sorted({node.value + 1, node.value - 1, node.value * 2, node.value // 2} - {node.value}):
                if other >= -1:
                    yield (*source.span(node), str(other))


def function_or_class(node):
    return above(node, ast.FunctionDef, ast.ClassDef, ast.Dict, ast.List, ast.Tuple)


def floats(source):
    for node in code(source, ast.Constant):
        if type(node.value) is float and function_of(node):
            yield (*source.span(node), str(node.value * 3))


def truths(source):
    for node in code(source, ast.Constant):
        if type(node.value) is bool:
            yield (*source.span(node), str(not node.value))


def nothing(source):
    """An argument becomes None."""
    for call in code(source, ast.Call):
        for argument in [*call.args, *(keyword.value for keyword in call.keywords if keyword.arg)]:
            if not isinstance(argument, (ast.Starred, ast.Constant, ast.GeneratorExp)):
                yield (*source.span(argument), "None")


OTHER = {"+": "-", "-": "+", "*": "+", "//": "/", "/": "//", "%": "//", "**": "*"}
SIGNS = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.FloorDiv: "//", ast.Div: "/", ast.Mod: "%", ast.Pow: "**"}


def operators(source):
    for node in code(source, ast.BinOp):
        sign = SIGNS.get(type(node.op))
        if sign in OTHER:
            start, end = source.span(node.left)[1], source.span(node.right)[0]
            between = source.text[start:end]
            if between.count(sign) == 1 and "\n" not in between:
                yield start, end, between.replace(sign, OTHER[sign])


def operands(source):
    """`planes * self.expansion` → `planes`."""
    for node in code(source, ast.BinOp):
        if isinstance(node.op, (ast.Mult, ast.FloorDiv, ast.Add)) and not isinstance(node.left, ast.Constant):
            yield (*source.span(node), f"({source.of(node.left)})")


def comparisons(source):
    other = {ast.Eq: ("==", "!="), ast.NotEq: ("!=", "=="), ast.Lt: ("<", ">="), ast.Gt: (">", "<="), ast.Is: (" is ", " is not ")}
    for node in code(source, ast.Compare):
        if len(node.ops) == 1 and type(node.ops[0]) in other:
            was, now = other[type(node.ops[0])]
            start, end = source.span(node.left)[1], source.span(node.comparators[0])[0]
            if was in source.text[start:end] and "not" not in source.text[start:end]:
                yield start, end, source.text[start:end].replace(was, now)


def conditions(source):
    for node in code(source, ast.If, ast.IfExp):
        yield (*source.span(node.test), f"not ({source.of(node.test)})")


def dropped_keywords(source):
    for call in code(source, ast.Call):
        before = [*call.args, *call.keywords]
        for keyword in call.keywords:
            if keyword.arg is None:
                continue
            index = before.index(keyword)
            if index > 0:
                yield source.span(before[index - 1])[1], source.span(keyword)[1], ""
            elif len(before) == 1:
                yield (*source.span(keyword), "")


def dropped_arguments(source):
    for call in code(source, ast.Call):
        if len(call.args) > 1 and not call.keywords:
            yield source.span(call.args[-2])[1], source.span(call.args[-1])[1], ""


def misnamed_keywords(source):
    for call in code(source, ast.Call):
        for keyword in call.keywords:
            if keyword.arg:
                start = source.span(keyword)[0]
                yield start, start + len(keyword.arg), f"{keyword.arg}s"


def swapped_arguments(source):
    for call in code(source, ast.Call):
        for a, b in zip(call.args, call.args[1:]):
            if not isinstance(a, ast.Starred) and not isinstance(b, ast.Starred) and source.of(a) != source.of(b):
                yield source.span(a)[0], source.span(b)[1], f"{source.of(b)}, {source.of(a)}"


def swapped_elements(source):
    """Of a concatenation, a table, an unpacking."""
    for node in code(source, ast.List, ast.Tuple):
        for a, b in zip(node.elts, node.elts[1:]):
            if source.of(a) != source.of(b) and not isinstance(a, ast.Starred):
                yield source.span(a)[0], source.span(b)[1], f"{source.of(b)}, {source.of(a)}"


def dropped_elements(source):
    for node in code(source, ast.List, ast.Tuple):
        for a, b in zip(node.elts, node.elts[1:]):
            yield source.span(a)[1], source.span(b)[1], ""


def doubled_elements(source):
    for node in code(source, ast.List):
        for a in node.elts[:2]:
            yield source.span(a)[0], source.span(a)[1], f"{source.of(a)}, {source.of(a)}"


def other_names(source):
    """One parameter of the function instead of another."""
    for node in code(source, ast.Name):
        function = function_of(node)
        if function is None or not isinstance(node.ctx, ast.Load):
            continue
        names = [argument.arg for argument in [*function.args.args, *function.args.kwonlyargs] if argument.arg != "self"]
        if node.id in names and len(names) > 1:
            yield (*source.span(node), names[(names.index(node.id) + 1) % len(names)])


def other_attributes(source):
    """`self.conv2` where `self.conv1` belongs."""
    for owner in code(source, ast.ClassDef):
        used = [
            node
            for node in ast.walk(owner)
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "self"
        ]
        names = sorted({node.attr for node in used if isinstance(node.ctx, ast.Store)})
        for node in used:
            if isinstance(node.ctx, ast.Load) and node.attr in names and len(names) > 1:
                yield (*source.span(node), "self." + names[(names.index(node.attr) + 1) % len(names)])


def misspelt_attributes(source):
    """Names of packages are for type checkers to know."""
    for node in code(source, ast.Attribute):
        if isinstance(node.ctx, ast.Load) and isinstance(node.value, ast.Name) and node.value.id == "self":
            yield (*source.span(node), source.of(node) + "x")


def missing_self(source):
    """`conv1(x)` for `self.conv1(x)`."""
    for node in code(source, ast.Attribute):
        if isinstance(node.ctx, ast.Load) and isinstance(node.value, ast.Name) and node.value.id == "self":
            yield (*source.span(node), node.attr)


def dropped_calls(source):
    """`torch.flatten(x, 1)` → `x`; `self.layer(x)` → `x`."""
    for call in code(source, ast.Call):
        function = function_of(call)
        if call.args and function is not None and function.name != "__init__" and not isinstance(call.args[0], ast.Starred):
            yield (*source.span(call), source.of(call.args[0]))


def dropped_methods(source):
    """`x.permute(0, 3, 1, 2)` → `x`."""
    for call in code(source, ast.Call):
        function = function_of(call)
        if isinstance(call.func, ast.Attribute) and function is not None and function.name != "__init__":
            if not (isinstance(call.func.value, ast.Name) and call.func.value.id in ("self", "torch", "F", "nn", "math")):
                yield (*source.span(call), source.of(call.func.value))


def dropped_statements(source):
    for node in code(source, ast.Assign, ast.AugAssign, ast.Expr, ast.AnnAssign):
        function = function_of(node)
        if function is None or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)):
            continue
        block = next((body for name in ("body", "orelse") if node in (body := getattr(node.parent, name, []) or [])), [])
        start, end = source.line(node)
        alone = source.text[start:end].strip() == source.of(node).strip() or "#" in source.text[start:end]
        if alone:
            yield (start, end, "") if len(block) > 1 else (*source.span(node), "pass")


def doubled_statements(source):
    for node in code(source, ast.Assign):
        function = function_of(node)
        if function is not None and function.name not in ("__init__",) and source.of(node).count("\n") == 0:
            yield (*source.span(node), f"{source.of(node)}; {source.of(node)}")


def swapped_statements(source):
    for node in code(source, ast.Assign, ast.AugAssign, ast.Expr):
        for name in ("body", "orelse"):
            block = getattr(node.parent, name, [])
            if not isinstance(block, list) or node not in block or node is block[-1] or function_of(node) is None:
                continue
            after = block[block.index(node) + 1]
            if isinstance(after, (ast.Assign, ast.AugAssign, ast.Expr)):
                start, end = source.span(node)[0], source.span(after)[1]
                between = source.text[source.span(node)[1] : source.span(after)[0]]
                yield start, end, source.of(after) + between + source.of(node)


def swapped_calls(source):
    """`self.conv(self.norm(x))` for `self.norm(self.conv(x))`."""
    for call in code(source, ast.Call):
        inner = call.args[0] if call.args else None
        if isinstance(inner, ast.Call) and function_of(call) and source.of(call.func) != source.of(inner.func):
            between = source.text[source.span(call.func)[1] : source.span(inner.func)[0]]
            yield source.span(call)[0], source.span(inner.func)[1], source.of(inner.func) + between + source.of(call.func)


def swapped_operands(source):
    for node in code(source, ast.BinOp):
        if isinstance(node.op, ast.MatMult):
            yield (*source.span(node), f"({source.of(node.right)}) @ ({source.of(node.left)})")


AXES = "cat concat softmax log_softmax mean sum flatten squeeze unsqueeze chunk split stack transpose size norm max Softmax Flatten".split()


def other_axes(source):
    for call in code(source, ast.Call):
        name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        if name not in AXES:
            continue
        for argument in [*call.args, *(keyword.value for keyword in call.keywords if keyword.arg in ("dim", "start_dim"))]:
            if source.of(argument).lstrip("-").isdigit():
                for other in ("-1", "0", "1", "2", "3"):
                    if other != source.of(argument):
                        yield (*source.span(argument), other)


def added_methods(source):
    for node in code(source, ast.Assign):
        function = function_of(node)
        if function is not None and function.name == "forward" and isinstance(node.value, ast.Call):
            for method in ("flatten(1)", "unsqueeze(1)", "mean(1)", "transpose(1, 2)", "squeeze(0)", "view(x.size(0), -1)"):
                if not method.startswith("view") or any(argument.arg == "x" for argument in function.args.args):
                    end = source.span(node.value)[1]
                    yield end, end, f".{method}"


def missing_stars(source):
    """`nn.Sequential(layers)`."""
    for call in code(source, ast.Call):
        for argument in call.args:
            if isinstance(argument, ast.Starred):
                yield (*source.span(argument), source.of(argument.value))


def missing_parentheses(source):
    """`x.size` for `x.size()`, `nn.ReLU` for `nn.ReLU()`."""
    for call in code(source, ast.Call):
        if not call.args and not call.keywords and function_of(call):
            yield (*source.span(call), source.of(call.func))


def trailing_commas(source):
    """`x = self.conv(x),` is a tuple."""
    for node in code(source, ast.Assign):
        if function_of(node) and isinstance(node.value, (ast.Call, ast.BinOp)):
            end = source.span(node)[1]
            yield end, end, ","


def other_types(source):
    for node in code(source, ast.Constant):
        if is_number(node) and function_or_class(node):
            for other in (f"{node.value}.0", f"'{node.value}'", f"({node.value}, {node.value}, {node.value})"):
                yield (*source.span(node), other)


def dropped_parameters(source):
    for function in code(source, ast.FunctionDef):
        parameters = function.args.args
        if function.args.vararg or function.args.kwonlyargs or function.args.kwarg or len(parameters) < 2:
            continue
        last = function.args.defaults[-1] if function.args.defaults else parameters[-1]
        yield source.span(parameters[-2] if len(function.args.defaults) < 2 else function.args.defaults[-2])[1], source.span(last)[1], ""


def dropped_bases(source):
    for owner in code(source, ast.ClassDef):
        if len(owner.bases) == 1:
            yield (*source.span(owner.bases[0]), "object")


def dropped_imports(source):
    for node in code(source, ast.Import, ast.ImportFrom):
        start, end = source.line(node)
        if source.text[start:end].strip() == source.of(node).strip() and "__future__" not in source.of(node):
            yield (*source.span(node), "pass")


def other_ranges(source):
    for call in code(source, ast.Call):
        if isinstance(call.func, ast.Name) and call.func.id == "range" and call.args:
            last = call.args[1 if len(call.args) > 1 else 0]
            for other in (f"{source.of(last)} + 1", f"{source.of(last)} - 1"):
                yield (*source.span(last), other)


PATTERNS = ("einsum", "rearrange", "Rearrange", "repeat", "reduce", "Reduce")


def swapped_letters(source):
    """Of a pattern of axes."""
    for call in code(source, ast.Call):
        name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        for argument in call.args if name in PATTERNS else ():
            if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                text = source.of(argument)
                for at in range(1, len(text) - 2):
                    if text[at].isalpha() and text[at + 1].isalpha():
                        yield (*source.span(argument), text[:at] + text[at + 1] + text[at] + text[at + 2 :])
                    elif text[at].isalpha():
                        yield (*source.span(argument), text[:at] + text[at + 1 :])


def dropped_layers(source):
    """One of `nn.Sequential(a, b, c)`."""
    for call in code(source, ast.Call):
        if source.of(call.func).endswith("Sequential"):
            for a, b in zip(call.args, call.args[1:]):
                yield source.span(a)[0], source.span(b)[0], ""


def dropped_super(source):
    for node in code(source, ast.Expr):
        if "super(" in source.of(node) and "__init__" in source.of(node):
            yield (*source.span(node), "pass")


def dropped_results(source):
    for node in code(source, ast.Return):
        if node.value is not None:
            yield (*source.span(node), "return")


def dropped_branches(source):
    """`if stride != 1: …` never runs."""
    for node in code(source, ast.If):
        if function_of(node):
            yield (*source.span(node.test), "False")


def other_defaults(source):
    for function in code(source, ast.FunctionDef):
        for default in function.args.defaults + [d for d in function.args.kw_defaults if d]:
            if is_number(default):
                yield (*source.span(default), str(default.value * 3))
            elif not (isinstance(default, ast.Constant) and default.value is None):
                yield (*source.span(default), "None")


OTHER_CLASSES = {
    "Conv2d": ("Conv1d", "Conv3d", "ConvTranspose2d"),
    "ConvTranspose2d": ("Conv2d",),
    "BatchNorm2d": ("BatchNorm1d", "BatchNorm3d"),
    "MaxPool2d": ("MaxPool1d", "AdaptiveMaxPool2d"),
    "AvgPool2d": ("AvgPool1d",),
    "AdaptiveAvgPool2d": ("AdaptiveAvgPool1d", "AvgPool2d"),
    "Linear": ("Conv2d", "LazyLinear"),
    "LayerNorm": ("BatchNorm2d",),
    "Sequential": ("ModuleList",),
    "ModuleList": ("Sequential",),
    "Dropout": ("Linear",),
    "ReLU": ("Softmax2d", "GLU"),
    "flatten": ("squeeze",),
    "max_pool2d": ("max_pool1d",),
    "avg_pool2d": ("max_pool3d",),
    "adaptive_avg_pool2d": ("adaptive_avg_pool3d",),
    "view": ("reshape", "permute"),
    "permute": ("view",),
    "transpose": ("view",),
    "cat": ("stack",),
    "chunk": ("split",),
    "matmul": ("bmm",),
    "mean": ("sum", "squeeze"),
    "append": ("extend",),
    "extend": ("append",),
}


def other_classes(source):
    for node in code(source, ast.Attribute):
        for other in OTHER_CLASSES.get(node.attr, ()):
            end = source.span(node)[1]
            yield end - len(node.attr), end, other


def other_words(source):
    for node in code(source, ast.Constant):
        if isinstance(node.value, str) and function_of(node) and not isinstance(node.parent, (ast.Expr, ast.Raise)):
            if 0 < len(node.value) < 20:
                yield (*source.span(node), repr(node.value + "s"))


def other_indices(source):
    for node in code(source, ast.Subscript):
        if isinstance(node.slice, ast.Constant) and is_number(node.slice):
            yield (*source.span(node.slice), str(node.slice.value + 5))


KINDS = {
    "number": (numbers, 10),
    "float": (floats, 1),
    "truth": (truths, 3),
    "type": (other_types, 3),
    "none": (nothing, 2),
    "operator": (operators, 4),
    "operand": (operands, 3),
    "comparison": (comparisons, 2),
    "condition": (conditions, 2),
    "no-keyword": (dropped_keywords, 3),
    "no-argument": (dropped_arguments, 3),
    "wrong-keyword": (misnamed_keywords, 2),
    "swapped-arguments": (swapped_arguments, 4),
    "swapped-elements": (swapped_elements, 3),
    "no-element": (dropped_elements, 3),
    "doubled-element": (doubled_elements, 1),
    "other-name": (other_names, 4),
    "other-attribute": (other_attributes, 4),
    "misspelt": (misspelt_attributes, 2),
    "no-self": (missing_self, 1),
    "no-call": (dropped_calls, 4),
    "no-method": (dropped_methods, 2),
    "no-statement": (dropped_statements, 4),
    "doubled-statement": (doubled_statements, 2),
    "swapped-statements": (swapped_statements, 3),
    "swapped-calls": (swapped_calls, 3),
    "swapped-operands": (swapped_operands, 2),
    "axis": (other_axes, 4),
    "added-method": (added_methods, 3),
    "no-star": (missing_stars, 1),
    "no-parentheses": (missing_parentheses, 1),
    "comma": (trailing_commas, 1),
    "no-parameter": (dropped_parameters, 1),
    "no-base": (dropped_bases, 1),
    "no-import": (dropped_imports, 1),
    "range": (other_ranges, 2),
    "letters": (swapped_letters, 3),
    "no-layer": (dropped_layers, 3),
    "no-super": (dropped_super, 1),
    "no-result": (dropped_results, 1),
    "no-branch": (dropped_branches, 1),
    "default": (other_defaults, 2),
    "other-class": (other_classes, 3),
    "word": (other_words, 1),
    "index": (other_indices, 1),
}


def mutations(text, share=1.0, seed=""):
    """[(kind, start, end, replacement)]: so many of each kind as its row says, times `share`; all where it is None."""
    source = Source(text)
    found = []
    for kind, (find, weight) in KINDS.items():
        each = sorted(set(find(source)))
        if share is not None:
            most = max(1, round(weight * share))
            each = random.Random(f"{seed} {kind}").sample(each, min(most, len(each)))
        found += [(kind, *change) for change in each]
    return found
