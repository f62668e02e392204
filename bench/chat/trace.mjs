// Main-thread time, from the browser's own trace of its tasks: timers of a page see neither style nor layout nor paint.

const CATEGORIES = ["disabled-by-default-devtools.timeline", "blink.user_timing"];

/** Begins to trace. */
export const start = (browser, page) => browser.startTracing(page, { categories: CATEGORIES });

/** Ends it, and returns what the main thread of the marked page did. */
export async function stop(browser) {
  const { traceEvents } = JSON.parse(await browser.stopTracing());
  const marks = traceEvents.filter((it) => it.cat === "blink.user_timing" && /-(begin|end)$/.test(it.name));
  if (!marks.length) throw new Error("the trace has no marks");
  const { pid, tid } = marks[0];
  const own = traceEvents.filter((it) => it.pid === pid && it.tid === tid).sort((a, b) => a.ts - b.ts);
  return new MainThread(own, new Map(marks.map((it) => [it.name, it.ts])));
}

class MainThread {
  constructor(events, marks) {
    this.marks = marks;
    // A task that was cut off by the end of the trace has no duration.
    this.tasks = events.filter((it) => it.name === "RunTask" && it.ph === "X");
    this.frames = events.filter((it) => it.name === "BeginCommitCompositorFrame").map((it) => it.ts);
    this.end = events.at(-1).ts;
  }

  /** The stretch between two marks of a name; one that never ended goes on to the trace's end. */
  stretch(name) {
    const from = this.marks.get(`${name}-begin`);
    const to = this.marks.get(`${name}-end`) ?? this.end;
    const tasks = this.tasks.filter((it) => it.ts + it.dur > from && it.ts < to);
    return new Stretch(tasks, this.frames.filter((at) => at >= from && at <= to));
  }
}

class Stretch {
  constructor(tasks, frames) {
    this.tasks = tasks;
    this.frames = frames;
  }

  /** Milliseconds of processor time: others on the machine don't make it longer. */
  cpuMs() {
    return this.tasks.reduce((sum, it) => sum + (it.tdur ?? it.dur), 0) / 1000;
  }

  /** The longest task, in milliseconds as they pass. */
  longestMs() {
    return Math.max(0, ...this.tasks.map((it) => it.dur)) / 1000;
  }

  /** How long the main thread is busy from a frame to the next, in milliseconds: beyond 16.7 ms one is late. */
  frameMs(share) {
    const busy = this.frames.slice(1).map(() => 0);
    let frame = 0;
    for (const task of this.tasks) {
      while (frame + 1 < busy.length && task.ts >= this.frames[frame + 1]) frame += 1;
      if (task.ts >= this.frames[0] && task.ts < this.frames.at(-1)) busy[frame] += task.dur / 1000;
    }
    busy.sort((a, b) => a - b);
    return busy[Math.ceil(busy.length * share) - 1];
  }
}
