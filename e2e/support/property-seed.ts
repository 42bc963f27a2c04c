import { configureGlobal } from 'fast-check'

/**
 * A landing is no lottery: property tests walk the same examples each time. `GATEWAY_TEST_SEED=random` (or a number) looks
 * for new ones; what such a run finds becomes a test of its own.
 */
const wanted = process.env['GATEWAY_TEST_SEED'] ?? '20261128'
if (wanted !== 'random') configureGlobal({ seed: Number(wanted) })
