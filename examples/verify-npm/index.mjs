// In the source tree the verifier lies in web/; `npm pack` puts a copy beside this file and points here at it (pack.mjs).
export { verifyBundle } from '../../web/verify.mjs';
