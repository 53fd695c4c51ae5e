/** What `test/vitest.config.ts` binds, and what `exports` of the Worker under test is. */
declare namespace Cloudflare {
  interface Env {
    /** Opens web sites: `test/providers/sites.ts`. */
    TEST_SITES: string;
    TEST_MIGRATIONS: import('@cloudflare/vitest-pool-workers').D1Migration[];
  }
  interface GlobalProps {
    mainModule: typeof import('../src/index.ts');
  }
}
