//! People who are signed in at the site, as its backend says.

use crate::support::{Case, Fault, Page, Setup, run};

const ACCENT: &str = "What is the accent colour?";
const EMBED: &str = "How do I embed the chat with a script tag?";

async fn asked(page: &Page) -> Vec<String> {
    page.texts(".message.visitor .text").await
}

/// Anna, who is signed in, asks: the answer.
async fn ask_as_anna(case: &mut Case) -> String {
    case.site.sign_in("anna");
    case.page.visit("user.html").await;
    case.page.ask_and_wait(ACCENT).await
}

#[test]
fn a_user_finds_their_conversations_on_another_device() {
    run(Setup::default(), async |case| {
        let answer = ask_as_anna(case).await;

        // Elsewhere the page has a token in hand, and no function.
        let mut device = case.device().await;
        device.open("plain.html").await;
        device
            .js("fetch('/identity').then((answer) => answer.text()).then((jwt) => SiestaChat.identify(jwt))")
            .await;
        device.open_chat().await;
        device.until("e2e.answered()").await;
        assert_eq!(device.answer().await, answer);
        // It goes on there, and the first device has it, too.
        device.ask_and_wait(EMBED).await;
        assert_eq!(device.problems().await, Vec::<String>::new());
        case.page.reload().await;
        case.page.open_chat().await;
        case.page.until("e2e.all('.message').length === 4").await;
        assert_eq!(asked(&case.page).await, [ACCENT, EMBED]);
    });
}

#[test]
fn what_was_written_before_signing_in_goes_along_and_stays_with_the_user() {
    run(Setup::default(), async |case| {
        let page = &mut case.page;
        page.visit("plain.html").await;
        page.ask_and_wait(ACCENT).await;
        case.site.sign_in("anna");
        page.identify().await;
        page.ask_and_wait(EMBED).await;
        assert_eq!(asked(page).await, [ACCENT, EMBED]);

        // The same browser without a word of the page: the key alone opens nothing of the user's.
        page.reload().await;
        page.open_chat().await;
        page.until("Boolean(e2e.find('.suggestion'))").await;
        page.history(0).await;
        assert_eq!(page.js("e2e.all('.message').length").await, 0);

        page.visit("user.html").await;
        page.until("e2e.all('.message').length === 4").await;
        assert_eq!(asked(page).await, [ACCENT, EMBED]);
    });
}

#[test]
fn the_next_user_of_a_page_sees_nothing_of_the_one_before() {
    run(Setup::default(), async |case| {
        ask_as_anna(case).await;
        let page = &mut case.page;
        page.write("a draft of Anna’s").await;

        case.site.sign_in("ben");
        page.identify().await;
        page.until("e2e.all('.message').length === 0").await;
        assert_eq!(page.js("e2e.find('.input').value").await, "");
        page.history(0).await;
        page.toggle_history().await;
        page.ask_and_wait(EMBED).await;
        assert_eq!(asked(page).await, [EMBED]);

        case.site.sign_in("anna");
        page.identify().await;
        page.until("e2e.text('.message.visitor').includes('accent')").await;
        assert_eq!(asked(page).await, [ACCENT]);
    });
}

#[test]
fn the_same_user_named_again_keeps_what_is_shown() {
    run(Setup::default(), async |case| {
        ask_as_anna(case).await;
        let page = &case.page;
        page.write("half a question").await;
        page.run(
            "window.shown = e2e.last('.message'); \
             SiestaChat.identify(() => { window.asked = true; return identity(); })",
        )
        .await;
        page.until("window.asked && e2e.find('.panel').style.opacity === ''").await;
        assert_eq!(page.js("shown.isConnected && shown === e2e.last('.message')").await, true);
        assert_eq!(page.js("e2e.find('.input').value").await, "half a question");
    });
}

