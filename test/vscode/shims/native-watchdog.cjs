// Stands in for @vscode/native-watchdog, whose native part is not compiled here: ends the extension host when its parent is gone.
exports.start = (parent) => {
  const look = () => {
    try {
      process.kill(parent, 0);
    } catch {
      process.exit(87);
    }
  };
  setInterval(look, 2000).unref();
};
exports.exit = (code) => process.exit(code ?? 0);
