// Exceptions that end a model, as findings: all but those that the code means, or that others' arguments would not raise.
import type { Span } from '../../../../base/span.ts';
import type { Confused } from '../../../../graph/facts.ts';
import type { FindingOf } from '../../../../graph/finding.ts';
import { unsettledBy } from '../../evaluator/objects/unsettled.ts';
import { PyClass, type PyRaise } from '../../evaluator/values.ts';
import type { Running } from '../../program.ts';
import { LAYER_CLASSES } from '../../torch/layer/classes.ts';
import { MODULE } from '../../torch/module/nn-classes.ts';
import { valueNamed } from '../candidates/candidate.ts';
import { isBoundElsewhere } from './at-top.ts';
import type { Circumstances } from './circumstances.ts';
import { isFilledLater, isOfDevice, isRaisedByCode, isSetLater } from './meant.ts';
import { isBase } from './missing-attribute.ts';
import { isProvidedFor } from './optional.ts';
import { refusesArguments } from './refused.ts';
import { passesOn } from './wrong-call.ts';

/** What the code raises itself it means to raise: settings that it does not support, methods to be overridden. */
export function modelRaises(
  running: Running,
  failure: PyRaise,
  { exception, message, span }: { readonly exception: string; readonly message: string; readonly span: Span },
  circumstances: Circumstances,
): FindingOf<'model-raises'> | undefined {
  const { model, guessed, confirmed, open, empty, wanted, certain, unmade, byFactory } = circumstances;
  if (certain && unmade !== undefined && isBase(running, unmade)) return undefined;
  const isRefused = certain && byFactory && !model && refusesArguments(running, failure);
  if (isRaisedByCode(running, failure) && isOfDevice(running, failure)) return undefined;
  if (!wanted && !isRefused && mayBeMeant(running, failure)) return undefined;
  // What stands in for a class that is not at hand does not take all that its own source takes.
  if (model?.class.mro.some((of) => of.open !== undefined)) return undefined;
  // Code that nobody knows may have set what is None here, as hooks do.
  if (model && unsettledBy(model) && message.includes('NoneType')) return undefined;
  const isKnown = CERTAIN.has(exception) || OF_CODE.has(exception) || isOfBuiltin(exception, message);
  if (!isKnown && !((wanted || certain) && isOfClass(running, exception, message))) return undefined;
  if (exception === 'NameError' && isBoundElsewhere(running, message)) return undefined;
  if (exception === 'IndexError' && /\bargv\b/.test(running.loaded.parsed.text.slice(span.start, span.end)))
    return undefined;
  if (!wanted && message.includes('NoneType') && isSetLater(running, failure)) return undefined;
  if (!wanted && isReadAsSettings(running, message, span)) return undefined;
  if (/^(?:Index|Key)Error$/.test(exception) && model && isFilledLater(running, failure, model)) return undefined;
  // What is empty where nothing is known of the arguments may hold something where somebody gives them.
  if (certain && /non-empty|is an empty/.test(message)) return undefined;
  const confused = confusedIn(running, message);
  const finding = {
    rule: 'model-raises',
    span,
    facts: { exception, message, ...(confused ? { confused } : {}) },
  } as const;
  if (certain) return finding;
  const isOfNothing = message.includes('NoneType') && !isProvidedFor(running, failure);
  if (open && (isOfNothing || (guessed && exception === 'KeyError'))) return undefined;
  if (empty && !wanted && OF_CONTENTS.has(exception)) return undefined;
  // What code makes of an input that is a guess may well be our own mistake.
  const isSameForAll =
    confused !== undefined || SAME_FOR_ALL_INPUTS.has(exception) || /^'NoneType' object/.test(message);
  if (guessed && !confirmed && !isSameForAll) return undefined;
  if (!wanted && passesOn(running, exception, message, span)) return undefined;
  // Keys of other kinds may be equal in ways that we do not see.
  if (exception === 'KeyError' && (!/^(?:'.*'|\d+|True|False|None)$/s.test(message) || readsKeywords(running, failure)))
    return undefined;
  return finding;
}

