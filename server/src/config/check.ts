// Checks what a client or a file says about settings. A bad value gives a note, and the default stays.
import { t } from '@vscode/l10n';
import type { OwnModule, OwnModules } from '../frontends/front-end.ts';
import type { RuleId } from '../graph/facts.ts';
import { ruleOf } from '../rules/index.ts';
import type { RuleSetting, RuleSettings } from '../rules/judge.ts';
import { type AnyRule, type RuleOption, SEVERITIES, type Severity } from '../rules/rule.ts';
import { SETTINGS, type Setting, type SettingId, type Settings } from './settings.ts';

/** Something that could not be used: where (`diagnostics.delay`), and why, in the user's language. */
export interface Note {
  readonly path: readonly string[];
  readonly message: string;
}

export interface Checked {
  readonly values: Partial<Settings>;
  readonly notes: readonly Note[];
}

/** Reads a plain object, with dotted settings nested (`diagnostics: { delay: 50 }`) or flat (`diagnostics.delay: 50`). */
export function checkSettings(given: unknown): Checked {
  const notes: Note[] = [];
  if (given === null || given === undefined) return { values: {}, notes };
  if (!isRecord(given)) return { values: {}, notes: [{ path: [], message: t('Settings should be a mapping.') }] };
  const values: Record<string, unknown> = {};
  for (const [id, path, value] of flatten(given)) {
    if (!Object.hasOwn(SETTINGS, id)) {
      notes.push({
        path,
        message: t('There is no setting {0}. Known are: {1}.', id, Object.keys(SETTINGS).join(', ')),
      });
      continue;
    }
    if (value === null || value === undefined) continue;
    const setting = SETTINGS[id as SettingId];
    const read = readSetting(setting, value, path, notes);
    if (isRefusal(read)) notes.push({ path, message: read.refused });
    else values[id] = read;
  }
  return { values: values as Partial<Settings>, notes };
}

interface Refusal {
  readonly refused: string;
}

function isRefusal(read: unknown): read is Refusal {
  return isRecord(read) && typeof read.refused === 'string';
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Leaves with their dotted ids; goes down only into groups of settings (`diagnostics`, `trace`). */
function* flatten(given: Record<string, unknown>): Iterable<[id: string, path: string[], value: unknown]> {
  for (const [key, value] of Object.entries(given)) {
    const isGroup = !Object.hasOwn(SETTINGS, key) && Object.keys(SETTINGS).some((id) => id.startsWith(`${key}.`));
    if (!isGroup || !isRecord(value)) yield [key, [key], value];
    else for (const [name, inner] of Object.entries(value)) yield [`${key}.${name}`, [key, name], inner];
  }
}

function readSetting(setting: Setting, value: unknown, path: readonly string[], notes: Note[]): unknown {
  switch (setting.type) {
    case 'rules':
      return readRules(value, path, notes);
    case 'modules':
      return readModules(value, path, notes);
    default:
      return readValue(setting, value);
  }
}

function readValue(setting: Exclude<Setting, { type: 'rules' | 'modules' }>, value: unknown): unknown {
  switch (setting.type) {
    case 'boolean':
      return typeof value === 'boolean' ? value : { refused: t('Should be true or false.') };
    case 'integer': {
      const { min, max } = setting;
      const fits = Number.isInteger(value) && (value as number) >= min && (value as number) <= max;
      return fits ? value : { refused: t('Should be a whole number from {0} to {1}.', min, max) };
    }
    case 'choice':
      return setting.choices.includes(value as string)
        ? value
        : { refused: t('Should be one of {0}.', setting.choices.join(', ')) };
    case 'text':
      return typeof value === 'string' ? value : { refused: t('Should be a text.') };
    case 'texts':
      return Array.isArray(value) && value.every((item) => typeof item === 'string')
        ? value
        : { refused: t('Should be a list of texts.') };
  }
}

function readModules(value: unknown, path: readonly string[], notes: Note[]): OwnModules | Refusal {
  if (!isRecord(value)) return { refused: t('Should map modules to the channels that they put out.') };
  const modules: Record<string, OwnModule> = Object.create(null);
  for (const [name, given] of Object.entries(value)) {
    const { channels = 'unknown', stride } = isRecord(given) ? given : { channels: given ?? undefined };
    if (!isChannels(channels))
      notes.push({ path: [...path, name], message: t('Should be `input`, `first-argument`, `unknown` or a number.') });
    else if (stride !== undefined && !isCount(stride))
      notes.push({ path: [...path, name, 'stride'], message: t('Should be a whole number of at least 1.') });
    else modules[name] = { channels, ...(stride === undefined ? {} : { stride }) };
  }
  return modules;
}

function isChannels(value: unknown): value is OwnModule['channels'] {
  return value === 'input' || value === 'first-argument' || value === 'unknown' || isCount(value);
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 1;
}

function readRules(value: unknown, path: readonly string[], notes: Note[]): RuleSettings | Refusal {
  if (!isRecord(value)) return { refused: t('Should map rules to a severity.') };
  const settings: Partial<Record<RuleId, RuleSetting>> = {};
  for (const [id, given] of Object.entries(value)) {
    const rule = ruleOf(id as RuleId);
    if (!rule) notes.push({ path: [...path, id], message: t('There is no rule {0}.', id) });
    else if (given !== null) settings[rule.id] = readRule(rule, given, [...path, id], notes);
  }
  return settings;
}

/** `off`, `warning`, …, or `{ severity, option: value }`. */
function readRule(rule: AnyRule, given: unknown, path: readonly string[], notes: Note[]): RuleSetting {
  if (typeof given === 'string' || given === false) return readSeverity(given, path, notes);
  if (!isRecord(given)) {
    notes.push({ path, message: t('Should be a severity, or a mapping with `severity` and options.') });
    return {};
  }
  const { severity, ...rest } = given;
  const options: Record<string, number> = {};
  for (const [name, value] of Object.entries(rest)) {
    const option = rule.options && Object.hasOwn(rule.options, name) ? rule.options[name] : undefined;
    if (!option) notes.push({ path: [...path, name], message: t('{0} has no option {1}.', rule.id, name) });
    else if (isOptionValue(option, value)) options[name] = value;
    else
      notes.push({ path: [...path, name], message: t('Should be a number from {0} to {1}.', option.min, option.max) });
  }
  const read = severity === undefined || severity === null ? {} : readSeverity(severity, [...path, 'severity'], notes);
  return { ...read, ...(Object.keys(options).length > 0 ? { options } : {}) };
}

function isOptionValue({ type, min, max }: RuleOption, value: unknown): value is number {
  return typeof value === 'number' && value >= min && value <= max && (type === 'number' || Number.isInteger(value));
}

/** YAML 1.1 habits make `off` a false. */
function readSeverity(given: unknown, path: readonly string[], notes: Note[]): RuleSetting {
  if (given === 'off' || given === false) return { severity: 'off' };
  if (SEVERITIES.includes(given as Severity)) return { severity: given as Severity };
  notes.push({ path, message: t('Should be one of {0}.', [...SEVERITIES, 'off'].join(', ')) });
  return {};
}
