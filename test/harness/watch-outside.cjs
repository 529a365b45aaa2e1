// Loaded before a process under watch (`node --require`): writes what it touches beside its own memory into the file
// that CONVLINT_WATCH names, one line each: `file /path`, `network …`, `process …`, and at its end `time milliseconds`. It changes nothing else.
const fs = require('node:fs');
const { fileURLToPath } = require('node:url');

const log = fs.openSync(process.env.CONVLINT_WATCH, 'a');
const write = fs.writeSync;
const note = (kind, what) => write(log, `${kind} ${what}\n`);
const pathOf = (given) =>
  given instanceof URL ? fileURLToPath(given) : Buffer.isBuffer(given) ? given.toString() : String(given);

const FILES =
  /^(?:access|appendFile|copyFile|cp|createReadStream|createWriteStream|exists|link|lstat|mkdir|mkdtemp|open|opendir|readFile|readdir|readlink|realpath|rename|rm|rmdir|stat|symlink|truncate|unlink|utimes|watch|watchFile|writeFile)(?:Sync)?$/;

process.on('exit', () => {
  const { user, system } = process.cpuUsage();
  note('time', (user + system) / 1000);
});

function watch(object, names, kind, describe) {
  for (const name of names) {
    const original = object[name];
    if (typeof original !== 'function') continue;
    object[name] = function (...args) {
      note(kind, describe(name, args));
      return Reflect.apply(original, this, args);
    };
    // `realpath.native` and promisified forms stay what they are.
    Object.assign(object[name], original);
  }
}

for (const object of [fs, fs.promises]) {
  const names = Object.getOwnPropertyNames(object).filter((name) => FILES.test(name));
  watch(object, names, 'file', (_, [path]) => (typeof path === 'number' ? `descriptor ${path}` : pathOf(path)));
}

const all = (name, args) => `${name} ${typeof args[0] === 'string' ? args[0] : ''}`;
const net = require('node:net');
watch(net.Socket.prototype, ['connect'], 'network', all);
watch(net.Server.prototype, ['listen'], 'network', all);
watch(require('node:dns'), ['lookup', 'resolve', 'resolve4', 'resolve6'], 'network', all);
watch(require('node:dgram'), ['createSocket'], 'network', all);
for (const name of ['http', 'https']) watch(require(`node:${name}`), ['request', 'get'], 'network', all);
if (globalThis.fetch) watch(globalThis, ['fetch'], 'network', all);
const child = require('node:child_process');
watch(child, ['spawn', 'spawnSync', 'exec', 'execSync', 'execFile', 'execFileSync', 'fork'], 'process', all);
watch(require('node:vm'), ['runInNewContext', 'runInThisContext', 'runInContext', 'compileFunction'], 'process', all);
