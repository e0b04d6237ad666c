// Stands in for `server-only` and `client-only`, which throw outside a bundler.
export {};
