// Why an exception that ends a model may be no mistake: the code means it, others set what is missing, or it rests on a guess.
// Each excuse is a question of its own; one is enough.
import type { Span } from '../../../../base/span.ts';
import type { Confused } from '../../../../graph/facts.ts';
import { unsettledBy } from '../../evaluator/objects/unsettled.ts';
import { PyClass, type PyRaise } from '../../evaluator/values.ts';
import type { Running } from '../../program.ts';
import { LAYER_CLASSES } from '../../torch/layer/classes.ts';
import { valueNamed } from '../candidates/candidate.ts';
import { isBoundElsewhere } from './at-top.ts';
import type { Circumstances } from './circumstances.ts';
import { asksForDevice, isFilledLater, isRaisedByCode, isSetLater } from './meant.ts';
import { isBase } from './missing-attribute.ts';
import { isProvidedFor } from './optional.ts';
import { refusesArguments } from './refused.ts';
import { passesOn } from './wrong-call.ts';

export interface Raised {
  readonly running: Running;
  readonly failure: PyRaise;
  /** The name of its class. */
  readonly exception: string;
  readonly message: string;
  readonly span: Span;
  readonly confused: Confused | undefined;
  readonly circumstances: Circumstances;
}

interface Excuse {
  readonly holds: (raised: Raised) => boolean;
  /** Not where somebody wants this very model on this very input, or where it ends so whatever anybody gives. */
  readonly unless?: readonly ('wanted' | 'certain')[];
}

const EXCUSES: readonly Excuse[] = [
  { holds: isOfDevice },
  { holds: isOfClassNotAtHand },
  { holds: isLeftToHooks },
  { holds: isOfKindNotKnown },
  { holds: isNameOfOthers },
  { holds: isOfCommandLine },
  { holds: isFilledByOthers },
  { holds: isOfBaseClass },
  { holds: isOfNothingGiven },
  { holds: isMeant, unless: ['wanted'] },
  { holds: isNoneUntilSet, unless: ['wanted'] },
  { holds: isReadAsSettings, unless: ['wanted'] },
  { holds: isNoneByDefault, unless: ['certain'] },
  { holds: isOfGuessedInput, unless: ['certain'] },
  { holds: isOfUnseenKey, unless: ['certain'] },
  { holds: isOfEmptySettings, unless: ['wanted', 'certain'] },
  { holds: isOfArgumentsPassedOn, unless: ['wanted', 'certain'] },
];

export function isExcused(raised: Raised): boolean {
  const { circumstances } = raised;
  return EXCUSES.some(({ holds, unless = [] }) => !unless.some((each) => circumstances[each]) && holds(raised));
}

/** On another machine it runs. */
function isOfDevice({ running, failure }: Raised): boolean {
  return isRaisedByCode(running, failure) && asksForDevice(running, failure);
}

/** What stands in for a class that is not at hand does not take all that its own source takes. */
function isOfClassNotAtHand({ circumstances: { model } }: Raised): boolean {
  return model?.class.mro.some((of) => of.open !== undefined) ?? false;
}

/** Code that nobody knows may have set what is None here, as hooks do. */
function isLeftToHooks({ message, circumstances: { model } }: Raised): boolean {
  return message.includes('NoneType') && model !== undefined && unsettledBy(model) !== undefined;
}

/** Others may come from files, packages and machines that we do not see. */
function isOfKindNotKnown({ running, failure, exception, message, circumstances }: Raised): boolean {
  const { wanted, certain } = circumstances;
  if (CERTAIN.has(exception) || OF_CODE.has(exception) || isOfBuiltin(exception, message)) return false;
  if (wanted && isRaisedByCode(running, failure)) return false;
  return !((wanted || certain) && isOfClass(running, exception, message));
}

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

/** What only code says. */
const OF_CODE: ReadonlySet<string> = new Set(['AssertionError', 'NotImplementedError']);

