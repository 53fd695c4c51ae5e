/** The one alarm of an object: it is set only when it would ring too late, and whoever relies on it hears when it cannot be set. */
export type AlarmClock = {
  /** Rings at that moment at the latest. The write is made in the step in which it is called. */
  ringBy: (dueMs: number) => Promise<void>;
  /** It rings: from now on it is not set. */
  rang: () => void;
};

/** As far as this instance knows: after a crash it sets the alarm anew. */
export function alarmClock(nowMs: () => number, setAlarm: (atMs: number) => Promise<void>): AlarmClock {
  let armed: { atMs: number; done: Promise<void> } | null = null;
  return {
    async ringBy(dueMs) {
      const now = nowMs();
      // Whoever relies on an alarm that another call is setting hears of its failure too.
      if (armed !== null && armed.atMs <= dueMs && armed.atMs > now) return armed.done;
      const atMs = Math.max(dueMs, now);
      const setting = { atMs, done: setAlarm(atMs) };
      armed = setting;
      try {
        await setting.done;
      } catch (error) {
        if (armed === setting) armed = null;
        throw error;
      }
    },
    rang: () => {
      armed = null;
    },
  };
}
