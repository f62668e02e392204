//! One case of each mechanism in the other engines: what works in Chromium may miss something there.

/// The cases, in an engine.
macro_rules! cases {
    ($engine:ident) => {
        use crate::cases::{history, keyboard, outbox, recorder, resume, streaming};
        use crate::support::Engine;

        #[test]
        fn whatever_goes_wrong_is_noticed() {
            recorder::recorder(Engine::$engine);
        }

        #[test]
        fn the_chat_mounts_and_an_answer_streams() {
            streaming::streaming(Engine::$engine);
        }

        #[test]
        fn an_answer_is_made_of_the_elements_it_means() {
            streaming::rendering(Engine::$engine);
        }

        #[test]
        fn a_message_that_never_left_is_sent_after_a_reload() {
            outbox::reload(Engine::$engine);
        }

        #[test]
        fn an_answer_goes_on_where_it_broke() {
            resume::resume(Engine::$engine);
        }

        #[test]
        fn a_piece_that_loads_on_demand_loads() {
            history::history(Engine::$engine);
        }

        #[test]
        fn a_chat_needs_no_mouse() {
            keyboard::keyboard(Engine::$engine);
        }

        #[test]
        fn nothing_has_to_be_stored() {
            outbox::denied_storage(Engine::$engine);
        }
    };
}

mod firefox {
    cases!(Firefox);
}

mod webkit {
    cases!(WebKit);
}
