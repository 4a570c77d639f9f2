/** Stops with one sentence when this Node is too old for the project. */
export function requireNode(): void;
/** Whether node_modules has every package of package-lock.json in its version, those of other machines aside. */
export function isInstalled(root: string): boolean;
/** Installs the packages of package-lock.json where some are missing; never through a link, which would empty its target. */
export function ensureInstalled(root: string): void;
