// The bar under the window's picture: play, walk, jump, and how fast. It moves a step by numbers, and knows no picture.
import { element } from '../dom.ts';
import { type button, iconButton, setIcon, slider, type Tick } from './controls.ts';
import { Player } from './player.ts';
import type { Words } from './texts.ts';

const FASTEST = 10;

export interface PlayerWishes {
  /** So many windows on, or back. */
  step(by: number): void;
  jump(to: 'first' | 'last'): void;
  setSpeed(windowsPerSecond: number): void;
  /** It plays, or it does not any more. */
  turned(playing: boolean): void;
}

export class PlayerBar {
  readonly element: HTMLElement;
  readonly #words: Words;
  readonly #wishes: PlayerWishes;
  readonly #player: Player;
  readonly #play: ReturnType<typeof button>;
  readonly #count = element('span', { class: 'count' });
  readonly #speed: ReturnType<typeof slider>;

  constructor(words: Words, wishes: PlayerWishes, speed: number) {
    const { texts } = words;
    this.#words = words;
    this.#wishes = wishes;
    this.#player = new Player(speed, (windows) => wishes.step(windows));
    this.#play = iconButton('play', texts.play, () => this.toggle(), true);
    this.#speed = slider(texts.speed, (power) => wishes.setSpeed(2 ** power));
    this.element = element(
      'div',
      { class: 'player', attributes: { role: 'group', 'aria-label': texts.player } },
      iconButton('first', texts.first, () => wishes.jump('first')),
      iconButton('previous', texts.previous, () => this.#walk(-1)),
      this.#play,
      iconButton('next', texts.next, () => this.#walk(1)),
      iconButton('last', texts.last, () => wishes.jump('last')),
      this.#count,
      this.#speed.element,
    );
  }

  get playing(): boolean {
    return this.#player.playing;
  }

  show(speed: number, hidden: boolean): void {
    this.#player.speed = speed;
    this.element.hidden = hidden;
    this.#speed.show(Math.round(Math.log2(speed)), POWERS, true);
  }

  label(text: string): void {
    this.#count.textContent = text;
  }

  toggle(): void {
    if (this.playing) this.pause();
    else {
      this.#player.play();
      this.#turned();
    }
  }

  pause(): void {
    this.#player.pause();
    this.#turned();
  }

  #walk(by: number): void {
    this.pause();
    this.#wishes.step(by);
  }

  #turned(): void {
    const { texts } = this.#words;
    setIcon(this.#play, this.playing ? 'pause' : 'play');
    const title = this.playing ? texts.pause : texts.play;
    this.#play.title = title;
    this.#play.setAttribute('aria-label', title);
    this.#wishes.turned(this.playing);
  }
}

const POWERS: readonly Tick[] = Array.from({ length: FASTEST + 1 }, (_, value) => ({ value, bad: false, about: '' }));
