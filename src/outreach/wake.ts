/** The platform gives an alarm up after six failures: figures and sends that were left lying are found from outside. */
import type { BusinessId } from '../domain/ids.ts';
import { errorName, type Log } from '../platform/log.ts';
import type { OutreachApi } from './api.ts';

export async function wakeOutreach(
  businesses: readonly BusinessId[],
  outreach: (businessId: BusinessId) => Pick<OutreachApi, 'wake'>,
  log: Log,
): Promise<void> {
  for (const businessId of businesses) {
    try {
      await outreach(businessId).wake();
    } catch (error) {
      log.error('outreach_not_woken', { businessId, error: errorName(error) });
    }
  }
}
