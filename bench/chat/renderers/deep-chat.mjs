// The whole chat component, by the stream handler of its interface.
import "deep-chat";

window.renderer = () => new Promise((resolve) => {
  const chat = document.createElement("deep-chat");
  chat.style.cssText = "width: 400px; height: 600px";
  chat.connect = {
    stream: true,
    handler(_, signals) {
      signals.onOpen();
      resolve({ push: (text) => signals.onResponse({ text }), end: () => signals.onClose() });
    },
  };
  window.shown = () => chat.shadowRoot.textContent.length;
  document.body.append(chat);
  const ask = () => {
    if (chat.shadowRoot?.querySelector("#text-input")) chat.submitUserMessage({ text: "Hello" });
    else requestAnimationFrame(ask);
  };
  ask();
});
