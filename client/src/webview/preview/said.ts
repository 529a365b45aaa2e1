// What the page says in words: a note for the eye, and a line for those who listen.
import { element } from '../dom.ts';

export class Said {
  readonly spoken = element('div', { class: 'spoken', attributes: { role: 'status', 'aria-live': 'polite' } });
  readonly note = element('p', { class: 'note', attributes: { role: 'status' } });

  speak(text: string): void {
    if (this.spoken.textContent !== text) this.spoken.textContent = text;
  }

  say(text: string): void {
    this.note.textContent = text;
    this.note.classList.remove('bad');
  }

  problem(text: string): void {
    this.note.textContent = text;
    this.note.classList.add('bad');
  }

  /** Unless something else has been said since. */
  takeBack(text: string): void {
    if (this.note.textContent === text) this.say('');
  }
}
