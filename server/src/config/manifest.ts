// package.json's `contributes.configuration`, and the texts that it refers to, from the table of settings and the rules.
// A pure function; whoever calls it writes the files.
import { rules } from '../rules/index.ts';
import { type AnyRule, SEVERITIES } from '../rules/rule.ts';
import { SETTINGS, type Setting } from './settings.ts';

export interface ManifestConfiguration {
  readonly configuration: object;
  /** English texts by the key that stands for them as `%key%`. */
  readonly texts: Readonly<Record<string, string>>;
}

export function manifestConfiguration(): ManifestConfiguration {
  const texts: Record<string, string> = {};
  const say = (key: string, text: string): string => {
    texts[key] = text;
    return `%${key}%`;
  };
  const properties = Object.entries(SETTINGS as Readonly<Record<string, Setting>>).map(([id, setting], order) => {
    const common = {
      order,
      scope: setting.scope,
      markdownDescription: say(`setting.${id}`, setting.doc),
      default: setting.default,
    };
    return [`convlint.${id}`, { ...common, ...schemaOf(id, setting, say) }];
  });
  return { configuration: { title: 'ConvLint', properties: Object.fromEntries(properties) }, texts };
}

type Say = (key: string, text: string) => string;

function schemaOf(id: string, setting: Setting, say: Say): object {
  switch (setting.type) {
    case 'boolean':
      return { type: 'boolean' };
    case 'integer':
      return { type: 'integer', minimum: setting.min, maximum: setting.max };
    case 'choice':
      return {
        type: 'string',
        enum: setting.choices,
        markdownEnumDescriptions: setting.choices.map((choice, index) =>
          say(`setting.${id}.${choice}`, setting.choiceDocs[index] ?? ''),
        ),
      };
    case 'text':
      return { type: 'string' };
    case 'texts':
      return { type: 'array', items: { type: 'string' } };
    case 'modules':
      return { type: 'object', additionalProperties: { anyOf: [CHANNELS, OWN_MODULE] } };
    case 'rules':
      return {
        type: 'object',
        additionalProperties: false,
        properties: Object.fromEntries(rules.map((rule) => [rule.id, ruleSchema(rule, say)])),
      };
  }
}

const CHANNELS = {
  anyOf: [
    { type: 'string', enum: ['input', 'first-argument', 'unknown'] },
    { type: 'integer', minimum: 1 },
  ],
};

const OWN_MODULE = {
  type: 'object',
  additionalProperties: false,
  properties: { channels: CHANNELS, stride: { type: 'integer', minimum: 1 } },
};

/** A severity, or an object with a severity and the rule's options. */
function ruleSchema(rule: AnyRule, say: Say): object {
  const severity = { type: 'string', enum: [...SEVERITIES, 'off'] };
  const markdownDescription = say(`rule.${rule.id}`, rule.summary);
  const options = Object.entries(rule.options ?? {});
  if (options.length === 0) return { markdownDescription, ...severity };
  const properties = options.map(([name, { type, default: value, min, max, doc }]) => [
    name,
    {
      type,
      default: value,
      minimum: min,
      maximum: max,
      markdownDescription: say(`rule.${rule.id}.${name}`, doc),
    },
  ]);
  return {
    markdownDescription,
    anyOf: [
      severity,
      {
        type: 'object',
        additionalProperties: false,
        properties: { severity, ...Object.fromEntries(properties) },
      },
    ],
  };
}
