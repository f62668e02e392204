// The floor: text is appended and nothing else, in a box that scrolls.
window.renderer = async () => {
  const box = document.body.appendChild(document.createElement("div"));
  return { push: (text) => box.append(text), end() {} };
};
