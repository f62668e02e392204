// Runs before the page's own scripts: sees into shadow roots, and times what appears by the frame that shows it.
window.probe = (() => {
  const roots = [document];
  const attach = Element.prototype.attachShadow;
  Element.prototype.attachShadow = function (options) {
    const root = attach.call(this, { ...options, mode: "open" });
    roots.push(root);
    return root;
  };
  const isShown = (node) => {
    const { width, height, top, left, right, bottom } = node.getBoundingClientRect();
    const inside = right > 0 && bottom > 0 && left < innerWidth && top < innerHeight;
    const visible = node.checkVisibility({ opacityProperty: true, visibilityProperty: true });
    return width > 4 && height > 4 && inside && visible;
  };
  const find = (selector, wanted) => {
    const here = roots.filter((root) => root === document || root.host.isConnected);
    return here.flatMap((root) => [...root.querySelectorAll(selector)]).find((it) => isShown(it) && wanted(it));
  };
  const takesText = (node) =>
    node.isContentEditable || (/^(input|textarea)$/i.test(node.tagName) && !node.disabled && !node.readOnly);
  // A task after the next frame's callbacks: what is there has been painted.
  const painted = () => new Promise((resolve) => requestAnimationFrame(() => {
    const channel = new MessageChannel();
    channel.port1.onmessage = () => resolve(performance.now());
    channel.port2.postMessage(0);
  }));
  const appearance = (selector, wanted) => new Promise((resolve) => {
    const look = () => {
      if (find(selector, wanted)) painted().then(resolve);
      else requestAnimationFrame(look);
    };
    look();
  });
  const pressed = new Promise((resolve) => {
    addEventListener("pointerdown", (event) => resolve(event.timeStamp), { capture: true, once: true });
  });
  return {
    find: (selector) => find(selector, () => true),
    /** When it is painted, in milliseconds since the page's navigation. */
    painted: (selector) => appearance(selector, () => true),
    /** When it is painted and takes text. */
    usable: (selector) => appearance(selector, takesText),
    /** When the pointer went down for the first time. */
    pressed,
  };
})();
