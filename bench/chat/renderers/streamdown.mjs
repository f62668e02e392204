// streamdown, which is made for answers that stream.
import { createElement } from "react";
import { Streamdown } from "streamdown";
import { renderer } from "./react.mjs";

window.renderer = renderer((text) => createElement(Streamdown, null, text));
