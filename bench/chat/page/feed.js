// Feeds text to what is measured, one token a task. Marks say where a stretch of work begins and ends in the trace.
window.feed = (() => {
  const frame = () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));

  // As fast as tasks follow each other.
  const flood = (tokens, push) => new Promise((resolve) => {
    const channel = new MessageChannel();
    let next = 0;
    channel.port1.onmessage = () => {
      if (next === tokens.length) {
        channel.port1.close();
        return resolve();
      }
      push(tokens[next++]);
      return channel.port2.postMessage(0);
    };
    channel.port2.postMessage(0);
  });

  // So many a second; who falls behind gets those that are due one after the other.
  const pace = (tokens, push, perSecond) => new Promise((resolve) => {
    const begun = performance.now();
    let next = 0;
    const step = () => {
      if (next === tokens.length) return resolve();
      push(tokens[next++]);
      setTimeout(step, Math.max(0, begun + (next * 1000) / perSecond - performance.now()));
    };
    step();
  });

  const cut = (text, size) => {
    const pieces = [];
    for (let at = 0; at < text.length; at += size) pieces.push(text.slice(at, at + size));
    return pieces;
  };

  return {
    /** Runs the steps of a plan; the stretch of a step with a name is marked. */
    async run(plan) {
      const { push, end } = await window.renderer();
      await frame();
      for (const [at, { name, text, size, perSecond }] of plan.entries()) {
        if (name) performance.mark(`${name}-begin`);
        const pieces = cut(text, size);
        await (perSecond ? pace(pieces, push, perSecond) : flood(pieces, push));
        if (at === plan.length - 1) end();
        await frame();
        if (name) performance.mark(`${name}-end`);
      }
      return window.shown?.() ?? document.body.innerText.length;
    },
  };
})();
