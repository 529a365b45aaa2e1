// What a user meets whose VS Code speaks Portuguese: palette, panels, hover and problems, from the packed translations.
import { equal } from '../suite/expect.ts';
import type { UiStep } from './steps.ts';

export const portugueseSteps: readonly UiStep[] = [
  {
    name: 'in Portuguese, the palette opens the preview, and all of it is Portuguese',
    run: async (ui) => {
      await ui.speak('pt-br');
      await ui.openWorkbench('preview.cnn.yaml', 'Preview');
      await ui.page.locator('.codelens-decoration', { hasText: 'parâmetros' }).first().waitFor();
      await ui.line('stride: 3').click({ position: { x: 40, y: 8 } });
      await ui.runCommand('ConvLint: Pré-visualizar camada');
      const panel = ui.panel();
      await panel.locator('.formula', { hasText: 'Altura e largura: (7 − 3)/3 + 1 = 2,33' }).waitFor();
      await panel.locator('.verdict', { hasText: /a linha 7 e a coluna 7 nunca são lidas/i }).waitFor();
      equal(await panel.locator('html').getAttribute('lang'), 'pt-br', 'the language for screen readers');
      equal(
        await panel.getByRole('tab').allTextContents(),
        ['Janela', 'Profundidade', 'Deslocar um pixel', 'Encolhimento'],
        'the tabs',
      );
      await panel.getByRole('button', { name: 'Próxima janela' }).click();
      await panel.locator('.spoken', { hasText: 'Janela 2 de 4: linha 1, coluna 2' }).waitFor({ state: 'attached' });
      await ui.screenshot('preview-portuguese');
    },
  },
  {
    name: 'and so are hover and table',
    run: async (ui) => {
      await ui.hover(await ui.token('filters: 8, kernel: 5 }', 'conv'), /Pré-visualizar camada/);
      await ui.page.mouse.move(5, 5);
      await ui.openWorkbench('tiny.cnn.yaml', 'Tiny');
      await ui.line('filters').click();
      await ui.runCommand('ConvLint: Calcular formas');
      await ui.panel().locator('[role=columnheader]', { hasText: 'Parâmetros' }).waitFor();
      await ui.panel().locator('.foot', { hasText: '43.' }).waitFor();
      await ui.screenshot('shapes-portuguese');
    },
  },
];
