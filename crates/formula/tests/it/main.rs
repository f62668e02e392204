//! Formulas as they are drawn, and what never gets through.

mod formulas;
mod hostile;
