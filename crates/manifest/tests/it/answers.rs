//! What a person answers becomes a manifest.

use manifest::{
    Answers, AssistantAnswer, ClientTool, ContextField, Contract, FieldType, Manifest, Mode, Operation,
};
use serde_json::{Value, json};

const GENERATED: &str = include_str!("../golden/external-api.generated.json");
const AGENT: &str = "5e1a7a00-0000-4000-8000-000000000001";

fn build(answers: &Answers) -> Value {
    serde_json::to_value(answers.build().unwrap_or_else(|error| panic!("{error}"))).unwrap()
}

/// Paths and reasons of what is wrong.
fn problems(answers: &Answers) -> Vec<(String, String)> {
    let error = answers.build().unwrap_err();
    error.problems().iter().map(|it| (it.path.clone(), it.reason.clone())).collect()
}

#[test]
fn without_an_answer_the_external_api_manifest_is_the_vendors_as_an_ordered_document() {
    let manifest = Answers::new(Mode::ExternalApi).build().unwrap();
    assert_eq!(serde_json::to_string_pretty(&manifest).unwrap(), GENERATED.trim());
}

#[test]
fn without_an_answer_each_mode_makes_its_own_contract() {
    for (mode, section) in [
        (Mode::ExternalApi, "siestaApiOperations"),
        (Mode::RealtimeApi, "realtime"),
        (Mode::WebPlugin, "webPlugin"),
    ] {
        let manifest = Answers::new(mode).build().unwrap();
        assert_eq!(manifest.mode(), mode);
        for other in ["siestaApiOperations", "realtime", "webPlugin"] {
            let has = serde_json::to_value(&manifest).unwrap().get(other).is_some();
            assert_eq!(has, other == section, "{mode} {other}");
        }
    }
}

#[test]
fn every_answer_stands_where_the_vendors_builder_puts_it() {
    let mut answers = Answers::new(Mode::ExternalApi);
    answers.use_case = "Return parcels, quickly!".into();
    answers.base_url = "https://api.eu.example".into();
    answers.organization_id = "${SIESTA_ORG_ID}".into();
    answers.primary.agent_id = AGENT.into();
    answers.assistants.push(AssistantAnswer {
        role: "billing".into(),
        label: "Billing".into(),
        agent_id: "<billing-agent-id>".into(),
        purpose: None,
    });
    answers.context_fields.push(ContextField {
        name: "plan".into(),
        kind: FieldType::Enum,
        values: vec!["free".into(), "paid".into()],
        required: true,
        description: "What the customer pays for.".into(),
        extra: Default::default(),
    });
    answers.intent = Some("Handle returns.".into());
    answers.approval_policy = "Ask before anything.".into();
    answers.output_contract.summary = "One sentence.".into();
    answers.product = Some("Acme Shop".into());
    answers.repository = Some("https://example.com/acme/shop".into());
    let built = build(&answers);

    assert_eq!(built["name"], "return-parcels-quickly");
    for place in ["/inputs/baseUrl", "/siestaAi/apiBaseUrl"] {
        assert_eq!(built.pointer(place).unwrap(), "https://api.eu.example");
    }
    assert_eq!(built["openApiSource"], "https://api.eu.example/swagger/v1/swagger.json");
    for place in ["/inputs/organizationId", "/siestaAi/requiredHeaders/X-Org-Id"] {
        assert_eq!(built.pointer(place).unwrap(), "${SIESTA_ORG_ID}");
    }
    for place in ["/inputs/agentId", "/siestaAi/requiredPathParameters/agentId"] {
        assert_eq!(built.pointer(place).unwrap(), AGENT);
    }
    for place in ["/assistants", "/inputs/assistants", "/siestaAi/assistants"] {
        let billing = json!({"role": "billing", "label": "Billing", "agentId": "<billing-agent-id>"});
        assert_eq!(built.pointer(place).unwrap()[1], billing, "{place}");
    }
    assert_eq!(built["inputs"]["requiredContextFieldCount"], 4);
    assert_eq!(built["requiredContextFields"][3]["values"], json!(["free", "paid"]));
    for place in ["/integration/intent", "/automation/intent"] {
        assert_eq!(built.pointer(place).unwrap(), "Handle returns.");
    }
    assert_eq!(built["automation"]["approvalPolicy"], "Ask before anything.");
    assert_eq!(built["automation"]["outputContract"]["summary"], "One sentence.");
    assert_eq!(
        (&built["product"], &built["repository"]),
        (&json!("Acme Shop"), &json!("https://example.com/acme/shop"))
    );
}