/** `self.pool(nn.ReLU(x))`, `nn.Sequential(nn.Conv2d(…), nn.ReLU)`, `nn.Sequential([…])`. */
function confusedIn(running: Running, message: string): Confused | undefined {
  const [, ...types] =
    /must be Tensor, not (\w+)$/.exec(message) ??
    /^unsupported operand type\(s\) for \S+: '(\w+)' and '(\w+)'$/.exec(message) ??
    [];
  const layer = types.find((type) => LAYER_CLASSES.has(type));
  if (layer !== undefined) return { kind: 'layer-for-tensor', name: layer };
  if (TUPLE_FOR_TENSOR.test(message)) return { kind: 'tuple-for-tensor', name: 'tuple' };
  const { module, name } = /^(?<module>[\w.]+\.)?(?<name>\w+) is not a Module subclass$/.exec(message)?.groups ?? {};
  if (name === undefined) return undefined;
  if (module === undefined) return /^(?:list|tuple)$/.test(name) ? { kind: 'list-for-layers', name } : undefined;
  const own = valueNamed(running, name);
  const isLayer = module.startsWith('torch.nn.')
    ? LAYER_CLASSES.has(name)
    : own instanceof PyClass && own.mro.includes(MODULE);
  return isLayer ? { kind: 'class-for-layer', name } : undefined;
}

const TUPLE_FOR_TENSOR =
  /must be Tensor, not tuple$|^tuple indices must be integers or slices, not tuple$|^'tuple' object has no attribute '(?:shape|size|view|reshape|dim|permute|transpose|squeeze|unsqueeze|mean|flatten|contiguous)'/;

/** `config.encoder.depth`: whoever makes the model gives an object of settings, not the dict that stands for it as a default. */
function isReadAsSettings({ loaded }: Running, message: string, { end }: Span): boolean {
  return (
    message.startsWith("'dict' object has no attribute ") && !/^\s*\(/.test(loaded.parsed.text.slice(end, end + 20))
  );
}

/** Others may come from files, packages and machines that we do not see. */
const CERTAIN: ReadonlySet<string> = new Set([
  'TypeError',
  'ValueError',
  'IndexError',
  'KeyError',
  'ZeroDivisionError',
  'RuntimeError',
  'NameError',
  'UnboundLocalError',
  'EinopsError',
]);

/** What looking for something in nothing comes to. */
const OF_CONTENTS: ReadonlySet<string> = new Set(['IndexError', 'KeyError', 'ValueError', 'ZeroDivisionError']);

/** `kwargs['width']`, `kwargs.pop('width')`: for whoever calls to give. */
function readsKeywords({ loaded }: Running, { place }: PyRaise): boolean {
  const { text } = loaded.parsed;
  const name = place && /^\w+(?=\[|\.pop\()/.exec(text.slice(place.span.start, place.span.end))?.[0];
  return name !== undefined && new RegExp(`\\*\\*${name}\\s*[,:)]`).test(text);
}

/** What the code may well mean to raise, and what files raise that are not looked at. */
function mayBeMeant(running: Running, failure: PyRaise): boolean {
  const { place, exception } = failure;
  return place?.uri !== running.program.uri || OF_CODE.has(exception.class.name) || isRaisedByCode(running, failure);
}

/** What only code says. */
const OF_CODE: ReadonlySet<string> = new Set(['AssertionError', 'NotImplementedError']);

/** Where a local has no value, an input may have chosen the way: `if mode == 'source':`. */
const SAME_FOR_ALL_INPUTS: ReadonlySet<string> = new Set(['NameError']);

/** Of classes and enumerations that the file's code defines; of packages' we may not know all. */
function isOfClass(running: Running, exception: string, message: string): boolean {
  const { of } = /^(?:type object '(?<of>\w+)' has no attribute '\w+'|\w+)$/.exec(message)?.groups ?? { of: null };
  if (exception !== 'AttributeError' || of === null) return false;
  const owner = of === undefined ? undefined : valueNamed(running, of);
  return of === undefined || (owner instanceof PyClass && owner.definition !== undefined);
}

/** Of Python's own types all attributes are known, and of modules that hold others those that all modules have. */
function isOfBuiltin(exception: string, message: string): boolean {
  if (exception !== 'AttributeError') return false;
  const { owner, attribute } =
    /^'(?<owner>[\w.]+)' object has no attribute '(?<attribute>\w+)'/.exec(message)?.groups ?? {};
  if (owner === undefined || attribute === undefined) return false;
  return BUILTIN.test(owner) || (HOLDER.test(owner) && !OF_ALL_MODULES.test(attribute));
}

const BUILTIN =
  /^(?:NoneType|Tensor|list|tuple|dict|str|int|float|bool|set|Size|functools\.partial|OrderedDict|defaultdict|deque)$/;
const HOLDER = /^(?:Sequential|ModuleList|ModuleDict)$/;
const OF_ALL_MODULES =
  /^(?:_|register_|get_|set_|named_|share_memory|to|type$|(?:requires|zero)_grad|x?[cimgtx]pu|mtia|cuda|half|float|double|bfloat16|compile|apply|dump_patches|call_super_init|T_destination|state_dict|load_state_dict)/;
