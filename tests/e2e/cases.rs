//! The cases, in the order in which a visitor would meet them.

mod recorder;

mod accessibility;
mod before_load;
mod embedding;
mod keyboard;
mod languages;
mod page_api;
mod reading_aloud;
mod strict_pages;
mod theme;

mod agent_url;
mod answer;
mod knowledge;
mod latency;
mod limits;
mod streaming;

mod long_thread;
mod memory;
mod scrolling;

mod clock;
mod history;
mod identity;
mod logout;
mod outage;
mod outbox;
mod resume;
mod stop;
mod tabs;

mod bad_answers;
mod broken_files;
mod foreign_origin;
mod hostile;

mod stock_client;

mod engines;

mod dev_agent_page;
mod full_page;
mod preview;