#[test]
fn a_message_is_not_sent_in_the_name_of_somebody_else() {
    run(Setup::default(), async |case| {
        case.tolerate_report("ERR_CONNECTION_REFUSED");
        case.expect_report("status of 401");
        ask_as_anna(case).await;
        // Somebody else has signed in at the site, and this page's token ends: the backend has a new secret.
        case.site.sign_in("ben");
        case.backend.kill();
        case.backend.restart();
        let page = &case.page;
        page.ask("This is a secret of Anna’s.").await;
        page.until("e2e.all('.message').length === 0").await;
        page.ask_and_wait(EMBED).await;
        assert_eq!(asked(page).await, [EMBED]);
        let mut questions = case.questions().await;
        questions.sort();
        assert_eq!(questions, [EMBED, ACCENT]);
    });
}

#[test]
fn a_word_that_does_not_count_sends_nothing_and_tells_the_owner_why() {
    run(Setup::default(), async |case| {
        case.expect_report("console.warn: Siesta Chat: ");
        case.expect_report("signature is not that of the key");
        case.expect_report("status of 401");
        case.site.sign_in_wrongly("anna");
        case.page.visit("user.html").await;
        let page = &case.page;
        page.until("e2e.text('.notice') === 'The chat could not sign you in.'").await;
        // The page may have had an old one: it was asked once more.
        let asked =
            "performance.getEntriesByType('resource').filter((it) => it.name.endsWith('/identity')).length";
        assert_eq!(page.js(asked).await, 2);
        page.ask(ACCENT).await;
        page.until("Boolean(e2e.find('.fate.failed .again'))").await;
        assert!(case.questions().await.is_empty());
        let warnings =
            page.js("e2e.problems.filter((it) => it.startsWith('console.warn'))").await.to_string();
        assert!(warnings.contains("signature is not that of the key"), "{warnings}");
        assert!(!warnings.contains("eyJ"), "{warnings}");

        case.site.sign_in("anna");
        page.click(".again").await;
        page.until("e2e.answered()").await;
        assert_eq!(case.questions().await, [ACCENT]);
        assert_eq!(page.js("e2e.all('.notice').length").await, 0);
    });
}

#[test]
fn a_page_that_gives_no_word_is_told_and_sends_nothing() {
    run(Setup::default(), async |case| {
        case.expect_report("SiestaChat.identify() got no identity");
        let page = &mut case.page;
        // Nobody becomes anonymous by a mistake of the page.
        let none = "SiestaChat.identify(window.user?.jwt)";
        let never = "e2e.hurry(); SiestaChat.identify(() => new Promise(() => {}))";
        for (name, mistake) in [("user.html", ""), ("plain.html", none), ("plain.html", never)] {
            page.open(name).await;
            page.until("Boolean(e2e.find('.launcher'))").await;
            page.run(mistake).await;
            page.open_chat().await;
            page.until("e2e.text('.notice') === 'The chat could not sign you in.'").await;
            page.ask(ACCENT).await;
            page.until("Boolean(e2e.find('.fate.failed .again'))").await;
        }
        assert!(case.questions().await.is_empty());
    });
}

#[test]
fn a_users_message_is_kept_although_nobody_can_sign_in_right_now() {
    run(Setup { through_proxy: true, ..Setup::default() }, async |case| {
        case.expect_report("status of 503");
        case.site.sign_in("anna");
        let page = &mut case.page;
        page.visit("user.html").await;
        page.ask_and_wait(ACCENT).await;
        case.proxy.fail("/v1/session", usize::MAX, Fault::Answer(503, "text/html", String::new(), None));
        page.run("e2e.forward(3_600_000)").await;
        page.ask(EMBED).await;
        page.until("e2e.text('.status').includes('Reconnecting')").await;
        page.open("double.html").await;
        case.proxy.mend();
        page.visit("user.html").await;
        page.until("e2e.all('.message').length === 4 && e2e.answered()").await;
        assert_eq!(asked(page).await, [ACCENT, EMBED]);
        assert_eq!(case.questions().await, [ACCENT, EMBED]);
    });
}
