// marked and DOMPurify, the whole answer again for each token, as their users do.
import DOMPurify from "dompurify";
import { marked } from "marked";

window.renderer = async () => {
  const box = document.body.appendChild(document.createElement("div"));
  let all = "";
  const push = (text) => {
    all += text;
    box.innerHTML = DOMPurify.sanitize(marked.parse(all));
  };
  return { push, end() {} };
};