#[test]
fn steps_speak_of_chosen_operations_only() {
    let mut answers = Answers::new(Mode::ExternalApi);
    let chosen = Operation::documented().into_iter().filter(|it| it.path.starts_with("/api/v1/Agent"));
    answers.contract = Contract::ExternalApi { operations: chosen.collect() };
    let built = build(&answers);
    assert_eq!(built["inputs"]["operationCount"], 3);
    assert_eq!(built["siestaApiOperations"].as_array().unwrap().len(), 3);
    let steps = built["implementationSteps"].to_string();
    assert!(steps.contains("/response") && !steps.contains("/File") && !steps.contains("/Task"), "{steps}");
}

#[test]
fn client_tools_stand_in_the_contract_that_has_them() {
    let tool = ClientTool {
        name: "showProduct".into(),
        description: "Scrolls to a product.".into(),
        parameters: json!({"type": "object"}),
        ..ClientTool::default()
    };
    let mut answers = Answers::new(Mode::RealtimeApi);
    answers.contract = Contract::RealtimeApi { client_tools: vec![tool.clone()] };
    assert_eq!(build(&answers)["realtime"]["clientTools"][0], json!(tool));

    let mut answers = Answers::new(Mode::WebPlugin);
    let Contract::WebPlugin(widget) = &mut answers.contract else { unreachable!() };
    widget.client_tools.push(tool.clone());
    let built = build(&answers);
    assert_eq!(built["webPlugin"]["clientTools"], json!([tool]));
    assert!(built["implementationSteps"].to_string().contains("clientTools"));
}

#[test]
fn what_can_not_stand_is_told_once_at_its_place() {
    let mut answers = Answers::new(Mode::ExternalApi);
    answers.primary.agent_id = "support".into();
    answers.use_case = "  ".into();
    answers.product = Some("Call it with sk-proj4f9KzQ81mXw72Lp0.".into());
    let expected = [
        ("$.product", "looks like an API key or token"),
        ("$.useCase", "is empty"),
        ("$.inputs.agentId", "is \"support\", which is no UUID"),
    ];
    assert_eq!(problems(&answers), expected.map(|(path, reason)| (path.to_owned(), reason.to_owned())));
}

#[test]
fn a_name_is_made_of_the_use_case_or_else_of_the_mode() {
    for (use_case, expected) in [
        ("Customer support copilot on Siesta AI", "customer-support-copilot-on-siesta-ai"),
        ("  2nd try: “docs”! ", "2nd-try-docs"),
        ("顧客サポート", "external-api"),
    ] {
        let mut answers = Answers::new(Mode::ExternalApi);
        answers.use_case = use_case.into();
        assert_eq!(build(&answers)["name"], expected);
    }
    let mut answers = Answers::new(Mode::ExternalApi);
    answers.use_case = "word ".repeat(40);
    assert!(build(&answers)["name"].as_str().unwrap().len() <= 80);
}

#[test]
fn the_vendors_own_files_pass_the_check_for_secrets() {
    for text in [GENERATED, include_str!("../golden/external-api.baseline.json")] {
        Manifest::from_json("golden.json".as_ref(), text).unwrap();
        let spoilt = text.replace("<siesta-api-key>", "live-key");
        let error = Manifest::from_json("golden.json".as_ref(), &spoilt).unwrap_err();
        assert_eq!(error.problems()[0].reason, "is a credential and holds more than a placeholder");
    }
}
