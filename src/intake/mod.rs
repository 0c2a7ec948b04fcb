//! Bytes of a partner's file → [`Draft`]. Pure, never fails: what cannot be read is a diagnostic.
