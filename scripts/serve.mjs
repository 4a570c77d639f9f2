import { createReadStream, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize, sep } from 'node:path';
import { contentSecurityPolicy } from './contentSecurityPolicy.mjs';

const types = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.wasm': 'application/wasm',
  '.bin': 'application/octet-stream',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.svg': 'image/svg+xml',
  '.md': 'text/markdown; charset=utf-8',
};

export const headers = {
  // WebAssembly threads share memory, which a page may do only when it is cross-origin isolated.
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Content-Security-Policy': `${contentSecurityPolicy}; frame-ancestors 'none'`,
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cache-Control': 'no-cache',
};

function fileUnder(folder, path) {
  const file = normalize(join(folder, path));
  if (file !== folder && !file.startsWith(folder + sep)) return null;
  const facts = statSync(file, { throwIfNoEntry: false });
  return facts?.isFile() ? { file, facts } : null;
}

/**
 * Serves `folder` on 127.0.0.1; `mounts` maps URL prefixes to other folders (fetched models). Takes the next free
 * port when `port` is in use. Resolves to { url, close }.
 */
export function serve({ folder, mounts = {}, port = 4173, host = '127.0.0.1' }) {
  const server = createServer((request, response) => {
    let path;
    try {
      path = decodeURIComponent(new URL(request.url, 'http://x').pathname);
    } catch {
      response.writeHead(400, headers).end();
      return;
    }
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.writeHead(405, { ...headers, Allow: 'GET, HEAD' }).end();
      return;
    }
    if (path.endsWith('/')) path += 'index.html';
    const mount = Object.keys(mounts).find((prefix) => path.startsWith(prefix));
    const found = mount ? fileUnder(mounts[mount], path.slice(mount.length)) : fileUnder(folder, path);
    if (!found) {
      response.writeHead(404, { ...headers, 'Content-Type': 'text/plain' }).end('Not found');
      return;
    }
    const tag = `"${found.facts.size.toString(36)}-${Math.floor(found.facts.mtimeMs).toString(36)}"`;
    const head = {
      ...headers,
      ETag: tag,
      'Content-Type': types[extname(found.file)] ?? 'application/octet-stream',
      'Content-Length': found.facts.size,
    };
    if (request.headers['if-none-match'] === tag) {
      response.writeHead(304, { ...headers, ETag: tag }).end();
      return;
    }
    response.writeHead(200, head);
    if (request.method === 'HEAD') response.end();
    else
      createReadStream(found.file)
        .on('error', () => response.destroy())
        .pipe(response);
  });
  return new Promise((resolve, reject) => {
    server.on('error', (error) => {
      if (error.code === 'EADDRINUSE' && port !== 0) server.listen(++port, host);
      else reject(error);
    });
    server.listen(port, host, () => {
      resolve({ url: `http://localhost:${server.address().port}/`, close: () => server.close() });
    });
  });
}
