// ssh2 reads the CommonJS variable __dirname while it loads; in an ES module bundle there is none unless we give it one.
Object.assign(globalThis, { __dirname: import.meta.dirname });
