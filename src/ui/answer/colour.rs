//! Colours of code: a piece of its own, which loads with the first block in a language that it may know. The browser
//! paints ranges of the text, whose nodes stay as they are; where it can't, code is plain.

use highlight::Kind;
use js_sys::{Array, Function, Object, Reflect};
use leptos::prelude::on_cleanup;
use leptos::wasm_split;
use send_wrapper::SendWrapper;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{CharacterData, Element};

use super::make::all;
use super::{Answer, style};
use crate::host::idle::idle;
use crate::net::decode::get;
use crate::ui::dom::spawn;

const STYLE: &str = include_str!("../../../style/highlight.css");
/// Code with more bytes stays plain.
const LONGEST: usize = 200_000;
/// Ranges that are made without a pause.
const AT_ONCE: usize = 200;

/// Colours a block once the page is quiet.
pub(super) fn begin(answer: &Answer, block: &Element) {
    if block.get_attribute("data-language").is_none_or(|language| language.is_empty()) {
        return;
    }
    let (answer, block) = (answer.clone(), block.clone());
    spawn(async move {
        idle().await;
        // Without the piece the code can be read all the same.
        let Ok(found) = pieces(block.clone()).await else { return };
        paint(&answer, &block, &found).await;
    });
}

/// What the code of a block consists of: names of colours, and from where to where in it, in UTF-16 units.
type Pieces = Vec<(&'static str, u32, u32)>;

/// What to colour, from a module of its own where the build makes one.
#[cfg(feature = "split")]
#[wasm_split_helpers::wasm_split(highlight, wasm_split_path = wasm_split, fallible)]
fn pieces(block: Element) -> Result<Pieces, wasm_split::SplitLoaderError> {
    Ok(find(&block))
}

#[cfg(not(feature = "split"))]
async fn pieces(block: Element) -> Result<Pieces, wasm_split::SplitLoaderError> {
    Ok(find(&block))
}

fn find(block: &Element) -> Pieces {
    let mut pieces = Vec::new();
    let language = block.get_attribute("data-language").unwrap_or_default();
    let Ok(Some(pre)) = block.query_selector("pre") else { return pieces };
    let code = pre.text_content().unwrap_or_default();
    if code.len() > LONGEST {
        return pieces;
    }
    let (mut byte, mut unit) = (0, 0);
    highlight::highlight(&language, &code, &mut |kind, start, end| {
        let mut units = |to: usize| {
            let passed = code.get(byte..to).unwrap_or_default();
            unit += passed.encode_utf16().count() as u32;
            byte = to;
            unit
        };
        pieces.push((name(kind), units(start), units(end)));
    });
    if !pieces.is_empty() {
        style::adopt(block, "highlight", STYLE);
    }
    pieces
}

fn name(kind: Kind) -> &'static str {
    match kind {
        Kind::Comment => "siesta-comment",
        Kind::String => "siesta-string",
        Kind::Number => "siesta-number",
        Kind::Keyword => "siesta-keyword",
        Kind::Function => "siesta-function",
        Kind::Type => "siesta-type",
        Kind::Key => "siesta-key",
        Kind::Inserted => "siesta-inserted",
        Kind::Deleted => "siesta-deleted",
    }
}

/// Gives the ranges to the browser, which forgets them when the answer goes.
async fn paint(answer: &Answer, block: &Element, pieces: &Pieces) {
    let Some(window) = block.owner_document().and_then(|document| document.default_view()) else { return };
    let registry = get(&get(&window, "CSS"), "highlights");
    let (Ok(range), Ok(highlight)) = (
        get(&window, "StaticRange").dyn_into::<Function>(),
        get(&window, "Highlight").dyn_into::<Function>(),
    ) else {
        return;
    };
    if !registry.is_object() {
        return;
    }
    let mut texts = Texts::new(block);
    for pieces in pieces.chunks(AT_ONCE) {
        if !block.is_connected() {
            return;
        }
        let mut added = Vec::new();
        for (name, start, end) in pieces {
            let (Some(start), Some(end)) = (texts.place(*start), texts.place(*end)) else { return };
            let made = static_range(&range, start, end).and_then(|range| {
                let set = named(&registry, &highlight, name)?;
                call(&set, "add", &[&range])?;
                Ok((set, range))
            });
            added.extend(made.ok());
        }
        let added = SendWrapper::new(added);
        answer.owner.with(|| {
            on_cleanup(move || {
                for (set, range) in added.iter() {
                    let _ = call(set, "delete", &[range]);
                }
            });
        });
        idle().await;
    }
}

/// The page's set of ranges with this colour.
fn named(registry: &JsValue, highlight: &Function, name: &str) -> Result<JsValue, JsValue> {
    let known = call(registry, "get", &[&JsValue::from_str(name)])?;
    if known.is_object() {
        return Ok(known);
    }
    let made = Reflect::construct(highlight, &Array::new())?;
    call(registry, "set", &[&JsValue::from_str(name), &made])?;
    Ok(made)
}

fn static_range(
    range: &Function,
    start: (CharacterData, u32),
    end: (CharacterData, u32),
) -> Result<JsValue, JsValue> {
    let parts = Object::new();
    for (key, value) in [
        ("startContainer", JsValue::from(start.0)),
        ("startOffset", start.1.into()),
        ("endContainer", end.0.into()),
        ("endOffset", end.1.into()),
    ] {
        Reflect::set(&parts, &JsValue::from_str(key), &value)?;
    }
    Reflect::construct(range, &Array::of1(&parts))
}

fn call(object: &JsValue, method: &str, arguments: &[&JsValue]) -> Result<JsValue, JsValue> {
    let method: Function = get(object, method).dyn_into()?;
    method.apply(object, &arguments.iter().copied().collect::<Array>())
}

/// The texts of a block one after the other, and how far they are passed.
struct Texts {
    texts: std::vec::IntoIter<(CharacterData, u32)>,
    current: Option<(CharacterData, u32)>,
    before: u32,
}

impl Texts {
    fn new(block: &Element) -> Self {
        let text = |lines: &Element| {
            let text: CharacterData = lines.first_child()?.dyn_into().ok()?;
            let length = text.length();
            Some((text, length))
        };
        let texts: Vec<_> = all(block, "pre > span").iter().filter_map(text).collect();
        let mut texts = texts.into_iter();
        Self { current: texts.next(), texts, before: 0 }
    }

    /// The text that has this place, and where in it; places never go back.
    fn place(&mut self, at: u32) -> Option<(CharacterData, u32)> {
        loop {
            let (text, length) = self.current.as_ref()?;
            if at - self.before <= *length {
                return Some((text.clone(), at - self.before));
            }
            self.before += length;
            self.current = self.texts.next();
        }
    }
}
