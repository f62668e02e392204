// react-markdown with the extensions of GitHub.
import { createElement } from "react";
import Markdown from "react-markdown";
import remarkGfm from "remark-gfm";
import { renderer } from "./react.mjs";

window.renderer = renderer((text) => createElement(Markdown, { remarkPlugins: [remarkGfm] }, text));
