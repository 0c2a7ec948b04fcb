//! Tests of attain.
