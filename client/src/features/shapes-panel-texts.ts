// What the shapes panel says, in the user's language: a webview cannot look translations up itself.
import * as vscode from 'vscode';
import type { Texts } from '../webview/shapes/texts.ts';

const { t } = vscode.l10n;

export function shapesPanelTexts(): Texts {
  return {
    actions: t('Table actions'),
    blockOf: t('Block {0} ({1})', '{0}', '{1}'),
    collapseAll: t('Collapse All'),
    columnField: t('Receptive field'),
    columnKernel: t('Kernel'),
    columnLayer: t('Layer'),
    columnMacs: t('MACs'),
    columnMemory: t('Memory'),
    columnOutput: t('Output'),
    columnParams: t('Parameters'),
    columnType: t('Type'),
    copyCsv: t('Copy the layers as CSV'),
    copyMarkdown: t('Copy the table as Markdown'),
    expandAll: t('Expand All'),
    fieldAll: t('whole input'),
    filter: t('Filter layers'),
    gap: t('Tracking stopped at 1 place'),
    gaps: t('Tracking stopped at {0} places', '{0}'),
    inputOf: t('Input {0}: {1}', '{0}', '{1}'),
    kernelOf: t('kernel {0}', '{0}'),
    layer: t('layer'),
    layer1: t('1 layer'),
    layers: t('{0} layers', '{0}'),
    layersOf: t('{0} of {1} layers', '{0}', '{1}'),
    lowerBound: t('A lower bound: something in it is unknown.'),
    memoryOf: t('Outputs of all these layers, batch {0}, {1}', '{0}', '{1}'),
    model: t('Model'),
    noMatch: t('No layer matches the filter.'),
    noModel: t('This file holds no model that ConvLint knows.'),
    none: t('This model has no layers.'),
    paddingOf: t('padding {0}', '{0}'),
    parametersMemory: t('Parameters: {0} more', '{0}'),
    severityError: t('This layer has an error'),
    severityHint: t('This layer has a hint'),
    severityInformation: t('This layer has an information'),
    severityWarning: t('This layer has a warning'),
    shareOf: t('{0}, {1} of the model’s parameters', '{0}', '{1}'),
    strideOf: t('stride {0}', '{0}'),
    table: t('Layers and what they cost'),
    total: t('Total'),
    trainable: t('{0} trainable', '{0}'),
    unknown: t('Not known'),
    unknownBecause: t('Not known: {0}', '{0}'),
    waiting: t('Computing shapes…'),
  };
}
