//! Changes of operations: paths, parameters, bodies, answers, credentials.

use serde_json::{Map, Value, json};

use super::{Change, at, token};

pub fn each(original: &Value, change: Change<'_>) {
    for (path, item) in original["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let operation = Operation {
                original,
                path,
                method,
                pointer: format!("/paths/{}/{method}", token(path)),
                value: operation.as_object().unwrap(),
            };
            operation.itself(change);
            operation.parameters(change);
            operation.request(change);
            operation.responses(change);
        }
    }
    components(original, change);
}

struct Operation<'a> {
    original: &'a Value,
    path: &'a str,
    method: &'a str,
    pointer: String,
    value: &'a Map<String, Value>,
}

impl Operation<'_> {
    fn itself(&self, change: Change<'_>) {
        let Self { path, method, pointer, .. } = self;
        let take =
            |document: &mut Value| document["paths"][path].as_object_mut().unwrap().remove(*method).unwrap();
        change("missing operation", pointer, &|document| drop(take(document)));
        change("changed method", pointer, &|document| {
            let operation = take(document);
            document["paths"][path]["patch"] = operation;
        });
        change("moved operation", pointer, &|document| {
            let operation = take(document);
            document["paths"][format!("/api/v2{path}")] = json!({*method: operation});
        });
        change("deprecated operation", pointer, &|document| {
            at(document, pointer)["deprecated"] = true.into()
        });
        change("changed credentials", pointer, &|document| {
            let operation = at(document, pointer).as_object_mut().unwrap();
            if operation.remove("security").is_none() {
                operation.insert("security".into(), json!([]));
            }
        });
    }

    /// A parameter's own place, where the reference to it leads.
    fn resolve(&self, pointer: &str) -> String {
        let value = self.original.pointer(pointer).unwrap();
        match value.get("$ref").and_then(Value::as_str) {
            Some(reference) => reference.trim_start_matches('#').to_owned(),
            None => pointer.to_owned(),
        }
    }

    fn parameters(&self, change: Change<'_>) {
        let Self { path, pointer, .. } = self;
        let list = format!("{pointer}/parameters");
        let count = self.value.get("parameters").and_then(Value::as_array).map_or(0, Vec::len);
        for index in 0..count {
            let place = self.resolve(&format!("{list}/{index}"));
            let parameter = self.original.pointer(&place).unwrap().clone();
            // Only this operation changes, not all that share the parameter.
            let with = |edit: &dyn Fn(&mut Value)| {
                let mut parameter = parameter.clone();
                edit(&mut parameter);
                let list = list.clone();
                move |document: &mut Value| at(document, &list)[index] = parameter.clone()
            };
            if parameter["in"] == "path" {
                let name = parameter["name"].as_str().unwrap();
                let renamed = path.replace(&format!("{{{name}}}"), "{renamed}");
                change("renamed path parameter", &format!("/paths/{}", token(path)), &|document| {
                    with(&|it| it["name"] = "renamed".into())(document);
                    let item = document["paths"].as_object_mut().unwrap().remove(*path).unwrap();
                    document["paths"][&renamed] = item;
                });
                continue;
            }
            change("renamed parameter", &place, &with(&|it| it["name"] = "renamed".into()));
            change("moved parameter", &place, &with(&|it| it["in"] = "header".into()));
            change("removed parameter", &place, &|document| {
                at(document, &list).as_array_mut().unwrap().remove(index);
            });
            let required = parameter["required"] == true;
            let kind = if required { "parameter no longer required" } else { "parameter now required" };
            change(kind, &place, &with(&|it| it["required"] = (!required).into()));
        }
        for (kind, required) in [("new optional parameter", false), ("new required parameter", true)] {
            change(kind, pointer, &|document| {
                let operation = at(document, pointer).as_object_mut().unwrap();
                let parameters = operation.entry("parameters").or_insert(json!([]));
                parameters.as_array_mut().unwrap().push(
                    json!({"name": "Added", "in": "query", "required": required, "schema": {"type": "string"}}),
                );
            });
        }
    }

    fn request(&self, change: Change<'_>) {
        let pointer = &self.pointer;
        let place = format!("{pointer}/requestBody");
        let Some(body) = self.value.get("requestBody") else {
            change("new body", pointer, &|document| {
                let content = json!({"application/json": {"schema": {"type": "object"}}});
                at(document, pointer)["requestBody"] = json!({"content": content});
            });
            return;
        };
        change("removed body", &place, &|document| {
            at(document, pointer).as_object_mut().unwrap().remove("requestBody").unwrap();
        });
        let required = body["required"] == true;
        let kind = if required { "body no longer required" } else { "body now required" };
        change(kind, &place, &|document| at(document, &place)["required"] = (!required).into());
        content(&place, body, change);
    }

    fn responses(&self, change: Change<'_>) {
        let pointer = &self.pointer;
        let list = format!("{pointer}/responses");
        for status in self.value["responses"].as_object().unwrap().keys() {
            let place = format!("{list}/{status}");
            let take =
                |document: &mut Value| at(document, &list).as_object_mut().unwrap().remove(status).unwrap();
            change("removed response", &place, &|document| drop(take(document)));
            change("changed status", &place, &|document| {
                let response = take(document);
                at(document, &list)["299"] = response;
            });
            let response = self.original.pointer(&place).unwrap();
            if response.get("$ref").is_none() {
                content(&place, response, change);
                headers(&place, response, change);
            }
        }
        change("new response", pointer, &|document| {
            at(document, &list)["418"] = json!({"description": "A teapot."});
        });
    }
}

fn components(original: &Value, change: Change<'_>) {
    for (name, response) in original["components"]["responses"].as_object().unwrap() {
        let place = format!("/components/responses/{name}");
        content(&place, response, change);
        headers(&place, response, change);
    }
    for (name, header) in original["components"]["headers"].as_object().unwrap() {
        let place = format!("/components/headers/{name}");
        let required = header["required"] == true;
        change("changed header", &place, &|document| at(document, &place)["required"] = (!required).into());
    }
    // The first operation stands for all that want the same.
    let first = "/paths/~1api~1v1~1Agent/get";
    for scheme in original["components"]["securitySchemes"].as_object().unwrap().keys() {
        change("changed credentials", first, &|document| {
            document["components"]["securitySchemes"][scheme]["name"] = "X-Other".into();
        });
        change("changed credentials", first, &|document| {
            document["security"][0].as_object_mut().unwrap().remove(scheme).unwrap();
        });
    }
}

fn content(place: &str, holder: &Value, change: Change<'_>) {
    let Some(types) = holder.get("content").and_then(Value::as_object) else { return };
    for media_type in types.keys() {
        let inner = format!("{place}/content/{}", token(media_type));
        change("changed media type", &inner, &|document| {
            let content = at(document, place)["content"].as_object_mut().unwrap();
            let value = content.remove(media_type).unwrap();
            content.insert("application/xml".into(), value);
        });
        change("removed content", &inner, &|document| {
            at(document, place).as_object_mut().unwrap().remove("content").unwrap();
        });
    }
}

fn headers(place: &str, response: &Value, change: Change<'_>) {
    let Some(headers) = response.get("headers").and_then(Value::as_object) else { return };
    for name in headers.keys() {
        change("removed header", &format!("{place}/headers/{name}"), &|document| {
            at(document, place)["headers"].as_object_mut().unwrap().remove(name).unwrap();
        });
    }
}
