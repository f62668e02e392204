//! dev-agent.
