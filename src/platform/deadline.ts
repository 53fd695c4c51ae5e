/** So many steps are let pass before a timer is set: most of what is waited for stands in memory, and a timer costs more than that. */
const STEPS_WITHOUT_TIMER = 32;

/** Waits for `work` no longer than `deadlineMs`; then throws a TimeoutError. What the work gives later is dropped. */
export async function within<T>(deadlineMs: number, work: Promise<T>): Promise<T> {
  const settled = { yet: false };
  const note = (): void => {
    settled.yet = true;
  };
  work.then(note, note);
  for (let step = 0; step < STEPS_WITHOUT_TIMER && !settled.yet; step += 1) await Promise.resolve();
  if (settled.yet) return work;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new DOMException('too late', 'TimeoutError')), deadlineMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
