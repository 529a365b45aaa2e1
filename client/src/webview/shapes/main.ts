// The shapes panel's entry: waits for the host's first word, then shows what it sends.
import '../theme.css';
import './shapes.css';
import { connect, type Host } from '../host.ts';
import { wordsOf } from './columns.ts';
import { type HostMessage, isHostMessage, isPanelState, type PanelMessage, type PanelState } from './messages.ts';
import { Panel } from './panel.ts';

let panel: Panel | undefined;
const host: Host<PanelMessage, PanelState> = connect(isHostMessage, isPanelState, receive);
host.post({ type: 'ready' });

function receive(message: HostMessage): void {
  if (message.type === 'start') {
    panel = new Panel(host, wordsOf(message.texts, message.language), message.uri);
    document.body.replaceChildren(panel.element);
  } else if (message.type === 'sheet') panel?.show(message.sheet);
  else panel?.follow(message.line);
}
