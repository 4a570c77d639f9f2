/**
 * What the page may do: its own files, WebAssembly, and blobs it made itself (TensorFlow.js starts its WebAssembly
 * threads from a Blob; decoded images and exports are blobs). No script text is compiled, and `connect-src` names no
 * other host: nothing leaves the page. The server sends it as a header and the built page carries it itself, so
 * that it is as strict on any static host.
 */
export const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "worker-src 'self' blob:",
  "connect-src 'self' blob: data:",
  "img-src 'self' blob: data:",
  "style-src 'self'",
  "font-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');
