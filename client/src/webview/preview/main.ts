// The preview's entry: waits for the host's first word, then shows what it sends.
import '../theme.css';
import './preview.css';
import { connect, type Host } from '../host.ts';
import { type HostMessage, isHostMessage, isPanelState, type PanelMessage, type PanelState } from './messages.ts';
import { Panel } from './panel.ts';
import { wordsOf } from './texts.ts';

let panel: Panel | undefined;
const host: Host<PanelMessage, PanelState> = connect(isHostMessage, isPanelState, receive);
host.post({ type: 'ready' });

function receive(message: HostMessage): void {
  if (message.type !== 'start') {
    panel?.receive(message);
    return;
  }
  panel = new Panel(host, wordsOf(message.texts, message.language), message.uri);
  document.body.replaceChildren(panel.element);
  panel.render();
}