/** Of classes and enumerations that the file's code defines; of packages' we may not know all, but that a layer is no partial. */
function isOfClass(running: Running, exception: string, message: string): boolean {
  if (exception !== 'AttributeError') return false;
  if (/^\w+$/.test(message)) return true;
  const [, of = '', attribute = ''] = /^type object '(\w+)' has no attribute '(\w+)'$/.exec(message) ?? [];
  if (LAYER_CLASSES.has(of)) return /^(?:func|args|keywords)$/.test(attribute);
  const owner = valueNamed(running, of);
  return owner instanceof PyClass && owner.definition !== undefined;
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

function isNameOfOthers({ running, exception, message }: Raised): boolean {
  return exception === 'NameError' && isBoundElsewhere(running, message);
}

function isOfCommandLine({ running: { loaded }, exception, span }: Raised): boolean {
  return exception === 'IndexError' && /\bargv\b/.test(loaded.parsed.text.slice(span.start, span.end));
}

function isFilledByOthers({ running, failure, exception, circumstances: { model } }: Raised): boolean {
  return /^(?:Index|Key)Error$/.test(exception) && model !== undefined && isFilledLater(running, failure, model);
}

function isOfBaseClass({ running, circumstances: { certain, unmade } }: Raised): boolean {
  return certain === true && unmade !== undefined && isBase(running, unmade);
}

/** What is empty where nothing is known of the arguments may hold something where somebody gives them. */
function isOfNothingGiven({ message, circumstances: { certain } }: Raised): boolean {
  return certain === true && /non-empty|is an empty/.test(message);
}

/**
 * What the code raises itself it means to raise: settings that it does not support, methods to be overridden. And what files
 * raise that are not looked at.
 */
function isMeant({ running, failure, message, circumstances: { certain, byFactory, model } }: Raised): boolean {
  if (certain && byFactory && !model && refusesArguments(running, failure)) return false;
  const { place, exception } = failure;
  const of = exception.class.name;
  // What is missing in other files others may put there, as hooks do; a value of the wrong kind is wrong whatever they do.
  const isWrongKind = certain === true && of === 'TypeError' && !message.includes('NoneType');
  const isElsewhere = place?.uri !== running.program.uri && !isWrongKind;
  return isElsewhere || OF_CODE.has(of) || isRaisedByCode(running, failure);
}

function isNoneUntilSet({ running, failure, message }: Raised): boolean {
  return message.includes('NoneType') && isSetLater(running, failure);
}

/** `config.encoder.depth`: whoever makes the model gives an object of settings, not the dict that stands for it as a default. */
function isReadAsSettings({ running: { loaded }, message, span: { end } }: Raised): boolean {
  return (
    message.startsWith("'dict' object has no attribute ") && !/^\s*\(/.test(loaded.parsed.text.slice(end, end + 20))
  );
}

function isNoneByDefault({ running, failure, exception, message, circumstances: { open, guessed } }: Raised): boolean {
  if (!open) return false;
  // Which branch binds it, what is given may say.
  if (exception === 'UnboundLocalError') return true;
  return (
    (message.includes('NoneType') && !isProvidedFor(running, failure)) || (guessed === true && exception === 'KeyError')
  );
}

/** What comes of an input that is a guess may be our own mistake, or the guess have chosen the way: `UnboundLocalError`. */
function isOfGuessedInput({ exception, message, confused, circumstances: { guessed, confirmed } }: Raised): boolean {
  const isSameForAll =
    exception === 'NameError' ||
    (confused && confused.kind !== 'tuple-for-tensor') ||
    /^'NoneType' object/.test(message);
  return guessed === true && !confirmed && !isSameForAll;
}

/** Keys of other kinds may be equal in ways that we do not see. */
function isOfUnseenKey({ running, failure, exception, message }: Raised): boolean {
  if (exception !== 'KeyError') return false;
  return !/^(?:'.*'|\d+|True|False|None)$/s.test(message) || readsKeywords(running, failure);
}

/** `kwargs['width']`, `kwargs.pop('width')`: for whoever calls to give. */
function readsKeywords({ loaded }: Running, { place }: PyRaise): boolean {
  const { text } = loaded.parsed;
  const name = place && /^\w+(?=\[|\.pop\()/.exec(text.slice(place.span.start, place.span.end))?.[0];
  return name !== undefined && new RegExp(`\\*\\*${name}\\s*[,:)]`).test(text);
}

function isOfEmptySettings({ exception, circumstances: { empty } }: Raised): boolean {
  return empty === true && OF_CONTENTS.has(exception);
}

/** What looking for something in nothing comes to. */
const OF_CONTENTS: ReadonlySet<string> = new Set(['IndexError', 'KeyError', 'ValueError', 'ZeroDivisionError']);

function isOfArgumentsPassedOn({ running, exception, message, span }: Raised): boolean {
  return passesOn(running, exception, message, span);
}
