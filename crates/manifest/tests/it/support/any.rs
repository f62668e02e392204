//! Answers of every kind, for laws.

use manifest::{
    Answers, AssistantAnswer, ClientTool, ColorMode, ContextField, Contract, FieldType, LauncherIcon, Mode,
    Operation, PageContextPolicy, Position, SchemeAnswers, ThemeAnswers, WidgetAnswers,
};
use proptest::collection::vec;
use proptest::option::of;
use proptest::prelude::*;
use serde_json::{Value, json};

/// Texts of people, good and bad, and pieces that try to become more than a text.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        12 => "[A-Za-z][a-z ]{1,20}",
        1 => any::<String>(),
        1 => Just("\",\"webPlugin\":{},\"x\":\"".to_owned()),
        1 => Just("realtime".to_owned()),
        1 => Just(String::new()),
    ]
}

fn id() -> impl Strategy<Value = String> {
    prop_oneof![
        9 => Just("5e1a7a00-0000-4000-8000-000000000001".to_owned()),
        2 => Just("<siesta-agent-id>".to_owned()),
        2 => Just("${SIESTA_AGENT_ID}".to_owned()),
        1 => text(),
    ]
}

fn url() -> impl Strategy<Value = String> {
    prop_oneof![
        9 => Just("https://api.siesta.ai".to_owned()),
        1 => Just("http://localhost:8790/".to_owned()),
        1 => Just("${SIESTA_API_URL}".to_owned()),
        1 => text(),
    ]
}

fn name() -> impl Strategy<Value = String> {
    prop_oneof![15 => "[a-z]{1,8}", 1 => text()]
}

/// Any JSON, with keys that mean something elsewhere.
fn json_value() -> impl Strategy<Value = Value> {
    let leaf =
        prop_oneof![Just(Value::Null), any::<bool>().prop_map(Value::from), text().prop_map(Value::from)];
    leaf.prop_recursive(3, 12, 3, |inner| {
        let key = prop_oneof![
            Just("webPlugin".to_owned()),
            Just("realtime".to_owned()),
            Just("type".to_owned()),
            name()
        ];
        prop_oneof![
            vec(inner.clone(), 0..3).prop_map(Value::from),
            vec((key, inner), 0..3).prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

fn assistant() -> impl Strategy<Value = AssistantAnswer> {
    (name(), text(), id(), of(text())).prop_map(|(role, label, agent_id, purpose)| AssistantAnswer {
        role,
        label,
        agent_id,
        purpose,
    })
}

fn context_field() -> impl Strategy<Value = ContextField> {
    let kind = prop::sample::select(vec![
        FieldType::Uuid,
        FieldType::String,
        FieldType::Url,
        FieldType::Number,
        FieldType::Boolean,
        FieldType::Enum,
    ]);
    (name(), kind, vec(name(), 0..3), any::<bool>(), text(), vec((name(), json_value()), 0..2)).prop_map(
        |(name, kind, values, required, description, extra)| ContextField {
            name,
            kind,
            values,
            required,
            description,
            extra: extra.into_iter().collect(),
        },
    )
}

fn client_tool() -> impl Strategy<Value = ClientTool> {
    let parameters = prop_oneof![9 => Just(json!({"type": "object"})), 1 => json_value()];
    (name(), text(), parameters, of(json_value()), any::<bool>(), vec((name(), json_value()), 0..2)).prop_map(
        |(name, description, parameters, result, writes, extra)| ClientTool {
            name,
            description,
            parameters,
            result,
            writes,
            extra: extra.into_iter().collect(),
        },
    )
}

/// Colours as people write them, seldom something else.
fn color() -> impl Strategy<Value = String> {
    prop_oneof![60 => "#[0-9A-Fa-f]{6}", 1 => text()]
}

fn scheme() -> impl Strategy<Value = SchemeAnswers> {
    let key = prop::sample::select(vec!["accent", "onAccent", "surface", "text", "link"]);
    prop::collection::btree_map(key, color(), 0..4)
}

fn theme() -> impl Strategy<Value = ThemeAnswers> {
    let words = (
        prop::sample::select(vec![ColorMode::Auto, ColorMode::Light, ColorMode::Dark]),
        prop::sample::select(vec![LauncherIcon::Chat, LauncherIcon::Question, LauncherIcon::Spark]),
    );
    let family = prop_oneof![30 => "[A-Z][a-z]{1,8}( [A-Z][a-z]{1,8})?", 1 => text()];
    let numbers = (of(0..=33_u32), of(44..=97_u32), of(0..=97_u32), of(0..=i32::MAX as u32));
    (of(color()), words, scheme(), scheme(), vec(family, 0..3), numbers).prop_map(
        |(accent, words, light, dark, font, (radius, launcher_size, launcher_gap, z_index))| {
            let (color_mode, launcher_icon) = words;
            ThemeAnswers {
                accent,
                color_mode,
                light,
                dark,
                radius,
                font,
                launcher_icon,
                launcher_size,
                launcher_gap,
                z_index,
            }
        },
    )
}

fn widget() -> impl Strategy<Value = WidgetAnswers> {
    let mount = prop_oneof![9 => Just("#chat".to_owned()), 1 => text()];
    let words = (
        prop::sample::select(vec![PageContextPolicy::Basic, PageContextPolicy::Off, PageContextPolicy::Page]),
        prop::sample::select(vec![Position::BottomEnd, Position::BottomStart]),
    );
    (url(), mount, words, of(text()), of(text()), vec(text(), 0..3), theme(), vec(client_tool(), 0..2))
        .prop_map(
            |(
                script_url,
                mount,
                (page_context, position),
                title,
                greeting,
                suggestions,
                theme,
                client_tools,
            )| {
                WidgetAnswers {
                    script_url,
                    mount,
                    page_context,
                    title,
                    greeting,
                    suggestions,
                    theme,
                    position,
                    client_tools,
                }
            },
        )
}

/// Documented operations, and some that were never heard of.
fn operation() -> impl Strategy<Value = Operation> {
    let documented = prop::sample::select(Operation::documented());
    let invented = (documented.clone(), text(), vec((name(), json_value()), 0..2)).prop_map(
        |(operation, path, extra)| Operation { path, extra: extra.into_iter().collect(), ..operation },
    );
    prop_oneof![12 => documented, 1 => invented]
}

fn contract() -> impl Strategy<Value = Contract> {
    prop_oneof![
        vec(operation(), 0..4).prop_map(|operations| Contract::ExternalApi { operations }),
        vec(client_tool(), 0..3).prop_map(|client_tools| Contract::RealtimeApi { client_tools }),
        widget().prop_map(|it| Contract::WebPlugin(Box::new(it))),
    ]
}

/// Any answers, good and bad.
pub fn answers() -> impl Strategy<Value = Answers> {
    let about =
        (text(), of(text()), url(), id(), assistant(), vec(assistant(), 0..2), vec(context_field(), 0..2));
    let rest = (of(text()), text(), of(text()), of(text()), contract());
    (about, rest).prop_map(
        |(
            (use_case, name, base_url, organization_id, primary, assistants, context_fields),
            (intent, approval_policy, product, repository, contract),
        )| Answers {
            use_case,
            name,
            base_url,
            organization_id,
            primary,
            assistants,
            context_fields,
            intent,
            approval_policy,
            product,
            repository,
            contract,
            ..Answers::new(Mode::ExternalApi)
        },
    )
}
