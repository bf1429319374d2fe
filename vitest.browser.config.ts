import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
import { goldenServer } from './test/browser/server.ts';

/** `npm run test:browser`: in a real Chromium, which CHROMIUM says the place of. */
export default defineConfig({
  plugins: [goldenServer()],
  test: {
    include: ['test/browser/*.browser.ts'],
    testTimeout: 30_000,
    browser: {
      enabled: true,
      headless: true,
      screenshotFailures: false,
      provider: playwright({
        launchOptions: {
          executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
          // Root, as in a container, has no sandbox.
          args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
        },
      }),
      instances: [{ browser: 'chromium' }],
    },
  },
});
