// Shows tasks, files and the audit log. All text is set as text; the page has no markup from data.

const access = document.getElementById("access");
const notice = document.getElementById("notice");
// What the dev agent expects unless it was started with others.
const given = { key: "dev-key-never-for-production", organization: "5e1a7a00-0000-4000-8000-0000000000aa" };

async function read(path) {
  const response = await fetch(path, {
    headers: { "X-Api-Key": given.key, "X-Org-Id": given.organization },
  });
  const body = await response.json();
  if (!response.ok) throw Object.assign(new Error(body.message), { status: response.status });
  return body;
}

function element(name, content) {
  const made = document.createElement(name);
  made.append(...[content ?? ""].flat());
  return made;
}

function time(text) {
  const made = element("time", new Date(text).toLocaleString());
  made.dateTime = text;
  return made;
}

function changes(record) {
  return record.changedProperties.flatMap(({ name, oldValue, newValue }) => {
    const line = element("div", `${name}: `);
    if (oldValue != null) line.append(element("del", oldValue), " ");
    if (newValue != null) line.append(element("ins", newValue));
    return line;
  });
}

function table(place, columns, { items, totalCount }) {
  const target = document.getElementById(place);
  if (items.length === 0) {
    const empty = element("p", "None yet.");
    empty.className = "empty";
    target.replaceChildren(empty);
    return;
  }
  const head = element("tr", columns.map(([title]) => {
    const cell = element("th", title);
    cell.scope = "col";
    return cell;
  }));
  const rows = items.map((item) => element("tr", columns.map(([, cell]) => element("td", cell(item)))));
  const more = totalCount > items.length ? [element("p", `The newest ${items.length} of ${totalCount}.`)] : [];
  target.replaceChildren(element("table", [element("thead", head), element("tbody", rows)]), ...more);
}

const property = (record, name) => record.changedProperties.find((it) => it.name === name)?.newValue ?? "";

async function show() {
  try {
    const [tasks, files, audit] = await Promise.all([
      read("/api/v1/Task?Limit=100"),
      read("/api/v1/AuditLog?EntityType=File&Limit=100"),
      read("/api/v1/AuditLog?Limit=100"),
    ]);
    table("tasks", [
      ["Created", (it) => time(it.createdAt)],
      ["Title", (it) => it.title],
      ["Status", (it) => it.status],
      ["Owner", (it) => it.owner],
      ["Description", (it) => it.description],
    ], tasks);
    table("files", [
      ["Uploaded", (it) => time(it.occurredAt)],
      ["Name", (it) => property(it, "name")],
      ["Type", (it) => property(it, "contentType")],
      ["Bytes", (it) => Number(property(it, "size")).toLocaleString()],
      ["Id", (it) => it.entityId],
    ], files);
    table("audit", [
      ["When", (it) => time(it.occurredAt)],
      ["What", (it) => `${it.entityType} ${it.action}`],
      ["Changes", changes],
      ["By", (it) => it.actor],
      ["Call", (it) => it.correlationId],
    ], audit);
    access.hidden = true;
    notice.textContent = "";
  } catch (error) {
    access.hidden = error.status !== 401 && error.status !== 403;
    notice.textContent = access.hidden ? `This could not be read: ${error.message}` : error.message;
  }
}

access.addEventListener("submit", (event) => {
  event.preventDefault();
  given.key = document.getElementById("key").value;
  given.organization = document.getElementById("organization").value;
  show();
});
addEventListener("focus", () => access.hidden && show());
show();
