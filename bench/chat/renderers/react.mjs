// What React's renderers share: each token is one committed render.
import { createRoot } from "react-dom/client";
import { flushSync } from "react-dom";

export const renderer = (element) => async () => {
  const root = createRoot(document.body.appendChild(document.createElement("div")));
  let all = "";
  const push = (text) => {
    all += text;
    flushSync(() => root.render(element(all)));
  };
  return { push, end() {} };
};
